import { type SuggestionExtent } from '@parley/schema'
import { sayBlockChange } from '@parley/snapshot'
import { plainWords } from '../suggestions/suggestionWords.ts'
import { OPEN_KINDS, type OpenItem, type OpenKind } from './openItems.ts'

/** One of a kind and several, as counts and filters say it. */
const NAMES: Readonly<Record<OpenKind, readonly [string, string]>> = {
	bracket: ['bracket', 'brackets'],
	alternatives: ['place with alternatives', 'places with alternatives'],
	suggestion: ['suggestion', 'suggestions'],
	placeholder: ['thing missing', 'things missing'],
	reservation: ['reservation', 'reservations'],
	confirmation: ['point to be confirmed', 'points to be confirmed'],
	approval: ['point waiting for approval', 'points waiting for approval'],
}

/** What a thing is called beside its words. */
export const KIND_LABELS: Readonly<Record<OpenKind, string>> = {
	bracket: 'Bracket',
	alternatives: 'Alternatives',
	suggestion: 'Suggestion',
	placeholder: 'Missing',
	reservation: 'Reservation',
	confirmation: 'Confirmation',
	approval: 'Approval',
}

/** `3 brackets`, `1 thing missing`. */
export function countOf(kind: OpenKind, count: number): string {
	return `${count} ${NAMES[kind][count === 1 ? 0 : 1]}`
}

/** How many of each kind there are: `3 brackets · 1 thing missing`, no number apart from its word; empty where there are none. */
export function sayCounts(items: readonly Pick<OpenItem, 'kind'>[]): string {
	return OPEN_KINDS.flatMap((kind) => {
		const count = items.filter((one) => one.kind === kind).length
		return count === 0 ? [] : [countOf(kind, count).replaceAll(' ', '\u00a0')]
	}).join('\u00a0· ')
}

/** What a suggestion would do, in one line. */
export function suggestedWords(extent: SuggestionExtent): string {
	const { inserted, deleted, formatted, links, blocks } = extent
	const parts = [
		...(deleted === '' ? [] : [`delete “${plainWords(deleted)}”`]),
		...(inserted === '' ? [] : [`insert “${plainWords(inserted)}”`]),
		...(formatted === '' ? [] : [`set “${plainWords(formatted)}” otherwise`]),
		...links.map(({ words, href }) =>
			href === null
				? `take the link away from “${plainWords(words)}”`
				: `link “${plainWords(words)}” to ${href}`
		),
		...blocks.map(({ was, is, words }) => {
			const said = sayBlockChange(was, is)
			return words === '' ? said : `${said} (“${plainWords(words)}”)`
		}),
	]
	return parts.join(', ')
}
