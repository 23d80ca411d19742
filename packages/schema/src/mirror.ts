/**
 * The document an editor shows of a clause, kept in step with its Y.Doc from both sides. Knows nothing of editors or of
 * where changes come from: it is told of each and says what to write or to show.
 */
import { Fragment, type Node, type ResolvedPos, type Schema } from 'prosemirror-model'
import type { StepMap } from 'prosemirror-transform'
import type * as Y from 'yjs'
import { applyDelta, joinTexts } from './applyDelta.ts'
import { readMarkedBlocks, toInline } from './blocks.ts'
import type { Delta } from './delta.ts'
import { FlatStep } from './flatStep.ts'
import { isDuplicate, type MarkedLeaf, type MirrorLeaf } from './mirrorLeaf.ts'
import { changedMarks, inlineNode, modelOf, type Model } from './model.ts'
import { changedRanges, type ChangedRange } from './ranges.ts'
import { stepRanges } from './stepRanges.ts'
import type { Target } from './target.ts'
import {
	blockOf,
	buildTree,
	flatten,
	isRepaired,
	leafOf,
	samePath,
	type PlacedLeaf,
} from './tree.ts'
import { leafAtPosition, leafAtUnit, positionAfter, unitsBefore } from './units.ts'
import { birthOf, IMPLICIT_ID, propertiesOf, textOf, toMarker, type Marker } from './wire.ts'
import { writeLeaves, type Written } from './write.ts'

/** The blocks of a clause as they are shown, and the two ways of changing them. */
export class Mirror {
	readonly #model: Model
	readonly #origin: unknown
	#target: Target
	#leaves: MirrorLeaf[]
	#doc: Node

	/**
	 * @param newId gives a fresh id of a block at each call
	 * @param origin the origin of the transactions in which edits are written
	 */
	constructor(schema: Schema, clause: Y.Doc, newId: () => string, origin: unknown) {
		this.#model = modelOf(schema)
		this.#target = targetOf(this.#model, clause, newId, origin)
		this.#origin = origin
		const marked = readMarkedBlocks(clause).map(({ marker, block }) => ({
			...leafOf(this.#model, block),
			marker,
		}))
		this.#doc = buildTree(this.#model, marked)
		this.#leaves = this.#placed(marked, this.#doc)
	}

	/** From now on reads and writes `clause`, which holds just what the clause before it holds. */
	follow(clause: Y.Doc): void {
		this.#target = targetOf(this.#model, clause, this.#target.newId, this.#origin)
	}

	/** The document that shows the clause; always valid. */
	get doc(): Node {
		return this.#doc
	}

	/**
	 * Writes `doc`, which `maps` led to from the document of before, to the clause: in one transaction, or in several
	 * where one would make an update too large. Gives back the step to what reading the clause shows, where that is something else: after an edit of a block that shared
	 * its id, in too deep a place, or that the schema does not allow.
	 */
	write(doc: Node, maps: readonly StepMap[]): FlatStep | undefined {
		const ranges = changedRanges(maps)
		if (doc === this.#doc || this.#writeInBlock(doc, ranges)) return undefined
		const next = flatten(this.#model, doc)
		const written = writeLeaves(this.#target, this.#leaves, next, ranges)
		const leaves = this.#afterWriting(next, written)
		const isExact =
			written.renamed.size === 0 &&
			!leaves.some((leaf) => isDuplicate(leaf) || isRepaired(leaf.path))
		this.#leaves = leaves
		this.#doc = doc
		if (isExact && isValid(doc)) return undefined
		const all = new Set(leaves.map(({ marker }) => marker?.block ?? IMPLICIT_ID))
		return this.#apply([], all)
	}

	/**
	 * Takes in a change of the clause and gives back the step that shows it, when there is anything to show.
	 *
	 * @param changed ids of markers whose properties changed
	 */
	take(delta: Delta, changed: ReadonlySet<string>): FlatStep | undefined {
		return this.#takeInBlock(delta, changed) ?? this.#apply(delta, changed)
	}

	/** The place in the Y.Text of a position of the document. */
	indexAt(position: number): number {
		return Math.max(0, unitsBefore(this.#leaves, position) - this.#virtual)
	}

	/** The position of a place in the Y.Text. */
	positionAt(index: number): number {
		return positionAfter(this.#leaves, index + this.#virtual)
	}

	/** A first block without a marker has a unit here that the text has not. */
	get #virtual(): number {
		return this.#leaves[0]?.marker ? 0 : 1
	}

	#placed(leaves: readonly MarkedLeaf[], doc: Node): MirrorLeaf[] {
		return flatten(this.#model, doc).map((place, i) => ({
			...place,
			path: leaves[i]?.path ?? place.path,
			marker: leaves[i]?.marker,
		}))
	}

	#afterWriting(
		next: readonly PlacedLeaf[],
		{ born, renamed, madeExplicit }: Written
	): MirrorLeaf[] {
		const former = new Map(this.#leaves.map((leaf) => [leaf.id, leaf]))
		return next.map((leaf) => {
			const was = former.get(leaf.id)
			const path = was && samePath(was.path, leaf.path) ? was.path : leaf.path
			const isBorn = born.has(leaf.id) || !was
			const marker = renamed.get(leaf.id) ?? (isBorn ? this.#birthMarker(leaf) : was.marker)
			const isExplicit = marker ?? (madeExplicit ? toMarker({ block: IMPLICIT_ID }) : undefined)
			return { ...leaf, path, marker: isExplicit }
		})
	}

	#birthMarker(leaf: PlacedLeaf): Marker | undefined {
		return toMarker(birthOf(blockOf(this.#model, leaf)))
	}

	/** One change inside one block: no walk over the document. */
	#writeInBlock(doc: Node, ranges: readonly ChangedRange[]): boolean {
		const [range, ...others] = ranges
		if (!range || others.length > 0) return false
		const index = leafAtPosition(this.#leaves, range.old.from)
		const leaf = this.#leaves[index]
		if (!leaf || range.old.to > leaf.start + leaf.node.content.size) return false
		const $from = doc.resolve(range.new.from)
		const node = $from.parent
		const growth = range.new.to - range.new.from - (range.old.to - range.old.from)
		const isHere =
			node.isTextblock &&
			$from.start() === leaf.start &&
			node.hasMarkup(leaf.node.type, leaf.node.attrs) &&
			node.content.size === leaf.node.content.size + growth &&
			doc.content.size === this.#doc.content.size + growth &&
			// marks have no ranges: those of other blocks may have changed as well
			isOnlyChangedAt(this.#doc, $from)
		// Without a marker and without text the first block might not be one any more.
		if (!isHere || (!leaf.marker && node.content.size === 0)) return false
		writeLeaves(this.#target, [leaf], [{ ...leaf, node }], ranges, this.#virtual)
		this.#replaceNode(index, node)
		this.#doc = doc
		return true
	}

	#replaceNode(index: number, node: Node): void {
		const leaf = this.#leaves[index]
		if (!leaf) return
		const growth = node.content.size - leaf.node.content.size
		leaf.node = node
		if (growth === 0) return
		for (const later of this.#leaves.slice(index + 1)) {
			later.start += growth
			later.flat += growth
		}
	}

	/** A remote change inside one block: only that block and what is around it are made anew. */
	#takeInBlock(delta: Delta, changed: ReadonlySet<string>): FlatStep | undefined {
		const [first] = delta
		if (!first || changed.size > 0) return undefined
		const skipped = first.kind === 'retain' && !first.change ? first.count : 0
		const flat = this.#virtual + skipped
		const index = leafAtUnit(this.#leaves, flat - 1)
		const leaf = this.#leaves[index]
		if (!leaf || flat > leaf.flat + 1 + leaf.node.content.size) return undefined
		const edited = this.#editContent(
			leaf,
			skipped > 0 ? delta.slice(1) : delta,
			flat - leaf.flat - 1
		)
		if (!edited || (!leaf.marker && edited.node.content.size === 0)) return undefined
		const before = this.#doc
		this.#doc = withTextblock(before, leaf.start, edited.node)
		this.#replaceNode(index, edited.node)
		return new FlatStep(before, this.#doc, edited.ranges)
	}

	/** One leaf's node after `delta` from `offset` on, when the change does not leave it. */
	#editContent(
		leaf: MirrorLeaf,
		delta: Delta,
		offset: number
	): { readonly node: Node; readonly ranges: number[] } | undefined {
		const { content } = leaf.node
		const nodes: Node[] = [...content.cut(0, offset).content]
		const ranges: number[] = []
		let at = offset
		const change = (oldSize: number, newSize: number) => {
			const last = ranges.length - 3
			const [start = 0, size = 0, grown = 0] = last < 0 ? [] : ranges.slice(last)
			if (last >= 0 && start + size === leaf.start + at)
				ranges.splice(last, 3, start, size + oldSize, grown + newSize)
			else ranges.push(leaf.start + at, oldSize, newSize)
		}
		for (const op of delta) {
			if (op.kind === 'insert') {
				if (typeof op.content !== 'string' && toMarker(op.content)) return undefined
				const node = inlineNode(this.#model, toInline(op.content, op.marks))
				nodes.push(node)
				change(0, node.nodeSize)
				continue
			}
			const end = at + op.count
			if (end > content.size) return undefined
			if (op.kind === 'retain') {
				const { change: marks } = op
				for (const node of content.cut(at, end).content)
					nodes.push(marks ? node.mark(changedMarks(this.#model, node.marks, marks)) : node)
			} else change(op.count, 0)
			at = end
		}
		// one by one: a line may have more pieces than a call takes arguments
		for (const node of content.cut(at).content) nodes.push(node)
		return { node: leaf.node.copy(Fragment.fromArray(joinTexts(nodes))), ranges }
	}

	#apply(delta: Delta, changed: ReadonlySet<string>): FlatStep | undefined {
		const { leaves, kept } = applyDelta(
			this.#model,
			this.#target.properties,
			this.#leaves,
			delta,
			changed
		)
		const before = { leaves: this.#leaves, doc: this.#doc }
		const doc = buildTree(this.#model, leaves, before.doc)
		if (doc.eq(before.doc)) {
			this.#leaves = this.#placed(leaves, before.doc)
			return undefined
		}
		this.#leaves = this.#placed(leaves, doc)
		this.#doc = doc
		return new FlatStep(before.doc, doc, stepRanges(before, { leaves: this.#leaves, doc }, kept))
	}
}

function targetOf(model: Model, clause: Y.Doc, newId: () => string, origin: unknown): Target {
	return {
		model,
		text: textOf(clause),
		properties: propertiesOf(clause),
		newId,
		transact: (change) => {
			clause.transact(change, origin)
		},
	}
}

function isValid(doc: Node): boolean {
	try {
		doc.check()
		return true
	} catch {
		return false // ProseMirror has no other way of asking
	}
}

/** Whether the document of `$place` is `before`, save for the block that `$place` is in. */
function isOnlyChangedAt(before: Node, $place: ResolvedPos): boolean {
	let was: Node | null = before
	for (let depth = 0; depth < $place.depth; depth++) {
		const is = $place.node(depth)
		const index = $place.index(depth)
		if (was?.childCount !== is.childCount) return false
		for (let other = 0; other < is.childCount; other++)
			if (other !== index && was.child(other) !== is.child(other)) return false
		was = was.maybeChild(index)
	}
	return true
}

/** `doc` with the text block whose content begins at `start` replaced. */
function withTextblock(doc: Node, start: number, textblock: Node): Node {
	const $start = doc.resolve(start)
	let node = textblock
	for (let depth = $start.depth - 1; depth >= 0; depth--) {
		const parent = $start.node(depth)
		node = parent.copy(parent.content.replaceChild($start.index(depth), node))
	}
	return node
}
