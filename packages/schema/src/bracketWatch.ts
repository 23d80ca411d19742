/**
 * Which words stand under which bracket, for the question whether an edit takes the last of them away. It is asked of every edit that deletes
 * something, and the answer is nearly always no: how many units there were at the last look, less all that was deleted since, is enough
 * for that. Only where it is not are the units looked at again, each by its clock.
 */
import * as Y from 'yjs'
import { bracketIdOf } from './bracketKey.ts'
import { deletedBy, deletesOf } from './deletedBy.ts'
import type { ClockRange, Edit } from './readUpdate.ts'
import { isInsertion } from './suggestionKey.ts'
import { markerIn, textOf } from './wire.ts'
import { toJson } from './json.ts'

/**
 * The ids of the brackets whose marks `edit` sets, ends, or takes out of `doc`: Yjs ends a mark also by deleting where it begins. Where it
 * deletes something of an edit in `pending`, which `doc` does not have yet, those that this one names count as well.
 */
export function bracketsNamed(
	edit: Edit,
	doc: Y.Doc,
	pending: readonly Edit[] = []
): ReadonlySet<string> {
	const undone = pending.filter(
		({ markKeys, inserted }) => markKeys.size > 0 && deletesOf(edit, inserted)
	)
	const keys = [edit, ...undone].flatMap(({ markKeys }) => [...markKeys])
	const named = new Set(keys.flatMap((key) => bracketIdOf(key) ?? []))
	for (const { content } of deletedBy(edit, doc)) {
		const id = content instanceof Y.ContentFormat ? bracketIdOf(content.key) : undefined
		if (id !== undefined) named.add(id)
	}
	return named
}

/** Whether an edit sets or ends marks of brackets. */
export function marksBrackets({ markKeys }: Pick<Edit, 'markKeys'>): boolean {
	return [...markKeys].some((key) => bracketIdOf(key) !== undefined)
}

/** The units under one bracket, by client, without those that a suggestion would only insert. */
type Units = ReadonlyMap<number, readonly ClockRange[]>

const watches = new WeakMap<Y.Doc, BracketWatch>()

/** The watch over the brackets of `doc`, always the same one. */
export function bracketWatch(doc: Y.Doc): BracketWatch {
	let watch = watches.get(doc)
	if (watch === undefined) watches.set(doc, (watch = new BracketWatch(doc)))
	return watch
}

/** Keeps count of what stands under the brackets of a document. */
export class BracketWatch {
	readonly #doc: Y.Doc
	#units: ReadonlyMap<string, Units> = new Map()
	#sizes: ReadonlyMap<string, number> = new Map()
	/** Units that were deleted anywhere since the last look. */
	#deleted = 0
	#isSame = false

	constructor(doc: Y.Doc) {
		this.#doc = doc
		doc.on('afterTransaction', ({ deleteSet }) => {
			for (const ranges of deleteSet.clients.values())
				for (const { len } of ranges) this.#deleted += len
			this.#isSame = false
		})
	}

	/**
	 * Those of the brackets `ids` of which no words would be left once `edits`, which the document does not have yet, have deleted what they
	 * delete. What they bring is not looked at: some of it may stand under a bracket as well.
	 */
	emptiedBy(ids: readonly string[], edits: readonly Edit[]): readonly string[] {
		let most = 0
		for (const { deleted } of edits)
			for (const ranges of deleted.values()) for (const { from, to } of ranges) most += to - from
		if (most === 0) return []
		if (ids.every((id) => (this.#sizes.get(id) ?? 0) - this.#deleted > most)) return []
		this.#look()
		return ids.filter((id) => {
			const size = this.#sizes.get(id) ?? 0
			return size > 0 && size <= most && this.#isCovered(id, edits)
		})
	}

	#isCovered(id: string, edits: readonly Edit[]): boolean {
		return [...(this.#units.get(id) ?? [])].every(([client, units]) => {
			const gone = edits
				.flatMap(({ deleted }) => deleted.get(client) ?? [])
				.toSorted((one, other) => one.from - other.from)
			return units.every(({ from, to }) => {
				let reached = from
				for (const range of gone) if (range.from <= reached) reached = Math.max(reached, range.to)
				return reached >= to
			})
		})
	}

	#look(): void {
		if (this.#isSame) return
		const units = new Map<string, Map<number, { from: number; to: number }[]>>()
		const sizes = new Map<string, number>()
		const open = new Set<string>()
		const insertions = new Set<string>()
		for (let item = textOf(this.#doc)._start; item !== null; item = item.right) {
			const { deleted, content, id, length } = item
			if (deleted) continue
			if (content instanceof Y.ContentFormat) {
				const { key } = content
				const bracket = bracketIdOf(key)
				if (bracket === undefined && !isInsertion(key)) continue
				const marked = bracket === undefined ? insertions : open
				if (toJson(content.value) === null) marked.delete(bracket ?? key)
				else marked.add(bracket ?? key)
			} else if (
				item.countable &&
				open.size > 0 &&
				insertions.size === 0 &&
				markerIn(content) === undefined
			) {
				for (const bracket of open) {
					sizes.set(bracket, (sizes.get(bracket) ?? 0) + length)
					const byClient = units.get(bracket) ?? new Map<number, { from: number; to: number }[]>()
					units.set(bracket, byClient)
					const ranges = byClient.get(id.client) ?? []
					byClient.set(id.client, ranges)
					ranges.push({ from: id.clock, to: id.clock + length })
				}
			}
		}
		this.#units = units
		this.#sizes = sizes
		this.#deleted = 0
		this.#isSame = true
	}
}
