/** A part of a Markdown file that can be read by itself. */
export interface Chunk {
	readonly text: string
	/** Whether it may go through the Markdown parser; what may not is kept as plain paragraphs. */
	readonly isReadable: boolean
}

const LIMITS = {
	/** Characters in one chunk: one list, or paragraphs up to the next heading. */
	chunk: 120_000,
	/** Lines in one chunk: each costs the parser some kilobytes. */
	lines: 8_000,
	/** Marks in one paragraph that the parser pairs with each other, which costs it their square. */
	pairedMarks: 3_000,
	/** Quotations and lists within each other that one line may open. */
	nesting: 20,
}

const CHUNK_SIZE = 16_000

/**
 * Cuts a Markdown text where nothing can reach across: before and after a heading, and before a line without indent, after a blank one, that is
 * no item of a list and no quotation. So the parser holds a small part at a time and a long text costs it no more than
 * its length; what is too involved for it is a part of its own.
 */
export function* chunksOf(text: string): Generator<Chunk> {
	let chunk = new OpenChunk()
	let part = new OpenChunk()
	let last = ''
	for (const line of text.split('\n')) {
		const isBorder =
			HEADING.test(line) || HEADING.test(last) || (last.trim() === '' && OUTSIDE.test(line))
		if (isBorder) {
			if (!chunk.take(part)) {
				yield chunk.close()
				chunk = part
			}
			part = new OpenChunk()
		}
		part.add(line)
		last = line
	}
	if (!chunk.take(part)) {
		yield chunk.close()
		chunk = part
	}
	yield chunk.close()
}

const HEADING = /^#{1,6}\s/

/** A line that belongs to no list and no quotation. */
const OUTSIDE = /^(?![-+*>]|\d{1,9}[.)](?:\s|$))\S/

class OpenChunk {
	#lines: string[] = []
	#isSimple = true
	#marks = 0
	#size = 0

	add(line: string): void {
		// a quotation has paragraphs as well
		if (/^[\s>]*$/.test(line)) this.#marks = 0
		this.#marks += line.match(/\\.|[*_[\]<]/g)?.filter((sign) => sign.length === 1).length ?? 0
		// what opens so much begins with it; the expression would take a longer run on the stack
		const opened = /^(?:\s*(?:>|[-+*]\s|\d{1,9}[.)]\s))+/.exec(line.slice(0, 1000))?.[0]
		const nesting = opened?.match(/[>\-+*.)]/g)?.length ?? 0
		if (this.#marks > LIMITS.pairedMarks || nesting > LIMITS.nesting) this.#isSimple = false
		this.#lines.push(line)
		this.#size += line.length + 1
	}

	/** Takes the lines of the next part behind its own; false where that has to be a chunk by itself, or to begin one. */
	take(next: OpenChunk): boolean {
		if (this.#size > 0) {
			const isFull = this.#size >= CHUNK_SIZE || this.#size + next.#size > LIMITS.chunk
			if (isFull || !this.#isReadable || !next.#isReadable) return false
		}
		for (const line of next.#lines) this.#lines.push(line)
		this.#isSimple &&= next.#isSimple
		this.#size += next.#size
		return true
	}

	close(): Chunk {
		return { text: this.#lines.join('\n'), isReadable: this.#isReadable }
	}

	get #isReadable(): boolean {
		return this.#isSimple && this.#size <= LIMITS.chunk && this.#lines.length <= LIMITS.lines
	}
}
