import * as Y from 'yjs'
import { STEP, type Steps } from './steps.ts'
import type { UnitId } from './struct.ts'
import { textOf } from './wire.ts'

/** Characters of a shingle, in UTF-16 units. */
const LENGTH = 6

/**
 * Where short rows of characters were written, the newest first: every sixth clock of a client begins one, where six characters came
 * under clocks that follow each other. Whatever repeats a passage finds by one of them where it stands, or stood, without reading the
 * text; what it finds has to be compared, since different rows may have one hash.
 */
export class Shingles {
	/** The newest row with a hash, and for each row the one with the same hash before it, or -1. */
	readonly #newest = new Map<number, number>()
	readonly #before: number[] = []
	readonly #clients: number[] = []
	readonly #clocks: number[] = []

	/** How many rows there are. */
	get size(): number {
		return this.#clocks.length
	}

	/** The units `from` up to `to` of `client` have come into `doc`, and all before them. In steps. */
	*add(doc: Y.Doc, client: number, from: number, to: number): Steps<void> {
		const first = Math.floor(from / LENGTH) * LENGTH
		if (first + LENGTH > to) return
		const structs = doc.store.clients.get(client) ?? []
		let index = Y.findIndexSS(structs, first)
		let steps = 0
		for (let clock = first; clock + LENGTH <= to; clock += LENGTH) {
			if (++steps % STEP === 0) yield
			while (endOf(structs[index]) <= clock) index++
			const hash = hashAt(doc, structs, index, clock)
			if (hash === undefined) continue
			this.#before.push(this.#newest.get(hash) ?? -1)
			this.#newest.set(hash, this.#clocks.length)
			this.#clients.push(client)
			this.#clocks.push(clock)
		}
	}

	/** The first units of rows that may be the characters of `text` from `at` on, the newest first. */
	*find(text: string, at: number): Generator<UnitId> {
		if (at + LENGTH > text.length) return
		let hash = 0
		for (let i = at; i < at + LENGTH; i++) hash = mixed(hash, text.charCodeAt(i))
		let row = this.#newest.get(hash) ?? -1
		while (row >= 0) {
			const client = this.#clients[row]
			const clock = this.#clocks[row]
			if (client !== undefined && clock !== undefined) yield { client, clock }
			row = this.#before[row] ?? -1
		}
	}
}

function endOf(struct: Y.Item | Y.GC | undefined): number {
	return struct === undefined ? Infinity : struct.id.clock + struct.length
}

/** The hash of the characters from `clock` on, which `structs[index]` holds; nothing where these are not all characters of the text. */
function hashAt(
	doc: Y.Doc,
	structs: readonly (Y.Item | Y.GC)[],
	index: number,
	clock: number
): number | undefined {
	const text = textOf(doc)
	let hash = 0
	for (let at = clock, i = index; at < clock + LENGTH; i++) {
		const struct = structs[i]
		if (!(struct instanceof Y.Item) || struct.parent !== text) return undefined
		const { content, id } = struct
		if (!(content instanceof Y.ContentString)) return undefined
		const end = Math.min(clock + LENGTH, id.clock + struct.length)
		for (; at < end; at++) hash = mixed(hash, content.str.charCodeAt(at - id.clock))
	}
	return hash
}

function mixed(hash: number, unit: number): number {
	return (Math.imul(hash, 0x01_00_01_93) + unit) | 0
}
