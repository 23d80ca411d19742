import { suggestionExtents } from '@parley/schema'
import { describeInstant, type Snapshot, type SnapshotClause } from '@parley/snapshot'
import { standingIn } from '../text/blockBrackets.ts'
import { confirmedOf } from './confirmed.ts'
import { openItems, type OpenInput, type OpenItem } from './openItems.ts'
import { suggestedWords } from './openWords.ts'

/** A clause of a frozen text of which something was open. */
export interface FrozenOpen {
	readonly clause: SnapshotClause
	readonly items: readonly OpenItem[]
}

/**
 * What was open when a text was frozen, clause after clause, as its file says it.
 *
 * @param codes the delegations that take stances: a file names those alone that have
 */
export function frozenOpen(
	{ clauses, deadline }: Pick<Snapshot, 'clauses' | 'deadline'>,
	codes: readonly string[]
): readonly FrozenOpen[] {
	return clauses.flatMap((clause) => {
		const items = openItems(inputOf(clause, deadline.zone, codes))
		return items.length === 0 ? [] : [{ clause, items }]
	})
}

function inputOf(clause: SnapshotClause, zone: string, codes: readonly string[]): OpenInput {
	const { content, openBrackets, openSuggestions = [], placeholders = [], reservations } = clause
	const { alternatives = [], confirmations = null, legalForce = null } = clause
	const brackets = new Map(openBrackets.map((one): [string, typeof one] => [one.id, one]))
	const suggestions = new Map(openSuggestions.map((one): [string, typeof one] => [one.id, one]))
	return {
		...{ delegations: codes, alternatives, reservations, force: legalForce },
		brackets: standingIn(content, brackets).map(({ id, words }) => {
			const { holders = [], reason = '' } = brackets.get(id) ?? {}
			return { id, words, holders, facts: reason === '' ? [] : [reason], asked: [] }
		}),
		suggestions: [...suggestionExtents(content)].flatMap(([id, extent]) => {
			const one = suggestions.get(id)
			if (one === undefined) return []
			const { delegation: by, reason, proposal, proposalReason = '' } = one
			const facts = [
				...(proposal === null ? [] : [`part of the proposal “${proposal}”`]),
				...(proposalReason === '' ? [] : [proposalReason]),
				...(reason === '' ? [] : [reason]),
			]
			return [{ id, by, words: suggestedWords(extent), facts }]
		}),
		placeholders: placeholders.map(({ due, ...one }) => ({
			...one,
			due: due === null ? '' : `due ${describeInstant(due, zone)}`,
		})),
		confirmations: confirmations && {
			by: describeInstant(confirmations.confirmBy, zone),
			...confirmedOf(confirmations.delegations, confirmations.readDigest),
		},
	}
}
