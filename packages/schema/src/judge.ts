/** What an edit does to a clause, in words of the domain: for rules that its bytes alone cannot decide. */
import * as Y from 'yjs'
import { walkText, type Marks } from './blocks.ts'
import { readDelta, type Delta } from './delta.ts'
import { sameJson, toJson, type Json, type JsonObject } from './json.ts'
import { propertiesOf, textOf, toMarker } from './wire.ts'

/** A run of text or an atom, with the keys of its marks. A hard break and the like count as U+FFFC. */
export interface Piece {
	readonly text: string
	readonly marks: readonly string[]
}

/** What was taken out, and the clientID under which it had been written. */
export interface DeletedPiece extends Piece {
	readonly client: number
}

/** What an edit does. Everything empty, and it changes nothing that is seen. */
export interface EditDescription {
	readonly inserted: readonly Piece[]
	readonly deleted: readonly DeletedPiece[]
	/** Format changes: the text under them, keys set, keys ended with `null`. A marker shows as ¶. */
	readonly formats: readonly { readonly text: string; readonly change: JsonObject }[]
	/** Ids of markers put in (a split) and taken out (a join). */
	readonly split: readonly string[]
	readonly joined: readonly string[]
	/** Keys of properties written, `<id>:<name>`. */
	readonly properties: readonly string[]
	/** Keys of marks that were somewhere before and are nowhere now. */
	readonly vanished: readonly string[]
}

/** Whether anything that is seen changes. */
export function isVisible(description: EditDescription): boolean {
	return Object.values(description).some((part: readonly unknown[]) => part.length > 0)
}

/**
 * What `update` does to the clause in `scratch`, a copy that it is applied to. Nothing may be missing from it.
 *
 * The change is read as a delta and walked beside the units as they were.
 */
export function describeEdit(scratch: Y.Doc, update: Uint8Array): EditDescription {
	const text = textOf(scratch)
	const properties = propertiesOf(scratch)
	const before = runsIn(text)
	const propertiesBefore = new Map(properties.entries())
	let delta: Delta = []
	const read = (transaction: Y.Transaction) => {
		delta = readDelta(text, transaction)
	}
	scratch.on('afterTransaction', read)
	Y.applyUpdate(scratch, update)
	scratch.off('afterTransaction', read)
	const marksNow = keysIn(runsIn(text))
	const keys = new Set([...propertiesBefore.keys(), ...properties.keys()])
	return {
		...describeDelta(delta, before),
		properties: [...keys].filter(
			(key) => !sameJson(toJson(properties.get(key)), toJson(propertiesBefore.get(key)))
		),
		vanished: [...keysIn(before)].filter((key) => !marksNow.has(key)),
	}
}

/** Content as it stands in the text: characters, or one embed. */
interface Run {
	readonly content: Json
	readonly marks: Marks
	readonly client: number
}

function runsIn(text: Y.Text): Run[] {
	const runs: Run[] = []
	walkText(text, (content, marks, client) => runs.push({ content, marks, client }))
	return runs
}

function keysIn(runs: readonly Run[]): ReadonlySet<string> {
	return new Set(runs.flatMap(({ marks }) => Object.keys(marks)))
}

function describeDelta(
	delta: Delta,
	before: readonly Run[]
): Omit<EditDescription, 'properties' | 'vanished'> {
	const inserted: Piece[] = []
	const deleted: DeletedPiece[] = []
	const formats: { readonly text: string; readonly change: JsonObject }[] = []
	const split: string[] = []
	const joined: string[] = []
	const cursor = new RunCursor(before)
	for (const op of delta) {
		if (op.kind === 'insert') {
			const marker = markerIn(op.content)
			if (marker === undefined)
				inserted.push({ text: shown(op.content), marks: Object.keys(op.marks) })
			else split.push(marker)
			continue
		}
		const runs = cursor.take(op.count)
		if (op.kind === 'retain') {
			const { change } = op
			if (change) formats.push({ text: runs.map(({ content }) => shown(content)).join(''), change })
			continue
		}
		for (const { content, marks, client } of runs) {
			const marker = markerIn(content)
			if (marker === undefined)
				deleted.push({ text: shown(content), marks: Object.keys(marks), client })
			else joined.push(marker)
		}
	}
	return { inserted, deleted, formats, split, joined }
}

function markerIn(content: Json): string | undefined {
	return typeof content === 'string' ? undefined : toMarker(content)?.block
}

function shown(content: Json): string {
	if (typeof content === 'string') return content
	return toMarker(content) ? '¶' : '\ufffc'
}

/** Goes along runs, cutting them where asked. */
class RunCursor {
	readonly #runs: readonly Run[]
	#index = 0
	#offset = 0

	constructor(runs: readonly Run[]) {
		this.#runs = runs
	}

	take(count: number): Run[] {
		const taken: Run[] = []
		for (let left = count; left > 0;) {
			const run = this.#runs[this.#index]
			if (!run) break
			const length = typeof run.content === 'string' ? run.content.length : 1
			const size = Math.min(left, length - this.#offset)
			const { content } = run
			const part =
				typeof content === 'string' ? content.slice(this.#offset, this.#offset + size) : content
			taken.push({ ...run, content: part })
			left -= size
			this.#offset += size
			if (this.#offset === length) {
				this.#index++
				this.#offset = 0
			}
		}
		return taken
	}
}
