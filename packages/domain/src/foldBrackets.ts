import { type Act } from './act.ts'
import { isConsented, type Bracket, type Brackets } from './bracket.ts'
import { type BracketId, type SeatId } from './ids.ts'
import { type Instant } from './instant.ts'

/** An act about one bracket. */
export type BracketAct = Extract<Act, { readonly bracket: BracketId }>

/** Gives the brackets with one that is new or has changed. */
export type PutBracket = (id: BracketId, bracket: Bracket) => Brackets

/** Puts the brackets of one fold into a map of its own, each time the same one: for whoever keeps only what comes out in the end. */
export function gatherBrackets(): PutBracket {
	const all = new Map<BracketId, Bracket>()
	return (id, bracket) => all.set(id, bracket)
}

/**
 * The brackets after `act`, which `by` decided at `at`. An act about a bracket that ended, or is not known, changes nothing; whether it may be
 * is `bracketRefusal`'s to say.
 *
 * @param put makes other brackets of `brackets`, which stay as they are; whoever folds a whole log gathers them instead (a copy for each of 1,100 acts took
 *   half of reading the log)
 */
export function foldBrackets(
	brackets: Brackets,
	act: BracketAct,
	by: SeatId | null,
	at: Instant,
	put: PutBracket = (id, bracket) => new Map(brackets).set(id, bracket)
): Brackets {
	const { bracket: id } = act
	if (act.kind === 'bracket-placed') {
		return brackets.has(id) ? brackets : put(id, placedBracket(act, by, at))
	}
	const before = brackets.get(id)
	if (before === undefined || before.ended !== null) return brackets
	const after = changedBracket(before, act, by, at)
	return after === before ? brackets : put(id, after)
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
		ownerless: by === null && holders.length === 0,
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
			const { ending, consents } = act
			const delegation = consents[0] ?? null
			const asked = { ending, by, delegation, at, consents: new Set(consents) }
			return { ...bracket, proposed: asked, declined: null }
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
		case 'bracket-ending-withdrawn':
			return proposed?.ending === act.ending ? { ...bracket, proposed: null } : bracket
		case 'bracket-ended':
			return { ...bracket, proposed: null, ended: { ending: act.ending, at } }
	}
}

function without<T>(all: ReadonlySet<T>, one: T): ReadonlySet<T> {
	return new Set([...all].filter((other) => other !== one))
}

/** Why an act about a bracket cannot be, whoever wants it; from one closed list. */
export type BracketRefusal =
	/** It is not known, or ended meanwhile. */
	| 'bracket-ended'
	/** It is held, proposed or answered otherwise than whoever decides has seen. */
	| 'bracket-changed'
	/** The last holder does not leave: it lifts the bracket; or, where that is ownerless, answers what is proposed. */
	| 'last-holder'
	/** To strike it would take the last words of another, whose holders have not all consented to that. */
	| 'bracket-inside'

/** Why `act` cannot follow `brackets`, or null where it can. Whether its seat may decide it is for `can` to say. */
export function bracketRefusal(brackets: Brackets, act: BracketAct): BracketRefusal | null {
	const bracket = brackets.get(act.bracket)
	if (act.kind === 'bracket-placed') return bracket === undefined ? null : 'bracket-changed'
	if (bracket === undefined || bracket.clause !== act.clause || bracket.ended !== null) {
		return 'bracket-ended'
	}
	const { holders, proposed, ownerless } = bracket
	switch (act.kind) {
		case 'bracket-joined':
			return holders.has(act.delegation) ? 'bracket-changed' : null
		case 'bracket-left':
			if (!holders.has(act.delegation)) return 'bracket-changed'
			if (holders.size > 1 || (ownerless && proposed === null)) return null
			return 'last-holder'
		case 'bracket-ending-proposed':
			return proposed?.ending === act.ending ? 'bracket-changed' : null
		case 'bracket-answered': {
			const isAsked = proposed?.ending === act.ending && holders.has(act.delegation)
			return isAsked ? null : 'bracket-changed'
		}
		case 'bracket-ending-withdrawn':
			return proposed?.ending === act.ending ? null : 'bracket-changed'
		case 'bracket-ended':
			return proposed?.ending === act.ending && isConsented(bracket) ? null : 'bracket-changed'
	}
}
