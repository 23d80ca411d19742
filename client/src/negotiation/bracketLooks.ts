import { type Bracket, type BracketId, type Brackets } from '@parley/domain'
import { type DelegationJson } from '@parley/protocol'
import { type BracketLook, type BracketLooks } from '../text/bracketSpans.ts'

/** How the open brackets of `clauses` are drawn, clause by clause. */
export function looksByClause(
	open: Brackets,
	clauses: readonly string[],
	delegations: readonly DelegationJson[]
): ReadonlyMap<string, BracketLooks> {
	const looks = new Map(clauses.map((clause) => [clause, new Map<string, BracketLook>()]))
	for (const [id, bracket] of open) {
		looks.get(bracket.clause)?.set(id, lookOf(bracket, delegations))
	}
	return looks
}

/** `brackets` without the one that has ended. */
export function withoutBracket(brackets: Brackets, ended: BracketId): Brackets {
	return new Map([...brackets].filter(([id]) => id !== ended))
}

/** How a bracket is drawn and called; its holders in the order of `delegations`. */
function lookOf({ holders }: Bracket, delegations: readonly DelegationJson[]): BracketLook {
	const held = delegations.filter(({ id }) => [...holders].some((holder) => holder === id))
	const names = held.map(({ name }) => name).join(', ')
	return {
		holders: held.map(({ code, slot }) => ({ code, slot })),
		name: held.length === 0 ? 'bracket that nobody holds' : `bracket of ${names}`,
	}
}
