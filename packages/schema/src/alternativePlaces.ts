/** In which alternative each unit of a text stands, and what became of that. */
import type * as Y from 'yjs'
import { alternativeOf, type AlternativePlace } from './alternativePath.ts'
import { firstBehind } from './rangeRow.ts'
import { markerIn, propertiesOf, readProperties, textOf } from './wire.ts'

/** Whether the group with that id is open: what stands among alternatives of any other is text like all else. */
export type IsOpen = (group: string) => boolean

/** Units that stood in one alternative and stand in another one, by the ids of these; undefined for the text beside all of them. */
export interface AlternativeMove {
	readonly from: string | undefined
	readonly to: string | undefined
}

/** What a change did to alternatives, as far as it did not bring it itself. */
export interface AlternativeChanges {
	/** Those that had blocks and have none any more. */
	readonly removed: readonly string[]
	/** Between which of them units moved that were there before, each pair once. */
	readonly moves: readonly AlternativeMove[]
}

interface Stretch {
	readonly from: number
	readonly to: number
	readonly place: string | undefined
}

/** In which alternatives the units of a text stood at the moment at which this was made. */
export class AlternativePlaces {
	readonly #isOpen: IsOpen
	readonly #stretches = new Map<number, Stretch[]>()
	readonly #ids = new Set<string>()

	/** @param isOpen see `IsOpen` */
	constructor(doc: Y.Doc, isOpen: IsOpen) {
		this.#isOpen = isOpen
		walk(doc, isOpen, ({ id: { client, clock }, length }, place) => {
			const ofClient = this.#stretches.get(client) ?? []
			this.#stretches.set(client, ofClient)
			ofClient.push({ from: clock, to: clock + length, place })
			if (place !== undefined) this.#ids.add(place)
		})
		for (const ofClient of this.#stretches.values())
			ofClient.sort((one, other) => one.from - other.from)
	}

	/** What became of them in `doc`, a later state of the same text. */
	changesIn(doc: Y.Doc): AlternativeChanges {
		const moves = new Map<string, AlternativeMove>()
		const standing = new Set<string>()
		walk(doc, this.#isOpen, ({ id: { client, clock }, length }, to) => {
			if (to !== undefined) standing.add(to)
			const ofClient = this.#stretches.get(client) ?? []
			for (let i = firstBehind(ofClient, clock); i < ofClient.length; i++) {
				const stretch = ofClient[i]
				if (stretch === undefined || stretch.from >= clock + length) break
				const from = stretch.place
				if (from !== to) moves.set(`${from ?? ''} ${to ?? ''}`, { from, to })
			}
		})
		const removed = [...this.#ids].filter((id) => !standing.has(id))
		return { removed, moves: [...moves.values()] }
	}
}

/** Visits what stands in the text, a marker with the block that it begins. Words before the first marker are in none, whatever is written of them. */
function walk(
	doc: Y.Doc,
	isOpen: IsOpen,
	visit: (item: Y.Item, place: string | undefined) => void
): void {
	const properties = propertiesOf(doc)
	let place: string | undefined
	for (let item = textOf(doc)._start; item !== null; item = item.right) {
		if (item.deleted || !item.countable) continue
		const marker = markerIn(item.content)
		if (marker !== undefined)
			place = idOf(alternativeOf(readProperties(properties, marker).in), isOpen)
		visit(item, place)
	}
}

function idOf(place: AlternativePlace | undefined, isOpen: IsOpen): string | undefined {
	return place !== undefined && isOpen(place.group) ? place.alternative : undefined
}
