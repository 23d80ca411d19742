import { type OutgoingText } from './outgoing.ts'

/** The name and version of the format, its first member. */
export const JSON_FORMAT = 'parley-text/1'

/**
 * A text as JSON: all that is known of it, blocks as the text model has them, in a fixed order of members, indented with tabs, with a line
 * end. `readJson` gives the same value again.
 */
export function writeJson(text: OutgoingText): string {
	const { title, notice, language, round, deadline, state, ladder, clauses } = text
	const { at, zone } = deadline
	const ordered = {
		format: JSON_FORMAT,
		title,
		notice,
		language,
		round,
		state: orderedState(state),
		deadline: { at, zone },
		ladder: ladder.map(({ status, name, meaning }) => ({ status, name, meaning })),
		clauses: clauses.map(({ id, number, kind, heading, status, blocks, brackets }) => {
			const clause = { id, number, kind, heading, status, blocks }
			if (brackets.length === 0) return clause
			return { ...clause, brackets: brackets.map(({ id, holders }) => ({ id, holders })) }
		}),
	}
	return `${JSON.stringify(ordered, null, '\t')}\n`
}

function orderedState(state: OutgoingText['state']): OutgoingText['state'] {
	if (state.kind === 'draft') {
		const { kind, position, asOf } = state
		return { kind, position, asOf }
	}
	const { kind, position, frozenAt, cause, digest } = state
	return { kind, position, frozenAt, cause, digest }
}
