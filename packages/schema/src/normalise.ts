/** What every document must have before it is written: ids on all blocks and containers, marks in order. */
import type { Node } from 'prosemirror-model'
import type { Transform } from 'prosemirror-transform'
import { containerIdFor, isBlockId } from './ids.ts'
import type { Marks } from './blocks.ts'
import { areSorted, idOf, modelOf, sortMarks, suggestedIn, type Model } from './model.ts'
import type { ChangedRange, Range } from './ranges.ts'

/**
 * Adds to `transform`, whose steps so far changed `ranges` of `before`, what its document lacks.
 *
 * Blocks whose opening token was not touched keep their ids. New ones get one when they have none or one that is in use (a
 * split copies it, so does a paste). Containers only have to differ from their neighbour: a list that was interrupted keeps
 * its id on both sides, and with it its numbering. What is suggested of a block's beginning stays with the block, and no new block takes it over.
 *
 * @param isExact whether the steps say of every block what is suggested of it, as those of `suggestEdit` do: nothing is given back then
 */
export function normalise(
	transform: Transform,
	before: Node,
	ranges: readonly ChangedRange[],
	newId: () => string,
	isExact = false
): void {
	const model = modelOf(before.type.schema)
	const { doc } = transform
	const inText =
		ranges.length > 0 &&
		ranges.every((range) => isInText(before, range.old) && isInText(doc, range.new))
	if (!inText) {
		nameBlocks(transform, ranges, newId)
		nameContainers(model, transform, newId)
		if (!isExact) keepSuggested(transform, before)
	}
	orderMarks(transform, inText ? ranges.map((range) => range.new) : [wholeOf(transform.doc)])
}

/** The range of a whole document. */
export function wholeOf(doc: Node): Range {
	return { from: 0, to: doc.content.size }
}

function isInText(doc: Node, range: Range): boolean {
	const $from = doc.resolve(range.from)
	return $from.parent.isTextblock && range.to <= $from.end()
}

function nameBlocks(
	transform: Transform,
	ranges: readonly ChangedRange[],
	newId: () => string
): void {
	const inUse = new Set<string>()
	const touched: { readonly position: number; readonly id: string | null }[] = []
	transform.doc.descendants((node, position) => {
		if (!node.isTextblock) return !node.isInline
		const id = idOf(node)
		const isNew = ranges.some((range) => position >= range.new.from && position < range.new.to)
		if (isNew || id === null) touched.push({ position, id })
		else inUse.add(id)
		return false
	})
	for (const { position, id } of touched) {
		if (id !== null && isBlockId(id) && !inUse.has(id)) {
			inUse.add(id)
			continue
		}
		const fresh = newId()
		inUse.add(fresh)
		transform.setNodeAttribute(position, 'id', fresh)
		if (transform.doc.nodeAt(position)?.attrs['suggested'] != null)
			transform.setNodeAttribute(position, 'suggested', null)
	}
}

/** Gives blocks back what was suggested of their beginnings, where a command has made them anew. */
function keepSuggested(transform: Transform, before: Node): void {
	const suggested = new Map<string, Marks>()
	before.descendants((node) => {
		const id = node.isTextblock ? idOf(node) : null
		const marks = id === null ? undefined : suggestedIn(node)
		if (id !== null && marks !== undefined) suggested.set(id, marks)
		return !node.isTextblock
	})
	if (suggested.size === 0) return
	const lost: { readonly position: number; readonly marks: Marks }[] = []
	transform.doc.descendants((node, position) => {
		const marks = node.isTextblock ? suggested.get(idOf(node) ?? '') : undefined
		const now = suggestedIn(node) ?? {}
		if (marks !== undefined && Object.keys(marks).some((key) => !Object.hasOwn(now, key)))
			lost.push({ position, marks: { ...now, ...marks } })
		return !node.isTextblock
	})
	for (const { position, marks } of lost) transform.setNodeAttribute(position, 'suggested', marks)
}

function nameContainers(model: Model, transform: Transform, newId: () => string): void {
	const named: { readonly position: number; readonly id: string }[] = []
	const inUse = new Set<string>()
	const visit = (parent: Node, start: number) => {
		let before: { readonly node: Node; readonly id: string } | undefined
		parent.forEach((child, offset) => {
			if (child.isTextblock) {
				before = undefined
				return
			}
			const position = start + offset
			let id = idOf(child)
			if (id === null || (before?.id === id && isSameKind(model, before.node, child))) {
				const own = containerIdFor(child.type.name, firstBlockId(child))
				id = own === undefined || inUse.has(own) ? newId() : own
				named.push({ position, id })
			}
			inUse.add(id)
			before = { node: child, id }
			visit(child, position + 1)
		})
	}
	visit(transform.doc, 0)
	for (const { position, id } of named) transform.setNodeAttribute(position, 'id', id)
}

function isSameKind(model: Model, a: Node, b: Node): boolean {
	return (
		a.type === b.type && (a.type !== model.opaque.container || a.attrs['type'] === b.attrs['type'])
	)
}

function firstBlockId(container: Node): string {
	let node: Node | null = container
	while (node && !node.isTextblock) node = node.firstChild
	return (node && idOf(node)) ?? ''
}

function orderMarks(transform: Transform, ranges: readonly Range[]): void {
	const unordered: { readonly node: Node; readonly position: number }[] = []
	const { doc } = transform
	for (const { from, to } of ranges) {
		doc.nodesBetween(
			Math.max(0, from - 1),
			Math.min(doc.content.size, to + 1),
			(node, position) => {
				if (node.isInline && !areSorted(node.marks)) unordered.push({ node, position })
			}
		)
	}
	for (const { node, position } of unordered) {
		const end = position + node.nodeSize
		for (const mark of node.marks) transform.removeMark(position, end, mark)
		for (const mark of sortMarks(node.marks)) transform.addMark(position, end, mark)
	}
}
