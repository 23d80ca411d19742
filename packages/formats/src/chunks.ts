/** A part of a Markdown file that can be read by itself. */
export interface Chunk {
	readonly text: string
	/** Whether it may go through the Markdown parser; what may not is kept as plain paragraphs. */
	readonly isReadable: boolean
}

const LIMITS = {
	/** Characters in one chunk: one list, or paragraphs up to the next heading. */
	chunk: 1_000_000,
	/** Marks in one paragraph that the parser pairs with each other, which costs it their square. */
	pairedMarks: 3_000,
	/** Quotations and lists within each other that one line may open. */
	nesting: 20,
}

const CHUNK_SIZE = 16_000

/**
 * Cuts a Markdown text where nothing can reach across: before a line without indent, after a blank one, that is no item of a list
 * and no quotation. So the parser holds a small part at a time and a long text costs it no more than its length.
 */
export function* chunksOf(text: string): Generator<Chunk> {
	let lines: string[] = []
	let size = 0
	let isReadable = true
	let marks = 0
	let last = ''
	for (const line of text.split('\n')) {
		if (
			size >= CHUNK_SIZE &&
			last.trim() === '' &&
			/^(?![-+*>]|\d{1,9}[.)](?:\s|$))\S/.test(line)
		) {
			yield { text: lines.join('\n'), isReadable: isReadable && size <= LIMITS.chunk }
			lines = []
			size = 0
			isReadable = true
		}
		if (line.trim() === '') marks = 0
		marks += line.match(/[*_[\]<]/g)?.length ?? 0
		const opened = /^(?:\s*(?:>|[-+*]\s|\d{1,9}[.)]\s))+/.exec(line)?.[0].match(/[>\-+*.)]/g)
		if (marks > LIMITS.pairedMarks || (opened?.length ?? 0) > LIMITS.nesting) isReadable = false
		lines.push(line)
		size += line.length + 1
		last = line
	}
	yield { text: lines.join('\n'), isReadable: isReadable && size <= LIMITS.chunk }
}
