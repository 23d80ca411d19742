import { parseDelegationCode, type ClauseId } from '@parley/domain'
import { cleanBlocks, onlyMarksOf } from '@parley/schema'
import {
	type SnapshotGroup,
	type SnapshotPlaceholder,
	type SnapshotStanding,
} from '@parley/snapshot'
import { type OutgoingClause, type OutgoingSuggestion, type OutgoingText } from './outgoing.ts'
import { type Shown, type TextView } from './textView.ts'

/** What is shown where nothing else is asked for. */
export const MARKED: TextView = { shown: { kind: 'marked' }, attributed: true }

/**
 * What `name` asks to be shown: `marked`, `clean`, `agreed`, or `delegation:UA` with the code of a delegation. Throws `RangeError` on anything
 * else.
 */
export function parseShown(name: string): Shown {
	if (name === 'marked' || name === 'clean' || name === 'agreed') return { kind: name }
	const [kind, code, ...more] = name.split(':')
	if (kind === 'delegation' && code !== undefined && more.length === 0)
		return { kind, code: parseDelegationCode(code) }
	throw new RangeError(`not a view of a text: ${name}`)
}

/** The open suggestions of each clause, in the order in which they were made. */
export type ViewedSuggestions = ReadonlyMap<ClauseId, readonly OutgoingSuggestion[]>

/**
 * `text` as `view` shows it. For what was agreed last, its clauses are given as they stood then, with the brackets that were open: of that, nothing
 * shows which was only suggested.
 *
 * @param isDisputeKept whether the marks of the open brackets that it leaves out stay in the blocks, for a page that draws no brackets but says which words are
 * disputed; no file has them
 */
export function inView(
	text: OutgoingText,
	view: TextView,
	suggestions: ViewedSuggestions,
	isDisputeKept = false
): OutgoingText {
	if (view.shown.kind === 'marked' && view.attributed) return text
	const clauses = text.clauses.map((clause) => {
		const isKept = isDisputeKept ? among(clause.brackets) : NONE
		const shown = clauseIn(view.shown, clause, suggestions.get(clause.id) ?? [], isKept)
		if (view.attributed) return shown
		const brackets = shown.brackets.map(({ id }) => ({ id, holders: [] }))
		return {
			...shown,
			brackets,
			suggestions: shown.suggestions?.map(({ id }) => ({ id, by: null })) ?? [],
			...(shown.alternatives && { alternatives: shown.alternatives.map(unattributed) }),
			...(shown.placeholders && { placeholders: shown.placeholders.map(ownerless) }),
			standing: unsigned(shown.standing),
		}
	})
	return { ...text, view, clauses }
}

function clauseIn(
	shown: Shown,
	clause: OutgoingClause,
	suggestions: readonly OutgoingSuggestion[],
	isKept: (bracket: string) => boolean
): OutgoingClause {
	const { blocks, brackets } = clause
	switch (shown.kind) {
		case 'marked':
			return clause
		case 'clean': {
			const open = suggestions.map(({ id }) => id)
			return { ...clause, blocks: cleanBlocks(blocks, open, isKept), brackets: [], suggestions: [] }
		}
		case 'agreed': {
			const isOpen = among(brackets)
			return {
				...clause,
				suggestions: [],
				blocks: onlyMarksOf(blocks, { suggestion: () => false, bracket: isOpen }),
			}
		}
		case 'delegation': {
			const { code } = shown
			const held = brackets.filter(({ holders }) => holders.includes(code))
			const made = suggestions.filter((suggestion) => suggestion.by === code)
			const isHeld = among(held)
			const marks = {
				suggestion: among(made),
				bracket: (id: string) => isHeld(id) || isKept(id),
			}
			return { ...clause, blocks: onlyMarksOf(blocks, marks), brackets: held, suggestions: made }
		}
	}
}

const NONE = (): boolean => false

function among(all: readonly { readonly id: string }[]): (id: string) => boolean {
	const ids = new Set<string>(all.map(({ id }) => id))
	return (id) => ids.has(id)
}

/** What a reader must know of a text that is shown in some view, in a sentence or two; null where all of it is shown as it is. */
export function viewLine({ view = MARKED }: Pick<OutgoingText, 'view'>): string | null {
	const { shown, attributed } = view
	if (attributed && shown.kind === 'marked') return null
	const names = attributed ? '' : ' It does not say which delegation anything in it comes from.'
	return `${sentenceOf(shown)}: not the text of record.${names}`
}

function sentenceOf(shown: Shown): string {
	switch (shown.kind) {
		case 'marked':
			return 'Marked, without names'
		case 'clean':
			return 'Clean, as if all suggestions were accepted'
		case 'agreed':
			return 'As last agreed, each clause as it stood when it was last agreed or agreed ad referendum'
		case 'delegation':
			return `With the suggestions and brackets of ${shown.code} alone, as if nobody else had suggested anything`
	}
}

/** What a view is called in the name of a file and at the head of a page, e.g. `clean`; empty where all is shown as it is. */
export function viewName({ shown, attributed }: TextView): string {
	const named = attributed ? [] : ['unattributed']
	switch (shown.kind) {
		case 'marked':
			return named.join('-')
		case 'clean':
			return ['clean', ...named].join('-')
		case 'agreed':
			return ['as-last-agreed', ...named].join('-')
		case 'delegation':
			return ['only', shown.code, ...named].join('-')
	}
}

/** A placeholder that does not say who is to fill it. */
function ownerless(placeholder: SnapshotPlaceholder): SnapshotPlaceholder {
	return { ...placeholder, owner: null }
}

/**
 * How a clause stands, without saying which delegations reserve or confirm it: their codes are empty, and what they said to a reservation, which
 * would tell whose it is, is left out. Rows come in an order of their own: that of the codes would tell as well, since all delegations are known.
 */
function unsigned({
	reservations,
	confirmations,
	...standing
}: SnapshotStanding): SnapshotStanding {
	return {
		...standing,
		reservations: reservations
			.map((one) => ({ ...one, delegation: '', words: '' }))
			.toSorted((a, b) => compare(a.kind, b.kind) || compare(a.enteredAt, b.enteredAt)),
		confirmations: confirmations && {
			...confirmations,
			delegations: confirmations.delegations
				.map((one) => ({ ...one, delegation: '' }))
				.toSorted((a, b) => compare(a.confirmedAt ?? LAST, b.confirmedAt ?? LAST)),
		},
	}
}

/** Behind every instant. */
const LAST = '~'

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0
}

/** A group of alternatives that says nothing of delegations. */
function unattributed(group: SnapshotGroup): SnapshotGroup {
	const nobody = { by: null, support: [], oppose: [], flexible: [] }
	return { ...group, alternatives: group.alternatives.map((one) => ({ ...one, ...nobody })) }
}
