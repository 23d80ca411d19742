/**
 * Whether an edit changes in which alternative something stands that it did not bring, a question that is asked of every edit where there are any.
 * Nearly always the edit itself shows that it does not: its markers come where their own alternative is, and those that it takes out have the
 * same alternative before them.
 */
import * as Y from 'yjs'
import { AlternativePlaces, type AlternativeChanges, type IsOpen } from './alternativePlaces.ts'
import { alternativeOf } from './alternativePath.ts'
import { deletedBy, deletesOf } from './deletedBy.ts'
import { createDocument } from './document.ts'
import { structAt } from './laidStructs.ts'
import { contains, itemAt } from './outline.ts'
import type { Edit, Placed } from './readUpdate.ts'
import type { UnitId } from './struct.ts'
import { markerIn, propertiesOf, readProperties, textOf, type Marker } from './wire.ts'

/** As many items are looked at to find out where the markers of an edit stand; whoever needs more is tried on a copy, which costs what that costs. */
const MOST_STEPS = 4000

/**
 * What `update` does to alternatives, tried on a copy of `doc` that has `pending` as well. Nothing may be missing from any of them.
 *
 * @param isOpen whether a group is open; what stands in any other is text like all else
 */
export function alternativeChanges(
	doc: Y.Doc,
	update: Uint8Array,
	pending: readonly Uint8Array[],
	isOpen: IsOpen
): AlternativeChanges {
	const copy = createDocument({ gc: false })
	try {
		for (const known of [Y.encodeStateAsUpdate(doc), ...pending]) Y.applyUpdate(copy, known)
		const before = new AlternativePlaces(copy, isOpen)
		Y.applyUpdate(copy, update)
		return before.changesIn(copy)
	} finally {
		copy.destroy()
	}
}

/** Whether an edit may do what is asked of it, and how many items were looked at to say so. */
export interface Watched {
	readonly may: boolean
	readonly steps: number
}

/**
 * Whether `edit` may take an alternative out of `doc`, or move something that it does not bring into one or out of one, where `pending` is not there
 * yet. Nothing is copied, and only what stands beside the markers that it brings and takes out is looked at.
 */
export function mayChangeAlternatives(
	edit: Edit,
	doc: Y.Doc,
	pending: readonly Edit[],
	isOpen: IsOpen
): Watched {
	return new Watch(edit, doc, pending, isOpen).watch()
}

class Watch {
	readonly #edit: Edit
	readonly #doc: Y.Doc
	readonly #pending: readonly Edit[]
	readonly #isOpen: IsOpen
	readonly #byClient = new Map<number, Placed[]>()
	#steps = 0

	constructor(edit: Edit, doc: Y.Doc, pending: readonly Edit[], isOpen: IsOpen) {
		this.#edit = edit
		this.#doc = doc
		this.#pending = pending
		this.#isOpen = isOpen
	}

	watch(): Watched {
		const { moves, markers, deleted } = this.#edit
		if (moves) return { may: true, steps: 0 }
		if (markers.length === 0 && deleted.size === 0) return { may: false, steps: 0 }
		const may = this.#may()
		return { may: may || this.#steps > MOST_STEPS, steps: this.#steps }
	}

	#may(): boolean {
		const { markers } = this.#edit
		if (this.#pending.some((one) => one.structure && deletesOf(this.#edit, one.inserted))) {
			return true
		}
		const taken: Y.Item[] = []
		for (const item of deletedBy(this.#edit, this.#doc)) {
			this.#steps++
			if (item.parentSub?.endsWith(':in') === true) return true
			if (isMarker(item)) taken.push(item)
		}
		if (taken.length === 0 && markers.length === 0) return false
		// two that are judged in one moment, and both write where blocks begin
		if (this.#pending.some((one) => this.#writesBlocks(one))) return true
		if (taken.some((item) => this.#placeAt(item) !== this.#placeAt(item.left))) return true
		return this.#mayByBringing(taken.length > 0)
	}

	#writesBlocks(edit: Edit): boolean {
		if (edit.structure || edit.moves) return true
		for (const item of deletedBy(edit, this.#doc)) {
			this.#steps++
			if (isMarker(item) || item.parentSub !== null) return true
		}
		return false
	}

	#mayByBringing(isTaking: boolean): boolean {
		const isNew = ({ client, clock }: UnitId): boolean =>
			clock >= Y.getState(this.#doc.store, client)
		const markers = this.#edit.markers.filter(isNew)
		if (markers.length === 0) return false
		for (const { placed } of [...this.#pending, this.#edit]) {
			for (const one of placed) {
				const ofClient = this.#byClient.get(one.client) ?? []
				this.#byClient.set(one.client, ofClient)
				ofClient.push(one)
			}
			this.#steps += placed.length / 4
		}
		return markers.some((one) => {
			const left = this.#known(one, 'origin')
			const right = this.#known(one, 'rightOrigin')
			if (left === undefined || right === undefined) return true
			const from = left === null ? null : itemAt(this.#doc, left)
			const { places, isEmpty, isFound } = this.#between(from, right)
			if (!isFound) return true
			// it begins nothing that stands there: the next block has its own marker, and nobody's words are on their way between both
			const next = right === null ? null : itemAt(this.#doc, right)
			const isAlone = !isTaking && this.#pending.length === 0
			if (isAlone && isEmpty && (next === null || isMarker(next))) return false
			const place = this.#placeOf(one.marker)
			return this.#placeAt(from) !== place || places.some((other) => other !== place)
		})
	}

	/** What stands between two neighbours: others may have written there, and which of it a marker comes behind is not told. */
	#between(
		from: Y.Item | null,
		right: UnitId | null
	): {
		readonly places: readonly (string | undefined)[]
		readonly isEmpty: boolean
		readonly isFound: boolean
	} {
		const places: (string | undefined)[] = []
		let isEmpty = true
		if (from !== null && right !== null && contains(from, right)) {
			return { places, isEmpty: false, isFound: true }
		}
		let item = from === null ? textOf(this.#doc)._start : from.right
		for (; item !== null; item = item.right) {
			if (right !== null && contains(item, right)) return { places, isEmpty, isFound: true }
			if (++this.#steps > MOST_STEPS) break
			if (item.deleted || !item.countable) continue
			isEmpty = false
			const marker = standingMarker(item)
			if (marker !== undefined) places.push(this.#placeOf(marker))
		}
		return { places, isEmpty, isFound: item === null && right === null }
	}

	/**
	 * The unit of the document behind or before which `unit` of an edit comes at last: null where that is the beginning or the end, undefined where
	 * that is not to be found.
	 */
	#known(unit: UnitId, side: 'origin' | 'rightOrigin'): UnitId | null | undefined {
		let at: UnitId | null = unit
		while (at !== null && (at === unit || Y.getState(this.#doc.store, at.client) <= at.clock)) {
			if (++this.#steps > MOST_STEPS) return undefined
			const one: Placed | undefined = this.#placedAt(at)
			if (one === undefined) return undefined
			at = one[side]
		}
		return at
	}

	#placedAt({ client, clock }: UnitId): Placed | undefined {
		return structAt(this.#byClient.get(client) ?? [], clock)
	}

	/** The alternative that what comes behind `item` stands in, or undefined where that is none. */
	#placeAt(item: Y.Item | null): string | undefined {
		for (let at = item; at !== null; at = at.left) {
			if (++this.#steps > MOST_STEPS) return undefined
			const marker = standingMarker(at)
			if (marker !== undefined) return this.#placeOf(marker)
		}
		return undefined
	}

	#placeOf(marker: Marker): string | undefined {
		const place = alternativeOf(readProperties(propertiesOf(this.#doc), marker).in)
		return place !== undefined && this.#isOpen(place.group) ? place.alternative : undefined
	}
}

function standingMarker({ deleted, content }: Y.Item): Marker | undefined {
	return deleted ? undefined : markerIn(content)
}

function isMarker(item: Y.Item): boolean {
	return standingMarker(item) !== undefined
}
