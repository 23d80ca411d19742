/** Carrying a remote change over to the leaves that the editor shows. */
import { Fragment, type Node } from 'prosemirror-model'
import type * as Y from 'yjs'
import type { KeptRun } from './aligned.ts'
import { suggestedOf, toInline, unusedId, withMark, type Marks } from './blocks.ts'
import type { Delta } from './delta.ts'
import { sameJson, type JsonObject } from './json.ts'
import { readLeaf, type MarkedLeaf, type MirrorLeaf } from './mirrorLeaf.ts'
import { changedMarks, inlineNode, suggestedIn, type Model } from './model.ts'
import { samePath } from './tree.ts'
import { IMPLICIT_ID, toMarker, type Marker } from './wire.ts'

/** What the text is made of after the change: markers, and between them pieces of old leaves and new nodes. */
type Piece =
	| {
			readonly kind: 'marker'
			readonly marker: Marker
			readonly leaf: MirrorLeaf | undefined
			/** The suggestions on it. */
			readonly marks: Marks | undefined
	  }
	| {
			readonly kind: 'kept'
			readonly leaf: MirrorLeaf
			readonly from: number
			readonly to: number
			readonly change: JsonObject | undefined
	  }
	| { readonly kind: 'new'; readonly node: Node }

/** The leaves after a change, and the units that are in both rows. */
export interface Applied {
	readonly leaves: readonly MarkedLeaf[]
	readonly kept: readonly KeptRun[]
}

/**
 * The leaves after `delta` and after the properties of the blocks `changed` (markers' own ids) changed. Leaves that nothing
 * happened to keep their nodes and paths as objects.
 */
export function applyDelta(
	model: Model,
	properties: Pick<Y.Map<unknown>, 'get'>,
	old: readonly MirrorLeaf[],
	delta: Delta,
	changed: ReadonlySet<string>
): Applied {
	const taken = new Set<string>()
	const leaves: MarkedLeaf[] = []
	const kept = new KeptRuns()
	let flat = 0
	for (const { marker, leaf, marks, content } of groups(piecesOf(model, old, delta), old)) {
		const base = marker?.block ?? IMPLICIT_ID
		const id = unusedId(base, taken)
		if (leaf) kept.add(leaf.flat, flat, 1)
		let size = 0
		for (const piece of content) {
			const length = piece.kind === 'kept' ? piece.to - piece.from : piece.node.nodeSize
			if (piece.kind === 'kept') kept.add(piece.leaf.flat + 1 + piece.from, flat + 1 + size, length)
			size += length
		}
		const isSame = leaf !== undefined && sameJson(suggestedIn(leaf.node) ?? {}, marks ?? {})
		if (leaf && isSame && leaf.id === id && !changed.has(base) && isWhole(leaf, content)) {
			leaves.push({ id, marker, path: leaf.path, node: leaf.node })
		} else {
			const fresh = readLeaf(model, properties, marker, id, contentOf(model, content), marks)
			const path = leaf && samePath(leaf.path, fresh.path) ? leaf.path : fresh.path
			leaves.push({ ...fresh, path })
		}
		flat += 1 + size
	}
	return { leaves, kept: kept.runs }
}

type ContentPiece = Exclude<Piece, { kind: 'marker' }>

interface Group {
	readonly marker: Marker | undefined
	/** The old leaf with this very marker. */
	readonly leaf: MirrorLeaf | undefined
	readonly marks: Marks | undefined
	readonly content: ContentPiece[]
}

/** The pieces by block. Content before the first marker, or no piece at all, is a block without a marker. */
function groups(pieces: Iterable<Piece>, old: readonly MirrorLeaf[]): Group[] {
	const implicit = old[0]?.marker ? undefined : old[0]
	const found: Group[] = []
	const none = { marker: undefined, leaf: implicit, marks: undefined }
	for (const piece of pieces) {
		if (piece.kind === 'marker') {
			const { marker, leaf, marks } = piece
			found.push({ marker, leaf, marks, content: [] })
			continue
		}
		let last = found.at(-1)
		if (!last) found.push((last = { ...none, content: [] }))
		last.content.push(piece)
	}
	if (found.length === 0) found.push({ ...none, content: [] })
	return found
}

function* piecesOf(model: Model, old: readonly MirrorLeaf[], delta: Delta): Generator<Piece> {
	const cursor = new Cursor(old)
	for (const op of delta) {
		if (op.kind === 'retain') yield* cursor.take(op.count, op.change)
		else if (op.kind === 'delete') cursor.skip(op.count)
		else {
			const marker = typeof op.content === 'string' ? undefined : toMarker(op.content)
			if (marker) {
				const marks = suggestedOf(op.marks, marker.block)
				yield { kind: 'marker', marker, leaf: undefined, marks }
			} else yield { kind: 'new', node: inlineNode(model, toInline(op.content, op.marks)) }
		}
	}
	yield* cursor.take(Infinity)
}

/** Walks the units of the old leaves. */
class Cursor {
	readonly #leaves: readonly MirrorLeaf[]
	#index = 0
	/** The next unit of the leaf: −1 is its marker. */
	#offset: number

	constructor(leaves: readonly MirrorLeaf[]) {
		this.#leaves = leaves
		this.#offset = leaves[0]?.marker ? -1 : 0
	}

	/** Passes over the next `count` units. */
	skip(count: number): void {
		const pieces = this.take(count)
		while (!pieces.next().done);
	}

	/** The next `count` units as pieces. */
	*take(count: number, change?: JsonObject): Generator<Piece> {
		let left = count
		while (left > 0) {
			const leaf = this.#leaves[this.#index]
			if (!leaf) return
			const size = leaf.node.content.size
			if (this.#offset < 0) {
				const { marker, node } = leaf
				if (marker) {
					const marks = changedSuggestions(suggestedIn(node), change, marker)
					yield { kind: 'marker', marker, leaf, marks }
				}
				this.#offset = 0
				left--
			} else if (this.#offset === size) {
				this.#index++
				this.#offset = -1
			} else {
				const from = this.#offset
				const to = Math.min(size, from + left)
				yield { kind: 'kept', leaf, from, to, change }
				this.#offset = to
				left -= to - from
			}
		}
	}
}

/** The suggestions on a marker after a format change. */
function changedSuggestions(
	marks: Marks | undefined,
	change: JsonObject | undefined,
	{ block }: Marker
): Marks | undefined {
	if (change === undefined) return marks
	return suggestedOf(
		Object.entries(change).reduce((all, [key, value]) => withMark(all, key, value), marks ?? {}),
		block
	)
}

function isWhole(leaf: MirrorLeaf, content: readonly ContentPiece[]): boolean {
	const size = leaf.node.content.size
	const [piece] = content
	if (!piece) return size === 0
	if (content.length > 1 || piece.kind !== 'kept' || piece.change) return false
	return piece.leaf === leaf && piece.from === 0 && piece.to === size
}

function contentOf(model: Model, pieces: readonly ContentPiece[]): Fragment {
	return Fragment.fromArray(
		joinTexts(
			pieces.flatMap((piece) => {
				if (piece.kind === 'new') return [piece.node]
				const { change } = piece
				const nodes = piece.leaf.node.content.cut(piece.from, piece.to).content
				return change
					? nodes.map((node) => node.mark(changedMarks(model, node.marks, change)))
					: nodes
			})
		)
	)
}

/** `nodes` with neighbouring texts of the same marks joined, as ProseMirror wants them. */
export function joinTexts(nodes: readonly Node[]): Node[] {
	return nodes.reduce<Node[]>((joined, node) => {
		const last = joined.at(-1)
		if (last?.isText && node.isText && last.sameMarkup(node)) {
			const text = (last.text ?? '') + (node.text ?? '')
			joined[joined.length - 1] = node.type.schema.text(text, node.marks)
		} else joined.push(node)
		return joined
	}, [])
}

/** Kept units, runs that continue each other joined. */
class KeptRuns {
	readonly runs: KeptRun[] = []

	add(old: number, now: number, length: number): void {
		const last = this.runs.at(-1)
		const continues = last && last.old + last.length === old && last.now + last.length === now
		if (continues) this.runs[this.runs.length - 1] = { ...last, length: last.length + length }
		else if (length > 0) this.runs.push({ old, now, length })
	}
}
