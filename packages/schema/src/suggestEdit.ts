/**
 * An edit as a suggestion of itself: what it would put in comes in under the mark of an insertion, what it would take out stays and says so, and what
 * it would format says that. Where it would take out what its author has only suggested, that goes at once.
 */
import type { Marks } from './blocks.ts'
import {
	compareEdit,
	contentOfUnit,
	insertedBy,
	insertionAround,
	marksOfMarker,
	marksOfUnit,
	marksWithin,
	ofMarkers,
	stepOf,
	unitsAround,
	withoutSuggestions,
	type ComparedEdit,
	type EditInEditor,
	type Formatted,
} from './comparedEdit.ts'
import { DeltaList } from './deltaList.ts'
import type { FlatStep } from './flatStep.ts'
import { sameJson, type Json, type JsonObject } from './json.ts'
import type { ChangedRange } from './ranges.ts'
import { restyledOn, styleMarks, styleOf, suggestedStyle } from './suggestedStyles.ts'
import { suggestionKey, suggestionOfKey, type SuggestionFamily } from './suggestionKey.ts'
import type { PlacedLeaf } from './tree.ts'
import { positionAfter, unitsBefore, unitsOf } from './units.ts'

/** Who suggests, and under which ids. */
export interface Suggesting {
	/** Whether the suggestion with that id is an open one of the author. */
	readonly isOwn: (id: string) => boolean
	/** The id to suggest under; `near` are those of the author's suggestions that the edit is in or beside. */
	readonly idFor: (near: readonly string[]) => string
	/** Gives a fresh id of a block at each call. */
	readonly newBlockId: () => string
}

/** An edit as a suggestion. */
export interface SuggestedEdit {
	/** From the document of before; null where nothing of the edit is left. */
	readonly step: FlatStep | null
	/** Whether something of it was left out, which cannot be suggested: what moves blocks among alternatives, and marks that this version does not know. */
	readonly isLessThanWhole: boolean
	/** The suggestion of others between whose words it would put something, which nobody does; null where it does not. */
	readonly foreign: string | null
	/** Where a position of the edited document is: behind what stands before it there (−1), or before what stands behind it (1). */
	readonly position: (position: number, side: -1 | 1) => number
}

/** Turns `edit` into a suggestion. */
export function suggestEdit(edit: EditInEditor, suggesting: Suggesting): SuggestedEdit {
	const compared = compareEdit(edit, true)
	const { next } = compared
	const writer = new SuggestionWriter(compared, suggesting)
	const delta = writer.write()
	const made = stepOf(compared, delta)
	const leaves = made?.leaves ?? compared.old
	return {
		step: made?.step ?? null,
		isLessThanWhole: writer.isLessThanWhole,
		foreign: writer.foreign ?? null,
		position: (position, side) => {
			const units = unitsBefore(next, position)
			return positionAfter(leaves, units + writer.keptBefore(units, side))
		},
	}
}

/** Something that happens to the old units, from `at` on. */
type Event =
	| { readonly at: number; readonly hunk: ChangedRange }
	| { readonly at: number; readonly length: number; readonly change: JsonObject }

class SuggestionWriter {
	isLessThanWhole = false
	/** The suggestion of others between whose words something would come. */
	foreign: string | undefined
	/** Whether blocks stay that would have to become others, and cannot be suggested so. */
	#leavesBlocks = false
	readonly #edit: ComparedEdit
	readonly #suggesting: Suggesting
	readonly #delta = new DeltaList()
	readonly #id: string
	readonly #oldIds: ReadonlySet<string>
	/** How many units that the edit takes out stand there all the same, by where in the new row they would be. */
	readonly #kept: { readonly at: number; readonly count: number }[] = []

	constructor(edit: ComparedEdit, suggesting: Suggesting) {
		this.#edit = edit
		this.#suggesting = suggesting
		this.#oldIds = new Set(edit.old.map(({ id }) => id))
		this.#id = suggesting.idFor(this.#ownNear())
	}

	write(): ReturnType<DeltaList['take']> {
		const { hunks, formatted } = this.#edit
		const { anew, styled } = this.#restyled()
		const all = [...hunks, ...anew].map((hunk): Event => ({ at: hunk.old.from, hunk }))
		const events = [...all, ...styled, ...this.#formatting(formatted)].sort(
			(a, b) => a.at - b.at || ('hunk' in b ? 1 : 0) - ('hunk' in a ? 1 : 0)
		)
		for (const event of events) {
			this.#delta.keepTo(event.at)
			if ('hunk' in event) this.#writeHunk(event.hunk)
			else this.#delta.retain(event.length, event.change)
		}
		return this.#delta.take()
	}

	/** How many units that were to go stand before the place where `units` of the edited row do. */
	keptBefore(units: number, side: -1 | 1): number {
		const before = this.#kept.filter(({ at }) => (side < 0 ? at < units : at <= units))
		return before.reduce((sum, { count }) => sum + count, 0)
	}

	#writeHunk(hunk: ChangedRange): void {
		const { model, old, next } = this.#edit
		const del = suggestionKey('del', this.#id)
		let kept = 0
		for (const [index, unit] of unitsOf(model, old, hunk.old.from, hunk.old.to).entries()) {
			const marks = marksOfUnit(unit)
			if (this.#isOwnInsertion(marks)) {
				this.#delta.delete(1)
				continue
			}
			// what one would have gone already has nothing to be said anew, and a text always begins with the same marker
			const isSaid = this.#hasOwn(marks, 'del') || hunk.old.from + index === 0
			this.#delta.retain(1, isSaid ? undefined : { [del]: true })
			kept++
		}
		if (kept > 0) this.#kept.push({ at: hunk.new.from, count: kept })
		const put = unitsOf(model, next, hunk.new.from, hunk.new.to)
		const [before, behind] = put.length === 0 ? [] : unitsAround(model, old, hunk.old.to)
		const { isOwn } = this.#suggesting
		this.foreign ??= insertionAround(before, behind, isOwn)
		const suggested = {
			// what is put into what one would have gone oneself is to stay
			...marksWithin(before, behind, ({ family, id }) => family !== 'ins' && !isOwn(id)),
			[suggestionKey('ins', this.#id)]: true,
		}
		for (const unit of put) {
			if (unit.kind === 'marker') {
				const content = contentOfUnit(model, unit, this.#blockAnew(unit.leaf))
				this.#delta.insert(content, ofMarkers(suggested))
			} else {
				const marks = { ...withoutSuggestions(marksOfUnit(unit)), ...suggested }
				this.#delta.insert(contentOfUnit(model, unit, {}), marks)
			}
		}
	}

	/** A new block has an id of its own. Where others would have to move for its place in a list, it stands where its words stood. */
	#blockAnew(leaf: PlacedLeaf): Partial<Pick<PlacedLeaf, 'id' | 'path'>> {
		const { old } = this.#edit
		const id = this.#oldIds.has(leaf.id) ? { id: this.#suggesting.newBlockId() } : {}
		if (!this.#leavesBlocks) return id
		const before = old.findLast(({ flat }) => flat < this.#delta.at)
		return { ...id, ...(before && { path: before.path }) }
	}

	/**
	 * Blocks that the author has only suggested are taken out and put in as what they would become; of others that is said by their markers. Of an
	 * edit whose blocks cannot all be suggested none is: what they come to hangs on each other.
	 */
	#restyled(): { readonly anew: readonly ChangedRange[]; readonly styled: readonly Event[] } {
		const { model, restyled } = this.#edit
		const { isOwn } = this.#suggesting
		const anew: ChangedRange[] = []
		const styled: Event[] = []
		for (const { was, seen, is } of restyled) {
			if (was.flat > 0 && this.#isOwnInsertion(marksOfMarker(was))) {
				anew.push({
					old: { from: was.flat, to: was.flat + 1 },
					new: { from: is.flat, to: is.flat + 1 },
				})
				continue
			}
			const suggested = suggestedStyle(model, was, isOwn)
			const style = restyledOn(suggested, styleOf(model, seen), styleOf(model, is))
			const change = styleMarks(model, was, style, { id: this.#id, isOwn })
			if (change === undefined) {
				this.#leavesBlocks = true
				this.isLessThanWhole = true
				return { anew: [], styled: [] }
			}
			if (Object.keys(change).length > 0) styled.push({ at: was.flat, length: 1, change })
		}
		return { anew, styled }
	}

	#formatting(formatted: readonly Formatted[]): readonly Event[] {
		const takesBack = isTakenBack(formatted, (key, marks) => this.#ownKey(marks, key))
		return formatted.flatMap(({ at, length, marks, change }): Event[] => {
			const isOwn = this.#isOwnInsertion(marks)
			const suggested: Record<string, Json> = {}
			for (const [key, value] of Object.entries(withoutSuggestions(change))) {
				const family = familyOf(key, value)
				if (isOwn && (family === undefined || key === 'link')) {
					suggested[key] = value
					continue
				}
				if (family === undefined) {
					this.isLessThanWhole = true
					continue
				}
				if (family === 'setLink' || family === 'endLink') {
					Object.assign(suggested, this.#linked(marks, family, value))
					continue
				}
				// also on one's own words: what others put between them meanwhile would be formatted by it
				const own = this.#ownKey(marks, family)
				if (own !== undefined && takesBack) suggested[own] = null
				else if (own === undefined) suggested[suggestionKey(family, this.#id)] = true
			}
			return Object.keys(suggested).length === 0 ? [] : [{ at, length, change: suggested }]
		})
	}

	/** What suggests that words are linked, or are so no more, in the place of what their author has suggested of that before. */
	#linked(marks: Marks, family: 'setLink' | 'endLink', value: Json): Record<string, Json> {
		const known = this.#ownKey(marks, family)
		const other = this.#ownKey(marks, family === 'setLink' ? 'endLink' : 'setLink')
		// as it stands: nothing is left to be suggested
		if (sameJson(value, marks['link'] ?? null))
			return Object.fromEntries([known, other].flatMap((key) => (key ? [[key, null]] : [])))
		return {
			[known ?? suggestionKey(family, this.#id)]: family === 'setLink' ? value : true,
			...(other !== undefined && { [other]: null }),
		}
	}

	#ownNear(): readonly string[] {
		const { model, old, hunks, formatted, restyled } = this.#edit
		const places = [
			...hunks.map((hunk) => hunk.old),
			...formatted.map(({ at, length }) => ({ from: at, to: at + length })),
		]
		const near = places.flatMap(({ from, to }) =>
			unitsOf(model, old, Math.max(0, from - 1), to + 1).flatMap((unit) =>
				Object.keys(marksOfUnit(unit)).flatMap((key) => suggestionOfKey(key)?.id ?? [])
			)
		)
		const onMarkers = restyled.flatMap(({ was }) =>
			Object.keys(marksOfMarker(was)).flatMap((key) => suggestionOfKey(key)?.id ?? [])
		)
		return [...new Set([...near, ...onMarkers])].filter(this.#suggesting.isOwn)
	}

	#isOwnInsertion(marks: Marks): boolean {
		return insertedBy(marks).some(this.#suggesting.isOwn)
	}

	#hasOwn(marks: Marks, family: Family): boolean {
		return this.#ownKey(marks, family) !== undefined
	}

	#ownKey(marks: Marks, family: Family): string | undefined {
		return Object.keys(marks).find((key) => {
			const named = suggestionOfKey(key)
			return named?.family === family && this.#suggesting.isOwn(named.id)
		})
	}
}

type Family = Exclude<SuggestionFamily, 'ins' | 'setBlock'>

/** What suggests that the mark `key` is set to `value`; undefined where nothing does. */
function familyOf(key: string, value: Json): Exclude<Family, 'del'> | undefined {
	if (key === 'strong') return value === null ? 'endStrong' : 'setStrong'
	if (key === 'em') return value === null ? 'endEm' : 'setEm'
	if (key === 'link') return value === null ? 'endLink' : 'setLink'
	return undefined
}

/** Whether all that would be formatted is suggested so already: to ask for it again takes it back. A link is asked for with its address, and set anew. */
function isTakenBack(
	formatted: readonly Formatted[],
	ownKey: (family: Family, marks: Marks) => string | undefined
): boolean {
	return formatted.every(({ marks, change }) =>
		Object.entries(withoutSuggestions(change)).every(([key, value]) => {
			const family = familyOf(key, value)
			return family !== undefined && key !== 'link' && ownKey(family, marks) !== undefined
		})
	)
}
