/** A ProseMirror schema seen as a vocabulary of clauses: which node types are text blocks, containers, atoms; how marks are written. */
import {
	Mark,
	NodeType,
	type AttributeSpec,
	type MarkType,
	type Node,
	type Schema,
} from 'prosemirror-model'
import { isJsonObject, toJson, type Json, type JsonObject } from './json.ts'
import { embedOf, type Atom, type Inline, type Marks } from './blocks.ts'
import { isOfBlock } from './suggestionKey.ts'

/** The parts of a schema by the role they play in a clause. */
export interface Model {
	readonly schema: Schema
	readonly doc: NodeType
	/** Known text blocks, containers and atoms by their names. */
	readonly textblocks: ReadonlyMap<string, NodeType>
	readonly containers: ReadonlyMap<string, NodeType>
	readonly atoms: ReadonlyMap<string, NodeType>
	/** What unknown content is shown as. */
	readonly opaque: {
		readonly block: NodeType
		readonly container: NodeType
		readonly inline: NodeType
		readonly mark: MarkType
	}
	/** The containers that must stand between `parent` and `child` for the schema to allow it; null where it never does. */
	wrapping(parent: NodeType, child: NodeType): readonly NodeType[] | null
}

const models = new WeakMap<Schema, Model>()

/** The model of `schema`, always the same one. Throws `RangeError` when the schema has no place for unknown content. */
export function modelOf(schema: Schema): Model {
	let model = models.get(schema)
	if (!model) models.set(schema, (model = createModel(schema)))
	return model
}

function createModel(schema: Schema): Model {
	const types = Object.values(schema.nodes)
	const known = types.filter(
		(type) => type !== schema.topNodeType && !type.isText && !type.name.startsWith('opaque_')
	)
	const named = (choose: (type: NodeType) => boolean) =>
		new Map(known.filter(choose).map((type) => [type.name, type]))
	const find = <T>(from: Readonly<Record<string, T>>, name: string): T => {
		const found = from[name]
		if (!found) throw new RangeError(`the schema has no ${name}`)
		return found
	}
	return {
		schema,
		doc: schema.topNodeType,
		textblocks: named((type) => type.isTextblock),
		containers: named((type) => type.isBlock && !type.isTextblock),
		atoms: named((type) => type.isInline),
		opaque: {
			block: find<NodeType>(schema.nodes, 'opaque_block'),
			container: find<NodeType>(schema.nodes, 'opaque_container'),
			inline: find<NodeType>(schema.nodes, 'opaque_inline'),
			mark: find<MarkType>(schema.marks, 'opaque'),
		},
		wrapping: createWrapping(),
	}
}

function createWrapping(): Model['wrapping'] {
	const found = new Map<string, readonly NodeType[] | null>()
	return (parent, child) => {
		const key = `${parent.name} ${child.name}`
		let between = found.get(key)
		if (between === undefined) {
			const allowed = parent.contentMatch.matchType(child)
			between = allowed ? [] : parent.contentMatch.findWrapping(child)
			found.set(key, between)
		}
		return between
	}
}

/** The id of a block or container; `null` before it was given one. */
export function idOf(node: Node): string | null {
	const id: unknown = node.attrs['id']
	return typeof id === 'string' ? id : null
}

/** Attributes of a block in the editor that do not stand among those that are stored: its id, and the suggestions on its marker. */
const OF_THE_MARKER: ReadonlySet<string> = new Set(['id', 'suggested'])

/** Whether `name` is not stored among the attributes of `type`; those of an atom all are. */
function isOfTheMarker(type: NodeType | MarkType, name: string): boolean {
	return OF_THE_MARKER.has(name) && !(type instanceof NodeType && type.isInline)
}

/** The attributes of a node or mark that are stored as such; nothing when there are none. */
function storedAttrs(
	type: NodeType | MarkType,
	attrs: Readonly<Record<string, unknown>>
): JsonObject | undefined {
	const entries = Object.entries(attrs).filter(([name]) => !isOfTheMarker(type, name))
	if (entries.length === 0) return undefined
	return Object.fromEntries(entries.map(([name, value]) => [name, toJson(value)]))
}

/** `attrs` as attributes of `type`, or nothing when the type has no such attributes or not with these values. */
function fittingAttrs(
	type: NodeType | MarkType,
	attrs: JsonObject | undefined
): JsonObject | undefined {
	const specs = type.spec.attrs ?? {}
	const names = Object.keys(attrs ?? {})
	if (!names.every((name) => !isOfTheMarker(type, name) && Object.hasOwn(specs, name)))
		return undefined
	const isMissing = ([name, spec]: [string, AttributeSpec]) =>
		!('default' in spec) && !isOfTheMarker(type, name) && !names.includes(name)
	if (Object.entries(specs).some(isMissing)) return undefined
	try {
		for (const name of names) {
			const validate = specs[name]?.validate
			if (typeof validate === 'function') validate(attrs?.[name])
		}
	} catch {
		return undefined // the schema's own way of saying that a value does not fit
	}
	return attrs ?? {}
}

/** The type and attributes a text block is shown with: its own, or those of an opaque block. */
export function textblockOf(
	model: Model,
	id: string,
	type: string,
	attrs: JsonObject | undefined,
	suggested?: Marks
): { readonly type: NodeType; readonly attrs: JsonObject } {
	const known = model.textblocks.get(type)
	const fitting = known && fittingAttrs(known, attrs)
	const ofMarker = { id, suggested: suggested ?? null }
	return fitting
		? { type: known, attrs: { ...fitting, ...ofMarker } }
		: { type: model.opaque.block, attrs: { ...ofMarker, type, attrs: attrs ?? null } }
}

/** The suggestions on the marker of a text block, as marks; nothing where there are none. */
export function suggestedIn(node: Node): Marks | undefined {
	const json = toJson(node.attrs['suggested'])
	return isJsonObject(json) && Object.keys(json).length > 0 ? json : undefined
}

/** What is stored of a text block: the inverse of `textblockOf`. */
export function storedTextblock(
	model: Model,
	node: Node
): { readonly type: string; readonly attrs: JsonObject | undefined } {
	if (node.type !== model.opaque.block)
		return { type: node.type.name, attrs: storedAttrs(node.type, node.attrs) }
	const { type, attrs }: Readonly<Record<string, unknown>> = node.attrs
	const json = toJson(attrs)
	return { type: String(type), attrs: isJsonObject(json) ? json : undefined }
}

/** A piece of a block's content as a node. */
export function inlineNode(model: Model, inline: Inline): Node {
	const marks = marksFrom(model, inline.marks)
	return 'text' in inline ? model.schema.text(inline.text, marks) : atomNode(model, inline, marks)
}

function atomNode(model: Model, atom: Atom, marks: readonly Mark[]): Node {
	const known = model.atoms.get(atom.inline)
	const fitting = known && fittingAttrs(known, atom.attrs)
	if (fitting) return known.create(fitting, null, marks)
	return model.opaque.inline.create({ value: atomValue(atom) }, null, marks)
}

/** Whether `embed` is an atom of the model, with attributes that it can have. */
export function fitsAtom(model: Model, embed: Json): boolean {
	if (!isJsonObject(embed) || typeof embed['inline'] !== 'string') return false
	const { inline, attrs } = embed
	const known = model.atoms.get(inline)
	return (
		known !== undefined &&
		fittingAttrs(known, isJsonObject(attrs) ? attrs : undefined) !== undefined
	)
}

/** What an opaque node keeps of an atom: all of it. */
function atomValue(atom: Atom): Json {
	return atom.inline === '' ? (atom.attrs?.['value'] ?? null) : embedOf(atom)
}

/** The embed that an inline node, not text, is stored as. */
export function storedInline(model: Model, node: Node): Json {
	if (node.type === model.opaque.inline) return toJson(node.attrs['value'])
	const attrs = storedAttrs(node.type, node.attrs)
	return attrs ? { inline: node.type.name, attrs } : { inline: node.type.name }
}

/** The key of a mark in the text, e.g. `strong`, `bracket:4fT0aP1z`. */
function markKey(mark: Mark): string {
	const { name } = mark.type
	if (name === 'opaque') return String(mark.attrs['key'])
	return isFamily(mark.type) ? `${name}:${String(mark.attrs['id'])}` : name
}

/** Whether marks of `type` may overlap, and have their id in the key. */
function isFamily(type: MarkType): boolean {
	return Object.hasOwn(type.spec.attrs ?? {}, 'id')
}

/** Marks by their keys, as the text stores them, in the order of the keys. */
export function storedMarks(marks: readonly Mark[]): Marks {
	const entries = marks.map((mark): [string, Json] => {
		if (mark.type.name === 'opaque') return [markKey(mark), toJson(mark.attrs['value'])]
		return [markKey(mark), storedAttrs(mark.type, mark.attrs) ?? true]
	})
	return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The marks that stored ones are shown as, in the order ProseMirror compares them in. */
export function marksFrom(model: Model, stored: Marks | undefined): readonly Mark[] {
	if (!stored) return Mark.none
	const marks = Object.entries(stored).flatMap(([key, value]) =>
		isOfBlock(key) ? [] : [markFrom(model, key, value)]
	)
	return marks.length > 0 ? sortMarks(marks) : Mark.none
}

function markFrom(model: Model, key: string, value: Json): Mark {
	const [family = '', id] = key.split(':')
	const overlapping = Object.hasOwn(model.schema.marks, family)
		? model.schema.marks[family]
		: undefined
	if (id !== undefined && overlapping && isFamily(overlapping)) {
		const own = valueOfFamily(overlapping, value)
		if (own) return overlapping.create({ id, ...own })
	}
	const known = Object.hasOwn(model.schema.marks, key) ? model.schema.marks[key] : undefined
	if (known && known !== model.opaque.mark) {
		const takesAttrs = Object.keys(known.spec.attrs ?? {}).length > 0
		if (!takesAttrs && value === true) return known.create()
		const names = isJsonObject(value) ? Object.keys(value).length : 0
		const fitting = takesAttrs && isJsonObject(value) && fittingAttrs(known, value)
		if (fitting && names === Object.keys(known.spec.attrs ?? {}).length)
			return known.create(fitting)
	}
	return model.opaque.mark.create({ key, value })
}

/** The attributes beside its id of a mark of `type`, which may overlap; undefined where it cannot have this value. */
function valueOfFamily(type: MarkType, value: Json): JsonObject | undefined {
	const names = Object.keys(type.spec.attrs ?? {}).length - 1
	if (names === 0) return value === true ? {} : undefined
	if (!isJsonObject(value) || Object.keys(value).length !== names) return undefined
	return fittingAttrs(type, value)
}

/** `marks` after a format change: keys with `null` are taken away, others set. */
export function changedMarks(
	model: Model,
	marks: readonly Mark[],
	change: JsonObject
): readonly Mark[] {
	const kept = marks.filter((mark) => !Object.hasOwn(change, markKey(mark)))
	const set = Object.entries(change).flatMap(([key, value]) =>
		value === null || isOfBlock(key) ? [] : [markFrom(model, key, value)]
	)
	return kept.length + set.length > 0 ? sortMarks([...kept, ...set]) : Mark.none
}

/** By rank, then key: ProseMirror compares sets of marks in order, and opaque marks all have one rank. */
export function sortMarks(marks: readonly Mark[]): readonly Mark[] {
	return areSorted(marks) ? marks : [...marks].sort(compareMarks)
}

/** Whether `marks` are in the order of `sortMarks`. */
export function areSorted(marks: readonly Mark[]): boolean {
	return marks.every((mark, i) => {
		const before = i > 0 ? marks[i - 1] : undefined
		return !before || compareMarks(before, mark) <= 0
	})
}

function compareMarks(a: Mark, b: Mark): number {
	if (a.type !== b.type) return rankOf(a) - rankOf(b)
	const [keyA, keyB] = [markKey(a), markKey(b)]
	return keyA < keyB ? -1 : keyA > keyB ? 1 : 0
}

function rankOf(mark: Mark): number {
	return Object.keys(mark.type.schema.marks).indexOf(mark.type.name)
}
