/**
 * Blocks as a ProseMirror tree and back. A block's *path* names the containers around it; blocks next to each other with a
 * common beginning of their paths share these containers. Containers exist only through their blocks.
 */
import { Fragment, type Node, type NodeType, type Schema } from 'prosemirror-model'
import { embedOf, toAtom, type Block, type Inline } from './blocks.ts'
import type { JsonObject } from './json.ts'
import {
	idOf,
	inlineNode,
	modelOf,
	storedInline,
	storedMarks,
	storedTextblock,
	suggestedIn,
	textblockOf,
	type Model,
} from './model.ts'
import { MAX_DEPTH, type Path } from './wire.ts'

/** Id of a container that nobody made, put in because the schema asks for it at this place. */
const FILLER_ID = '~'

/** One container as it is shown. `name` is the type it is stored under, also when this version does not know it. */
export interface Container {
	readonly type: NodeType
	readonly name: string
	readonly id: string
}

/** A text block as it is shown, with the containers around it. */
export interface Leaf {
	readonly id: string
	readonly path: readonly Container[]
	readonly node: Node
}

/** Whether two paths show the same containers. */
export function samePath(a: readonly Container[], b: readonly Container[]): boolean {
	return (
		a === b || (a.length === b.length && a.every((container, i) => sameContainer(container, b[i])))
	)
}

function sameContainer(a: Container, b: Container | undefined): boolean {
	return b !== undefined && a.type === b.type && a.id === b.id && a.name === b.name
}

/**
 * The containers a stored path is shown as: always allowed by the schema, with fillers between where it asks for some,
 * cut at the deepest level. The depth is counted as shown: cutting the stored path would not be stable.
 */
export function shownPath(model: Model, path: Path, textblock: NodeType): readonly Container[] {
	const shown: Container[] = []
	let parent = model.doc
	const fill = (between: readonly NodeType[] | null) => {
		for (const type of between ?? []) shown.push({ type, name: type.name, id: FILLER_ID })
	}
	for (const [name, id] of path) {
		const known = model.containers.get(name)
		// alternatives within others, or in a list, are shown as something unknown
		const isPossible = known !== undefined && model.wrapping(parent, known) !== null
		const type = isPossible ? known : model.opaque.container
		const between = model.wrapping(parent, type) ?? []
		if (shown.length + between.length >= MAX_DEPTH) break
		fill(between)
		shown.push({ type, name, id })
		parent = type
	}
	fill(model.wrapping(parent, textblock))
	return shown
}

/** The path that is stored for containers that are shown. Fillers are left out, reading puts them in again; so is what lies too deep. */
export function storedPath(path: readonly Container[]): Path {
	const own = path.filter(({ id }) => id !== FILLER_ID).slice(0, MAX_DEPTH)
	return own.map(({ name, id }) => [name, id])
}

/** Whether reading what is stored for this path may show another one. */
export function isRepaired(path: readonly Container[]): boolean {
	if (path.length > MAX_DEPTH) return true
	// what is shown as unknown for the place it has may be known at another one
	return path.some(
		({ id, name, type }) =>
			id === FILLER_ID || (name !== type.name && Object.hasOwn(type.schema.nodes, name))
	)
}

/** A block as a leaf of the tree. */
export function leafOf(model: Model, block: Block): Leaf {
	const { type, attrs } = textblockOf(model, block.id, block.type, block.attrs, block.marks)
	const content = block.content.map((inline) => inlineNode(model, inline))
	return {
		id: block.id,
		path: shownPath(model, block.in ?? [], type),
		node: type.create(attrs, Fragment.fromArray(content)),
	}
}

/** The document that shows `blocks`; valid for every list of blocks with different ids. */
export function buildDoc(schema: Schema, blocks: readonly Block[]): Node {
	const model = modelOf(schema)
	const leaves = blocks.length > 0 ? blocks : [{ id: 'b0', type: 'paragraph', content: [] }]
	return buildTree(
		model,
		leaves.map((block) => leafOf(model, block))
	)
}

interface Open {
	readonly container: Container
	readonly children: Node[]
}

/**
 * The document with these leaves. Containers of `former` whose children are the same objects are taken over, so that views
 * of them are not drawn again.
 */
export function buildTree(model: Model, leaves: readonly Leaf[], former?: Node): Node {
	const reusable = former && containersByFirstChild(former)
	const top: Node[] = []
	const open: Open[] = []
	const siblings = () => open.at(-1)?.children ?? top
	const close = () => {
		const closed = open.pop()
		if (closed) siblings().push(reused(model, reusable, closed) ?? createContainer(model, closed))
	}
	for (const { path, node } of leaves) {
		let shared = 0
		while (shared < open.length && isAt(path, shared, open[shared]?.container)) shared++
		while (open.length > shared) close()
		for (const container of path.slice(shared)) open.push({ container, children: [] })
		siblings().push(node)
	}
	while (open.length > 0) close()
	return model.doc.create(null, Fragment.fromArray(top))
}

function isAt(
	path: readonly Container[],
	index: number,
	container: Container | undefined
): boolean {
	const own = path[index]
	return own !== undefined && sameContainer(own, container)
}

function createContainer(model: Model, { container, children }: Open): Node {
	const { type, id, name } = container
	return type.create(
		type === model.opaque.container ? { id, type: name } : { id },
		Fragment.fromArray(children)
	)
}

function reused(
	model: Model,
	reusable: ReadonlyMap<Node, Node> | undefined,
	{ container, children }: Open
): Node | undefined {
	const [first] = children
	const node = first && reusable?.get(first)
	if (!node || node.childCount !== children.length) return undefined
	if (!sameContainer(container, containerOf(model, node))) return undefined
	return children.every((child, i) => node.child(i) === child) ? node : undefined
}

function containersByFirstChild(doc: Node): ReadonlyMap<Node, Node> {
	const found = new Map<Node, Node>()
	const visit = (parent: Node) => {
		parent.forEach((child) => {
			if (child.isTextblock || !child.firstChild) return
			found.set(child.firstChild, child)
			visit(child)
		})
	}
	visit(doc)
	return found
}

function containerOf(model: Model, node: Node): Container {
	const isOpaque = node.type === model.opaque.container
	const name = isOpaque ? String(node.attrs['type']) : node.type.name
	return { type: node.type, name, id: idOf(node) ?? FILLER_ID }
}

/** A leaf with the place of its first inline unit: its position in the tree, and its marker's index among all units. */
export interface PlacedLeaf extends Leaf {
	readonly start: number
	readonly flat: number
}

/** The leaves of a document in order, each with its place. A leaf without an id yet has the empty one. */
export function flatten(model: Model, doc: Node): PlacedLeaf[] {
	const leaves: PlacedLeaf[] = []
	let flat = 0
	const visit = (parent: Node, position: number, path: readonly Container[]) => {
		parent.forEach((child, offset) => {
			const at = position + offset
			if (child.isTextblock) {
				leaves.push({ id: idOf(child) ?? '', path, node: child, start: at + 1, flat })
				flat += 1 + child.content.size
			} else visit(child, at + 1, [...path, containerOf(model, child)])
		})
	}
	visit(doc, 0, [])
	return leaves
}

/** The blocks that a document shows: the inverse of `buildDoc`. Every text block must have its id. */
export function blocksFromDoc(doc: Node): Block[] {
	const model = modelOf(doc.type.schema)
	return flatten(model, doc).map((leaf) => {
		if (leaf.id === '') throw new RangeError('a text block has no id')
		return { ...blockOf(model, leaf), content: inlinesOf(model, leaf.node) }
	})
}

/** What is stored of a leaf beside its content. */
export function blockOf(model: Model, { id, path, node }: Leaf): Omit<Block, 'content'> {
	const { type, attrs } = storedTextblock(model, node)
	const stored = storedPath(path)
	const marks = suggestedIn(node)
	return {
		...{ id, type },
		...(attrs && { attrs }),
		...(stored.length > 0 && { in: stored }),
		...(marks && { marks }),
	}
}

function inlinesOf(model: Model, textblock: Node): Inline[] {
	return textblock.children.map((node): Inline => {
		const marks = node.marks.length > 0 && { marks: storedMarks(node.marks) }
		if (node.isText) return { text: node.text ?? '', ...marks }
		return { ...toAtom(storedInline(model, node)), ...marks }
	})
}

/** The embed that an inline node, not text, is put into the text as. */
export function nodeEmbed(model: Model, node: Node): JsonObject {
	return embedOf(toAtom(storedInline(model, node)))
}
