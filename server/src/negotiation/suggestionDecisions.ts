import {
	actorOf,
	can,
	createId,
	holdingOf,
	ownershipOf,
	parseBracketId,
	suggestionOf,
	suggestionRefusal,
	type Action,
	type Clause,
	type ClauseId,
	type GivenAnswer,
	type Random,
	type SuggestionAct,
	type SuggestionDecision,
	type SuggestionId,
	type Suggestions,
} from '@parley/domain'
import {
	acceptSuggestion,
	AlternativePlaces,
	bracketsWithWords,
	declineSuggestion,
	suggestionDigests,
} from '@parley/schema'
import { toCanonicalText } from '@parley/snapshot'
import type * as Y from 'yjs'
import { type Freeze } from '../freeze/freeze.ts'
import { changeDenial, hasOpenIn, openIn } from './alternativeGate.ts'
import { STEPS_OF_COMMENT } from './efforts.ts'
import { denialTo, denied, refused } from './deciding.ts'
import { clauseOf } from './head.ts'
import { type LiveLog } from './liveLog.ts'
import {
	type DecidedSuggestions,
	type ProposalMaking,
	type SuggestionAnswering,
	type SuggestionCommenting,
	type SuggestionDecided,
	type SuggestionExplanation,
	type SuggestionSeen,
} from './room.ts'
import { updateBy } from './serverWrites.ts'
import { type Decider, type Numbering, type TextDecisions } from './textDecisions.ts'

/** How many proposals a seat makes in a round at most (rule Q8). */
const MOST_PROPOSALS = 100

/** What decisions about suggestions work with. */
export interface SuggestionDecisionsParts {
	readonly log: LiveLog
	readonly texts: TextDecisions
	readonly freeze: Pick<Freeze, 'phaseFor'>
	readonly random: Random
}

type Stopped = Exclude<SuggestionDecided, { kind: 'decided' }>

type AnsweredAct = Extract<SuggestionAct, { kind: 'suggestion-answered' }>

/**
 * Judges decisions about suggestions. What an answer does to the text the server writes itself, on the text as it is numbered, and acts and update go
 * into the log together (rules Q4 to Q6, Q8, Q11).
 */
export class SuggestionDecisions {
	readonly #parts: SuggestionDecisionsParts

	constructor(parts: SuggestionDecisionsParts) {
		this.#parts = parts
	}

	/** See `Room.explainSuggestion`. */
	explain(explanation: SuggestionExplanation): Promise<SuggestionDecided> {
		const { clause: id, suggestion, counters, answer } = explanation
		return this.#decide(id, explanation, (clause) => {
			const reason = toCanonicalText(explanation.reason)
			const act = {
				kind: 'suggestion-explained',
				clause: id,
				suggestion,
				reason,
				counters,
			} as const
			const stopped = this.#stopped(act, 'explain-suggestion', explanation, clause, [suggestion])
			if (stopped !== null) return stopped
			return { acts: [act], update: null, after: () => this.#after(id, [suggestion]), answer }
		})
	}

	/** See `Room.commentSuggestion`. */
	comment(commenting: SuggestionCommenting): Promise<SuggestionDecided> {
		const { clause: id, suggestion, seat, answer } = commenting
		return this.#decide(id, commenting, (clause) => {
			const words = toCanonicalText(commenting.words)
			const { delegation } = seat
			const about = { clause: id, suggestion, delegation, words }
			const act = { kind: 'suggestion-commented', ...about } as const
			const stopped = this.#stopped(act, 'comment-suggestion', commenting, clause, [suggestion])
			if (stopped !== null) return stopped
			const after = () => this.#after(id, [suggestion])
			return { acts: [act], update: null, effort: STEPS_OF_COMMENT, after, answer }
		})
	}

	/** See `Room.answerSuggestions`. */
	answer(answering: SuggestionAnswering): Promise<SuggestionDecided> {
		const { clause: id, suggestions, how, seat, answer } = answering
		const action = how === 'withdrawn' ? 'withdraw-suggestion' : 'answer-suggestion'
		return this.#decide(id, answering, (clause, asNumbered) => {
			const { head } = this.#parts.log
			const named = new Set(suggestions.map((one) => one.id))
			for (const suggestion of named) {
				const act = { kind: 'suggestion-answered', clause: id, suggestion, answer: how } as const
				const stopped = this.#stopped(act, action, answering, clause, [suggestion])
				if (stopped !== null) return stopped
			}
			const doc = asNumbered()
			if (this.#isAnother(id, suggestions, doc)) return refused('suggestion-changed')
			const acts = answersTo(named, how, id, head.suggestions)
			const before = bracketsWithWords(doc)
			const isOpen = openIn(head.alternatives, id)
			const places = hasOpenIn(head.alternatives, id) ? new AlternativePlaces(doc, isOpen) : null
			const update = updateBy(doc, () => {
				carryOut(doc, acts, head.suggestions)
			})
			// whether the clause takes an edit was asked for the answer
			const moved = places?.changesIn(doc)
			if (this.#empties(answering, before, doc)) return refused('bracket-inside')
			const denial = moved === undefined ? null : changeDenial(moved, { seat, clause }, head, {})
			if (denial !== null) return denied(denial)
			const answered = acts.map(({ suggestion }) => suggestion)
			const keepsText = how !== 'accepted'
			return { acts, update, keepsText, after: () => this.#after(id, answered), answer }
		})
	}

	/** See `Room.makeProposal`. */
	async propose(making: ProposalMaking): Promise<SuggestionDecided> {
		const { seat, suggestions, title, answer } = making
		const [first] = suggestions
		if (first === undefined) throw new RangeError('nothing is proposed')
		const { log, random } = this.#parts
		const unknown = suggestions.find(({ clause }) => clauseOf(log.head, clause) === undefined)
		if (unknown !== undefined) throw new RangeError(`there is no clause ${unknown.clause}`)
		const proposal = createId('proposal', random)
		return this.#decide(first.clause, making, (clause) => {
			const made = [...log.head.suggestions.proposals.values()]
			if (made.filter(({ by }) => by === seat.id).length >= MOST_PROPOSALS) {
				return refused('too-many-proposals')
			}
			const act = {
				kind: 'proposal-made',
				proposal,
				title: toCanonicalText(title),
				reason: toCanonicalText(making.reason),
				delegation: seat.delegation,
				suggestions,
			} as const
			for (const name of suggestions) {
				const of = clauseOf(log.head, name.clause) ?? clause
				const stopped = this.#stopped(act, 'make-proposal', making, of, [name.suggestion])
				if (stopped !== null) return stopped
			}
			const after = (): DecidedSuggestions => ({
				...this.#after(
					first.clause,
					suggestions.flatMap((name) => (name.clause === first.clause ? [name.suggestion] : []))
				),
				proposal,
			})
			return { acts: [act], update: null, after, answer }
		})
	}

	async #decide(
		id: ClauseId,
		{ seat, receivedAt }: Decider,
		judge: (clause: Clause, asNumbered: () => Y.Doc) => Numbering<DecidedSuggestions> | Stopped
	): Promise<SuggestionDecided> {
		const decider = { seat, receivedAt }
		const decided = await this.#parts.texts.decide<DecidedSuggestions, Stopped>(id, decider, judge)
		switch (decided.kind) {
			case 'stored':
				return { kind: 'decided', decided: decided.after }
			case 'clause-full':
				return refused('not-stored')
			case 'not-stored':
			case 'capitals-confirmed':
			case 'too-many-requests':
				return refused(decided.kind)
			case 'denied':
			case 'refused':
				return decided
		}
	}

	/** What keeps `act` about `suggestions` of `clause` from being numbered; null where nothing does. */
	#stopped(
		act: SuggestionDecision,
		action: Action,
		decider: Decider,
		clause: Clause,
		suggestions: readonly SuggestionId[]
	): Stopped | null {
		const { head } = this.#parts.log
		for (const suggestion of suggestions) {
			const one = suggestionOf(head.suggestions, { clause: clause.id, suggestion })
			if (one === undefined) return refused('suggestion-answered')
			// what is accepted changes the text, and all else leaves it as it is
			const keepsText = act.kind !== 'suggestion-answered' || act.answer !== 'accepted'
			const denial = denialTo(action, decider, clause, this.#parts, {
				suggestion: ownershipOf(one, decider.seat),
				keepsText,
			})
			if (denial !== null) return denied(denial)
		}
		const refusal = suggestionRefusal(head.suggestions, act, decider.seat.id)
		return refusal === null ? null : refused(refusal)
	}

	/** Whether one of `seen` is another by now than to whoever answers, in `doc` as it is before that (rule Q9). */
	#isAnother(clause: ClauseId, seen: readonly SuggestionSeen[], doc: Y.Doc): boolean {
		const { suggestions } = this.#parts.log.head
		const known = seen.flatMap(({ id }) => {
			const one = suggestionOf(suggestions, { clause, suggestion: id })
			return one === undefined ? [] : [[id, one] as const]
		})
		const digests: ReadonlyMap<string, string> = suggestionDigests(doc, new Map(known))
		return seen.some(({ id, expects }) => expects !== null && digests.get(id) !== expects)
	}

	/** Whether an answer would leave a bracket without words, `before` having those with some, that its seat may not leave so (rule B6). */
	#empties(
		{ clause, seat }: SuggestionAnswering,
		before: ReadonlySet<string>,
		doc: Y.Doc
	): boolean {
		if (before.size === 0) return false
		const after = bracketsWithWords(doc)
		const { rights, brackets } = this.#parts.log.head
		return [...before].some((id) => {
			const bracket = after.has(id) ? undefined : brackets.get(parseBracketId(id))
			if (bracket === undefined || bracket.clause !== clause || bracket.ended !== null) return false
			// whether the clause takes an edit was asked for the answer
			return !can(actorOf(seat, rights), 'edit-text', {
				phase: 'drafting',
				touches: ['empty-bracket'],
				bracket: holdingOf(bracket, seat.delegation),
			}).allowed
		})
	}

	#after(clause: ClauseId, ids: readonly SuggestionId[]): DecidedSuggestions {
		const { head } = this.#parts.log
		const suggestions = ids.map((suggestion) => {
			const one = suggestionOf(head.suggestions, { clause, suggestion })
			if (one === undefined) throw new RangeError(`there is no suggestion ${suggestion}`)
			return [suggestion, one] as const
		})
		return { suggestions, proposal: null, position: head.position }
	}
}

/**
 * The acts that answer those `named`. What is accepted stands in the place of another one, and by way of that in the place of others: each of
 * them that is open is answered as countered, also where it is itself among those to be accepted, so that never both come in (rule Q5).
 */
function answersTo(
	named: ReadonlySet<SuggestionId>,
	how: GivenAnswer,
	clause: ClauseId,
	suggestions: Suggestions
): readonly AnsweredAct[] {
	const countered = new Set<SuggestionId>()
	const countering = how === 'accepted' ? named : []
	for (const one of countering) {
		let next = suggestionOf(suggestions, { clause, suggestion: one })?.counters ?? null
		while (next !== null && !countered.has(next)) {
			const other = suggestionOf(suggestions, { clause, suggestion: next })
			if (other?.answered !== null) break
			countered.add(next)
			next = other.counters
		}
	}
	const answer = (suggestion: SuggestionId, given: AnsweredAct['answer']): AnsweredAct => {
		return { kind: 'suggestion-answered', clause, suggestion, answer: given }
	}
	return [
		...[...named].filter((one) => !countered.has(one)).map((one) => answer(one, how)),
		...[...countered].map((one) => answer(one, 'countered')),
	]
}

/** Does to the text of `doc` what `acts` say, what they take back first: so that nothing of it is left in what is taken in. */
function carryOut(doc: Y.Doc, acts: readonly AnsweredAct[], before: Suggestions): void {
	const [first] = acts
	if (first === undefined) return
	const { clause } = first
	const answered = new Set<string>()
	const known = before.clauses.get(clause)
	const open = new Set<string>(
		[...(known ?? [])].flatMap(([id, { answered: done }]) => (done === null ? [id] : []))
	)
	const isOpen = (id: string): boolean => open.has(id) && !answered.has(id)
	const isAccepted = ({ answer }: AnsweredAct): boolean => answer === 'accepted'
	for (const act of [...acts.filter((one) => !isAccepted(one)), ...acts.filter(isAccepted)]) {
		answered.add(act.suggestion)
		const carry = isAccepted(act) ? acceptSuggestion : declineSuggestion
		carry(doc, act.suggestion, isOpen)
	}
}
