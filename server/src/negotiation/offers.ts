import { ParleyError, type Instant, type Phase } from '@parley/domain'
import { readUpdate, type Edit } from '@parley/schema'
import { type Logger } from 'pino'
import { type Freeze } from '../freeze/freeze.ts'
import { type Writer } from '../storage/ports.ts'
import { type DocumentHead } from './documentHead.ts'
import { type Documents } from './documents.ts'
import { judge, type Judgement } from './judge.ts'
import { isTidying } from './lateLane.ts'
import { type LiveLog, type NumberedEntry } from './liveLog.ts'
import { type Answer, type Offer } from './room.ts'
import { type Writers } from './writers.ts'

/** The largest SyncStep2, which carries all that the server lacks. */
const MAX_SYNC_BYTES = 1024 * 1024

const ignore = (): void => undefined

/** The way of an update into the log: read, held where it must be, judged and numbered in one step, committed, answered. */
export class Offers {
	readonly #log: LiveLog
	readonly #documents: Documents
	readonly #writers: Writers
	readonly #freeze: Freeze
	readonly #logger: Logger
	readonly #lateTurns = new Map<string, Promise<void>>()
	#isClosed = false

	constructor(
		log: LiveLog,
		documents: Documents,
		writers: Writers,
		freeze: Freeze,
		logger: Logger
	) {
		this.#log = log
		this.#documents = documents
		this.#writers = writers
		this.#freeze = freeze
		this.#logger = logger
	}

	/** Takes nothing from now on: what is offered waits for the next process. */
	close(): void {
		this.#isClosed = true
	}

	async offer(offer: Offer): Promise<Answer> {
		const edit = readUpdate(offer.bytes, offer.kind === 'sync' ? MAX_SYNC_BYTES : undefined)
		if (!edit.ok) return { kind: 'refused', reason: edit.reason }
		try {
			return await this.#offerEdit(offer, edit)
		} catch (error) {
			// Nothing was acknowledged; the sender keeps its words and comes back.
			this.#logger.error({ err: error }, 'an offered update could not be stored')
			return { kind: 'waiting' }
		}
	}

	#offerEdit(offer: Offer, edit: Edit): Promise<Answer> {
		return this.#inTurn(offer, (head) => {
			const judgement = this.#judge(offer, edit, head)
			if (judgement.kind !== 'number') return this.#answerTo(judgement)
			if (judgement.as === 'late') return this.#keepLate(offer, edit)
			return this.#numberText(offer, edit, head)
		})
	}

	/**
	 * Runs `decide` with the head of the offer's document as soon as that can be judged by: not while the head of the log is read
	 * again, and not while the freeze waits for frames that came before this one (rule F3). What it numbers before it waits for
	 * anything is numbered in the same step with its judgement (rule L6).
	 */
	async #inTurn<T>(
		{ document, receivedAt }: Offer,
		decide: (head: DocumentHead) => Promise<T>
	): Promise<T> {
		for (;;) {
			await this.unheld(receivedAt)
			const reading = this.#documents.head(document)
			const head = await reading
			const isSettled =
				this.#holdOn(receivedAt) === null && reading === this.#documents.head(document)
			if (isSettled) return decide(head)
		}
	}

	/** Resolves when nothing keeps what was received at `receivedAt` from being judged. Rejects when the room is closed. */
	async unheld(receivedAt: Instant): Promise<void> {
		this.#freeze.look(receivedAt)
		for (let hold = this.#holdOn(receivedAt); hold !== null; hold = this.#holdOn(receivedAt)) {
			await hold
			this.#freeze.look(receivedAt)
		}
	}

	#holdOn(receivedAt: Instant): Promise<void> | null {
		if (this.#isClosed) throw new ParleyError('storage-failed', 'the room is closed')
		return this.#log.recovering ?? this.#freeze.holds(receivedAt)
	}

	#judge(offer: Offer, edit: Edit, head: DocumentHead): Judgement {
		return (
			this.#bindWriters(offer, edit, head) ??
			judge(head, edit, offer, this.#phaseFor(offer.receivedAt))
		)
	}

	/**
	 * The answer to what needs no number. What the log has already may have been numbered a moment ago: nobody is told of it before it
	 * is on disk (rule L3).
	 */
	async #answerTo(judgement: Exclude<Judgement, { readonly kind: 'number' }>): Promise<Answer> {
		switch (judgement.kind) {
			case 'known':
				await this.#log.stored
				return judgement
			case 'late':
				await this.#log.stored
				return { kind: 'late', ...judgement.stamp }
			case 'waiting':
			case 'refused':
				return judgement
		}
	}

	/** While the room is freezing, what was received before the instant is judged as it would have been then (rule F3). */
	#phaseFor(receivedAt: Instant): Phase['kind'] {
		const { kind } = this.#freeze.phase
		return kind === 'freezing' && this.#freeze.holds(receivedAt) === null ? 'drafting' : kind
	}

	#bindWriters(offer: Offer, edit: Edit, head: DocumentHead): Judgement | undefined {
		for (const [client, { to }] of edit.inserted) {
			if (to <= head.text.clock(client)) continue
			const binding = this.#writers.bind(offer.document, head, client, offer.seat.id, offer.session)
			if (binding !== 'bound') return { kind: 'refused', reason: binding }
		}
		return undefined
	}

	async #numberText(offer: Offer, edit: Edit, head: DocumentHead): Promise<Answer> {
		head.text.add(edit)
		const { entry, stored } = this.#numberUpdate(offer, edit, head)
		await stored
		return { kind: 'accepted', position: entry.position, receivedAt: entry.receivedAt }
	}

	/** Late edits of one seat to one document are kept one after the other: whether something is seen of it depends on those before it. */
	async #keepLate(offer: Offer, edit: Edit): Promise<Answer> {
		const key = `${offer.document} ${offer.seat.id}`
		const before = this.#lateTurns.get(key) ?? Promise.resolve()
		const answer = before.then(() => this.#keepNextLate(offer, edit))
		const turn = answer.then(ignore, ignore)
		this.#lateTurns.set(key, turn)
		await turn
		if (this.#lateTurns.get(key) === turn) this.#lateTurns.delete(key)
		return answer
	}

	async #keepNextLate(offer: Offer, edit: Edit): Promise<Answer> {
		const { document, seat } = offer
		if (await isTidying(this.#documents, document, seat.id, edit, offer.bytes))
			return { kind: 'known' }
		// Something may have been kept since: the same edit may have come twice.
		return this.#inTurn(offer, (head) => {
			const judgement = this.#judge(offer, edit, head)
			if (judgement.kind !== 'number') return this.#answerTo(judgement)
			return this.#numberLate(offer, edit, head)
		})
	}

	async #numberLate(offer: Offer, edit: Edit, head: DocumentHead): Promise<Answer> {
		const { entry, stored } = this.#numberUpdate(offer, edit, head)
		const { position, receivedAt } = entry
		head.addLate(edit, offer.seat.id, { position, receivedAt })
		await stored
		return { kind: 'late', position, receivedAt }
	}

	#numberUpdate(offer: Offer, edit: Edit, head: DocumentHead): NumberedEntry {
		const { document, bytes, receivedAt, seat } = offer
		head.size += bytes.byteLength
		const position = this.#log.next
		const writers = head
			.takeUnstored(edit.inserted.keys())
			.map((clientId): Writer => ({ document, clientId, seat: seat.id, position }))
		return this.#log.number({ kind: 'update', document, bytes }, seat.id, receivedAt, writers)
	}
}
