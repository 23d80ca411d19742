import { type Inline } from '@parley/schema'

/**
 * The content of a block as Markdown. Marks open and close as they change from run to run, links outside, emphasis inside; white
 * space at the edge of a mark stands outside it, where Markdown wants it.
 */
export function markdownContent(content: readonly Inline[]): string {
	let out = ''
	let open: readonly OpenMark[] = []
	const change = (next: readonly OpenMark[]) => {
		const first = open.findIndex((mark, i) => mark.key !== next[i]?.key)
		const kept = first < 0 ? open.length : first
		const space = kept < open.length ? (/\s*$/.exec(out)?.[0] ?? '') : ''
		out = out.slice(0, out.length - space.length)
		for (const mark of open.slice(kept).reverse()) out += mark.close
		out += space
		open = open.slice(0, kept)
	}
	for (const inline of content) {
		const marks = marksOf(inline)
		change(marks)
		const text =
			'text' in inline
				? escapeWords(inline.text)
				: inline.inline === 'hard_break'
					? '\\\n'
					: '\ufffc'
		const words = text.trimStart()
		if (words === '' || text === '\\\n') {
			out += text
			continue
		}
		out += text.slice(0, text.length - words.length)
		for (const mark of marks.slice(open.length)) out += mark.open
		open = marks
		out += words
	}
	change([])
	return out.split('\n').map(escapeLineStart).join('\n')
}

/** Words without marks as Markdown, on one line. */
export function markdownWords(words: string): string {
	return escapeWords(words)
}

interface OpenMark {
	readonly key: string
	readonly open: string
	readonly close: string
}

function marksOf(inline: Inline): OpenMark[] {
	const { link, strong, em } = inline.marks ?? {}
	const href =
		typeof link === 'object' && link !== null && 'href' in link ? link['href'] : undefined
	return [
		...(typeof href === 'string'
			? [{ key: `link ${href}`, open: '[', close: `](<${href}>)` }]
			: []),
		...(strong === true ? [{ key: 'strong', open: '**', close: '**' }] : []),
		...(em === true ? [{ key: 'em', open: '*', close: '*' }] : []),
	]
}

/** Puts a backslash before what Markdown would take as formatting within a line. Square brackets stay readable: no link has spaces after `](`. */
function escapeWords(text: string): string {
	return text
		.replace(/[\\*]/g, '\\$&')
		.replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
		.replace(/\](?=\()/g, ']\\')
		.replace(/<(?=https?:|mailto:)/gi, '\\<')
}

/** The same for what is formatting only at the beginning of a line. */
function escapeLineStart(line: string): string {
	return line
		.replace(/^(?=#{1,6}(?:\s|$|\p{L})|>|[-+](?:\s|$|-)|=+\s*$|\[[^\]]*\]:|\{:)/u, '\\')
		.replace(/^(\d{1,9})(?=[.)](?:\s|$))/, '$1\\')
}
