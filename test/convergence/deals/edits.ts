import { type Random } from '@parley/domain'
import { createBlockId } from '@parley/schema'
import type * as Y from 'yjs'
import { editAtRandom, pick } from '../edits.ts'
import { insertersOf, suggestionMark, unitsIn, type Unit } from './units.ts'

/** What somebody writes with: their text, chance, and what is typed. */
interface Pen {
	readonly doc: Y.Doc
	readonly units: readonly Unit[]
	readonly random: Random
	readonly word: string
}

/** An edit of the text as anybody makes it, or one that suggests; `mine` are suggestions of one's own that are open as far as one knows. */
export function dealAtRandom(
	doc: Y.Doc,
	random: Random,
	word: string,
	{ suggests, mine }: { readonly suggests: boolean; readonly mine: readonly string[] }
): void {
	const pen = { doc, units: unitsIn(doc), random, word }
	if (pen.units.length < 2) return
	if (suggests || random() < 0.45) suggestAtRandom(pen, mine)
	else if (random() < 0.75) writeCarefully(pen)
	else editAtRandom(doc, random, word)
}

/** Suggests something: under a new id, or one of one's own. */
function suggestAtRandom(pen: Pen, mine: readonly string[]): void {
	const { doc, random, word } = pen
	const known = random() < 0.3 ? mine[pick(random, mine.length)] : undefined
	const id = known ?? createBlockId(random)
	const text = doc.getText('text')
	doc.transact(() => {
		const kind = random()
		if (kind < 0.3) insert(pen, placeIn(pen), `${word} `, { [`ins:${id}`]: true })
		else if (kind < 0.48) remark(pen, 12, { [`del:${id}`]: true })
		else if (kind < 0.66) {
			// a replacement: the new words behind those that would go
			const { from, length } = stretchIn(pen, 10)
			text.format(from, length, { [`del:${id}`]: true })
			insert(pen, from + length, word, { [`ins:${id}`]: true })
		} else if (kind < 0.74) {
			const does = ['setStrong', 'endStrong', 'setEm', 'endEm'][pick(random, 4)] ?? ''
			remark(pen, 12, { [`${does}:${id}`]: true })
		} else if (kind < 0.78) {
			const links = [
				{ [`endLink:${id}`]: true },
				{ [`setLink:${id}`]: { href: `https://example.org/${word}` } },
			] as const
			remark(pen, 8, links[pick(random, 2)] ?? {})
		} else if (kind < 0.92) restyle(pen, id)
		else if (kind < 0.97) breakAt(pen, placeIn(pen), { [`ins:${id}`]: true })
		else {
			const at = pen.units.findLastIndex(({ kind: unit }) => unit === 'marker')
			if (at > 0) text.format(at, 1, { [`del:${id}`]: true })
		}
	})
}

/** Suggests of a block that it becomes a heading or a paragraph, goes into a list or out of all, or both. */
function restyle({ doc, units, random }: Pen, id: string): void {
	const markers = units.flatMap(({ block }, at) =>
		block === null ? [] : [{ block: block.id, at }]
	)
	const marker = markers[pick(random, markers.length)]
	if (marker === undefined) return
	const { block, at } = marker
	const kinds = [
		{ type: 'heading', attrs: { level: 1 + pick(random, 3) } },
		{ type: 'paragraph' },
		{},
	]
	const list = [
		['bullet_list', `bl.${block}`],
		['list_item', `li.${block}`],
	]
	const kind = kinds[pick(random, kinds.length)] ?? {}
	const place = random() < 0.4 ? { in: list } : { in: [] }
	const isPlaced = kind.type === undefined || random() < 0.5
	const value = { block, ...kind, ...(isPlaced && place) }
	doc.getText('text').format(at, 1, { [`setBlock:${id}`]: value })
}

/** Types, breaks or deletes as an editor does that leaves alone what others suggest and hold. */
function writeCarefully(pen: Pen): void {
	const { doc, random, units, word } = pen
	doc.transact(() => {
		const kind = random()
		if (kind < 0.6) insert(pen, placeIn(pen), `${word} `, {})
		else if (kind < 0.7) breakAt(pen, placeIn(pen), {})
		else {
			const { from, length } = stretchIn(pen, 8)
			const isFree = units
				.slice(from, from + length)
				.every((unit) => insertersOf(unit).length === 0 && unit.kind !== 'marker')
			if (isFree) doc.getText('text').delete(from, length)
		}
	})
}

/** A place behind the first marker. */
function placeIn({ units, random }: Pen): number {
	return 1 + pick(random, units.length)
}

function stretchIn(
	{ units, random }: Pen,
	most: number
): { readonly from: number; readonly length: number } {
	const from = 1 + pick(random, units.length - 1)
	return { from, length: Math.min(1 + pick(random, most), units.length - from) }
}

function remark(pen: Pen, most: number, marks: Readonly<Record<string, unknown>>): void {
	const { from, length } = stretchIn(pen, most)
	pen.doc.getText('text').format(from, length, { ...marks })
}

function insert(pen: Pen, at: number, words: string, marks: Record<string, true>): void {
	pen.doc.getText('text').insert(at, words, { ...inherited(pen, at), ...marks })
}

/** A new block in the containers of the one that it is split off. */
function breakAt(pen: Pen, at: number, marks: Record<string, true>): void {
	const { doc, units, random } = pen
	const place = units[at - 1]?.place ?? null
	const path = place && [
		['alternatives', place.group],
		['alternative', place.alternative],
	]
	const marker = { block: createBlockId(random), ...(path && { in: path }) }
	doc.getText('text').insertEmbed(at, marker, { ...inherited(pen, at), ...marks })
}

/** The marks of what stands before, without those that suggest something. */
function inherited({ units }: Pen, at: number): Record<string, unknown> {
	const marks = [...(units[at - 1]?.marks ?? [])].filter(([key]) => suggestionMark(key) === null)
	return Object.fromEntries(marks.map(([key, value]) => [key, JSON.parse(value) as unknown]))
}
