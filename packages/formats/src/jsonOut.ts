import { type SnapshotGroup, type SnapshotStanding, type SnapshotStep } from '@parley/snapshot'
import { type OutgoingClause, type OutgoingSuggestion, type OutgoingText } from './outgoing.ts'
import { type TextView } from './textView.ts'
import { viewLine } from './view.ts'

/** The name and version of the format, its first member. */
export const JSON_FORMAT = 'parley-text/1'

/**
 * A text as JSON: all that is known of it, blocks as the text model has them, in a fixed order of members, indented with tabs, with a line
 * end. `readJson` gives the same value again.
 */
export function writeJson(text: OutgoingText): string {
	const { title, notice, language, round, deadline, state, ladder, view, clauses } = text
	const { at, zone } = deadline
	const ordered = {
		format: JSON_FORMAT,
		...(view !== undefined && { about: viewLine(text), view: orderedView(view) }),
		title,
		notice,
		language,
		round,
		state: orderedState(state),
		deadline: { at, zone },
		ladder: ladder.map(orderedStep),
		clauses: clauses.map(orderedClause),
	}
	return `${JSON.stringify(ordered, null, '\t')}\n`
}

function orderedClause({ blocks, brackets, standing, agreed, ...clause }: OutgoingClause) {
	const { id, number, kind, heading, status } = clause
	const { suggestions = [], alternatives = [], placeholders = [] } = clause
	return {
		...{ id, number, kind, heading, status, blocks },
		...(agreed !== undefined && {
			agreed: agreed && { position: agreed.position, at: agreed.at },
		}),
		...(brackets.length > 0 && {
			brackets: brackets.map(({ id, holders, reason }) => {
				return { id, holders, ...(reason !== undefined && { reason }) }
			}),
		}),
		...(suggestions.length > 0 && {
			suggestions: suggestions.map(orderedSuggestion),
		}),
		...(alternatives.length > 0 && { alternatives: alternatives.map(orderedGroup) }),
		...(placeholders.length > 0 && {
			placeholders: placeholders.map(({ id, what, words, owner, due }) => {
				return { id, what, words, owner, due }
			}),
		}),
		...(isSaid(standing) && { standing: orderedStanding(standing) }),
	}
}

function orderedSuggestion(suggestion: OutgoingSuggestion): OutgoingSuggestion {
	const { id, by, reason, counters, proposal, proposalReason, comments } = suggestion
	return {
		...{ id, by },
		...(reason !== undefined && { reason }),
		...(counters !== undefined && { counters }),
		...(proposal !== undefined && { proposal }),
		...(proposalReason !== undefined && { proposalReason }),
		...(comments !== undefined && {
			comments: comments.map(({ delegation, at, words }) => ({ delegation, at, words })),
		}),
	}
}

function orderedGroup({ id, parked, alternatives }: SnapshotGroup): SnapshotGroup {
	return {
		id,
		parked,
		alternatives: alternatives.map(({ id, label, by, noText, support, oppose, flexible }) => {
			return { id, label, by, noText, support, oppose, flexible }
		}),
	}
}

function orderedState(state: OutgoingText['state']): OutgoingText['state'] {
	if (state.kind === 'draft') {
		const { kind, position, asOf } = state
		return { kind, position, asOf }
	}
	const { kind, position, frozenAt, cause, digest } = state
	return { kind, position, frozenAt, cause, digest }
}

/** A step with what is known of it: frozen texts of before version 3 have no more than names and meanings. */
function orderedStep({ status, name, meaning, effect, colour, shape, setBy }: SnapshotStep) {
	return { status, name, meaning, effect, colour, shape, setBy }
}

/** Whether anything was decided about a clause beside its status. */
function isSaid({ reservations, legalForce, confirmations, packages }: SnapshotStanding): boolean {
	const lists = reservations.length + packages.length
	return lists > 0 || legalForce !== null || confirmations !== null
}

function orderedStanding(standing: SnapshotStanding): SnapshotStanding {
	const { reservations, legalForce: force, confirmations, packages } = standing
	return {
		reservations: reservations.map(({ delegation, kind, words, enteredAt }) => {
			return { delegation, kind, words, enteredAt }
		}),
		legalForce:
			force?.kind === 'subject-to-approval'
				? { kind: force.kind, body: force.body, state: force.state, setAt: force.setAt }
				: force && { kind: force.kind, setAt: force.setAt },
		confirmations: confirmations && {
			confirmBy: confirmations.confirmBy,
			...readIn(confirmations),
			delegations: confirmations.delegations.map(({ delegation, confirmedAt, late, ...read }) => {
				return { delegation, confirmedAt, late, ...readIn(read) }
			}),
		},
		packages: packages.map(({ id, title, state }) => ({ id, title, state })),
	}
}

/** The text that was read, where that is known. */
function readIn<Read extends string | null>({ readDigest }: { readonly readDigest?: Read }) {
	return readDigest === undefined ? {} : { readDigest }
}

function orderedView({ shown, attributed }: TextView): TextView {
	const { kind } = shown
	return { shown: kind === 'delegation' ? { kind, code: shown.code } : { kind }, attributed }
}
