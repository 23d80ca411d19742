import { blockTree, type ContentBlock, type TextNode } from '@parley/snapshot'
import { withBracketSigns } from './bracketSigns.ts'
import { oneLine } from './characters.ts'
import { copyDigest, factsOf, legendOf, openLines, standing, STATUSES } from './facts.ts'
import { readLabel } from './label.ts'
import { EMPTY_BLOCK, markdownContent, markdownWords } from './markdownContent.ts'
import { type OutgoingClause, type OutgoingText } from './outgoing.ts'

/** The name and version of our Markdown, as its front matter gives it: such a file is read back exactly. */
export const MARKDOWN_FORMAT = 'parley-markdown/1'

/**
 * A text as Markdown. The words of the clauses stand in paragraphs, headings and lists; what is said about the text stands in
 * quotations, which no clause can hold, and is left out again by `importMarkdown`.
 */
export function writeMarkdown(text: OutgoingText): string {
	const { title, notice, clauses } = text
	const about = [notice, ...factsOf(text)].filter((line) => line !== '')
	const legend = [
		`**${STATUSES}**`,
		...[...legendOf(text), ...openLines(text)].map((line) => markdownWords(line)),
		digestLine(text),
	]
	return [
		frontMatter(text),
		`# ${markdownWords(oneLine(title), { inHeading: true })}`.trimEnd(),
		quoted(about.map((line) => markdownWords(oneLine(line)))),
		...clauses.flatMap((clause) => clauseParts(clause, text)),
		quoted(legend),
	]
		.join('\n\n')
		.concat('\n')
}

function frontMatter({ language, round, state, deadline }: OutgoingText): string {
	const stateLines =
		state.kind === 'draft' ? [`as-of: ${state.asOf}`] : [`frozen-at: ${state.frozenAt}`]
	return [
		'---',
		`format: ${MARKDOWN_FORMAT}`,
		`language: ${JSON.stringify(language)}`,
		`round: ${round}`,
		`state: ${state.kind}`,
		`position: ${state.position}`,
		...stateLines,
		`deadline: ${deadline.at}`,
		`zone: ${JSON.stringify(deadline.zone)}`,
		'---',
	].join('\n')
}

function digestLine(text: OutgoingText): string {
	return `SHA-256 of the ${text.state.kind === 'frozen' ? 'frozen text' : 'text as JSON'}: ${copyDigest(text)}`
}

function quoted(lines: readonly string[]): string {
	return lines.map((line) => `> ${line}`).join('\n>\n')
}

function clauseParts(clause: OutgoingClause, text: OutgoingText): string[] {
	return [
		headOf(oneLine(clause.number), oneLine(clause.heading)),
		quoted([markdownWords(standing(clause, text))]),
		...writeNodes(blockTree(withBracketSigns(clause))),
	]
}

/**
 * The line a clause begins with: a heading that `readLabel` divides into number and heading; where it would divide it otherwise, the
 * number is strong, or the heading without number emphasised. A clause with neither begins with a rule.
 */
function headOf(number: string, heading: string): string {
	if (number === '' && heading === '') return '---'
	const words = `${/^\d+(?:\s?\p{L}+)?$/u.test(number) ? `${number}.` : number} ${heading}`
	const head = divided(words.trim())
	if (head.number === number && head.heading === heading)
		return `## ${markdownWords(words.trim(), { inHeading: true })}`
	const content =
		number === ''
			? [{ text: heading, marks: { em: true } }]
			: [
					{ text: number, marks: { strong: true } },
					...(heading === '' ? [] : [{ text: ` ${heading}` }]),
				]
	return `## ${markdownContent(content, { inHeading: true })}`
}

/** The number and heading that the words of a clause's head are read as, where nothing is marked in them. */
export function divided(words: string): { readonly number: string; readonly heading: string } {
	const label = readLabel(words)
	return label === undefined
		? { number: '', heading: words }
		: { number: label.number, heading: label.rest }
}

/** Blocks and lists, one string for each; lines of an item are indented by the width of its mark. */
function writeNodes(nodes: readonly TextNode[]): string[] {
	let before: ListStyle | undefined
	return shown(nodes).flatMap((node) => {
		if (node.kind === 'block') {
			before = undefined
			return [writeBlock(node.block)]
		}
		before = styleAfter(before, node.type === 'ordered_list')
		return writeItems(node.children, before)
	})
}

/** Two lists that meet differ in their marks, or Markdown makes one of them. */
interface ListStyle {
	readonly isNumbered: boolean
	readonly isSecond: boolean
}

function styleAfter(before: ListStyle | undefined, isNumbered: boolean): ListStyle {
	return { isNumbered, isSecond: before?.isNumbered === isNumbered && !before.isSecond }
}

function writeItems(items: readonly TextNode[], { isNumbered, isSecond }: ListStyle): string[] {
	return items.map((item, i) => {
		const mark = isNumbered ? `${i + 1}${isSecond ? ')' : '.'} ` : isSecond ? '* ' : '- '
		const parts = writeNodes(item.kind === 'container' ? item.children : [item])
		return mark + parts.join('\n\n').replace(/\n(?=[^\n])/g, `\n${' '.repeat(mark.length)}`)
	})
}

/** The nodes without the containers that this version does not know: what these hold stands in their place. */
function shown(nodes: readonly TextNode[]): readonly TextNode[] {
	return nodes.flatMap((node) => {
		const isKnown = node.kind === 'block' || /^(?:ordered|bullet)_list$/.test(node.type)
		return isKnown ? [node] : shown(node.children)
	})
}

/** Headings in a clause rank below its own, which is of level 2; a level that has no marks of its own is named in a comment. */
function writeBlock({ type, attrs, content }: ContentBlock): string {
	if (type !== 'heading') return markdownContent(content)
	const given = attrs?.['level']
	const level = typeof given === 'number' && given >= 1 && given <= 6 ? given : 1
	const words = markdownContent(content, { inHeading: true })
	if (level >= 3) return `${'#'.repeat(level)} ${words}`
	return `### ${words === EMPTY_BLOCK ? '' : `${words} `}<!-- level ${level} -->`
}
