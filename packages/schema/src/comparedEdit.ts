/** An edit that was made in an editor and not written yet, in units: what it would take out, put in, format and move to other places. */
import type { Node } from 'prosemirror-model'
import type { StepMap } from 'prosemirror-transform'
import { aligned } from './aligned.ts'
import { applyDelta } from './applyDelta.ts'
import { suggestedOf, type Marks } from './blocks.ts'
import type { Delta } from './delta.ts'
import { diffUnits, replacedUnits, type ComparedUnit } from './diff.ts'
import { FlatStep } from './flatStep.ts'
import { sameJson, type JsonObject } from './json.ts'
import { storedMarks, suggestedIn, modelOf, type Model } from './model.ts'
import { changedRanges, type ChangedRange, type Range } from './ranges.ts'
import { stepRanges } from './stepRanges.ts'
import { isInsertion, isOfBlock, suggestionOfKey, type SuggestionKey } from './suggestionKey.ts'
import { blockOf, buildTree, flatten, nodeEmbed, samePath, type PlacedLeaf } from './tree.ts'
import { endOf, unitsBefore, unitsOf, type Unit } from './units.ts'
import { birthOf, toMarker } from './wire.ts'
import { keptRuns, moved, unitRanges } from './write.ts'
import { markChanges } from './writeKept.ts'

/** An edit as an editor makes it: the document, what it has become, and the step maps between. Every block has its id. */
export interface EditInEditor {
	readonly before: Node
	/** The document that it was made on, where that is `before` as its author's own suggestions would have it (`suggestedDoc`): the same units. */
	readonly on?: Node
	readonly after: Node
	/** From the document that it was made on. */
	readonly maps: readonly StepMap[]
	/** What was selected in that document: what is put in its place replaces the whole of it, whatever letters the two, or what stands around, have in common. */
	readonly selected?: Range
}

/** Units that stay and are formatted otherwise. */
export interface Formatted {
	readonly at: number
	readonly length: number
	/** What they carried before. */
	readonly marks: Marks
	readonly change: JsonObject
}

/** A block that stays and becomes another one: of another kind, or in another list. */
export interface Restyled {
	readonly was: PlacedLeaf
	/** In the document that the edit was made on. */
	readonly seen: PlacedLeaf
	readonly is: PlacedLeaf
}

/** Two documents in units, and what differs. */
export interface ComparedEdit {
	readonly model: Model
	readonly before: Node
	readonly old: readonly PlacedLeaf[]
	readonly next: readonly PlacedLeaf[]
	readonly hunks: readonly ChangedRange[]
	readonly formatted: readonly Formatted[]
	readonly restyled: readonly Restyled[]
}

/**
 * Compares the two documents of an edit.
 *
 * The first block is taken to be the first one of before: a text always begins with the same marker.
 *
 * @param isCoarse whether what is put in a passage's place has nothing in common with it
 */
export function compareEdit(
	{ before, on = before, after, maps, selected }: EditInEditor,
	isCoarse: boolean
): ComparedEdit {
	const model = modelOf(before.type.schema)
	const old = flatten(model, before)
	const seen = on === before ? old : flatten(model, on)
	const next = flatten(model, after)
	const replaced = selected && {
		from: unitsBefore(seen, selected.from),
		to: unitsBefore(seen, selected.to),
	}
	const hunks = unitRanges(seen, next, changedRanges(maps)).flatMap((range) => {
		const whole = withFirstMarkers(range, seen, next)
		const was: ComparedUnit[] = unitsOf(model, seen, whole.old.from, whole.old.to)
		const is: ComparedUnit[] = unitsOf(model, next, whole.new.from, whole.new.to)
		if (whole.old.from === 0) {
			was[0] = FIRST
			is[0] = FIRST
		}
		const inIt = replaced ? moved(replaced, -whole.old.from) : null
		const edits = isCoarse ? replacedUnits(was, is, inIt) : diffUnits(was, is)
		return edits.map((edit) => ({
			old: moved(edit.old, whole.old.from),
			new: moved(edit.new, whole.new.from),
		}))
	})
	return { model, before, old, next, hunks, ...keptOtherwise({ old, seen, next }, hunks) }
}

const FIRST: ComparedUnit = { kind: 'marker', key: 'first' }

/** `range`, with the first markers of both rows where it begins with one of them. */
function withFirstMarkers(
	range: ChangedRange,
	old: readonly PlacedLeaf[],
	next: readonly PlacedLeaf[]
): ChangedRange {
	if (range.old.from > 0 || (range.old.to > 0 && range.new.to > 0)) return range
	const more = ({ from, to }: Range, end: number): Range => ({ from, to: Math.min(to + 1, end) })
	return { old: more(range.old, endOf(old)), new: more(range.new, endOf(next)) }
}

/** The document of before, the one that the edit was made on, and what that has become. */
interface Rows {
	readonly old: readonly PlacedLeaf[]
	readonly seen: readonly PlacedLeaf[]
	readonly next: readonly PlacedLeaf[]
}

function keptOtherwise(
	{ old, seen, next }: Rows,
	hunks: readonly ChangedRange[]
): Pick<ComparedEdit, 'formatted' | 'restyled'> {
	const formatted: Formatted[] = []
	const restyled: Restyled[] = []
	for (const piece of aligned(seen, next, keptRuns(hunks, seen))) {
		const was = old[piece.oldIndex]
		const from = seen[piece.oldIndex]
		const is = next[piece.nowIndex]
		if (!was || !from || !is) continue
		if (piece.kind === 'marker') {
			if (!isSameStyle(from, is)) restyled.push({ was, seen: from, is })
		} else if (from.node.content !== is.node.content) {
			for (const { at, length, change } of markChanges(from.node, is.node, piece))
				formatted.push(...runsOf(was, piece.oldOffset + at, length, change))
		}
	}
	return { formatted, restyled }
}

/** `change` on so many units of `leaf` from `offset` on, by what they carry there. */
function runsOf(
	{ node, flat }: PlacedLeaf,
	offset: number,
	length: number,
	change: JsonObject
): readonly Formatted[] {
	const runs: Formatted[] = []
	for (let from = offset; from < offset + length;) {
		const run = node.childAfter(from)
		const end = Math.min(offset + length, run.offset + (run.node?.nodeSize ?? length))
		const marks = storedMarks(run.node?.marks ?? [])
		runs.push({ at: flat + 1 + from, length: end - from, change, marks })
		from = end
	}
	return runs
}

function isSameStyle(was: PlacedLeaf, is: PlacedLeaf): boolean {
	return (
		samePath(was.path, is.path) &&
		was.node.type === is.node.type &&
		sameJson({ ...was.node.attrs, ...OF_THE_MARKER }, { ...is.node.attrs, ...OF_THE_MARKER })
	)
}

const OF_THE_MARKER = { id: null, suggested: null }

/** The marks of a unit by their keys; of a marker, the suggestions on it. */
export function marksOfUnit(unit: Unit): Marks {
	return unit.kind === 'marker' ? marksOfMarker(unit.leaf) : storedMarks(unit.marks)
}

/** The suggestions on the marker of a block. */
export function marksOfMarker({ node }: Pick<PlacedLeaf, 'node'>): Marks {
	return suggestedIn(node) ?? {}
}

/** The ids of the suggestions that would insert what carries `marks`. */
export function insertedBy(marks: Marks): readonly string[] {
	return Object.keys(marks).flatMap((key) =>
		isInsertion(key) ? [suggestionOfKey(key)?.id ?? ''] : []
	)
}

/** `marks` without those of suggestions. */
export function withoutSuggestions(marks: Marks): Marks {
	return Object.fromEntries(
		Object.entries(marks).filter(([key]) => suggestionOfKey(key) === undefined)
	)
}

/**
 * The marks of suggestions that what is put in between two units comes under, as words on both sides carry them: those for which `comesUnder` holds. To end
 * them there and set them again behind it would set them for good where they are answered at that very moment.
 */
export function marksWithin(
	before: Unit | undefined,
	behind: Unit | undefined,
	comesUnder: (suggested: SuggestionKey) => boolean
): Marks {
	if (before === undefined || behind === undefined) return {}
	const after = marksOfUnit(behind)
	const within = Object.entries(marksOfUnit(before)).filter(([key, value]) => {
		const named = suggestionOfKey(key)
		const isAround = sameJson(after[key], value) && !isOfBlock(key)
		return named !== undefined && isAround && comesUnder(named)
	})
	return Object.fromEntries(within)
}

/** The marks of suggestions on a unit. */
export function suggestionsOn(unit: Unit): Marks {
	const all = Object.entries(marksOfUnit(unit))
	return Object.fromEntries(all.filter(([key]) => suggestionOfKey(key) !== undefined))
}

/** Those of `marks` that say of a new marker that it is suggested, or suggested to go. What a block would become is said of that one alone. */
export function ofMarkers(marks: Marks): Marks {
	return suggestedOf(marks, '') ?? {}
}

/** The units before and behind place `index` of the text. */
export function unitsAround(
	model: Model,
	leaves: readonly PlacedLeaf[],
	index: number
): readonly [Unit | undefined, Unit | undefined] {
	const [before] = index === 0 ? [] : unitsOf(model, leaves, index - 1, index)
	const [behind] = unitsOf(model, leaves, index, index + 1)
	return [before, behind]
}

/** The suggestion of others that would insert both units: nobody writes between such words. */
export function insertionAround(
	before: Unit | undefined,
	behind: Unit | undefined,
	isOwn: (id: string) => boolean
): string | undefined {
	if (before === undefined || behind === undefined) return undefined
	const after = insertedBy(marksOfUnit(behind))
	return insertedBy(marksOfUnit(before)).find((id) => after.includes(id) && !isOwn(id))
}

/** What is put into the text for a unit that an edit brings, a block under an id of its own. */
export function contentOfUnit(
	model: Model,
	unit: Unit,
	block: Partial<{ id: string; path: PlacedLeaf['path'] }>
): string | JsonObject {
	if (unit.kind === 'character') return unit.character
	if (unit.kind === 'atom') return nodeEmbed(model, unit.node)
	return birthOf(blockOf(model, { ...unit.leaf, ...block }))
}

/** The step from the document of before the edit to the one that `delta` makes of it, and the leaves of that; null where it changes nothing. */
export function stepOf(
	{ model, before, old }: ComparedEdit,
	delta: Delta
): { readonly step: FlatStep; readonly leaves: readonly PlacedLeaf[] } | null {
	const marked = old.map((leaf) => ({ ...leaf, marker: toMarker(birthOf(blockOf(model, leaf))) }))
	const { leaves, kept } = applyDelta(model, new Map<string, unknown>(), marked, delta, new Set())
	const doc = buildTree(model, leaves, before)
	if (doc.eq(before)) return null
	const placed = flatten(model, doc)
	const ranges = stepRanges({ leaves: old, doc: before }, { leaves: placed, doc }, kept)
	return { step: new FlatStep(before, doc, ranges), leaves: placed }
}
