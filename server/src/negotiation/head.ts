import {
	foldAlternatives,
	foldBrackets,
	foldPlaceholders,
	foldRights,
	NO_ALTERNATIVES,
	foldSuggestions,
	NO_SUGGESTIONS,
	foldStanding,
	NO_BRACKETS,
	NO_PLACEHOLDERS,
	NO_RIGHTS,
	NO_STANDING,
	parseLogPosition,
	withStatus,
	type Act,
	type AlternativeGroups,
	type BracketAct,
	type Brackets,
	type Clause,
	type ClauseId,
	type Deadline,
	type Instant,
	type LogPosition,
	type Placeholders,
	type ProposedEnding,
	type PutBracket,
	type Rights,
	type SeatId,
	type Suggestions,
	type Standing,
} from '@parley/domain'
import { toPassage, type Passage } from '@parley/schema'

/**
 * What a log's entries add up to, as far as it decides about the next one: folded through the last *numbered* entry,
 * so that nothing can change between a decision and its number.
 */
export interface Head {
	readonly position: LogPosition
	/** The newest `receivedAt` so far. */
	readonly receivedAt: Instant
	readonly round: number
	readonly deadline: Deadline
	readonly clauses: readonly Clause[]
	readonly rights: Rights
	/** The ladder, and how the clauses stand beside their status. */
	readonly standing: Standing
	/** The brackets that were placed, ended ones included. */
	readonly brackets: Brackets
	/** The position of the newest act about a bracket; 0 where there is none. */
	readonly bracketsChangedAt: LogPosition
	/** Whose each ending was that a holder declined, by the position of the act that declined it. */
	readonly declinedEndings: ReadonlyMap<LogPosition, ProposedEnding>
	/** The groups of alternatives that were opened, closed ones included. */
	readonly alternatives: AlternativeGroups
	/** The position of the newest act about alternatives; 0 where there is none. */
	readonly alternativesChangedAt: LogPosition
	/** The placeholders that were placed, filled ones included. */
	readonly placeholders: Placeholders
	/** The position of the newest act about a placeholder; 0 where there is none. */
	readonly placeholdersChangedAt: LogPosition
	/** What was suggested, answered ones included. */
	readonly suggestions: Suggestions
	/** The position of the newest act about a suggestion; 0 where there is none. */
	readonly suggestionsChangedAt: LogPosition
	/** The freeze entry, once there is one. */
	readonly frozen: {
		readonly at: Instant
		readonly reason: string
		readonly position: LogPosition
	} | null
	/** What is withheld of the clauses of this round, where something is: nothing of it is stored again. */
	readonly withheld: ReadonlyMap<ClauseId, Passage>
}

/** An entry as far as the head looks at it; updates change no more than the position. */
export interface Numbered {
	readonly position: LogPosition
	readonly receivedAt: Instant
	readonly seat: SeatId | null
	readonly act: Act | null
}

/** The head after a log's first entry. Throws `RangeError` where that does not open a round. */
export function openHead({ position, receivedAt, act }: Numbered): Head {
	if (act?.kind !== 'round-opened') {
		throw new RangeError(`a log begins with an opened round, not ${act?.kind ?? 'an update'}`)
	}
	const { round, deadline, clauses } = act
	return {
		position,
		receivedAt,
		round,
		deadline,
		clauses,
		rights: NO_RIGHTS,
		standing: NO_STANDING,
		brackets: NO_BRACKETS,
		bracketsChangedAt: parseLogPosition(0),
		declinedEndings: new Map(),
		alternatives: NO_ALTERNATIVES,
		alternativesChangedAt: parseLogPosition(0),
		placeholders: NO_PLACEHOLDERS,
		placeholdersChangedAt: parseLogPosition(0),
		suggestions: NO_SUGGESTIONS,
		suggestionsChangedAt: parseLogPosition(0),
		frozen: null,
		withheld: new Map(),
	}
}

/**
 * The head after one more entry. Throws `RangeError` on a gap in the positions.
 *
 * @param put as that of `foldBrackets`
 */
export function foldHead(
	head: Head,
	{ position, receivedAt, seat, act }: Numbered,
	put?: PutBracket
): Head {
	if (position !== head.position + 1) {
		throw new RangeError(`entry ${position} cannot follow ${head.position}`)
	}
	const moved: Head = {
		...head,
		position,
		receivedAt: receivedAt > head.receivedAt ? receivedAt : head.receivedAt,
	}
	if (act === null) return moved
	switch (act.kind) {
		case 'round-opened': {
			const { round, deadline, clauses } = act
			// what was set for people and clauses, which keep their ids, goes on until it is set back
			return { ...moved, round, deadline, clauses, frozen: null, withheld: new Map() }
		}
		case 'deadline-moved':
			return { ...moved, deadline: act.deadline }
		case 'status-set':
		case 'ladder-set':
		case 'ad-referendum-opened':
		case 'confirm-by-set':
		case 'ad-referendum-confirmed':
		case 'text-confirmed':
		case 'reservation-entered':
		case 'reservation-lifted':
		case 'force-set':
		case 'package-made':
		case 'package-closed':
		case 'package-dissolved':
			return {
				...moved,
				clauses: withStatus(head.clauses, act),
				standing: foldStanding(head.standing, act, { by: seat, at: receivedAt, position }),
			}
		case 'rights-set':
		case 'clause-held':
		case 'clause-released':
			return { ...moved, rights: foldRights(head.rights, act, seat, receivedAt) }
		case 'bracket-placed':
		case 'bracket-joined':
		case 'bracket-left':
		case 'bracket-ending-proposed':
		case 'bracket-answered':
		case 'bracket-ending-withdrawn':
		case 'bracket-ended':
			return {
				...moved,
				brackets: foldBrackets(head.brackets, act, seat, receivedAt, put),
				bracketsChangedAt: position,
				declinedEndings: withDeclined(head, act, position),
			}
		case 'alternatives-opened':
		case 'alternative-offered':
		case 'stance-taken':
		case 'alternatives-parked':
		case 'alternatives-taken-up':
		case 'alternative-withdrawn':
		case 'alternatives-merged':
		case 'alternative-chosen': {
			const decided = { by: seat, at: receivedAt, position }
			return {
				...moved,
				alternatives: foldAlternatives(head.alternatives, act, decided),
				alternativesChangedAt: position,
			}
		}
		case 'placeholder-placed':
		case 'placeholder-set':
		case 'placeholder-filled':
			return {
				...moved,
				placeholders: foldPlaceholders(head.placeholders, act, seat, receivedAt),
				placeholdersChangedAt: position,
			}
		case 'suggestion-made':
		case 'suggestion-explained':
		case 'suggestion-commented':
		case 'comment-withheld':
		case 'suggestion-answered':
		case 'proposal-made':
			return {
				...moved,
				suggestions: foldSuggestions(head.suggestions, act, seat, receivedAt),
				suggestionsChangedAt: position,
			}
		case 'note-taken':
		case 'late-released':
			return moved
		case 'passage-withheld':
			return { ...moved, withheld: withheldBy(head.withheld, act) }
		case 'frozen':
			return { ...moved, frozen: { at: act.at, reason: act.reason, position } }
	}
}

function withDeclined(
	{ brackets, declinedEndings }: Head,
	act: BracketAct,
	position: LogPosition
): Head['declinedEndings'] {
	if (act.kind !== 'bracket-answered' || act.consents) return declinedEndings
	const proposed = brackets.get(act.bracket)?.proposed ?? null
	return proposed === null ? declinedEndings : new Map(declinedEndings).set(position, proposed)
}

function withheldBy(
	before: Head['withheld'],
	{ clause, passage }: Extract<Act, { kind: 'passage-withheld' }>
): Head['withheld'] {
	const known = [...(before.get(clause) ?? [])].flatMap(([client, ranges]) =>
		ranges.map((range) => ({ client, ...range }))
	)
	return new Map(before).set(clause, toPassage([...known, ...passage]))
}

/** The clause with `id` in this round, or undefined. */
export function clauseOf(head: Head, id: ClauseId): Clause | undefined {
	return head.clauses.find((clause) => clause.id === id)
}
