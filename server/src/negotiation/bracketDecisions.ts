import {
	actorOf,
	bracketRefusal,
	can,
	clauseSubject,
	createBracketId,
	foldBrackets,
	holdingOf,
	isConsented,
	type Action,
	type Bracket,
	type BracketAct,
	type BracketId,
	type Clause,
	type ClauseId,
	type Delegation,
	type Denial,
	type Instant,
	type NegotiationId,
	type Random,
	type Seat,
} from '@parley/domain'
import { clauseDocument, type DocumentName } from '@parley/protocol'
import {
	createDocument,
	liftBracket,
	placeBracket,
	readUpdate,
	strikeBracket,
} from '@parley/schema'
import { toCanonicalText } from '@parley/snapshot'
import * as Y from 'yjs'
import { type Freeze } from '../freeze/freeze.ts'
import { type DocumentHead } from './documentHead.ts'
import { type Documents } from './documents.ts'
import { clauseOf } from './head.ts'
import { type LiveLog } from './liveLog.ts'
import {
	type BracketAnswerOf,
	type BracketDecided,
	type BracketDecision,
	type BracketPlacement,
	type DecidedBracket,
} from './room.ts'
import { type Turns } from './turns.ts'
import { type Writer } from '../storage/ports.ts'

/** What decisions about brackets work with. */
export interface BracketDecisionsParts {
	readonly negotiation: NegotiationId
	readonly delegations: readonly Delegation[]
	readonly log: LiveLog
	readonly documents: Documents
	readonly turns: Turns
	readonly freeze: Pick<Freeze, 'phaseFor'>
	readonly random: Random
}

type Stopped = Exclude<BracketDecided, { kind: 'decided' }>

/** A decision that may be numbered now: what it begins with, and the update that goes with it, if any. */
interface Numbering {
	readonly id: BracketId
	readonly acts: readonly BracketAct[]
	readonly update: Uint8Array | null
}

/** Who decides, and when it was received. */
interface Decider {
	readonly seat: Seat
	readonly receivedAt: Instant
	readonly answer?: BracketAnswerOf | undefined
}

/**
 * The way of a decision about a bracket into the log: judged, numbered and committed, with the update of the text that goes with it. The server
 * writes that update itself, under a clientID of its own, on the text as it is numbered: so that it is around all words that are there, and an
 * ending leaves none of them behind. Acts and update go into one commit (rules B1 to B5).
 */
export class BracketDecisions {
	readonly #parts: BracketDecisionsParts
	/** The clientID under which the server writes in each document, in this process. */
	readonly #clients = new Map<DocumentName, number>()

	constructor(parts: BracketDecisionsParts) {
		this.#parts = parts
	}

	/** See `Room.placeBracket`. */
	place(placement: BracketPlacement): Promise<BracketDecided> {
		const { clause: clauseId, first, last } = placement
		this.#assertHolders(placement.holders ?? [])
		return this.#decide(clauseId, placement, (clause, doc) => {
			const denial = this.#denial('place-bracket', placement, clause)
			if (denial !== null) return denied(denial)
			const holders = this.#holders(placement)
			if (holders === null) return denied('role')
			const id = createBracketId(this.#parts.random)
			const update = updateBy(doc, () => placeBracket(doc, id, first, last))
			// it marks nothing where the words are gone, or not here yet
			if (update === null) return refused('no-such-words')
			const reason = toCanonicalText(placement.reason)
			const act = {
				kind: 'bracket-placed',
				clause: clause.id,
				bracket: id,
				holders,
				reason,
			} as const
			const { log } = this.#parts
			const refusal = bracketRefusal(log.head.brackets, act)
			return refusal === null ? { id, acts: [act], update } : refused(refusal)
		})
	}

	/** See `Room.decideBracket`. */
	decide(decision: BracketDecision): Promise<BracketDecided> {
		const { act, seat } = decision
		return this.#decide(act.clause, decision, (clause, doc) => {
			const { brackets } = this.#parts.log.head
			const before = brackets.get(act.bracket)
			if (before === undefined) return refused('bracket-ended')
			const denial = this.#denial(ACTION_OF[act.kind], decision, clause, before)
			if (denial !== null) return denied(denial)
			if (!this.#speaksFor(decision)) return denied('role')
			const refusal = bracketRefusal(brackets, act)
			if (refusal !== null) return refused(refusal)
			const after = foldBrackets(brackets, act, seat.id, decision.receivedAt).get(act.bracket)
			if (after === undefined || !isConsented(after)) {
				return { id: act.bracket, acts: [act], update: null }
			}
			const { ending } = after.proposed ?? { ending: 'lift' }
			const end = ending === 'lift' ? liftBracket : strikeBracket
			const update = updateBy(doc, () => {
				end(doc, act.bracket)
			})
			const ended = {
				kind: 'bracket-ended',
				clause: clause.id,
				bracket: act.bracket,
				ending,
			} as const
			return { id: act.bracket, acts: [act, ended], update }
		})
	}

	/** Calls `judge` in a turn, with the clause, a document that has all that is numbered of it, and its head; and numbers what it gives. */
	async #decide(
		id: ClauseId,
		decider: Decider,
		judge: (clause: Clause, doc: Y.Doc) => Numbering | Stopped
	): Promise<BracketDecided> {
		const { negotiation, log, documents, turns } = this.#parts
		if (clauseOf(log.head, id) === undefined) throw new RangeError(`there is no clause ${id}`)
		const document = clauseDocument(negotiation, log.head.round, id)
		const doc = createDocument({ gc: false })
		const following = await documents.attach(document, doc)
		try {
			for (;;) {
				const reading = documents.head(document)
				const head = await reading
				const decided = await turns.take(decider.receivedAt, () => {
					if (reading !== documents.head(document)) return null
					const clause = clauseOf(log.head, id)
					if (clause === undefined) throw new RangeError(`there is no clause ${id}`)
					const numbered = this.#asNumbered(document, doc, head)
					const judged = judge(clause, numbered)
					// in an object, so that it is waited for outside of the turn
					return 'kind' in judged
						? judged
						: { stored: this.#number(document, head, decider, judged) }
				})
				if (decided === null) continue
				return 'stored' in decided ? await decided.stored : decided
			}
		} finally {
			following.close()
			doc.destroy()
		}
	}

	/** A copy of `doc`, which has what is committed, with what is numbered behind that, for the server to write in. */
	#asNumbered(document: DocumentName, doc: Y.Doc, head: DocumentHead): Y.Doc {
		const numbered = createDocument({ gc: false })
		Y.applyUpdate(numbered, Y.encodeStateAsUpdate(doc))
		for (const update of this.#parts.log.uncommitted(document)) Y.applyUpdate(numbered, update)
		numbered.clientID = this.#client(document, head)
		return numbered
	}

	#client(document: DocumentName, head: DocumentHead): number {
		let client = this.#clients.get(document)
		while (client === undefined || (head.writer(client) ?? null) !== null) {
			client = Math.floor(this.#parts.random() * 2 ** 32)
		}
		this.#clients.set(document, client)
		if (head.writer(client) === undefined) head.bind(client, null)
		return client
	}

	/** Numbers acts and update, in the turn in which this is called, and waits until they are on disk. */
	async #number(
		document: DocumentName,
		head: DocumentHead,
		{ seat, receivedAt, answer }: Decider,
		{ id, acts, update }: Numbering
	): Promise<BracketDecided> {
		const { log } = this.#parts
		const decided = (): DecidedBracket => {
			const bracket = log.head.brackets.get(id)
			if (bracket === undefined) throw new RangeError(`there is no bracket ${id}`)
			return { id, bracket, position: log.head.position }
		}
		const stored: Promise<void>[] = []
		for (const [index, act] of acts.entries()) {
			const isLast = index === acts.length - 1
			const beside = {
				withNext: !isLast || update !== null,
				...(isLast && answer !== undefined && { answer: () => answer(decided()) }),
			}
			stored.push(log.number({ kind: 'act', act }, seat.id, receivedAt, beside).stored)
		}
		const after = decided()
		if (update !== null) {
			stored.push(this.#numberUpdate(document, head, { seat, receivedAt }, update))
		}
		try {
			await Promise.all(stored)
			return { kind: 'decided', decided: after }
		} catch {
			// The reason was logged where it happened, and everybody who listens was told.
			return refused('not-stored')
		}
	}

	#numberUpdate(
		document: DocumentName,
		head: DocumentHead,
		{ seat, receivedAt }: Decider,
		bytes: Uint8Array
	): Promise<void> {
		const { log } = this.#parts
		const edit = readUpdate(bytes, Infinity)
		if (!edit.ok) throw new RangeError(`the server wrote what is no update: ${edit.reason}`)
		const position = log.next
		head.add(edit, bytes.byteLength, position)
		const writers = head
			.takeUnstored(edit.inserted.keys())
			.map((clientId): Writer => ({ document, clientId, seat: null, position }))
		return log.number({ kind: 'update', document, bytes }, seat.id, receivedAt, { writers }).stored
	}

	#denial(
		action: Action,
		{ seat, receivedAt }: Decider,
		clause: Clause,
		bracket?: Bracket
	): Denial | null {
		const { rights } = this.#parts.log.head
		const verdict = can(actorOf(seat, rights), action, {
			phase: this.#parts.freeze.phaseFor(receivedAt),
			clause: clauseSubject(clause, rights),
			...(bracket && { bracket: holdingOf(bracket, seat.delegation) }),
		})
		return verdict.allowed ? null : verdict.reason
	}

	/** Who is to hold a bracket: one's own delegation, or whom somebody names who may; null where nobody can be. */
	#holders({ holders, seat, receivedAt }: BracketPlacement): BracketHolders | null {
		const { delegation } = seat
		const own = delegation === null ? null : [delegation]
		if (holders === null) return own
		if (holders.every((holder) => holder === delegation)) return own
		return this.#mayNameHolders(seat, receivedAt) ? [...new Set(holders)] : null
	}

	/** Whether the seat may decide for the delegation that its act names: its own, or one that joins, where it may name holders. */
	#speaksFor({ act, seat, receivedAt }: BracketDecision): boolean {
		switch (act.kind) {
			case 'bracket-joined':
				return act.delegation === seat.delegation || this.#mayNameHolders(seat, receivedAt)
			case 'bracket-left':
			case 'bracket-answered':
				return act.delegation === seat.delegation
			case 'bracket-ending-proposed':
				return act.consents.every((consent) => consent === seat.delegation)
		}
	}

	#mayNameHolders(seat: Seat, receivedAt: Instant): boolean {
		const phase = this.#parts.freeze.phaseFor(receivedAt)
		return can(actorOf(seat, this.#parts.log.head.rights), 'name-holders', { phase }).allowed
	}

	#assertHolders(holders: BracketHolders): void {
		const unknown = holders.find((holder) =>
			this.#parts.delegations.every(({ id }) => id !== holder)
		)
		if (unknown !== undefined) throw new RangeError(`there is no delegation ${unknown}`)
	}
}

type BracketHolders = NonNullable<BracketPlacement['holders']>

const ACTION_OF: Record<BracketDecision['act']['kind'], Action> = {
	'bracket-joined': 'join-bracket',
	'bracket-left': 'leave-bracket',
	'bracket-ending-proposed': 'propose-ending',
	'bracket-answered': 'answer-ending',
}

/** What `write` changes in `doc`, as an update; null where that is nothing. */
function updateBy(doc: Y.Doc, write: () => void): Uint8Array | null {
	const updates: Uint8Array[] = []
	doc.on('update', (update: Uint8Array) => updates.push(update))
	doc.transact(write)
	return updates[0] ?? null
}

function denied(reason: Denial): Stopped {
	return { kind: 'denied', reason }
}

function refused(reason: Extract<Stopped, { kind: 'refused' }>['reason']): Stopped {
	return { kind: 'refused', reason }
}
