/**
 * What stands in the text of a clause, read unit by unit off its Yjs items: for checks that must not go by how the product reads a text.
 */
import { readUpdate } from '@parley/schema'
import * as Y from 'yjs'
import * as z from 'zod/mini'
import { blockIn, isRestyling, type BlockNow } from './blocks.ts'

/** One unit of a text. */
export interface Unit {
	/** Client and clock it was written under: no other unit has them. */
	readonly id: string
	readonly kind: 'character' | 'marker' | 'atom'
	/** The keys of the marks on it with their values as JSON. */
	readonly marks: ReadonlyMap<string, string>
	/** Empty where it is no character. */
	readonly character: string
	/** The alternative its block stands in; null where that is none. */
	readonly place: { readonly group: string; readonly alternative: string } | null
	/** The placeholder that it is an atom of; null where it is none. */
	readonly placeholder: string | null
	/** The block that it is the marker of; null where it is none. */
	readonly block: BlockNow | null
}

const Placeholder = z.object({
	inline: z.literal('placeholder'),
	attrs: z.object({ id: z.string() }),
})

/** The units that are seen in `doc`, in the order of the text. */
export function unitsIn(doc: Y.Doc): readonly Unit[] {
	const units: Unit[] = []
	let marks: ReadonlyMap<string, string> = new Map()
	let place: Unit['place'] = null
	for (let item = doc.getText('text')._start; item !== null; item = item.right) {
		if (item.deleted) continue
		const { content, id } = item
		if (content instanceof Y.ContentFormat) {
			const { key, value } = content
			const changed = new Map(marks)
			if (isNull(value)) changed.delete(key)
			else changed.set(key, JSON.stringify(value))
			marks = changed
			continue
		}
		if (!item.countable) continue
		for (const [offset, piece] of piecesOf(content).entries()) {
			const block = blockIn(doc, piece)
			if (block !== null) place = placeOf(block)
			const atom = Placeholder.safeParse(piece)
			units.push({
				id: `${id.client}:${id.clock + offset}`,
				kind: block !== null ? 'marker' : typeof piece === 'string' ? 'character' : 'atom',
				character: typeof piece === 'string' ? piece : '',
				placeholder: atom.success ? atom.data.attrs.id : null,
				marks,
				place,
				block,
			})
		}
	}
	return units
}

/** Yjs says of the value of a mark that it is an object, and null ends it. */
function isNull(value: unknown): boolean {
	return value === null
}

/** The keys of all marks that begin or end anywhere in `doc`, be it around nothing: words that come in between carry them. */
export function markKeysIn(doc: Y.Doc): ReadonlySet<string> {
	const keys = new Set<string>()
	for (let item = doc.getText('text')._start; item !== null; item = item.right) {
		if (!item.deleted && item.content instanceof Y.ContentFormat) keys.add(item.content.key)
	}
	return keys
}

/** A mark with its value, as it is compared. */
export function markOf(key: string, { marks }: Pick<Unit, 'marks'>): string {
	return `${key} ${marks.get(key) ?? ''}`
}

/**
 * Of each unit of `update` that is said to bring back another one, and is the same: the marks that are around where that stood, as `markOf` writes them.
 *
 * @param doc which has the update already, and all that is gone
 */
export function placesOfReturned(
	doc: Y.Doc,
	update: Uint8Array
): ReadonlyMap<string, ReadonlySet<string>> {
	const edit = readUpdate(update, Infinity)
	const returned = edit.ok ? (edit.returned ?? []) : []
	const found = new Map<string, ReadonlySet<string>>()
	if (returned.length === 0) return found
	const all = new Map<string, { readonly piece: string; readonly marks: ReadonlySet<string> }>()
	const open = new Map<string, string>()
	for (let item = doc.getText('text')._start; item !== null; item = item.right) {
		const { content, deleted, id } = item
		if (content instanceof Y.ContentFormat) {
			if (deleted) continue
			if (isNull(content.value)) open.delete(content.key)
			else open.set(content.key, JSON.stringify(content.value))
			continue
		}
		const marks = new Set([...open.keys()].map((key) => markOf(key, { marks: open })))
		for (const [offset, piece] of piecesOf(content).entries())
			all.set(`${id.client}:${id.clock + offset}`, { piece: JSON.stringify(piece), marks })
	}
	for (const { unit, source, length } of returned) {
		for (let offset = 0; offset < length; offset++) {
			const id = `${unit.client}:${unit.clock + offset}`
			const old = all.get(`${source.client}:${source.clock + offset}`)
			if (old !== undefined && old.piece === all.get(id)?.piece) found.set(id, old.marks)
		}
	}
	return found
}

/** In how many pieces the words under each bracket stand, markers not counted as a gap. */
export function bracketPieces(units: readonly Unit[]): ReadonlyMap<string, number> {
	const pieces = new Map<string, number>()
	let last: ReadonlySet<string> = new Set()
	for (const { kind, marks } of units) {
		if (kind === 'marker') continue
		const ids = [...marks.keys()].flatMap((key) =>
			key.startsWith('bracket:') ? key.slice('bracket:'.length) : []
		)
		for (const id of ids) if (!last.has(id)) pieces.set(id, (pieces.get(id) ?? 0) + 1)
		last = new Set(ids)
	}
	return pieces
}

/** What all marks that ever stood anywhere in `doc` say of blocks, by suggestion and as it is written. */
export function sayingsIn(doc: Y.Doc): ReadonlyMap<string, string> {
	const sayings = new Map<string, string>()
	for (let item = doc.getText('text')._start; item !== null; item = item.right) {
		if (!(item.content instanceof Y.ContentFormat)) continue
		const { key, value } = item.content
		const mark = suggestionMark(key)
		if (mark?.does === 'setBlock' && !isNull(value))
			sayings.set(`${key}=${JSON.stringify(value)}`, mark.id)
	}
	return sayings
}

/** What a content holds, one piece for each unit of its length. */
function piecesOf(content: Y.Item['content']): readonly unknown[] {
	return content instanceof Y.ContentString ? content.str.split('') : content.getContent()
}

function placeOf({ in: [outer, inner] }: BlockNow): Unit['place'] {
	if (outer?.[0] !== 'alternatives' || inner?.[0] !== 'alternative') return null
	return { group: outer[1], alternative: inner[1] }
}

/** A mark of a suggestion. */
export interface SuggestionMark {
	readonly does: string
	readonly id: string
}

const SUGGESTION_MARK = /^(ins|del|setStrong|endStrong|setEm|endEm|setLink|endLink|setBlock):(.+)$/

/** What the mark with `key` suggests; null where it is none of a suggestion. */
export function suggestionMark(key: string): SuggestionMark | null {
	const [, does, id] = SUGGESTION_MARK.exec(key) ?? []
	return does === undefined || id === undefined ? null : { does, id }
}

/** The suggestions that would insert `unit`. */
export function insertersOf({ marks }: Unit): readonly string[] {
	return [...marks.keys()].flatMap((key) => {
		const mark = suggestionMark(key)
		return mark?.does === 'ins' ? [mark.id] : []
	})
}

/**
 * The suggestions of which something stands in a text. On a marker only what would put it in, take it out or make its block another one means something;
 * the last means nothing elsewhere.
 */
export function suggestionsIn(units: readonly Unit[]): ReadonlySet<string> {
	const found = new Set<string>()
	for (const unit of units) {
		for (const key of unit.marks.keys()) {
			const mark = suggestionMark(key)
			if (mark !== null && isMeant(unit, key, mark)) found.add(mark.id)
		}
	}
	return found
}

function isMeant(unit: Unit, key: string, { does }: SuggestionMark): boolean {
	if (does === 'setBlock') return isRestyling(unit, key)
	return unit.kind !== 'marker' || does === 'ins' || does === 'del'
}

/** The brackets that have words in a text, and of those the ones whose words are more than suggested. */
export function bracketsIn(units: readonly Unit[]): {
	readonly all: ReadonlySet<string>
	readonly worded: ReadonlySet<string>
} {
	const all = new Set<string>()
	const worded = new Set<string>()
	for (const unit of units) {
		if (unit.kind === 'marker') continue
		for (const key of unit.marks.keys()) {
			if (!key.startsWith('bracket:')) continue
			const id = key.slice('bracket:'.length)
			all.add(id)
			if (insertersOf(unit).length === 0) worded.add(id)
		}
	}
	return { all, worded }
}

/** The alternatives that have blocks in a text. */
export function alternativesIn(units: readonly Unit[]): ReadonlySet<string> {
	return new Set(units.flatMap(({ place }) => place?.alternative ?? []))
}

/** The placeholders that have atoms in a text. */
export function placeholdersIn(units: readonly Unit[]): ReadonlySet<string> {
	return new Set(units.flatMap(({ placeholder }) => placeholder ?? []))
}

/** The units of a text that are no markers: what a reader would call its words. */
export function wordsOf(units: readonly Unit[]): readonly Unit[] {
	return units.filter(({ kind }) => kind !== 'marker')
}
