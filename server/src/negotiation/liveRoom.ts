import {
	parseLogPosition,
	type Clause,
	type ClauseId,
	type Delegation,
	type Instant,
	type LogPosition,
	type Negotiation,
	type Phase,
	type SeatId,
	type SessionId,
	type Random,
} from '@parley/domain'
import { clauseDocument, sharedLog, type DocumentName, type LogId } from '@parley/protocol'
import { readBlocks, readUpdate, type Edit } from '@parley/schema'
import { type SignedFile } from '@parley/snapshot'
import { type Logger } from 'pino'
import type * as Y from 'yjs'
import { type Clock } from '../freeze/clock.ts'
import { Freeze, type FreezeHost, type FreezeStep } from '../freeze/freeze.ts'
import { FrozenText } from '../freeze/frozenText.ts'
import { type LoopDelay } from '../freeze/loopDelay.ts'
import { type ServerSigner } from '../freeze/signer.ts'
import {
	type Checkpoint,
	type Entry,
	type Payload,
	type Storage,
	type Writer,
} from '../storage/ports.ts'
import { type DocumentHead } from './documentHead.ts'
import { Documents } from './documents.ts'
import { type Frames } from './frames.ts'
import { clauseOf, foldHead, type Head } from './head.ts'
import { changesNothingVisible, lateEdits } from './lateLane.ts'
import { judge, type Judgement } from './judge.ts'
import { readHead } from './readHead.ts'
import {
	type Answer,
	type ClauseText,
	type LateEdit,
	type Offer,
	type Proposal,
	type Room,
	type RoomEvent,
} from './room.ts'
import { Sequencer } from './sequencer.ts'
import { Writers } from './writers.ts'

/** What rooms are built from; the same for all of them. */
export interface RoomParts {
	readonly storage: Storage
	readonly clock: Clock
	readonly frames: Frames
	readonly signer: ServerSigner
	readonly random: Random
	readonly loopDelay: LoopDelay
	readonly log: Logger
	/** Told after each step of a freeze; a process may end after any of them. */
	readonly onFreezeStep?: ((negotiation: Negotiation, step: FreezeStep) => void) | undefined
}

/** The largest SyncStep2, which carries all that the server lacks. */
const MAX_SYNC_BYTES = 1024 * 1024

/** A moved deadline lies at least this far ahead (rule F7). */
const MIN_NOTICE_MS = 60_000

/** How long to wait before the storage is tried again after a failed commit. */
const RETRY_MS = 1000

/** A negotiation that is open in this process. Made by `openRoom`; closed with the process. */
export class LiveRoom implements Room {
	readonly delegations: readonly Delegation[]
	readonly logId: LogId
	readonly #parts: RoomParts
	readonly #documents: Documents
	readonly #writers: Writers
	readonly #freeze: Freeze
	readonly #frozenText: FrozenText
	readonly #listeners = new Set<(event: RoomEvent) => void>()
	#negotiation: Negotiation
	#head: Head
	#committed: LogPosition
	#sequencer: Sequencer
	/** Set while the head is being read again after a failed commit. */
	#recovering: Promise<void> | null = null
	#isClosed = false

	private constructor(
		parts: RoomParts,
		negotiation: Negotiation,
		delegations: readonly Delegation[],
		head: Head,
		checkpoint: Checkpoint
	) {
		this.#parts = parts
		this.#negotiation = negotiation
		this.delegations = delegations
		this.logId = sharedLog(negotiation.id)
		this.#head = head
		this.#committed = checkpoint.position
		this.#sequencer = this.#newSequencer(checkpoint)
		this.#writers = new Writers(() => parts.clock.now())
		this.#documents = new Documents(parts.storage, this.logId, () => ({
			committed: this.#committed,
			frozen: this.#head.frozen?.position ?? null,
		}))
		this.#frozenText = new FrozenText(parts, negotiation, (until) => this.#readText(until))
		this.#freeze = new Freeze(this.#freezeHost(), parts)
	}

	/** Reads a negotiation's head from its log and takes up whatever it was doing: a deadline to wait for, a freeze to finish. */
	static async open(parts: RoomParts, negotiation: Negotiation): Promise<LiveRoom> {
		const log = sharedLog(negotiation.id)
		const { head, checkpoint } = await readHead(parts.storage.log, log)
		const delegations = await parts.storage.negotiations.delegations(negotiation.id)
		const snapshots = await parts.storage.snapshots.list(negotiation.id)
		const room = new LiveRoom(parts, negotiation, delegations, head, checkpoint)
		const snapshot = snapshots.find(({ position }) => position === head.frozen?.position)
		room.#freeze.start(snapshot?.id ?? null)
		return room
	}

	get negotiation(): Negotiation {
		return this.#negotiation
	}

	get phase(): Phase {
		return this.#freeze.phase
	}

	get position(): LogPosition {
		return this.#committed
	}

	get clauses(): readonly Clause[] {
		return this.#head.clauses
	}

	listen(listener: (event: RoomEvent) => void): () => void {
		this.#listeners.add(listener)
		return () => this.#listeners.delete(listener)
	}

	/** Tells everybody who listens. */
	tell(event: RoomEvent): void {
		for (const listener of this.#listeners) {
			try {
				listener(event)
			} catch (error) {
				// What one listener does wrong must not keep an entry from the next one.
				this.#parts.log.error({ err: error, event: event.kind }, 'a listener of the room failed')
			}
		}
	}

	async offer(offer: Offer): Promise<Answer> {
		const edit = readUpdate(offer.bytes, offer.kind === 'sync' ? MAX_SYNC_BYTES : undefined)
		if (!edit.ok) return { kind: 'refused', reason: edit.reason }
		try {
			return await this.#offerEdit(offer, edit)
		} catch (error) {
			// Nothing was acknowledged; the sender keeps its words and comes back.
			this.#parts.log.error({ err: error }, 'an offered update could not be stored')
			return { kind: 'waiting' }
		}
	}

	async #offerEdit(offer: Offer, edit: Edit): Promise<Answer> {
		const head = await this.#settled(offer.document, offer.receivedAt)
		const bound = this.#bindWriters(offer, edit, head)
		const judgement: Judgement = bound ?? judge(head, edit, offer, this.phase.kind)
		if (judgement.kind === 'late') return { kind: 'late', ...judgement.stamp }
		if (judgement.kind !== 'number') return judgement
		if (judgement.as === 'late') return this.#keepLate(offer, edit, head)
		return this.#numberText(offer, edit, head)
	}

	/**
	 * The head of `document`, once it can be judged by: not while the head of the log is read again, and not while the
	 * freeze waits for frames that came before this one (rule F3). In the turn in which this resolves, all of that holds.
	 */
	async #settled(document: DocumentName, receivedAt: Instant): Promise<DocumentHead> {
		for (;;) {
			this.#freeze.look(receivedAt)
			const hold = this.#recovering ?? this.#freeze.holds(receivedAt)
			if (hold !== null) {
				await hold
				continue
			}
			const reading = this.#documents.head(document)
			const head = await reading
			const isSettled =
				this.#recovering === null &&
				this.#freeze.holds(receivedAt) === null &&
				reading === this.#documents.head(document)
			if (isSettled) return head
		}
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

	async #keepLate(offer: Offer, edit: Edit, head: DocumentHead): Promise<Answer> {
		if (await changesNothingVisible(this.#documents, offer.document, offer.bytes))
			return { kind: 'known' }
		// Reading the frozen text took a while: the same edit can have come twice.
		const stamp = head.lateStamp(edit, offer.seat.id)
		if (stamp !== undefined) return { kind: 'late', ...stamp }
		if (this.#recovering !== null) return { kind: 'waiting' }
		const { entry, stored } = this.#numberUpdate(offer, edit, head)
		const { position, receivedAt } = entry
		head.addLate(edit, offer.seat.id, { position, receivedAt })
		await stored
		return { kind: 'late', position, receivedAt }
	}

	#numberUpdate(
		offer: Offer,
		edit: Edit,
		head: DocumentHead
	): { entry: Entry; stored: Promise<void> } {
		const { document, bytes, receivedAt, seat } = offer
		head.size += bytes.byteLength
		const position = this.#nextPosition()
		const writers = head
			.takeUnstored(edit.inserted.keys())
			.map((clientId): Writer => ({ document, clientId, seat: seat.id, position }))
		return this.#number({ kind: 'update', document, bytes }, seat.id, receivedAt, writers)
	}

	#nextPosition(): LogPosition {
		return parseLogPosition(this.#head.position + 1)
	}

	/** Gives an entry its number. From the decision to this call nothing may be awaited. */
	#number(
		payload: Payload,
		seat: SeatId | null,
		receivedAt: Instant,
		writers: readonly Writer[],
		last = false
	): { entry: Entry; stored: Promise<void> } {
		const entry: Entry = { position: this.#nextPosition(), receivedAt, seat, payload }
		const act = payload.kind === 'act' ? payload.act : null
		this.#head = foldHead(this.#head, { position: entry.position, receivedAt, act })
		return { entry, stored: this.#sequencer.push(entry, writers, last) }
	}

	#newSequencer(checkpoint: Checkpoint): Sequencer {
		return new Sequencer({
			log: this.logId,
			store: this.#parts.storage.log,
			signer: this.#parts.signer,
			checkpoint,
			onCommitted: (entry) => {
				this.#onCommitted(entry)
			},
			onFailed: (error) => {
				this.#onFailed(error)
			},
		})
	}

	#onCommitted(entry: Entry): void {
		this.#committed = entry.position
		const { frozen } = this.#head
		const isLate =
			frozen !== null && entry.position > frozen.position && entry.payload.kind === 'update'
		if (isLate) {
			this.tell({ kind: 'late', entry })
			return
		}
		this.#documents.follow(entry)
		this.tell({ kind: 'committed', entry })
	}

	#onFailed(error: Error): void {
		this.#parts.log.error(
			{ err: error, log: this.logId },
			'a commit failed; nobody was acknowledged'
		)
		this.#recovering = this.#recover()
		this.tell({ kind: 'commit-failed', error })
	}

	/** Drops the head back to what is stored, trying until the storage answers. */
	async #recover(): Promise<void> {
		while (!this.#isClosed) {
			try {
				const { head, checkpoint } = await readHead(this.#parts.storage.log, this.logId)
				this.#head = head
				this.#committed = checkpoint.position
				this.#documents.dropHeads()
				this.#sequencer = this.#newSequencer(checkpoint)
				this.#recovering = null
				this.#freeze.recovered()
				return
			} catch (error) {
				this.#parts.log.error({ err: error, log: this.logId }, 'the log could not be read again')
				await new Promise<void>((resolve) => this.#parts.clock.delay(RETRY_MS, resolve))
			}
		}
	}

	claim(document: DocumentName, clientId: number, seat: SeatId, session: SessionId): boolean {
		return (
			this.#writers.bind(
				document,
				this.#documents.loadedHead(document),
				clientId,
				seat,
				session
			) === 'bound'
		)
	}

	async record({ act, seat, receivedAt }: Proposal): ReturnType<Room['record']> {
		for (;;) {
			this.#freeze.look(receivedAt)
			const hold = this.#recovering ?? this.#freeze.holds(receivedAt)
			if (hold === null) break
			await hold
		}
		const refusal = this.#refusalOf(act, receivedAt)
		if (refusal !== undefined) return { kind: 'refused', reason: refusal }
		const { entry, stored } = this.#number({ kind: 'act', act }, seat, receivedAt, [])
		if (act.kind === 'deadline-moved') this.#freeze.moved(act.deadline)
		try {
			await stored
			return { kind: 'recorded', entry }
		} catch {
			// The reason was logged where it happened, and everybody who listens was told.
			return { kind: 'refused', reason: 'not-stored' }
		}
	}

	#refusalOf(
		act: Proposal['act'],
		receivedAt: Instant
	): 'frozen' | 'awaiting-chair' | 'deadline-too-near' | undefined {
		const phase = this.phase.kind
		switch (act.kind) {
			case 'note-taken':
				return undefined
			case 'status-set':
				if (phase === 'frozen') return 'frozen'
				return phase === 'awaiting-chair' ? 'awaiting-chair' : undefined
			case 'deadline-moved':
				if (phase === 'frozen') return 'frozen'
				return act.deadline.at < receivedAt + MIN_NOTICE_MS ? 'deadline-too-near' : undefined
		}
	}

	freeze(seat: SeatId, receivedAt: Instant, reason: string): ReturnType<Room['freeze']> {
		return this.#freeze.now(seat, receivedAt, reason)
	}

	async attach(document: DocumentName, into: Y.Doc): Promise<{ close(): void }> {
		// Claims are judged by the head, so it is there before anybody can make one.
		await this.#documents.head(document)
		return this.#documents.attach(document, into)
	}

	async readClause(id: ClauseId, at?: LogPosition): Promise<ClauseText | null> {
		const clause = clauseOf(this.#head, id)
		if (clause === undefined) return null
		const document = clauseDocument(this.negotiation.id, this.#head.round, id)
		const position = at === undefined || at > this.#committed ? this.#committed : at
		const blocks = await this.#documents.read(document, at ?? null, readBlocks)
		return { clause, position, blocks }
	}

	async lateLane(): Promise<readonly LateEdit[]> {
		const { frozen } = this.#head
		if (frozen === null) return []
		const { log } = this.#parts.storage
		const range = { after: frozen.position, until: this.#committed, kind: 'update' } as const
		return lateEdits(this.#documents, log.read(this.logId, range))
	}

	async notes(): Promise<readonly Entry[]> {
		const range = { after: parseLogPosition(0), until: this.#committed, kind: 'act' } as const
		const notes: Entry[] = []
		for await (const entry of this.#parts.storage.log.read(this.logId, range)) {
			if (entry.payload.kind === 'act' && entry.payload.act.kind === 'note-taken') notes.push(entry)
		}
		return notes
	}

	async freezeProtocol(): Promise<SignedFile | null> {
		const { phase } = this
		if (phase.kind !== 'frozen' || phase.snapshot === null) return null
		return this.#frozenText.protocol(this.#head, await this.lateLane())
	}

	async setContact(contact: string): Promise<void> {
		await this.#parts.storage.negotiations.setContact(this.#negotiation.id, contact)
		this.#negotiation = { ...this.#negotiation, contact }
		this.tell({ kind: 'people-changed' })
	}

	/** What the freeze may do with this room. */
	#freezeHost(): FreezeHost {
		const { onFreezeStep, clock } = this.#parts
		return {
			negotiation: this.negotiation,
			head: () => this.#head,
			number: (act, seat) => this.#number({ kind: 'act', act }, seat, clock.now(), [], true).stored,
			recovering: () => this.#recovering,
			seal: (onStep) => this.#frozenText.seal(this.#head, onStep),
			audit: () => this.#frozenText.audit(this.#head),
			tell: (phase) => {
				this.tell({ kind: 'phase', phase })
			},
			onStep: (step) => {
				onFreezeStep?.(this.negotiation, step)
			},
		}
	}

	/** Every clause of the round as it stood at `until`, in the order of the text. */
	async #readText(until: LogPosition): Promise<readonly ClauseText[]> {
		const texts: ClauseText[] = []
		for (const { id } of this.#head.clauses) {
			const text = await this.readClause(id, until)
			if (text !== null) texts.push(text)
		}
		return texts
	}

	/** Waits for commits under way and stops waiting for the deadline. Closing twice is fine. */
	async close(): Promise<void> {
		this.#isClosed = true
		this.#freeze.close()
		await this.#freeze.idle()
		await this.#sequencer.idle()
	}
}
