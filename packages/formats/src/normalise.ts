/** White space as JavaScript's `\s` has it: spaces of all widths, line ends, tabs, no-break spaces. */
const WHITE_SPACE = /\s+/g

/**
 * A text as it is compared to show that importing loses nothing (rule I4): NFC, each run of white space one space, none at
 * either end. This is all that importing plain text may change.
 */
export function normaliseForComparison(text: string): string {
	return text.normalize('NFC').replace(WHITE_SPACE, ' ').trim()
}

/**
 * A Markdown text as it is compared (rule I12): like `normaliseForComparison`, and without what Markdown uses as formatting. It is
 * written without the parser that imports, so that one can be held against the other; applied to both sides it leaves
 * every letter, digit, square bracket and mark of punctuation but `*`, `_`, `\`, and `#`, `>`, `-`, `+` at the beginning of a line.
 */
export function normaliseMarkdownForComparison(text: string): string {
	const { body } = splitFrontMatter(text)
	const definitions = new Set<string>()
	const lines = body
		.replace(TABLE_OF_CONTENTS, '')
		.split('\n')
		.filter((line) => {
			const definition = readDefinition(line)
			if (definition) definitions.add(definition.label)
			return definition === undefined && !ATTRIBUTES.test(line) && !RULE.test(line)
		})
		.map(withoutLineMarks)
	const isDefined = (label: string) => definitions.has(labelKey(label))
	const words = lines
		.join('\n')
		.replace(/\[([^[\]]*)\]\(<?(?:https?:\/\/|mailto:)[^()\s<>]*>?(?:\s+"[^"\n]*")?\)/gi, '$1')
		.replace(/\[([^[\]]+)\]\[([^[\]]*)\]/g, (whole, words: string, label: string) =>
			isDefined(label === '' ? words : label) ? words : whole
		)
		.replace(/\[([^[\]]+)\]/g, (whole, words: string) => (isDefined(words) ? words : whole))
		.replace(/<((?:https?:\/\/|mailto:)[^\s<>]*)>/gi, '$1')
		.replace(/[*_\\]/g, '')
	return normaliseForComparison(words)
}

/** A list of contents that the program which shows the page is asked to make (kramdown). */
export const TABLE_OF_CONTENTS = /^\* TOC\n\{:toc\}[ \t]*$/m

/** A line that gives attributes to a block (kramdown), e.g. `{:.no_toc}`. */
export const ATTRIBUTES = /^\{:[^{}]*\}[ \t]*$/

const RULE = /^\s*(?:=+|-+)\s*$/

const LINE_MARK =
	/\s*(?:>|#{1,6}(?=\s|$)|#{2,6}(?=\p{L})|[-+*](?=\s|$)|(?<number>\d{1,9}[.)])(?=\s))/uy

/** Marks of headings, quotations and bullets go; the numbers of a list stay, they are text. */
function withoutLineMarks(line: string): string {
	const words: string[] = []
	let end = 0
	for (;;) {
		LINE_MARK.lastIndex = end
		const mark = LINE_MARK.exec(line)
		if (mark === null) break
		const number = mark.groups?.['number']
		if (number !== undefined) words.push(number)
		end = LINE_MARK.lastIndex
	}
	const isHeading = line.slice(0, end).includes('#')
	const rest = line.slice(end)
	words.push(isHeading ? rest.trimEnd().replace(/(?<!#)#+$/, '') : rest)
	return words.join(' ')
}

/** The front matter of a Markdown file (YAML between two lines of `---` at its beginning) and the text after it. */
export function splitFrontMatter(text: string): { readonly matter: string; readonly body: string } {
	const matter = /^---[ \t]*\n(?:[^\n]*\n){0,200}?---[ \t]*(?:\n|$)/.exec(text)?.[0] ?? ''
	const isMatter = matter === '' || /^[A-Za-z_]+:/m.test(matter)
	return isMatter ? { matter, body: text.slice(matter.length) } : { matter: '', body: text }
}

/** A line that says where a link leads, e.g. `[source]: https://…`. Lines that lead nowhere are text: `[Article 5]: deleted`. */
export function readDefinition(
	line: string
): { readonly label: string; readonly href: string } | undefined {
	const found =
		/^ {0,3}\[([^[\]]+)\]:[ \t]*<?((?:https?:\/\/|mailto:)[^\s<>]+)>?(?:[ \t]+"[^"]*")?[ \t]*$/i.exec(
			line
		)
	const [, label, href] = found ?? []
	return label === undefined || href === undefined ? undefined : { label: labelKey(label), href }
}

/** A label as labels are compared: case and white space do not matter. */
export function labelKey(label: string): string {
	return label.toLowerCase().replace(WHITE_SPACE, ' ').trim()
}
