import { bracketIdOf, suggestionKey, suggestionsOfMarks, type SuggestionMark } from '@parley/schema'
import {
	saySuggestedBlock,
	suggestionSigns,
	type ContentBlock,
	type ContentInline,
} from '@parley/snapshot'
import { shownMarks } from './marks.ts'
import { type OutgoingClause, type OutgoingText } from './outgoing.ts'

/** What the signs mean, for whoever reads a file that has some. */
const LEGEND =
	'Nobody has taken in what is suggested: {++words++ UA} would come in, {--words-- UA} would go, and {==words== UA: strong} would be formatted so; ¶ is the beginning of a paragraph, and {==¶== UA: make this a heading} says what would become of it. UA stands for whoever suggests it.'

/** The line that explains the signs; null where no clause has any. */
export function suggestionLegend({ clauses }: Pick<OutgoingText, 'clauses'>): string | null {
	return clauses.some(({ blocks }) => blocks.some(hasSuggestions)) ? LEGEND : null
}

/**
 * The blocks of a clause with characters around what is suggested, and the code of whoever suggests it: so that words which nobody has taken in are never
 * taken for agreed ones, in whatever format.
 */
export function withSuggestionSigns({
	blocks,
	suggestions = [],
}: Pick<OutgoingClause, 'suggestions'> & {
	readonly blocks: readonly ContentBlock[]
}): readonly ContentBlock[] {
	const codes = new Map(suggestions.map(({ id, by }): [string, string | null] => [id, by]))
	const codeOf = (id: string): string => codes.get(id) ?? ''
	return blocks.map((block) => {
		if (!hasSuggestions(block)) return block
		const { marks, content, ...rest } = block
		const signed = withSigns(content, codeOf)
		if (suggestedBy(marks).length === 0) return { ...rest, content: signed }
		const beginning = `${opening(marks)}¶${closing(marks, codeOf, block)}`
		return { ...rest, content: [{ text: beginning }, ...signed] }
	})
}

function hasSuggestions({ marks, content }: ContentBlock): boolean {
	return [marks, ...content.map((piece) => piece.marks)].some((one) => suggestedBy(one).length > 0)
}

type CodeOf = (id: string) => string

type Marks = ContentInline['marks']

function withSigns(content: readonly ContentInline[], codeOf: CodeOf): readonly ContentInline[] {
	const written: ContentInline[] = []
	let open: Marks
	let brackets: Marks
	const say = (words: string, marks: Marks): void => {
		if (words !== '') written.push({ text: words, ...(marks && { marks }) })
	}
	for (const piece of content) {
		// with their values: two links of one suggestion lead to different places
		if (JSON.stringify(suggestedBy(piece.marks)) !== JSON.stringify(suggestedBy(open))) {
			say(closing(open, codeOf), brackets)
			brackets = bracketsOf(piece.marks)
			say(opening(piece.marks), brackets)
			open = piece.marks
		}
		written.push(piece)
	}
	say(closing(open, codeOf), brackets)
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
