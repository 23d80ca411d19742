import { bracketIdOf, suggestionsOfMarks } from '@parley/schema'
import {
	clauseLabel,
	describeInstant,
	type ContentBlock,
	type ContentInline,
} from '@parley/snapshot'
import { atomName, oneLine, spaced } from './characters.ts'
import { type OutgoingClause, type OutgoingSuggestion, type OutgoingText } from './outgoing.ts'
import { withPlaceholderSigns } from './placeholderSigns.ts'
import { withSuggestionSigns, type Telling } from './suggestionSigns.ts'

/** A part of a line: what we say, or words of the text as they stand there. */
export type SaidPart = string | readonly ContentInline[]

/** What is said about something that is open in the text: a line about it, and those of whoever commented on it. */
export interface SaidRow {
	readonly line: readonly SaidPart[]
	/** In the order in which it was said. */
	readonly comments: readonly string[]
}

/**
 * The open suggestions about which anything is said, under the text: `{ } point 13 – UA suggests {++must ++}{--shall --}. Reason: as in Vienna.` and
 * under it `– FR on Tuesday 9 December 2025, 16:30:00 London: not yet.` Of one that has no mark in the text nothing is said. Told by their `look` the words
 * have no signs, and the lines none before them.
 */
export function suggestionRows(
	{ clauses, deadline }: OutgoingText,
	telling: Telling
): readonly SaidRow[] {
	const reasonsSaid = new Set<string>()
	return clauses.flatMap((clause, order) => {
		const { suggestions = [] } = clause
		const label = clauseLabel({ ...clause, order })
		return suggestions.flatMap((suggestion) => {
			if (!isSaid(suggestion)) return []
			const what = suggestedWords(clause, suggestion, telling)
			if (what.length === 0) return []
			const comments = (suggestion.comments ?? []).map(({ delegation, at, words }) => {
				const when = describeInstant(at, deadline.zone)
				const said = words === '' ? '(taken out of the record)' : words
				return oneLine(`– ${delegation ?? 'For no delegation,'} on ${when}: ${said}`)
			})
			const about = aboutOf(suggestion, clause, reasonsSaid, telling)
			const place = telling === 'signs' ? `{ } ${label}` : label
			return [{ line: onOneLine([`${place} – `, ...what, ...about]), comments }]
		})
	})
}

/** The open brackets of which it is said why, under the text: `[ ] point 13 – [withdraw – UA]. Reason: as in Vienna.` */
export function bracketLines({ clauses }: OutgoingText): readonly string[] {
	return clauses.flatMap((clause, order) =>
		clause.brackets.flatMap(({ id, holders, reason = '' }) => {
			const words = wordsOf(withPlaceholderSigns(clause), (marks) =>
				Object.keys(marks).some((key) => bracketIdOf(key) === id)
			)
			if (reason === '' || words === '') return []
			const label = clauseLabel({ ...clause, order })
			const held = holders.length === 0 ? '' : ` – ${holders.join(', ')}`
			return [oneLine(`[ ] ${label} – [${cut(words)}${held}]. Reason: ${reason}`)]
		})
	)
}

function isSaid({ reason, counters, proposal, comments }: OutgoingSuggestion): boolean {
	return [reason, counters, proposal, comments].some((one) => one !== undefined)
}

/** A line in a file of characters. */
export function sayRow({ line }: SaidRow): string {
	const said = line.map((part) => (typeof part === 'string' ? part : part.map(sayPiece).join('')))
	return oneLine(said.join(''))
}

/** What is said beside the suggestion itself, a sentence each; the reason of a proposal once, and then it is among `reasonsSaid`. */
function aboutOf(
	{ by, proposal, proposalReason, counters, reason }: OutgoingSuggestion,
	clause: OutgoingClause,
	reasonsSaid: Set<string>,
	telling: Telling
): readonly SaidPart[] {
	const ofProposal = JSON.stringify([by, proposal, proposalReason])
	const isNew = proposalReason !== undefined && !reasonsSaid.has(ofProposal)
	reasonsSaid.add(ofProposal)
	const countered = clause.suggestions?.find(({ id }) => id === counters)
	const instead = countered === undefined ? [] : suggestedWords(clause, countered, telling)
	return [
		...(proposal === undefined ? [] : [` Part of the proposal “${proposal}”.`]),
		...(isNew ? [` Reason of the proposal: ${proposalReason}`] : []),
		...(instead.length === 0 ? [] : [' Instead of this: ', ...instead]),
		...(reason === undefined ? [] : [` Reason: ${reason}`]),
	]
}

/** What a suggestion would change and whose it is, e.g. `UA suggests {++must ++}{--shall --}.`; nothing where it has no mark in the text. */
function suggestedWords(
	clause: OutgoingClause,
	{ id, by }: OutgoingSuggestion,
	telling: Telling
): readonly SaidPart[] {
	const isOwn = (marks: Marks): boolean => suggestionsOfMarks(marks).some((one) => one.id === id)
	const own = withPlaceholderSigns(clause).flatMap((block) => {
		const { marks = {}, content, ...rest } = block
		const pieces = content.filter((piece) => isOwn(piece.marks ?? {}))
		const begins = isOwn(marks)
		if (!begins && pieces.length === 0) return []
		// what a block would become is told from all of it
		const kept = begins ? { marks: ownOf(marks, id) } : {}
		return [
			{
				...rest,
				...kept,
				content: pieces.map((piece) => ({ ...piece, marks: ownOf(piece.marks ?? {}, id) })),
			},
		]
	})
	const words = joined(withSuggestionSigns({ blocks: own }, telling).map(({ content }) => content))
	if (words.length === 0) return []
	const shown = firstOf(words)
	const said = telling === 'signs' ? shown : withoutLastSpace(shown)
	return [`${by === null ? 'suggested is' : `${by} suggests`} `, said, '.']
}

/** Where no sign stands behind the last word, a space would. */
function withoutLastSpace(pieces: readonly ContentInline[]): readonly ContentInline[] {
	const last = pieces.at(-1)
	if (last === undefined || !('text' in last)) return pieces
	return pieces.with(-1, { ...last, text: last.text.trimEnd() })
}

/** The pieces of several blocks, with a space between them. */
function joined(blocks: readonly (readonly ContentInline[])[]): readonly ContentInline[] {
	return blocks
		.filter((content) => content.some((piece) => sayPiece(piece) !== ''))
		.flatMap((content, index) => (index === 0 ? content : [{ text: ' ' }, ...content]))
}

/** As `cut`, of pieces. */
function firstOf(pieces: readonly ContentInline[]): readonly ContentInline[] {
	const first: ContentInline[] = []
	let left = QUOTED
	for (const piece of pieces) {
		const said = Array.from(sayPiece(piece))
		if (said.length > left) {
			const text = 'text' in piece ? said.slice(0, left).join('') : ''
			return [...first, { ...(piece.marks && { marks: piece.marks }), text: `${text}…` }]
		}
		first.push(piece)
		left -= said.length
	}
	return first
}

/** The parts without line ends and other control characters: `oneLine` for each, but for the spaces that stand between them. */
function onOneLine(parts: readonly SaidPart[]): readonly SaidPart[] {
	return parts.map((part) =>
		typeof part === 'string'
			? spaced(part)
			: part.map((piece) => ('text' in piece ? { ...piece, text: spaced(piece.text) } : piece))
	)
}

type Marks = NonNullable<ContentInline['marks']>

function ownOf(marks: Marks, id: string): Marks {
	return Object.fromEntries(
		Object.entries(marks).filter(([key, value]) =>
			suggestionsOfMarks({ [key]: value }).some((one) => one.id === id)
		)
	)
}

/** The words of those pieces for whose marks `isOwn` says so, blocks with a space between them. */
function wordsOf(blocks: readonly ContentBlock[], isOwn: (marks: Marks) => boolean): string {
	return blocks
		.map(({ content }) =>
			content
				.filter(({ marks = {} }) => isOwn(marks))
				.map(sayPiece)
				.join('')
		)
		.filter((words) => words !== '')
		.join(' ')
}

function sayPiece(piece: ContentInline): string {
	if ('text' in piece) return piece.text
	return piece.inline === 'hard_break' ? ' ' : atomName(piece)
}

/** As much of what is quoted as tells which words they are: all of them stand in the text. */
const QUOTED = 160

function cut(words: string): string {
	const all = Array.from(words)
	return all.length > QUOTED ? `${all.slice(0, QUOTED).join('')}…` : words
}
