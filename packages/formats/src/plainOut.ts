import { withBracketSigns } from './bracketSigns.ts'
import { atomName, oneLine, pictured } from './characters.ts'
import {
	copyDigest,
	factsOf,
	legendOf,
	openLines,
	readStanding,
	standing,
	STATUSES,
} from './facts.ts'
import { listBlocks, type ListedBlock } from './listing.ts'
import { readLabel } from './label.ts'
import { type OutgoingClause, type OutgoingText } from './outgoing.ts'

/** The line by which our plain text is known; such a file is read back exactly. */
export const PLAIN_FORMAT =
	'Parley plain text 1: numbers and headings of clauses stand at the margin, their words are set in.'

/** How far the words of a clause are set in, and every list in it once more. */
export const INDENT = 4

/**
 * A text as plain text. The margin tells what is what: heads of clauses and what is said about the text stand at it, words of clauses
 * are set in by four, those of list items by four more, with the mark of an item three before them. So no word of a
 * clause can be taken for a heading.
 */
export function writePlain(text: OutgoingText): string {
	const { title, notice, clauses, state } = text
	const about = [notice, ...factsOf(text)].map(oneLine).filter((line) => line !== '')
	const digested = state.kind === 'frozen' ? 'frozen text' : 'text as JSON'
	return [
		[oneLine(title) || 'Untitled', ...about, '', PLAIN_FORMAT].join('\n'),
		...clauses.flatMap((clause) => [
			headOf(clause, text),
			...listBlocks(withBracketSigns(clause)).map(writeBlock),
		]),
		[
			STATUSES,
			...legendOf(text),
			...openLines(text),
			'',
			`SHA-256 of the ${digested}: ${copyDigest(text)}`,
		].join('\n'),
	]
		.join('\n\n')
		.concat('\n')
}

/** Number, tab, heading; the tab is left out where there is no number and the line cannot be taken for anything else. */
function headOf(clause: OutgoingClause, text: OutgoingText): string {
	const number = oneLine(clause.number)
	const heading = oneLine(clause.heading)
	const line = `(${standing(clause, text)})`
	if (number === '' && heading === '') return line
	const isPlain = number === '' && !/^\s/.test(heading) && isHeadingAlone(heading)
	return `${isPlain ? '' : `${number}\t`}${heading}\n${line}`
}

/** Whether a line at the margin without a tab is a heading and no number, and nothing that is said about the text. */
export function isHeadingAlone(line: string): boolean {
	return readLabel(line)?.rest !== '' && line !== STATUSES && !isStandingLine(line)
}

/** Whether a line says what the clause is whose head it ends. */
export function isStandingLine(line: string): boolean {
	return /^\([^\t]*\)$/.test(line) && readStanding(line.slice(1)) !== undefined
}

function writeBlock({ block, marks, depth }: ListedBlock): string {
	const words = block.content
		.map((inline) => {
			if ('text' in inline) return pictured(inline.text)
			return inline.inline === 'hard_break' ? '\n' : atomName(inline)
		})
		.join('')
		.normalize('NFC')
	const [first = '', ...others] = words.split(/\r\n?|[\n\u2028\u2029]/)
	const column = ' '.repeat(INDENT * (depth + 1))
	const rest = others.map((line) => `\n${column}${escapeLine(line)}`).join('')
	if (marks.length === 0) return `${column}${escapeLine(first)}${rest}`
	const before = ' '.repeat(INDENT * (depth - marks.length + 1) + 1)
	const line = ITEM_MARK.test(`${first} `) ? `\\${first}` : escapeLine(first)
	return `${before}${marks.map(({ text }) => `${text} `).join('')}${line}${rest}`
}

/** The mark an item of a list begins with. */
export const ITEM_MARK = /^(?:•|\d+\.|[a-z]+\.) /

/** A backslash keeps what a line begins with: white space, a backslash, or nothing at all. */
function escapeLine(line: string): string {
	return line === '' || /^[\s\\]/.test(line) ? `\\${line}` : line
}
