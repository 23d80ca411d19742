/** Writing what changed on units that were kept: their marks, and the properties of their blocks. */
import type { Node } from 'prosemirror-model'
import { Mark } from 'prosemirror-model'
import { aligned, type KeptRun } from './aligned.ts'
import { changeBetween } from './delta.ts'
import { sameJson, type JsonObject } from './json.ts'
import { isDuplicate, type MirrorLeaf } from './mirrorLeaf.ts'
import { storedMarks, suggestedIn } from './model.ts'
import { blockOf, samePath, type PlacedLeaf } from './tree.ts'
import { isOfBlock, suggestionOfKey } from './suggestionKey.ts'
import { leafAtUnit } from './units.ts'
import { birthOf, IMPLICIT_ID, propertyKey, toMarker, type Marker } from './wire.ts'
import type { Operations } from './operations.ts'
import type { Target } from './target.ts'

/** Two rows of leaves, what is in both, and how many units of them are not in the text. */
export interface Rows {
	readonly old: readonly MirrorLeaf[]
	readonly next: readonly PlacedLeaf[]
	readonly kept: readonly KeptRun[]
	readonly virtual: number
}

/** Writes the marks that changed. The text has the units of `next` already. */
export function writeMarks(operations: Operations, { old, next, kept, virtual }: Rows): void {
	let pending: { readonly change: JsonObject; readonly from: number; to: number } | undefined
	const write = () => {
		if (pending)
			operations.format(pending.from - virtual, pending.to - pending.from, pending.change)
		pending = undefined
	}
	for (const piece of aligned(old, next, kept)) {
		const was = old[piece.oldIndex]
		const is = next[piece.nowIndex]
		if (!was || !is) continue
		if (piece.kind === 'marker') {
			const change = suggestedAnew(was.node, is.node)
			if (change === undefined) continue
			write()
			operations.format(is.flat - virtual, 1, change)
			continue
		}
		if (was.node.content === is.node.content) continue
		const start = is.flat + 1 + piece.nowOffset
		for (const { at, length, change } of markChanges(was.node, is.node, piece)) {
			const from = start + at
			const runsOn = pending?.to === from || !isOfMarkersToo(change)
			const continues =
				pending &&
				runsOn &&
				sameJson(pending.change, change) &&
				isMarkersOnly(next, pending.to, from)
			if (pending && continues) pending.to = from + length
			else {
				write()
				pending = { change, from, to: from + length }
			}
		}
	}
	write()
}

/**
 * The suggestions that `is` has on its marker and `was` has not, or has otherwise. That a beginning is suggested no more is not written: answers say that
 * in the text itself. What a block would become may be taken back (`normalise` gives back what a command has only left out).
 */
function suggestedAnew(was: Node, is: Node): JsonObject | undefined {
	const before = suggestedIn(was) ?? {}
	const after = suggestedIn(is) ?? {}
	const anew = Object.entries(after).filter(([key, value]) => !sameJson(before[key], value))
	const ended = Object.keys(before).filter((key) => isOfBlock(key) && !Object.hasOwn(after, key))
	if (anew.length + ended.length === 0) return undefined
	return Object.fromEntries([...anew, ...ended.map((key) => [key, null] as const)])
}

/** Whether a mark in `change` means something on a marker, so that it may not run over one between two words. */
function isOfMarkersToo(change: JsonObject): boolean {
	return Object.keys(change).some((key) => {
		const family = suggestionOfKey(key)?.family
		return family === 'ins' || family === 'del'
	})
}

/** How the marks of some units of a piece differ, from `at` on. */
interface MarkChange {
	readonly at: number
	readonly length: number
	readonly change: JsonObject
}

/** What differs between the marks of the units of a piece that is in both blocks. */
export function* markChanges(
	was: Node,
	is: Node,
	piece: { readonly oldOffset: number; readonly nowOffset: number; readonly length: number }
): Generator<MarkChange> {
	for (let at = 0; at < piece.length;) {
		const old = marksAt(was, piece.oldOffset + at)
		const now = marksAt(is, piece.nowOffset + at)
		const length = Math.min(old.left, now.left, piece.length - at)
		if (!Mark.sameSet(old.marks, now.marks)) {
			const change = changeBetween(storedMarks(old.marks), storedMarks(now.marks))
			if (change) yield { at, length, change }
		}
		at += length
	}
}

interface Rest {
	readonly marks: readonly Mark[]
	readonly left: number
}

/** The marks at `offset`, and how far from there they go. */
function marksAt(textblock: Node, offset: number): Rest {
	const { node, offset: start } = textblock.childAfter(offset)
	return node ? { marks: node.marks, left: start + node.nodeSize - offset } : { marks: [], left: 1 }
}

/** Whether between two units there are only markers, so that one format change may run over them. */
function isMarkersOnly(leaves: readonly PlacedLeaf[], from: number, to: number): boolean {
	for (let flat = from; flat < to; flat++) {
		if (leaves[leafAtUnit(leaves, flat)]?.flat !== flat) return false
	}
	return true
}

/**
 * Writes the properties that changed. A block that shares its id with one before it (two who moved the same paragraph) first
 * gets a marker, and so properties, of its own: these are given back by the ids of their leaves.
 */
export function writeProperties(
	{ model, newId }: Target,
	operations: Operations,
	{ old, next, kept, virtual }: Rows
): ReadonlyMap<string, Marker> {
	const renamed: PlacedLeaf[] = []
	for (const piece of aligned(old, next, kept)) {
		const was = old[piece.oldIndex]
		const is = next[piece.nowIndex]
		if (piece.kind !== 'marker' || !was || !is) continue
		if (was.node === is.node && samePath(was.path, is.path)) continue
		const before = blockOf(model, was)
		const after = blockOf(model, is)
		const changes = [
			...(before.type === after.type ? [] : [['type', after.type] as const]),
			...(sameJson(before.attrs, after.attrs) ? [] : [['attrs', after.attrs ?? {}] as const]),
			...(sameJson(before.in, after.in) ? [] : [['in', after.in ?? []] as const]),
		]
		if (changes.length > 0 && isDuplicate(was)) renamed.push(is)
		else {
			const id = was.marker?.block ?? IMPLICIT_ID
			for (const [name, value] of changes) operations.setProperty(propertyKey(id, name), value)
		}
	}
	const markers = new Map<string, Marker>()
	for (const leaf of renamed) {
		const birth = birthOf({ ...blockOf(model, leaf), id: newId() })
		operations.delete(leaf.flat - virtual, 1)
		operations.insertEmbed(leaf.flat - virtual, birth, {})
		const marker = toMarker(birth)
		if (marker) markers.set(leaf.id, marker)
	}
	return markers
}
