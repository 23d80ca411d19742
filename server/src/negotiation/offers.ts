import {
	type Clause,
	type NegotiationId,
	type SeatId,
	type Speakers,
	type SuggestionId,
} from '@parley/domain'
import { clauseDocument, type DocumentName, type Refusal } from '@parley/protocol'
import { Places, readUpdate, touches, type Edit, type Passage } from '@parley/schema'
import { type Logger } from 'pino'
import type * as Y from 'yjs'
import { type Freeze } from '../freeze/freeze.ts'
import { type Writer } from '../storage/ports.ts'
import { AlternativeGate } from './alternativeGate.ts'
import { BracketGate, type BracketEdit } from './bracketGate.ts'
import { type DocumentHead } from './documentHead.ts'
import { type Documents } from './documents.ts'
import { SMALL_BYTES, stepsOfOffer, stepsOfReading, type Efforts } from './efforts.ts'
import { judge, refusalOf, type Judgement } from './judge.ts'
import { isTidying } from './lateLane.ts'
import { type LiveLog, type NumberedEntry } from './liveLog.ts'
import { PlaceholderGate } from './placeholderGate.ts'
import { storedWithout, takeRepeated, type WithoutRepeated } from './repeatedWords.ts'
import { type Answer, type Offer } from './room.ts'
import { numberWritten, type ServerWrites } from './serverWrites.ts'
import {
	SuggestionGate,
	type FittingSuggestions,
	type SuggestionVerdict,
} from './suggestionGate.ts'
import { type Turns } from './turns.ts'
import { type Writers } from './writers.ts'

/** The largest SyncStep2, which carries all that the server lacks. */
const MAX_SYNC_BYTES = 1024 * 1024

const KNOWN: Answer = { kind: 'known' }
const WAITING: Answer = { kind: 'waiting' }

const ignore = (): void => undefined

/** What one seat has brought late, oldest first. */
type LateEdits = ReturnType<BracketEdit['pending']>

/** An offer that may repeat what is withheld. */
interface RepeatingOffer extends Offer {
	readonly without?: WithoutRepeated
}

/** What the way of an update leads through. */
export interface OffersParts {
	readonly negotiation: NegotiationId
	readonly speakers: Speakers
	readonly log: LiveLog
	readonly documents: Documents
	readonly writers: Writers
	readonly writes: ServerWrites
	readonly efforts: Efforts
	readonly freeze: Freeze
	readonly turns: Turns
	readonly logger: Logger
}

/** The way of an update into the log: read, held where it must be, judged and numbered in one step, committed, answered. */
export class Offers {
	readonly #parts: OffersParts
	/** The clauses as they were seen last, and each by its document. */
	#written: {
		readonly clauses: readonly Clause[]
		readonly byDocument: ReadonlyMap<DocumentName, Clause>
	} = { clauses: [], byDocument: new Map() }
	readonly #brackets: BracketGate
	readonly #suggestions = new SuggestionGate()
	readonly #alternatives = new AlternativeGate()
	readonly #placeholders = new PlaceholderGate()
	readonly #lateTurns = new Map<string, Promise<void>>()

	constructor(parts: OffersParts) {
		this.#parts = parts
		this.#brackets = new BracketGate(parts.speakers)
	}

	async offer(offer: Offer): Promise<Answer> {
		const { efforts } = this.#parts
		const { bytes, seat } = offer
		// Reading it is what is dear of what is known or refused, and may come again and again.
		if (bytes.length > SMALL_BYTES && !efforts.isLeft(seat.id)) return WAITING
		const edit = readUpdate(bytes, offer.kind === 'sync' ? MAX_SYNC_BYTES : undefined)
		efforts.spend(seat.id, stepsOfOffer(edit, bytes))
		if (!edit.ok) return { kind: 'refused', reason: edit.reason }
		if (this.#clauseOf(offer.document) === undefined) {
			return { kind: 'refused', reason: 'read-only-document' }
		}
		// Before anything is waited for: this may be the first sign that the deadline has passed.
		this.#parts.freeze.look(offer.receivedAt)
		try {
			// Who has nothing to add says so with each document that is opened; in its turn, but no head is read for it.
			if (isEmpty(edit)) return await this.#parts.turns.take(offer.receivedAt, () => KNOWN)
			const passage = this.#repeated(offer, edit)
			if (passage === null) return await this.#offerEdit(offer, edit)
			// Not in its turn, in which nobody else has theirs.
			const without = await takeRepeated(offer.bytes, passage)
			return await this.#offerEdit({ ...offer, without }, edit)
		} catch (error) {
			// Nothing was acknowledged; the sender keeps its words and comes back.
			this.#parts.logger.error({ err: error }, 'an offered update could not be stored')
			return WAITING
		}
	}

	#offerEdit(offer: RepeatingOffer, edit: Edit): Promise<Answer> {
		return this.#inTurn(offer, (head, text) => {
			const judgement = this.#judge(offer, edit, head)
			if (this.#isForLateTurn(offer, judgement)) return this.#keepLate(offer, edit)
			if (judgement.kind !== 'number') return this.#answerTo(judgement)
			if (!this.#parts.efforts.isLeft(offer.seat.id)) return WAITING
			const misfit = this.#misfit(offer, edit, head, text)
			if (misfit !== undefined) return refused(misfit)
			const suggested = this.#suggested(offer, edit, head, text)
			if (suggested.kind === 'refused') return suggested
			const unbound = this.#bind(offer, edit, head)
			if (unbound === undefined) return this.#numberText(offer, edit, head, suggested)
			const before = this.#suggestions.effort
			this.#suggestions.refuse(offer.document)
			this.#parts.efforts.spend(offer.seat.id, this.#suggestions.effort - before)
			return refused(unbound)
		})
	}

	/** Only the clauses of the round that is open are written in: not those of an earlier one, nor of another negotiation. */
	#clauseOf(document: DocumentName): Clause | undefined {
		const { negotiation, log } = this.#parts
		const { clauses, round } = log.head
		// Names are put together once for all that comes: reading one took as long as judging its update (measured).
		if (this.#written.clauses !== clauses) {
			const named = clauses.map((one) => [clauseDocument(negotiation, round, one.id), one] as const)
			this.#written = { clauses, byDocument: new Map(named) }
		}
		return this.#written.byDocument.get(document)
	}

	/**
	 * Runs `decide` in the offer's turn (see `Turns.take`) with the head of its document, which may have to be read first, and again
	 * where a failed commit has made it untrue meanwhile, and with the text as committed at that moment.
	 */
	async #inTurn(
		{ document, receivedAt }: Offer,
		decide: (head: DocumentHead, text: Y.Doc) => Answer | Promise<Answer>
	): Promise<Answer> {
		const { documents, turns } = this.#parts
		for (;;) {
			// A storage that does not answer is being waited for already where a commit has failed.
			await turns.take(receivedAt, () => undefined)
			const giveBack = await documents.borrow(document)
			try {
				const reading = documents.head(document)
				const head = await reading
				const answer = await turns.take(receivedAt, () => {
					const text = documents.live(document)
					const isTrue = reading === documents.head(document)
					return isTrue && text !== undefined ? decide(head, text) : null
				})
				if (answer !== null) return answer
			} finally {
				giveBack()
			}
		}
	}

	/** What is to be done with an edit, as far as rights and what is numbered already decide. */
	#judge(offer: Offer, edit: Edit, head: DocumentHead): Judgement {
		const { freeze, log } = this.#parts
		const clause = this.#clauseOf(offer.document)
		if (clause === undefined) return { kind: 'refused', reason: 'read-only-document' }
		const { rights, standing } = log.head
		const { ladder } = standing
		const phase = freeze.phaseFor(offer.receivedAt)
		return judge(head, edit, offer, { clause, rights, ladder, phase })
	}

	/** Why an edit does not fit into the text and its brackets, if it gets the next number. What is looked at for it is its seat's. */
	#misfit(offer: Offer, edit: Edit, head: DocumentHead, text: Y.Doc): Refusal | undefined {
		const { log, efforts } = this.#parts
		const effort = () => head.pending.effort + this.#gateEffort + this.#suggestions.effort
		const before = effort()
		const { document } = offer
		const updates = (): readonly Uint8Array[] => log.uncommitted(document)
		const pending = () => ({
			edits: head.pending.edits,
			get updates() {
				return updates()
			},
		})
		const numbered = () => this.#suggestions.numbered(text, { document, head, updates })
		const misfit =
			head.pending.misplaced(edit, text, log.committed) ??
			this.#breaks(offer, edit, { text, pending, numbered })
		efforts.spend(offer.seat.id, effort() - before)
		return misfit
	}

	/** Why an edit may not be late: it does to brackets, alternatives or placeholders of the text and of its seat's late edits what none may (rules A7, B6, N6, H4, H5). */
	#misfitLate(offer: Offer, edit: Edit, text: Y.Doc, before: LateEdits): Refusal | undefined {
		const spent = this.#gateEffort
		const numbered = null
		const misfit = this.#breaks(offer, edit, { text, pending: () => before, numbered })
		this.#parts.efforts.spend(offer.seat.id, this.#gateEffort - spent)
		return misfit
	}

	/** How many steps it took so far to look at what edits do to brackets, alternatives and placeholders. */
	get #gateEffort(): number {
		return this.#brackets.effort + this.#alternatives.effort + this.#placeholders.effort
	}

	/** Why an edit may not do what it does to brackets, alternatives and placeholders, if it gets the next number (rules B6, N6, H4, H5). */
	#breaks(
		{ document, seat, bytes }: Offer,
		edit: Edit,
		on: Pick<BracketEdit, 'text' | 'pending' | 'numbered'>
	): Refusal | undefined {
		const { log } = this.#parts
		const clause = this.#clauseOf(document)
		if (clause === undefined) return undefined
		const asked = { seat, clause, edit, bytes, ...on }
		const misplaced = this.#placeholders.denial(asked, log.head.placeholders)
		if (misplaced !== null) return misplaced
		// where there are no brackets, or no alternatives, nothing is looked at
		const { brackets, alternatives } = log.head
		if (brackets.size > 0 || edit.markKeys.size > 0) {
			const denial = this.#brackets.denial(asked, log.head)
			if (denial === 'no-such-bracket' || denial === 'too-many-brackets') return denial
			if (denial !== null) return refusalOf(denial)
		}
		if (alternatives.size > 0 || edit.amongAlternatives.length > 0) {
			const denial = this.#alternatives.denial(asked, log.head)
			if (denial !== null) return denial === 'no-such-alternative' ? denial : refusalOf(denial)
		}
		return undefined
	}

	/** Whether an edit keeps to what suggestions allow, if it gets the next number, and which it makes (rules Q2, Q3, Q7). */
	#suggested(offer: Offer, edit: Edit, head: DocumentHead, text: Y.Doc): SuggestionVerdict {
		const { log, efforts } = this.#parts
		const { document, seat, bytes } = offer
		const clause = this.#clauseOf(document)
		if (clause === undefined) return { kind: 'refused', reason: 'read-only-document' }
		const before = this.#suggestions.effort
		const { isMarked } = head.text
		const asked = { seat, clause, edit, bytes, isSync: offer.kind === 'sync', text, isMarked }
		const updates = (): readonly Uint8Array[] => log.uncommitted(document)
		const verdict = this.#suggestions.judge(asked, log.head, { document, head, updates })
		efforts.spend(seat.id, this.#suggestions.effort - before)
		return verdict
	}

	/** Why an edit may not be late, as far as suggestions ask (rules A7, Q7). */
	#suggestedLate(
		{ document, seat, bytes, kind }: Offer,
		edit: Edit,
		head: DocumentHead,
		text: Y.Doc,
		updates: readonly Uint8Array[]
	): Refusal | undefined {
		const { log, efforts } = this.#parts
		const clause = this.#clauseOf(document)
		if (clause === undefined) return 'read-only-document'
		const before = this.#suggestions.effort
		const { isMarked } = head.text
		const asked = { seat, clause, edit, bytes, isSync: kind === 'sync', text, isMarked }
		const refusal = this.#suggestions.judgeLate(asked, log.head, updates)
		efforts.spend(seat.id, this.#suggestions.effort - before)
		return refusal
	}

	/**
	 * Binds the clientIDs of an edit that gets a number to its seat, or says why they cannot be: before anything of it is broadcast (rule
	 * L7). What is not taken binds nobody.
	 */
	#bind({ document, seat, session }: Offer, edit: Edit, head: DocumentHead): Refusal | undefined {
		const clients = newClients(edit, head)
		const binding = this.#parts.writers.bind(document, head, clients, seat.id, session)
		return binding === 'bound' ? undefined : binding
	}

	/**
	 * The answer to what needs no number. What the log has already may have been numbered a moment ago: nobody is told of it before it
	 * is on disk (rule L3).
	 */
	async #answerTo(judgement: Exclude<Judgement, { readonly kind: 'number' }>): Promise<Answer> {
		switch (judgement.kind) {
			case 'known':
				await this.#parts.log.stored
				return judgement
			case 'late':
				await this.#parts.log.stored
				return { kind: 'late', ...judgement.stamp }
			case 'waiting':
			case 'refused':
				return judgement
		}
	}

	/**
	 * @param made the suggestions that it makes: they are their seat's from the same commit on (rule Q2)
	 * @param strays what of it stands under marks of others until the server, in the same commit, ends these (rule Q12)
	 */
	async #numberText(
		offer: RepeatingOffer,
		edit: Edit,
		head: DocumentHead,
		{ made, strays }: FittingSuggestions
	): Promise<Answer> {
		const { document, seat, receivedAt } = offer
		const { log, writes, efforts } = this.#parts
		const before = this.#suggestions.effort
		const bytes =
			strays.length === 0
				? null
				: this.#suggestions.endStrays(strays, writes.client(document, head))
		efforts.spend(seat.id, this.#suggestions.effort - before)
		this.#numberSuggestions(offer, made)
		const kept = this.#keptOf(offer, edit, head)
		head.add(edit, kept.bytes.byteLength, log.next)
		const { entry, stored } = this.#numberUpdate(offer, edit, head, kept.bytes, bytes !== null)
		if (bytes === null) await stored
		else {
			const ended = numberWritten(log, { document, head, seat: seat.id, receivedAt, bytes })
			await Promise.all([stored, ended])
		}
		head.pending.settle(log.committed)
		const { position } = entry
		return {
			kind: 'accepted',
			position,
			receivedAt: entry.receivedAt,
			isNoteDropped: kept.isNoteDropped,
		}
	}

	/** Numbers that suggestions are made, each with the entry behind it in one commit: with the update in which they first stand. */
	#numberSuggestions({ document, seat, receivedAt }: Offer, made: readonly SuggestionId[]): void {
		const clause = this.#clauseOf(document)
		if (clause === undefined) return
		const { delegation } = seat
		for (const suggestion of made) {
			const act = { kind: 'suggestion-made', clause: clause.id, suggestion, delegation } as const
			const beside = { withNext: true }
			const { stored } = this.#parts.log.number({ kind: 'act', act }, seat.id, receivedAt, beside)
			// What fails of it fails with the update, which is waited for.
			stored.catch(ignore)
		}
	}

	/** Whether this is a late edit, or what it lacks may be one that its seat has just brought. */
	#isForLateTurn(offer: Offer, judgement: Judgement): boolean {
		if (judgement.kind === 'number') return judgement.as === 'late'
		const isGap = judgement.kind === 'refused' && judgement.reason === 'gap'
		return (isGap || judgement.kind === 'waiting') && this.#lateTurns.has(lateTurnOf(offer))
	}

	/** Late edits of one seat to one document are kept one after the other: whether something is seen of it depends on those before it. */
	async #keepLate(offer: RepeatingOffer, edit: Edit): Promise<Answer> {
		const key = lateTurnOf(offer)
		const before = this.#lateTurns.get(key) ?? Promise.resolve()
		const answer = before.then(() => this.#keepNextLate(offer, edit))
		const turn = answer.then(ignore, ignore)
		this.#lateTurns.set(key, turn)
		await turn
		if (this.#lateTurns.get(key) === turn) this.#lateTurns.delete(key)
		return answer
	}

	async #keepNextLate(offer: RepeatingOffer, edit: Edit): Promise<Answer> {
		const { document, seat, receivedAt, bytes } = offer
		const { log, turns, documents, efforts } = this.#parts
		// All that its seat has brought late is read for it, twice: what is left must not be less than nothing before that.
		if (!efforts.isLeft(seat.id)) return WAITING
		// What is seen of it is read from the disk, where the last words of the text may not have come yet.
		await turns.take(receivedAt, () => log.stored)
		const isUnseen = await isTidying(documents, document, seat.id, edit, bytes)
		const before = await this.#lateEdits(document, seat.id)
		// Something may have been kept since: the same edit may have come twice.
		return this.#inTurn(offer, async (head, text) => {
			const judgement = this.#judge(offer, edit, head)
			if (judgement.kind !== 'number') return this.#answerTo(judgement)
			const places = new Places(text)
			for (const late of before.edits) places.lay(late)
			const refusal =
				places.take(edit) ??
				this.#misfitLate(offer, edit, text, before) ??
				this.#suggestedLate(offer, edit, head, text, before.updates) ??
				this.#bind(offer, edit, head)
			efforts.spend(seat.id, places.effort)
			if (refusal !== undefined) return refused(refusal)
			const answer = await this.#numberLate(offer, edit, head)
			// It is kept all the same: a later edit of its author can build on it and show it.
			return isUnseen ? { kind: 'known' } : answer
		})
	}

	/** What a seat has brought late already: nobody else's late edits are under its next one. */
	async #lateEdits(document: DocumentName, seat: SeatId): Promise<LateEdits> {
		const head = await this.#parts.documents.head(document)
		const edits: Edit[] = []
		const updates: Uint8Array[] = []
		if (head.lateSize(seat) === 0) return { edits, updates }
		for await (const { bytes } of this.#parts.documents.late(document, seat)) {
			const edit = readUpdate(bytes, Infinity)
			if (!edit.ok) continue
			edits.push(edit)
			updates.push(bytes)
			this.#parts.efforts.spend(seat, stepsOfReading(edit, bytes))
		}
		return { edits, updates }
	}

	async #numberLate(offer: RepeatingOffer, edit: Edit, head: DocumentHead): Promise<Answer> {
		const { bytes } = this.#keptOf(offer, edit, head)
		const { entry, stored } = this.#numberUpdate(offer, edit, head, bytes)
		const { position, receivedAt } = entry
		head.addLate(edit, offer.seat.id, { position, receivedAt }, bytes.byteLength)
		await stored
		return { kind: 'late', position, receivedAt }
	}

	/**
	 * The bytes of an update that are stored, and that the clause costs: without a note that cannot be true (rule L21), and without what is
	 * withheld (rule L13).
	 */
	#keptOf(
		offer: RepeatingOffer,
		edit: Edit,
		head: DocumentHead
	): { readonly bytes: Uint8Array; readonly isNoteDropped: boolean } {
		const whole = this.#withoutWithheld(offer, edit)
		const isNoteDropped = !mayBeTrue(edit, head, offer.seat.id)
		const bytes = isNoteDropped ? whole.slice(0, whole.length - edit.noteBytes) : whole
		return { bytes, isNoteDropped }
	}

	/** @param withNext whether the entry that is numbered next goes into its commit */
	#numberUpdate(
		{ document, receivedAt, seat }: Offer,
		edit: Edit,
		head: DocumentHead,
		bytes: Uint8Array,
		withNext = false
	): NumberedEntry {
		const position = this.#parts.log.next
		const writers = head
			.takeUnstored(edit.inserted.keys())
			.map((clientId): Writer => ({ document, clientId, seat: seat.id, position }))
		const payload = { kind: 'update', document, bytes } as const
		return this.#parts.log.number(payload, seat.id, receivedAt, { writers, withNext })
	}

	/** What is withheld of the clause that an edit is for, where it brings some of that again; null where it does not. */
	#repeated({ document }: Offer, { inserted }: Edit): Passage | null {
		const { withheld } = this.#parts.log.head
		const clause = withheld.size === 0 ? undefined : this.#clauseOf(document)
		const passage = clause === undefined ? undefined : withheld.get(clause.id)
		return passage !== undefined && touches(inserted, passage) ? passage : null
	}

	/** The bytes to be stored: what is withheld of the clause does not come back with an update that repeats it (rule L13). */
	#withoutWithheld(offer: RepeatingOffer, edit: Edit): Uint8Array {
		const passage = this.#repeated(offer, edit)
		return passage === null ? offer.bytes : storedWithout(offer.bytes, passage, offer.without)
	}
}

/** Whether `edit` neither brings nor deletes anything. */
function isEmpty({ inserted, deleted }: Edit): boolean {
	return inserted.size === 0 && deleted.size === 0
}

function lateTurnOf({ document, seat }: Offer): string {
	return `${document} ${seat.id}`
}

function refused(reason: Refusal): Answer {
	return { kind: 'refused', reason }
}

/** The clientIDs under which `edit` brings something that the text does not have. */
function newClients({ inserted }: Edit, { text }: DocumentHead): readonly number[] {
	return [...inserted].flatMap(([client, { to }]) => (to > text.clock(client) ? [client] : []))
}

/** Whether what an edit says that it brings back may be true: a bad note is not kept, and is no reason to lose words (rule L21). */
function mayBeTrue(
	{ returned, inserted, noteBytes }: Edit,
	head: DocumentHead,
	seat: SeatId
): boolean {
	if (returned === null) return noteBytes === 0
	if (returned.length === 0) return true
	const clocks = head.lateClocks(seat)
	return returned.every(({ source: { client, clock }, length }) => {
		const known = Math.max(clocks.get(client) ?? 0, inserted.get(client)?.to ?? 0)
		return clock + length <= known
	})
}
