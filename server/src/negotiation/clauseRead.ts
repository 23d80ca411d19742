import { type Clause, type Delegation } from '@parley/domain'
import { type Block } from '@parley/schema'
import { snapshotClause, withoutSuggestions, type SnapshotClause } from '@parley/snapshot'
import { openAlternativesOf } from '../freeze/openAlternatives.ts'
import { openBracketsOf } from '../freeze/openBrackets.ts'
import { openSuggestionsOf } from '../freeze/openSuggestions.ts'
import { placedPlaceholdersOf } from '../freeze/placedPlaceholders.ts'
import { type Head } from './head.ts'

/** What was decided about the words of clauses, through some entry of the log. */
export type DecidedWords = Pick<Head, 'brackets' | 'suggestions' | 'alternatives' | 'placeholders'>

/**
 * A clause as whoever confirms it reads it (rule S13): as it would be frozen with `blocks`, without anything that is only suggested. Its digest is
 * `readDigestOf`, and the same is in the frozen text, where the clause is as it was.
 */
export function clauseRead(
	{ brackets, suggestions, alternatives, placeholders }: DecidedWords,
	clause: Clause,
	blocks: readonly Block[],
	delegations: readonly Delegation[]
): SnapshotClause {
	const { id } = clause
	const decided = {
		brackets: openBracketsOf(brackets, delegations).get(id) ?? new Map(),
		alternatives: openAlternativesOf(alternatives, delegations).get(id) ?? new Map(),
		placeholders: placedPlaceholdersOf(placeholders, delegations).get(id) ?? new Map(),
	}
	const open = openSuggestionsOf(suggestions, id, delegations)
	const { content } = snapshotClause({ clause, content: blocks, suggestions: open, ...decided })
	return snapshotClause({ clause, content: withoutSuggestions(content), ...decided })
}
