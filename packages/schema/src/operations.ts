import type * as Y from 'yjs'
import type { Json, JsonObject } from './json.ts'

/**
 * Up to about this many bytes go into one transaction, and so into one update; the server takes 64 KiB. Sizes are estimated from
 * above, save that a format change may delete old formatting.
 */
const MAX_BATCH_BYTES = 40 * 1024

/** Characters put in by one operation, at most: three bytes each. */
const MAX_RUN = 8 * 1024

/** The identity of an item and of its neighbours, and what else is written beside the content. */
const ITEM_BYTES = 40

/** One range of deleted clocks; in the worst case there is one for every unit. */
const RANGE_BYTES = 6
const MAX_DELETED = Math.floor(MAX_BATCH_BYTES / RANGE_BYTES)

/** Something put in at a place, or anything else done. */
type Operation = { readonly bytes: number } & (
	| {
			readonly kind: 'insert'
			readonly at: number
			readonly content: string | JsonObject
			readonly marks: JsonObject
	  }
	| { readonly kind: 'other'; readonly run: () => void }
)

/** What is to be done to a clause, in order; then run in transactions each of which fits into an update. */
export class Operations {
	readonly #text: Y.Text
	readonly #properties: Y.Map<unknown>
	readonly #operations: Operation[] = []

	constructor(text: Y.Text, properties: Y.Map<unknown>) {
		this.#text = text
		this.#properties = properties
	}

	insertEmbed(at: number, embed: JsonObject, marks: JsonObject): void {
		this.#insert(at, embed, size(embed), marks)
	}

	insertText(at: number, text: string, marks: JsonObject): void {
		for (let from = 0; from < text.length;) {
			const to = endOfRun(text, from)
			this.#insert(at + from, text.slice(from, to), 3 * (to - from), marks)
			from = to
		}
	}

	delete(at: number, length: number): void {
		for (let left = length; left > 0; left -= MAX_DELETED) {
			const count = Math.min(left, MAX_DELETED)
			this.#add(count * RANGE_BYTES, () => {
				this.#text.delete(at, count)
			})
		}
	}

	format(at: number, length: number, change: JsonObject): void {
		this.#add(2 * marksSize(change), () => {
			this.#text.format(at, length, { ...change })
		})
	}

	setProperty(key: string, value: Json): void {
		this.#add(size(key) + size(value), () => {
			this.#properties.set(key, value)
		})
	}

	/** Does everything, each part inside a call of `transact`. */
	run(transact: (change: () => void) => void): void {
		const { length } = this.#operations
		for (let from = 0; from < length;) {
			let to = from
			let bytes = 0
			do bytes += this.#operations[to++]?.bytes ?? 0
			while (to < length && bytes + (this.#operations[to]?.bytes ?? 0) <= MAX_BATCH_BYTES)
			const batch = this.#operations.slice(from, to)
			transact(() => {
				this.#runBatch(batch)
			})
			from = to
		}
	}

	/** Yjs looks for each place from the beginning of the text: inserts that follow each other are done in one go. */
	#runBatch(batch: readonly Operation[]): void {
		for (let i = 0; i < batch.length;) {
			const operation = batch[i]
			if (!operation) break
			if (operation.kind === 'other') {
				operation.run()
				i++
				continue
			}
			const inserts: { insert: string | object; attributes: JsonObject }[] = []
			let end = operation.at
			for (let next = batch[i]; next?.kind === 'insert' && next.at === end; next = batch[++i]) {
				inserts.push({ insert: next.content, attributes: { ...next.marks } })
				end += typeof next.content === 'string' ? next.content.length : 1
			}
			const retain = operation.at > 0 ? [{ retain: operation.at }] : []
			this.#text.applyDelta([...retain, ...inserts])
		}
	}

	#insert(at: number, content: string | JsonObject, bytes: number, marks: JsonObject): void {
		const all = bytes + marksSize(marks) + ITEM_BYTES
		this.#operations.push({ kind: 'insert', bytes: all, at, content, marks })
	}

	#add(bytes: number, run: () => void): void {
		this.#operations.push({ kind: 'other', bytes: bytes + ITEM_BYTES, run })
	}
}

function endOfRun(text: string, from: number): number {
	const to = Math.min(text.length, from + MAX_RUN)
	const cutsPair = to < text.length && (text.charCodeAt(to) & 0xfc00) === 0xdc00
	return cutsPair ? to - 1 : to
}

/** Bytes of a value as JSON in UTF-8, at most. */
function size(value: Json): number {
	return 3 * JSON.stringify(value).length
}

/** Bytes of the formatting items before and after a run with these marks. */
function marksSize(marks: JsonObject): number {
	return Object.entries(marks).reduce(
		(sum, [key, value]) => sum + 2 * (size(key) + size(value) + ITEM_BYTES),
		0
	)
}
