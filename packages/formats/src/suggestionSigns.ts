import { bracketIdOf, suggestionKey, suggestionsOfMarks, type SuggestionMark } from '@parley/schema'
import {
	saySuggestedBlock,
	saySuggestion,
	suggestionSigns,
	type ContentBlock,
	type ContentInline,
} from '@parley/snapshot'
import { shownMarks } from './marks.ts'
import { type OutgoingClause, type OutgoingText } from './outgoing.ts'

/** What the signs mean, for whoever reads a file that has some. */
const LEGEND =
	'Nobody has taken in what is suggested: {++words++ UA} would come in, {--words-- UA} would go, and {==words== UA: strong} would be formatted so; ¶ is the beginning of a paragraph, and {==¶== UA: make this a heading} says what would become of it. UA stands for whoever suggests it.'

/** What the look of it means on a page. */
const PAGE_LEGEND =
	'Nobody has taken in what is suggested: underlined words would come in, words that are struck through would go, and words over dots would be formatted otherwise; behind them stands the code of whoever suggests it. ¶ is the beginning of a paragraph.'

/** How what is suggested is told: by signs around it, in a file of characters, or by its look, on a page. */
export type Telling = 'signs' | 'look'

/** The line that explains how it is told; null where no clause has anything that is suggested. */
export function suggestionLegend(
	{ clauses }: Pick<OutgoingText, 'clauses'>,
	telling: Telling
): string | null {
	if (!clauses.some(({ blocks }) => blocks.some(hasSuggestions))) return null
	return telling === 'signs' ? LEGEND : PAGE_LEGEND
}

/** The mark of what a page says beside words that are suggested, with the family of the suggestion: it is none of the text. */
export const SAID_BESIDE = 'parley:beside'

/**
 * The blocks of a clause with characters around what is suggested, and the code of whoever suggests it: so that words which nobody has taken in are never
 * taken for agreed ones, in whatever format. Told by their `look` there are no signs: what says whose they are stands behind the words with a mark of its own
 * (`SAID_BESIDE`), and so does the beginning of a paragraph.
 */
export function withSuggestionSigns(
	{
		blocks,
		suggestions = [],
	}: Pick<OutgoingClause, 'suggestions'> & {
		readonly blocks: readonly ContentBlock[]
	},
	telling: Telling = 'signs'
): readonly ContentBlock[] {
	const codes = new Map(suggestions.map(({ id, by }): [string, string | null] => [id, by]))
	const codeOf = (id: string): string => codes.get(id) ?? ''
	return blocks.map((block) => {
		if (!hasSuggestions(block)) return block
		const { marks, content, ...rest } = block
		const signed = withSigns(content, codeOf, telling)
		if (suggestedBy(marks).length === 0) return { ...rest, content: signed }
		if (telling === 'look')
			return {
				...rest,
				content: [beside('¶', marks), ...saidBehind(marks, codeOf, block), ...signed],
			}
		const beginning = `${opening(marks)}¶${closing(marks, codeOf, block)}`
		return { ...rest, content: [{ text: beginning }, ...signed] }
	})
}

/** What is said beside words by its look: by the family of the innermost suggestion that would have them come or go. */
function beside(text: string, marks: Marks): ContentInline {
	const families = suggestedBy(marks).map(({ family }) => family)
	return { text, marks: { [SAID_BESIDE]: families.includes('del') ? 'del' : 'other' } }
}

/** Whose the suggestions of `marks` are, and what they would do where the look does not tell that. */
function saidBehind(marks: Marks, codeOf: CodeOf, block?: ContentBlock): readonly ContentInline[] {
	const said = suggestedBy(marks)
		.toReversed()
		.map((one) => saySuggestion(one.family, codeOf(one.id), whatOf(one, block)))
		.filter((words) => words !== '')
	if (said.length === 0) return []
	const text = [...new Set(said)].join(', ')
	return [{ text, marks: { ...bracketsOf(marks), [SAID_BESIDE]: 'other' } }]
}

function hasSuggestions({ marks, content }: ContentBlock): boolean {
	return [marks, ...content.map((piece) => piece.marks)].some((one) => suggestedBy(one).length > 0)
}

type CodeOf = (id: string) => string

type Marks = ContentInline['marks']

function withSigns(
	content: readonly ContentInline[],
	codeOf: CodeOf,
	telling: Telling
): readonly ContentInline[] {
	const written: ContentInline[] = []
	let open: Marks
	let brackets: Marks
	const say = (words: string, marks: Marks): void => {
		if (words !== '') written.push({ text: words, ...(marks && { marks }) })
	}
	const begin = (marks: Marks): void => {
		if (telling === 'signs') say(opening(marks), brackets)
	}
	const end = (): void => {
		if (telling === 'signs') say(closing(open, codeOf), brackets)
		else written.push(...saidBehind(open, codeOf))
	}
	for (const piece of content) {
		// with their values: two links of one suggestion lead to different places
		if (JSON.stringify(suggestedBy(piece.marks)) !== JSON.stringify(suggestedBy(open))) {
			end()
			brackets = bracketsOf(piece.marks)
			begin(piece.marks)
			open = piece.marks
		}
		written.push(piece)
	}
	end()
	return written
}

function opening(marks: Marks): string {
	return suggestedBy(marks)
		.map(({ family }) => suggestionSigns(family, '').opens)
		.join('')
}

function closing(marks: Marks, codeOf: CodeOf, block?: ContentBlock): string {
	return suggestedBy(marks)
		.toReversed()
		.map((one) => suggestionSigns(one.family, codeOf(one.id), whatOf(one, block)).closes)
		.join('')
}

/** What a mark says that has more to say than its kind: where a link leads, and what a block would become. */
function whatOf({ family, value }: SuggestionMark, block?: ContentBlock): string | undefined {
	if (family === 'setBlock') return block && saySuggestedBlock(block, value)
	if (family !== 'setLink') return undefined
	const { href } = shownMarks({ text: '', marks: { link: value } })
	return href === undefined ? undefined : `link to ${href}`
}

/** What is suggested by `marks`, in the order of their keys. */
function suggestedBy(marks: Marks = {}): readonly SuggestionMark[] {
	const keyOf = ({ family, id }: SuggestionMark): string => suggestionKey(family, id)
	return suggestionsOfMarks(marks).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

/** The marks of brackets among `marks`: what stands around words in a bracket stands in it as well. */
function bracketsOf(marks: Marks = {}): Marks {
	const own = Object.entries(marks).filter(([key]) => bracketIdOf(key) !== undefined)
	return own.length === 0 ? undefined : Object.fromEntries(own)
}
