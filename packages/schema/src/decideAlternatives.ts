/**
 * What decisions about alternatives do to the text of a clause. Each is one change of `doc`; blocks that stay where they are stay the items
 * they are, with only their path written anew.
 */
import type * as Y from 'yjs'
import { alternativeOf, hasAlternatives, pathInto, pathWithin } from './alternativePath.ts'
import { walkText, type Marks } from './blocks.ts'
import { indexOf } from './indexOf.ts'
import { isJsonObject, type Json } from './json.ts'
import type { UnitId } from './struct.ts'
import {
	birthOf,
	IMPLICIT_ID,
	propertiesOf,
	propertyKey,
	readProperties,
	textOf,
	toMarker,
	type Path,
	type Properties,
} from './wire.ts'

/** Gives a fresh id of a block at each call. */
export type NewId = () => string

/** One block as it stands in the text, by the index of its first unit and of the first one behind it. */
interface Standing {
	readonly id: string
	readonly from: number
	to: number
	/** Whether it has a marker: words before the first one have none. */
	readonly isMarked: boolean
	/** Whether another block has the same id, and so the same properties. */
	isShared: boolean
	readonly properties: Properties
	readonly content: { readonly piece: Json; readonly marks: Marks }[]
}

/**
 * Makes the blocks from the one that `first` stands in up to that of `last` the only alternative of a new group, and gives whether it did: not
 * where one of the units does not stand in the text, they are the wrong way round, or alternatives stand there already. Of a list whole
 * items go along.
 */
export function openAlternatives(
	doc: Y.Doc,
	{ group, alternative }: { readonly group: string; readonly alternative: string },
	[first, last]: readonly [UnitId, UnitId],
	newId: NewId
): boolean {
	const [from, to] = [indexOf(doc, first), indexOf(doc, last)]
	if (from === undefined || to === undefined || from > to) return false
	const blocks = standing(doc)
	let begin = blocks.findIndex((block) => from < block.to)
	let end = blocks.findIndex((block) => to < block.to)
	while (isOneItem(blocks[begin - 1], blocks[begin])) begin--
	while (isOneItem(blocks[end], blocks[end + 1])) end++
	const chosen = blocks.slice(begin, end + 1)
	if (chosen.length === 0 || chosen.some((block) => hasAlternatives(block.properties.in))) {
		return false
	}
	doc.transact(() => {
		// from the end, so that what is put in moves nothing that is still to be written
		for (const block of chosen.toReversed())
			putInto(doc, block, pathInto({ group, alternative }, block.properties.in), newId)
	})
	return true
}

/** What an alternative begins with: paragraphs of words, or a copy of another one. Nothing at all is one empty paragraph. */
export type OfferedText =
	| { readonly kind: 'words'; readonly paragraphs: readonly string[] }
	| { readonly kind: 'copy'; readonly of: string }

/**
 * Puts another alternative behind all others of its group, and gives whether it did: not where none of them stands in the text any more, or that
 * which is to be copied does not. A copy has the words and their emphasis; brackets and suggestions stay what they were about.
 */
export function offerAlternative(
	doc: Y.Doc,
	place: { readonly group: string; readonly alternative: string },
	offered: OfferedText,
	newId: NewId
): boolean {
	const blocks = standing(doc)
	const last = blocks.findLast((block) => alternativeOf(block.properties.in)?.group === place.group)
	const text = offered.kind === 'copy' ? copied(blocks, place.group, offered.of) : null
	if (last === undefined || text?.length === 0) return false
	const paragraphs = offered.kind === 'words' ? offered.paragraphs : []
	doc.transact(() => {
		let at = last.to
		for (const block of text ?? paragraphs.map(paragraphOf))
			at = insertBlock(doc, at, { ...block, path: pathInto(place, block.path) }, newId())
	})
	return true
}

/** Makes `alternative` the text: its blocks leave their container, and all others of the group go. */
export function chooseAlternative(
	doc: Y.Doc,
	{ group, alternative, noText }: Chosen,
	newId: NewId
): void {
	doc.transact(() => {
		for (const block of standing(doc).toReversed()) {
			const place = alternativeOf(block.properties.in)
			if (place?.group !== group) continue
			const stays = place.alternative === alternative && !(noText && block.content.length === 0)
			if (stays) putInto(doc, block, pathWithin(block.properties.in), newId)
			else remove(doc, block)
		}
	})
}

interface Chosen {
	readonly group: string
	readonly alternative: string
	/** Whether it is that nothing shall stand here: then its empty paragraph goes as well. */
	readonly noText: boolean
}

/** Takes the blocks of `alternative` out, or with `keepsWords` out of their container alone. */
export function withdrawAlternative(
	doc: Y.Doc,
	alternative: string,
	keepsWords: boolean,
	newId: NewId
): void {
	doc.transact(() => {
		for (const block of blocksOf(doc, alternative).toReversed()) {
			if (keepsWords) putInto(doc, block, pathWithin(block.properties.in), newId)
			else remove(doc, block)
		}
	})
}

/**
 * Puts one alternative in the place of two, with the words of the first and behind them those of the second. Only the latter are moved, where
 * others stand between; they keep the ids of their blocks, and so their authors (rule T52). Empty paragraphs go where words are left.
 */
export function mergeAlternatives(
	doc: Y.Doc,
	place: { readonly group: string; readonly alternative: string },
	merged: readonly [string, string],
	newId: NewId
): void {
	const [one, other] = merged
	const both = (): readonly Standing[] =>
		merged.flatMap((id) => blocksOf(doc, id)).toSorted((a, b) => b.from - a.from)
	doc.transact(() => {
		const hasWords = both().some(({ content }) => content.length > 0)
		const isLeftOut = ({ properties, content }: Standing): boolean =>
			hasWords ? content.length === 0 : alternativeOf(properties.in)?.alternative === other
		for (const block of both().filter(isLeftOut)) remove(doc, block)
		const rest = blocksOf(doc, other)
		const end = blocksOf(doc, one).at(-1)?.to
		const isBeside = end === undefined || rest[0] === undefined || rest[0].from === end
		if (!isBeside) moveTo(doc, rest, end)
		for (const block of both())
			putInto(doc, block, pathInto(place, pathWithin(block.properties.in)), newId)
	})
}

/** Moves blocks that follow each other to `index`, with their ids and all that is in them. */
function moveTo(doc: Y.Doc, blocks: readonly Standing[], index: number): void {
	let at = index
	for (const block of blocks.toReversed()) {
		remove(doc, block)
		if (block.from < index) at -= block.to - block.from
	}
	for (const { id, properties, content } of blocks)
		at = insertBlock(doc, at, { properties, content, path: properties.in }, id)
}

/** The blocks of `doc` in the order of the text. */
function standing(doc: Y.Doc): Standing[] {
	const properties = propertiesOf(doc)
	const blocks: Standing[] = []
	const counts = new Map<string, number>()
	let at = 0
	walkText(textOf(doc), (piece, marks) => {
		const marker = typeof piece === 'string' ? undefined : toMarker(piece)
		const length = typeof piece === 'string' ? piece.length : 1
		if (marker !== undefined || blocks.length === 0) {
			const id = marker?.block ?? IMPLICIT_ID
			blocks.push({
				id,
				from: at,
				to: at + length,
				isMarked: marker !== undefined,
				isShared: false,
				properties: readProperties(properties, marker),
				content: [],
			})
			counts.set(id, (counts.get(id) ?? 0) + 1)
		}
		const block = blocks.at(-1)
		if (block !== undefined) block.to = at + length
		if (marker === undefined) block?.content.push({ piece, marks })
		at += length
	})
	for (const block of blocks) block.isShared = (counts.get(block.id) ?? 0) > 1
	return blocks
}

function blocksOf(doc: Y.Doc, alternative: string): Standing[] {
	return standing(doc).filter(
		({ properties }) => alternativeOf(properties.in)?.alternative === alternative
	)
}

/** Whether two blocks are of one item of a list, at the top of the clause. */
function isOneItem(one: Standing | undefined, other: Standing | undefined): boolean {
	const [a, b] = [one?.properties.in[1], other?.properties.in[1]]
	return a?.[0] === 'list_item' && a[0] === b?.[0] && a[1] === b[1]
}

/** Writes the path of a block. One that shares its id with another, which would go along, gets a marker of its own first, and so does one without. */
function putInto(doc: Y.Doc, block: Standing, path: Path, newId: NewId): void {
	const { id, from, isMarked, isShared, properties } = block
	const text = textOf(doc)
	if (isMarked && !isShared) {
		propertiesOf(doc).set(propertyKey(id, 'in'), path)
		return
	}
	if (isMarked) text.delete(from, 1)
	const born = { id: isMarked ? newId() : IMPLICIT_ID, ...properties, in: path }
	text.insertEmbed(from, birthOf(born), block.content[0]?.marks ?? {})
	if (!isMarked) propertiesOf(doc).set(propertyKey(IMPLICIT_ID, 'in'), path)
}

function remove(doc: Y.Doc, { from, to }: Standing): void {
	textOf(doc).delete(from, to - from)
}

/** A block that is to come into the text. */
interface Coming {
	readonly properties: Pick<Properties, 'type' | 'attrs'>
	readonly path: Path
	readonly content: Standing['content']
}

/** Inserts a block before the unit at `index`, and gives the index behind it. */
function insertBlock(doc: Y.Doc, index: number, coming: Coming, id: string): number {
	const { properties, path, content } = coming
	const text = textOf(doc)
	const { type, attrs } = properties
	text.insertEmbed(index, birthOf({ id, type, attrs, in: path }), content[0]?.marks ?? {})
	// it may have been written for a block of this id before, which was taken out
	const written = propertiesOf(doc)
	if (written.has(propertyKey(id, 'in'))) written.set(propertyKey(id, 'in'), path)
	let at = index + 1
	for (const { piece, marks } of content) {
		if (typeof piece === 'string') text.insert(at, piece, marks)
		else text.insertEmbed(at, isJsonObject(piece) ? piece : { value: piece }, marks)
		at += typeof piece === 'string' ? piece.length : 1
	}
	return at
}

function paragraphOf(words: string): Coming {
	const content = words === '' ? [] : [{ piece: words, marks: {} }]
	return { properties: { type: 'paragraph', attrs: undefined }, path: [], content }
}

/** What a copy of an alternative has. */
function copied(blocks: readonly Standing[], group: string, of: string): readonly Coming[] {
	return blocks
		.filter(({ properties }) => {
			const place = alternativeOf(properties.in)
			return place?.group === group && place.alternative === of
		})
		.map(({ properties, content }) => ({
			properties,
			path: pathWithin(properties.in),
			content: content.map(({ piece, marks }) => ({ piece, marks: withoutIds(marks) })),
		}))
}

/** `marks` without those that are about something else, whose keys have its id. */
function withoutIds(marks: Marks): Marks {
	return Object.fromEntries(Object.entries(marks).filter(([key]) => !key.includes(':')))
}
