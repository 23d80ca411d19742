import { type Act, type ClauseId, type SuggestionAct, type Suggestions } from '@parley/domain'
import { suggestionsIn } from '@parley/schema'
import type * as Y from 'yjs'

const NONE: ReadonlySet<string> = new Set()

/** The suggestions that have marks in the text of a clause, before something is decided there; none where none was ever made. */
export function suggestedIn({ clauses }: Suggestions, clause: ClauseId, doc: Y.Doc) {
	return clauses.has(clause) ? suggestionsIn(doc) : NONE
}

/**
 * The acts by which open suggestions of a clause are answered as moot: those that stood in the text before a decision, `acts`, and of which nothing
 * does in `doc`, as that leaves it (rule Q10). What the decision itself answers is left out.
 */
export function mootAfter(
	{ clauses }: Suggestions,
	clause: ClauseId,
	stood: ReadonlySet<string>,
	{ acts, doc }: { readonly acts: readonly Act[]; readonly doc: Y.Doc }
): readonly SuggestionAct[] {
	if (stood.size === 0) return []
	const left = suggestionsIn(doc)
	const answered = new Set<string>(
		acts.flatMap((act) => (act.kind === 'suggestion-answered' ? [act.suggestion] : []))
	)
	return [...(clauses.get(clause) ?? [])].flatMap(([suggestion, one]) => {
		const isGone = stood.has(suggestion) && !left.has(suggestion) && !answered.has(suggestion)
		if (!isGone || one.answered !== null) return []
		return [{ kind: 'suggestion-answered', clause, suggestion, answer: 'moot' } as const]
	})
}
