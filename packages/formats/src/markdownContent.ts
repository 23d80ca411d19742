/**
 * The content of a block as Markdown that CommonMark reads back to the same characters and marks.
 *
 * Runs with the same marks are one *segment*, and each segment closes what it opens: with asterisks where CommonMark takes them
 * for emphasis beyond doubt, else with the tags `<strong>` and `<em>`, which it takes everywhere (asterisks between a letter
 * and a bracket, say, or before a space, are no emphasis). What a line may not begin or end with is written as a character
 * reference. Square brackets stay as they are, because drafts are full of them and no link has spaces or a backslash after `]`.
 */
import { type ContentInline } from '@parley/snapshot'
import { atomName, pictured } from './characters.ts'
import { shownMarks, type ShownMarks } from './marks.ts'

/** How the content may be written. */
export interface ContentOptions {
	/** Whether it stands behind the marks of a heading: on one line, and not at the beginning of it. */
	readonly inHeading?: boolean
}

/** The content of a block as Markdown; its lines after the first are not indented yet. Empty content is `EMPTY_BLOCK`. */
export function markdownContent(
	content: readonly ContentInline[],
	{ inHeading = false }: ContentOptions = {}
): string {
	const segments = segmentsOf(content)
	if (segments.length === 0) return EMPTY_BLOCK
	let out = ''
	let href: string | undefined
	segments.forEach((segment, i) => {
		const { marks, text } = segment
		if (marks.href !== href) {
			if (href !== undefined) out += `](<${writtenAddress(href)}>)`
			if (marks.href !== undefined) out += '['
			href = marks.href
		}
		const words = escapeWords(text, href !== undefined)
		const next = segments[i + 1]
		out += marked(words, marks, {
			before: out.at(-1) ?? '',
			after: next === undefined ? '' : nextCharacter(next, href),
			besideMarks: isMarked(segments[i - 1]) || isMarked(next),
		})
	})
	if (href !== undefined) out += `](<${writtenAddress(href)}>)`
	const lines = out.split('\n')
	return inHeading ? headingLine(lines) : joinLines(lines.map(escapeLine))
}

/** Words without marks as Markdown. */
export function markdownWords(words: string, options?: ContentOptions): string {
	return words === '' ? '' : markdownContent([{ text: words }], options)
}

/** What stands where a block has no content: a comment, since Markdown has no empty paragraphs. */
export const EMPTY_BLOCK = '<!-- -->'

interface Segment {
	readonly marks: ShownMarks
	/** NFC; a line feed is a hard break, and nothing else is. */
	readonly text: string
}

function segmentsOf(content: readonly ContentInline[]): readonly Segment[] {
	const joined: { marks: ShownMarks; text: string }[] = []
	for (const inline of content) {
		const marks = shownMarks(inline)
		const text = textOf(inline)
		const last = joined.at(-1)
		if (last !== undefined && areSame(last.marks, marks)) last.text += text
		else if (text !== '') joined.push({ marks, text })
	}
	return joined.map(({ marks, text }) => ({ marks, text: text.normalize('NFC') }))
}

/** A line feed among the characters, to tell it from a hard break; no text has a vertical tab once it is pictured. */
const FEED = '\v'

function textOf(inline: ContentInline): string {
	if ('text' in inline) return pictured(inline.text).replaceAll('\n', FEED)
	return inline.inline === 'hard_break' ? '\n' : atomName(inline)
}

function areSame(a: ShownMarks, b: ShownMarks): boolean {
	return a.href === b.href && a.strong === b.strong && a.em === b.em
}

function isMarked(segment: Segment | undefined): boolean {
	return segment !== undefined && (segment.marks.strong || segment.marks.em)
}

interface Surroundings {
	readonly before: string
	readonly after: string
	readonly besideMarks: boolean
}

/** `words` inside the marks, with asterisks where these cannot be misread. */
function marked(words: string, { strong, em }: ShownMarks, around: Surroundings): string {
	if (!strong && !em) return words
	const asterisks = strong ? (em ? '***' : '**') : '*'
	if (!around.besideMarks && opensBeyondDoubt(words, around) && closesBeyondDoubt(words, around)) {
		return `${asterisks}${words}${asterisks}`
	}
	const [open, close] = strong
		? em
			? ['<strong><em>', '</em></strong>']
			: ['<strong>', '</strong>']
		: ['<em>', '</em>']
	return `${open}${words}${close}`
}

/** Left-flanking and not right-flanking (CommonMark 6.2). */
function opensBeyondDoubt(words: string, { before }: Surroundings): boolean {
	return /^[\p{L}\p{N}]/u.test(words) && /^(?:|[\s([“„«"'‘—–])$/u.test(before)
}

/** Right-flanking and not left-flanking. */
function closesBeyondDoubt(words: string, { after }: Surroundings): boolean {
	if (/[\p{L}\p{N}]$/u.test(words)) return /^(?:|[\s.,;:)\]!?”“»"'’—–])$/u.test(after)
	return /[.,;:)\]!?”»]$/u.test(words) && /^\s?$/.test(after)
}

/** The character that follows a segment in the file: that of a link's bracket, or of the next words. */
function nextCharacter({ marks, text }: Segment, href: string | undefined): string {
	if (marks.href !== href) return href === undefined ? '[' : ']'
	return escapeWords(text, href !== undefined).at(0) ?? ''
}

/** An address between angle brackets: without what would be an escape or a character reference there. */
function writtenAddress(href: string): string {
	return href.replace(/\\/g, '\\\\').replace(/&(?=#|[a-z])/gi, '&amp;')
}

const reference = (character: string) => `&#${character.codePointAt(0) ?? 0};`

/** Escapes what is formatting anywhere in a line, in CommonMark and in the dialect of GitHub. */
function escapeWords(text: string, inLink: boolean): string {
	const escaped = text
		.replace(/[\\`*~|<]/g, '\\$&')
		.replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
		.replace(/&(?=#|[a-z])/gi, '\\&')
		.replace(/!(?=\[|$)/g, '\\!')
		.replace(/^\p{M}/u, reference)
		.replace(/[\t\r\u2028\u2029]/g, reference)
		.replaceAll(FEED, '&#10;')
	return inLink ? escaped.replace(/[[\]]/g, '\\$&') : escaped.replace(/\](?=[(:])/g, ']\\')
}

/** Escapes what is formatting only at the beginning or the end of a line. */
function escapeLine(line: string): string {
	return keepEnds(
		line
			.replace(/^(?=#|>|[-+](?:\s|$|-)|=|\[[ xX]\]\s|:)/, '\\')
			.replace(/^(\d{1,9})(?=[.)](?:\s|$))/, '$1\\')
	)
}

/** Keeps a space at either end, and a mark that would join what stands before it. */
function keepEnds(line: string): string {
	return line.replace(/^[ \p{M}]| $/gu, reference)
}

/** Lines with hard breaks between them; a break beside an empty line is a tag, since a blank line would end the paragraph. */
function joinLines(lines: readonly string[]): string {
	return lines.reduce((before, line, i) => {
		const isOpen = line === '' || lines[i - 1] === ''
		return `${before}${isOpen ? '<br>' : '\\\n'}${line}`
	})
}

/** One line, whose end is not taken for the marks that may close a heading. */
function headingLine(lines: readonly string[]): string {
	return lines
		.map(keepEnds)
		.join('<br>')
		.replace(/(^| )(?=#+$)/, '$1\\')
}
