import {
	actorOf,
	bracketRefusal,
	can,
	clauseSubject,
	createBracketId,
	endingOwnership,
	foldBrackets,
	consentOf,
	holdingOf,
	isBracketOf,
	isConsented,
	isHeldWithin,
	parseBracketId,
	type Action,
	type Bracket,
	type BracketAct,
	type BracketId,
	type Clause,
	type ClauseId,
	type Delegation,
	type Denial,
	type Instant,
	type Random,
	type Seat,
	type Speakers,
} from '@parley/domain'
import {
	bracketBound,
	bracketsWithWords,
	liftBracket,
	offerWords,
	placeBracket,
	strikeBracket,
} from '@parley/schema'
import { toCanonicalText } from '@parley/snapshot'
import type * as Y from 'yjs'
import { type Freeze } from '../freeze/freeze.ts'
import { type StoredAnswer } from '../storage/ports.ts'
import { denialTo, denied, outcomeOf, refused } from './deciding.ts'
import { type LiveLog } from './liveLog.ts'
import {
	type BracketDecided,
	type BracketDecision,
	type BracketPlacement,
	type DecidedBracket,
	type OfferedBrackets,
	type WordsOffered,
	type WordsOffering,
} from './room.ts'
import { updateBy } from './serverWrites.ts'
import { type Decider, type TextDecisions } from './textDecisions.ts'

/** What decisions about brackets work with. */
export interface BracketDecisionsParts {
	readonly delegations: readonly Delegation[]
	readonly speakers: Speakers
	readonly log: LiveLog
	readonly texts: TextDecisions
	readonly freeze: Pick<Freeze, 'phaseFor'>
	readonly random: Random
}

type Stopped = Exclude<BracketDecided, { kind: 'decided' }>

/** A decision that may be numbered now: the brackets it is about, what it begins with, and the update that goes with it, if any. */
interface Judged<About> {
	readonly about: About
	readonly acts: readonly BracketAct[]
	readonly update: Uint8Array | null
	/** Whether the update brings words. */
	readonly isBounded?: boolean
}

/** How a decision about some brackets is answered. */
interface Answering<About, Decided> {
	readonly after: (about: About) => Decided
	readonly answer: ((decided: Decided) => StoredAnswer | undefined) | undefined
}

/**
 * Judges decisions about brackets. Their acts and the marks that they set or end in the text go into the log together (rules B1 to B5, B12, B13).
 */
export class BracketDecisions {
	readonly #parts: BracketDecisionsParts

	constructor(parts: BracketDecisionsParts) {
		this.#parts = parts
	}

	/** See `Room.placeBracket`. */
	place(placement: BracketPlacement): Promise<BracketDecided> {
		const { first, last } = placement
		const answering = { after: (id: BracketId) => this.#after(id), answer: placement.answer }
		return this.#place(placement, answering, (holders, doc) => {
			const id = createBracketId(this.#parts.random)
			const update = updateBy(doc, () => placeBracket(doc, id, first, last))
			return { about: id, acts: [placedAct(id, placement, holders)], update }
		})
	}

	/** See `Room.offerWords`. */
	offer(offering: WordsOffering): Promise<WordsOffered> {
		const words = toCanonicalText(offering.words)
		if (words === '') throw new RangeError('no words are offered')
		const after = ([standing, offered]: BothIds): OfferedBrackets => {
			return { standing: this.#after(standing), offered: this.#after(offered) }
		}
		const answering = { after, answer: offering.answer }
		return this.#place(offering, answering, (holders, doc) => {
			const { random } = this.#parts
			const about: BothIds = [createBracketId(random), createBracketId(random)]
			const [standing, offered] = about
			const { first, last } = offering
			const update = updateBy(doc, () => offerWords(doc, { first, last, words, standing, offered }))
			const acts = about.map((id) => placedAct(id, offering, holders))
			return { about, acts, update, isBounded: true }
		})
	}

	/** See `Room.decideBracket`. */
	decide(decision: BracketDecision): Promise<BracketDecided> {
		const { act, seat } = decision
		const answering = { after: (id: BracketId) => this.#after(id), answer: decision.answer }
		return this.#decide(act.clause, decision, answering, (clause, asNumbered) => {
			const { brackets } = this.#parts.log.head
			const before = brackets.get(act.bracket)
			if (before === undefined) return refused('bracket-ended')
			const keepsText = act.kind === 'bracket-answered' && !act.consents
			const denial = this.#denial(ACTION_OF[act.kind], decision, clause, before, keepsText)
			if (denial !== null) return denied(denial)
			if (!this.#speaksFor(decision)) return denied('role')
			const refusal = bracketRefusal(brackets, act)
			if (refusal !== null) return refused(refusal)
			const after = foldBrackets(brackets, act, seat.id, decision.receivedAt).get(act.bracket)
			if (after === undefined || !isConsented(after)) {
				return { about: act.bracket, acts: [act], update: null }
			}
			const { ending } = after.proposed ?? { ending: 'lift' }
			const end = ending === 'lift' ? liftBracket : strikeBracket
			const doc = asNumbered()
			const standing = bracketsWithWords(doc)
			const update = updateBy(doc, () => {
				end(doc, act.bracket)
			})
			const left = bracketsWithWords(doc)
			const emptied = [...standing].filter((id) => id !== act.bracket && !left.has(id))
			if (!emptied.every((id) => this.#goesAlong(id, after, clause, decision))) {
				return refused('bracket-inside')
			}
			const ended = {
				kind: 'bracket-ended',
				clause: clause.id,
				bracket: act.bracket,
				ending,
			} as const
			return { about: act.bracket, acts: [act, ended], update }
		})
	}

	/** Whether the last words of a bracket may go where another is struck (rule B9). */
	#goesAlong(id: string, struck: Bracket, clause: Clause, { seat, receivedAt }: Decider): boolean {
		const { brackets, rights, standing } = this.#parts.log.head
		const inner = brackets.get(parseBracketId(id))
		if (inner === undefined || inner.ended !== null) return true
		// whose it was is not known: that its words go has to be proposed of itself
		if (inner.holders.size > 0) return !inner.ownerless && isHeldWithin(inner, struck)
		return can(actorOf(seat, rights), 'edit-text', {
			phase: this.#parts.freeze.phaseFor(receivedAt),
			clause: clauseSubject(clause, rights, standing),
			touches: ['empty-bracket'],
			bracket: 'unheld',
		}).allowed
	}

	/** Places what `write` marks for those who may place brackets, or nothing. */
	#place<About, Decided>(
		placement: Placement,
		answering: Answering<About, Decided>,
		write: (holders: BracketHolders, doc: Y.Doc) => Judged<About>
	): Promise<{ kind: 'decided'; decided: Decided } | Stopped> {
		this.#assertHolders(placement.holders ?? [])
		return this.#decide(placement.clause, placement, answering, (clause, asNumbered) => {
			const denial = this.#denial('place-bracket', placement, clause)
			if (denial !== null) return denied(denial)
			const holders = this.#holders(placement)
			if (holders === null) return denied('role')
			const doc = asNumbered()
			const { brackets } = this.#parts.log.head
			const own = this.#ownIn(clause, placement.seat)
			const hasTooMany = bracketBound(doc, own === null ? null : (id) => own.has(id))
			const judged = write(holders, doc)
			// it marks nothing where the words are gone, or not here yet
			if (judged.update === null) return refused('no-such-words')
			for (const { bracket } of judged.acts) own?.add(bracket)
			if (hasTooMany()) return refused('too-many-brackets')
			const refusal = judged.acts
				.map((act) => bracketRefusal(brackets, act))
				.find((found) => found !== null)
			return refusal === undefined ? judged : refused(refusal)
		})
	}

	/** The brackets of a clause that are those of the delegation of `seat` (rule B13); null where it speaks for none. */
	#ownIn(clause: Clause, seat: Seat): Set<string> | null {
		const { speakers, log } = this.#parts
		const delegation = speakers.get(seat.id)
		if (delegation === undefined) return null
		const own = [...log.head.brackets].filter(
			([, one]) => one.clause === clause.id && isBracketOf(one, delegation, speakers)
		)
		return new Set(own.map(([id]) => id))
	}

	/** Decides in a turn (see `TextDecisions`), and says what became of it. */
	async #decide<About, Decided>(
		id: ClauseId,
		{ seat, receivedAt }: Decider,
		{ after, answer }: Answering<About, Decided>,
		judge: (clause: Clause, asNumbered: () => Y.Doc) => Judged<About> | Stopped
	): Promise<{ kind: 'decided'; decided: Decided } | Stopped> {
		const decided = await this.#parts.texts.decide<Decided, Stopped>(
			id,
			{ seat, receivedAt },
			(clause, asNumbered) => {
				const judged = judge(clause, asNumbered)
				if ('kind' in judged) return judged
				const { about, acts, update, isBounded = false } = judged
				return { acts, update, isBounded, after: () => after(about), answer }
			}
		)
		return outcomeOf(decided)
	}

	#after(id: BracketId): DecidedBracket {
		const { log } = this.#parts
		const bracket = log.head.brackets.get(id)
		if (bracket === undefined) throw new RangeError(`there is no bracket ${id}`)
		return { id, bracket, position: log.head.position }
	}

	#denial(
		action: Action,
		decider: Decider,
		clause: Clause,
		bracket?: Bracket,
		keepsText = false
	): Denial | null {
		const { seat } = decider
		return denialTo(action, decider, clause, this.#parts, {
			...(bracket && { bracket: holdingOf(bracket, seat.delegation) }),
			// where none is proposed any more, `bracketRefusal` says so
			ending: bracket?.proposed ? endingOwnership(bracket.proposed, seat) : 'own',
			keepsText,
		})
	}

	/** Who is to hold a bracket: one's own delegation, or whom somebody names who may; null where nobody can be. */
	#holders({ holders, seat, receivedAt }: Placement): BracketHolders | null {
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
				return act.consents.join() === (consentOf(seat) ?? '')
			case 'bracket-ending-withdrawn':
				// whose it is was asked with the right to it
				return true
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

/** What a bracket is placed with, whatever stands in it. */
type Placement = Omit<BracketPlacement, 'answer'>
type BracketHolders = NonNullable<BracketPlacement['holders']>
/** Of the words that stood there, and of those that are offered. */
type BothIds = readonly [standing: BracketId, offered: BracketId]

function placedAct(
	bracket: BracketId,
	{ clause, reason }: Placement,
	holders: BracketHolders
): BracketAct {
	return { kind: 'bracket-placed', clause, bracket, holders, reason: toCanonicalText(reason) }
}

const ACTION_OF: Record<BracketDecision['act']['kind'], Action> = {
	'bracket-joined': 'join-bracket',
	'bracket-left': 'leave-bracket',
	'bracket-ending-proposed': 'propose-ending',
	'bracket-answered': 'answer-ending',
	'bracket-ending-withdrawn': 'withdraw-ending',
}
