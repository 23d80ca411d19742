import { type Act } from './act.ts'
import { type BracketId, type ClauseId, type DelegationId, type SeatId } from './ids.ts'
import { type Instant } from './instant.ts'

/** How a bracket ends: it is lifted, and the words stay; or it is struck, and they go. */
export const BRACKET_ENDINGS = ['lift', 'strike'] as const

export type BracketEnding = (typeof BRACKET_ENDINGS)[number]

/** That a bracket should end, and who of its holders has consented. */
export interface ProposedEnding {
	readonly ending: BracketEnding
	/** Null where the server itself proposed it. */
	readonly by: SeatId | null
	readonly at: Instant
	readonly consents: ReadonlySet<DelegationId>
}

/** An ending that a holder would not have; the bracket stays. */
export interface DeclinedEnding {
	readonly ending: BracketEnding
	readonly by: DelegationId
	readonly at: Instant
}

/** Disputed words of a clause. Which they are stands in its text, by marks with the id of the bracket, and nothing else does. */
export interface Bracket {
	readonly clause: ClauseId
	/** The delegations without whose consent it does not end. Nobody, where it came with an imported text that names none. */
	readonly holders: ReadonlySet<DelegationId>
	/** Why it was placed; empty where nothing was said. */
	readonly reason: string
	/** Null where it was imported. */
	readonly placedBy: SeatId | null
	readonly placedAt: Instant
	readonly proposed: ProposedEnding | null
	/** The newest ending that was proposed and declined; null where none was, or another was proposed since. */
	readonly declined: DeclinedEnding | null
	/** How it ended; null while it is open. */
	readonly ended: { readonly ending: BracketEnding; readonly at: Instant } | null
}

/** The brackets of a round by their ids, those that ended included, in the order in which they were placed. */
export type Brackets = ReadonlyMap<BracketId, Bracket>

/** No bracket was placed yet. */
export const NO_BRACKETS: Brackets = new Map()

/** An act about one bracket. */
export type BracketAct = Extract<Act, { readonly bracket: BracketId }>

/**
 * The brackets after `act`, which `by` decided at `at`. An act about a bracket that ended, or is not known, changes nothing; whether it may be
 * is `bracketRefusal`'s to say.
 */
export function foldBrackets(
	brackets: Brackets,
	act: BracketAct,
	by: SeatId | null,
	at: Instant
): Brackets {
	const { bracket: id } = act
	if (act.kind === 'bracket-placed') {
		const placed = placedBracket(act, by, at)
		return brackets.has(id) ? brackets : new Map(brackets).set(id, placed)
	}
	const before = brackets.get(id)
	if (before === undefined || before.ended !== null) return brackets
	const after = changedBracket(before, act, by, at)
	return after === before ? brackets : new Map(brackets).set(id, after)
}

function placedBracket(
	{ clause, holders, reason }: Extract<BracketAct, { kind: 'bracket-placed' }>,
	by: SeatId | null,
	at: Instant
): Bracket {
	return {
		clause,
		holders: new Set(holders),
		reason,
		placedBy: by,
		placedAt: at,
		proposed: null,
		declined: null,
		ended: null,
	}
}

function changedBracket(
	bracket: Bracket,
	act: Exclude<BracketAct, { kind: 'bracket-placed' }>,
	by: SeatId | null,
	at: Instant
): Bracket {
	const { holders, proposed } = bracket
	switch (act.kind) {
		case 'bracket-joined':
			return { ...bracket, holders: new Set([...holders, act.delegation]) }
		case 'bracket-left':
			return { ...bracket, holders: without(holders, act.delegation) }
		case 'bracket-ending-proposed': {
			const consents = new Set(act.consents)
			return { ...bracket, proposed: { ending: act.ending, by, at, consents }, declined: null }
		}
		case 'bracket-answered': {
			const { delegation, consents } = act
			if (proposed === null || !holders.has(delegation)) return bracket
			if (!consents) {
				const declined = { ending: proposed.ending, by: delegation, at }
				return { ...bracket, proposed: null, declined }
			}
			const all = new Set([...proposed.consents, delegation])
			return { ...bracket, proposed: { ...proposed, consents: all } }
		}
		case 'bracket-ended':
			return { ...bracket, proposed: null, ended: { ending: act.ending, at } }
	}
}

function without<T>(all: ReadonlySet<T>, one: T): ReadonlySet<T> {
	return new Set([...all].filter((other) => other !== one))
}

/** The holders of `bracket` whose consent its proposed ending still wants; nobody where none is proposed. */
export function unansweredBy({ holders, proposed }: Bracket): readonly DelegationId[] {
	return proposed === null ? [] : [...holders].filter((holder) => !proposed.consents.has(holder))
}

/** Whether every holder of `bracket` has consented to the ending that is proposed, which is to be carried out then. */
export function isConsented(bracket: Bracket): boolean {
	return bracket.proposed !== null && unansweredBy(bracket).length === 0
}

/** How somebody holds a bracket: nobody holds it, others do, they do among others, or alone. */
export const HOLDINGS = ['unheld', 'others', 'shared', 'alone'] as const

export type Holding = (typeof HOLDINGS)[number]

/** How somebody who speaks for `delegation`, or for none, holds `bracket`. */
export function holdingOf({ holders }: Bracket, delegation: DelegationId | null): Holding {
	if (holders.size === 0) return 'unheld'
	if (delegation === null || !holders.has(delegation)) return 'others'
	return holders.size === 1 ? 'alone' : 'shared'
}

/** Why an act about a bracket cannot be, whoever wants it; from one closed list. */
export type BracketRefusal =
	/** It is not known, or ended meanwhile. */
	| 'bracket-ended'
	/** It is held, proposed or answered otherwise than whoever decides has seen. */
	| 'bracket-changed'
	/** The last holder does not leave: it lifts the bracket. */
	| 'last-holder'

/** Why `act` cannot follow `brackets`, or null where it can. Whether its seat may decide it is for `can` to say. */
export function bracketRefusal(brackets: Brackets, act: BracketAct): BracketRefusal | null {
	const bracket = brackets.get(act.bracket)
	if (act.kind === 'bracket-placed') return bracket === undefined ? null : 'bracket-changed'
	if (bracket === undefined || bracket.clause !== act.clause || bracket.ended !== null) {
		return 'bracket-ended'
	}
	const { holders, proposed } = bracket
	switch (act.kind) {
		case 'bracket-joined':
			return holders.has(act.delegation) ? 'bracket-changed' : null
		case 'bracket-left':
			if (!holders.has(act.delegation)) return 'bracket-changed'
			return holders.size === 1 ? 'last-holder' : null
		case 'bracket-ending-proposed':
			return proposed?.ending === act.ending ? 'bracket-changed' : null
		case 'bracket-answered': {
			const isAsked = proposed?.ending === act.ending && holders.has(act.delegation)
			return isAsked ? null : 'bracket-changed'
		}
		case 'bracket-ended':
			return proposed?.ending === act.ending && isConsented(bracket) ? null : 'bracket-changed'
	}
}
