import { bracketIdOf, suggestionOfKey } from '@parley/schema'
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
	const isSuggested = clauses.some(({ blocks }) =>
		blocks.some(
			({ marks, content }) =>
				keysOf(marks).length > 0 || content.some((piece) => keysOf(piece.marks).length > 0)
		)
	)
	return isSuggested ? LEGEND : null
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
		const { marks, content, ...rest } = block
		const own = keysOf(marks)
		if (own.length === 0 && content.every((piece) => keysOf(piece.marks).length === 0)) return block
		const ofMarker = own.length === 0 ? [] : [{ text: signed('¶', own, marks, codeOf, block) }]
		return { ...rest, content: [...ofMarker, ...withSigns(content, codeOf)] }
	})
}

type CodeOf = (id: string) => string

function withSigns(content: readonly ContentInline[], codeOf: CodeOf): readonly ContentInline[] {
	const written: ContentInline[] = []
	let open: readonly string[] = []
	let marks: ContentInline['marks']
	let brackets: ContentInline['marks']
	const say = (words: string, marks: ContentInline['marks']): void => {
		if (words !== '') written.push({ text: words, ...(marks && { marks }) })
	}
	for (const piece of content) {
		const keys = keysOf(piece.marks)
		if (JSON.stringify(valuesOf(keys, piece.marks)) !== JSON.stringify(valuesOf(open, marks))) {
			say(closing(open, marks, codeOf), brackets)
			brackets = bracketsOf(piece.marks)
			say(opening(keys), brackets)
			open = keys
			marks = piece.marks
		}
		written.push(piece)
	}
	say(closing(open, marks, codeOf), brackets)
	return written
}

function signed(
	words: string,
	keys: readonly string[],
	marks: ContentInline['marks'],
	codeOf: CodeOf,
	block: ContentBlock
): string {
	return `${opening(keys)}${words}${closing(keys, marks, codeOf, block)}`
}

function opening(keys: readonly string[]): string {
	return keys.map((key) => signsOf(key, '').opens).join('')
}

function closing(
	keys: readonly string[],
	marks: ContentInline['marks'],
	codeOf: CodeOf,
	block?: ContentBlock
): string {
	return keys
		.toReversed()
		.map((key) => {
			const code = codeOf(suggestionOfKey(key)?.id ?? '')
			return signsOf(key, code, whatOf(key, marks?.[key], block)).closes
		})
		.join('')
}

function signsOf(key: string, code: string, what?: string): ReturnType<typeof suggestionSigns> {
	return suggestionSigns(suggestionOfKey(key)?.family ?? 'ins', code, what)
}

/** What a mark says that has more to say than its kind: where a link leads, and what a block would become. */
function whatOf(key: string, value: unknown, block?: ContentBlock): string | undefined {
	switch (suggestionOfKey(key)?.family) {
		case 'setBlock':
			return block && saySuggestedBlock(block, value)
		case 'setLink': {
			const { href } = shownMarks({ text: '', marks: { link: value } })
			return href === undefined ? undefined : `link to ${href}`
		}
		case 'ins':
		case 'del':
		case 'setStrong':
		case 'endStrong':
		case 'setEm':
		case 'endEm':
		case 'endLink':
		case undefined:
			return undefined
	}
}

/** The values of `keys` among `marks`: two links of one suggestion lead to different places. */
function valuesOf(keys: readonly string[], marks: ContentInline['marks']): readonly unknown[] {
	return keys.map((key) => [key, marks?.[key]])
}

/** The keys of suggestions among `marks`, in their order. */
function keysOf(marks: ContentInline['marks'] = {}): readonly string[] {
	return Object.keys(marks)
		.filter((key) => suggestionOfKey(key) !== undefined)
		.toSorted()
}

/** The marks of brackets among `marks`: what stands around words in a bracket stands in it as well. */
function bracketsOf(marks: ContentInline['marks'] = {}): ContentInline['marks'] {
	const own = Object.entries(marks).filter(([key]) => bracketIdOf(key) !== undefined)
	return own.length === 0 ? undefined : Object.fromEntries(own)
}
