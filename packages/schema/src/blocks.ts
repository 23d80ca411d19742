/**
 * Reading a clause. Any state of the Y.Doc gives one list of blocks, and reading never writes: the items of the text are
 * walked here rather than through `Y.Text.toDelta`, which leaves out content that a hostile client may have put in.
 */
import * as Y from 'yjs'
import { readBlockChange } from './blockChange.ts'
import { isJsonObject, sameJson, toJson, type Json, type JsonObject } from './json.ts'
import { isOfBlock, suggestionOfKey } from './suggestionKey.ts'
import {
	IMPLICIT_ID,
	propertiesOf,
	readProperties,
	textOf,
	toMarker,
	type Marker,
	type Path,
} from './wire.ts'

/** The marks of a run by their keys, in the order of the keys, e.g. `{ link: { href }, strong: true }`. */
export type Marks = JsonObject

/** Characters that carry the same marks. */
export interface TextRun {
	readonly text: string
	readonly marks?: Marks
}

/** Something in the line that is not a character, e.g. `{ inline: 'hard_break' }`. The name is empty for an embed of no known shape. */
export interface Atom {
	readonly inline: string
	readonly attrs?: JsonObject
	readonly marks?: Marks
}

export type Inline = TextRun | Atom

/**
 * One block of a clause in its canonical form: defaults are left out, neighbouring runs with the same marks are one,
 * keys are in order. Equal clauses give equal lists of blocks.
 */
export interface Block {
	readonly id: string
	readonly type: string
	readonly attrs?: JsonObject
	/** The containers around the block, from outside in; neighbours with a common beginning share them. */
	readonly in?: Path
	/** The marks by which suggestions would put the block's beginning in, take it out, or make the block another one. */
	readonly marks?: Marks
	readonly content: readonly Inline[]
}

/** The blocks of a clause in the order of its text; total, and without any effect on `doc`. */
export function readBlocks(doc: Y.Doc): Block[] {
	return readMarkedBlocks(doc).map(({ block }) => block)
}

/** A block with the marker it was read from; text before the first marker has none. */
export interface MarkedBlock {
	readonly marker: Marker | undefined
	readonly block: Block
}

/** What `readBlocks` gives, each with its marker. */
export function readMarkedBlocks(doc: Y.Doc): MarkedBlock[] {
	const properties = propertiesOf(doc)
	const taken = new Set<string>()
	const blocks: MarkedBlock[] = []
	let marker: Marker | undefined
	let content: Inline[] = []
	let suggested: Marks | undefined
	let begun = false
	const end = () => {
		const id = unusedId(marker?.block ?? IMPLICIT_ID, taken)
		const { type, attrs, in: path } = readProperties(properties, marker)
		const block: Block = {
			id,
			type,
			...(attrs && { attrs }),
			...(path.length > 0 && { in: path }),
			...(suggested && { marks: suggested }),
			content,
		}
		blocks.push({ marker, block })
	}
	walkText(textOf(doc), (piece, marks) => {
		const next = typeof piece === 'string' ? undefined : toMarker(piece)
		if (next) {
			if (begun) end()
			marker = next
			suggested = suggestedOf(marks, next.block)
			content = []
		} else {
			appendInline(content, toInline(piece, marks))
		}
		begun = true
	})
	end()
	return blocks
}

/**
 * Those of the marks on the marker of `block`, the id in it, that mean something: that its block is suggested to begin there, to do so no more, or to be
 * another one.
 */
export function suggestedOf(marks: Marks, block: string): Marks | undefined {
	const own = Object.entries(marks).filter(([key, value]) => {
		const family = suggestionOfKey(key)?.family
		if (family === 'setBlock') return readBlockChange(value)?.block === block
		return (family === 'ins' || family === 'del') && value === true
	})
	return own.length === 0 ? undefined : Object.fromEntries(own)
}

/** The suggestions that say something of what carries `marks`: of words, or of the marker whose id is `block`. */
export function suggestedOn(marks: Marks, block: string | undefined): readonly string[] {
	const keys = Object.keys(block === undefined ? ofWords(marks) : (suggestedOf(marks, block) ?? {}))
	return keys.flatMap((key) => suggestionOfKey(key)?.id ?? [])
}

/**
 * Calls `visit` for every piece of `text` that is there: a run of characters, or an embed as JSON. `marks` is the same
 * object for pieces with the same marks that follow each other; `client` the clientID a piece was written under.
 */
export function walkText(
	text: Y.Text,
	visit: (piece: Json, marks: Marks, client: number) => void
): void {
	let marks: Marks = {}
	for (let item = text._start; item !== null; item = item.right) {
		if (item.deleted) continue
		const content = item.content
		if (content instanceof Y.ContentFormat) marks = withMark(marks, content.key, content.value)
		else if (content instanceof Y.ContentString) visit(content.str, marks, item.id.client)
		else if (item.countable)
			for (const piece of contentOf(content)) visit(piece, marks, item.id.client)
	}
}

/** What a countable content that is not a string holds; one piece for each unit of its length, none of them a string. */
export function contentOf(content: Y.Item['content']): Json[] {
	return content.getContent().map((piece: unknown) => {
		const json = toJson(piece)
		return typeof json === 'string' ? { string: json } : json
	})
}

/** `marks` with the mark `key` set to `value`, or without it when that is `null`. Keys stay in order. */
export function withMark(marks: Marks, key: string, value: unknown): Marks {
	const json = toJson(value)
	// nearly every mark begins where none is, or ends where nothing else is
	const keys = Object.keys(marks)
	if (json === null && !Object.hasOwn(marks, key)) return marks
	if (keys.length === 0) return { [key]: json }
	if (json === null && keys.length === 1) return {}
	const kept = keys.filter((other) => other !== key)
	if (json !== null) kept.push(key)
	kept.sort()
	// no object that is written to: a mark may be called `__proto__`
	return Object.fromEntries(
		kept.map((one) => [one, one === key ? json : (marks[one] ?? null)] as const)
	)
}

/** A piece of the text as content of a block. */
export function toInline(piece: Json, carried: Marks): Inline {
	const marks = ofWords(carried)
	const own = Object.keys(marks).length > 0 && { marks }
	if (typeof piece === 'string') return { text: piece, ...own }
	return { ...toAtom(piece), ...own }
}

/** `marks` without those that mean something on a marker alone: words that were put in right behind one may have come under them. */
function ofWords(marks: Marks): Marks {
	const keys = Object.keys(marks)
	if (!keys.some(isOfBlock)) return marks
	return Object.fromEntries(Object.entries(marks).filter(([key]) => !isOfBlock(key)))
}

/** An embed of the text as an atom; under the empty name when it has no known shape. */
export function toAtom(embed: Json): Atom {
	if (isJsonObject(embed) && typeof embed['inline'] === 'string' && embed['inline'] !== '') {
		const { inline, attrs, ...rest } = embed
		const isKnownShape =
			Object.keys(rest).length === 0 && (attrs === undefined || isJsonObject(attrs))
		if (isKnownShape) return attrs && Object.keys(attrs).length > 0 ? { inline, attrs } : { inline }
	}
	return { inline: '', attrs: { value: embed } }
}

/** The embed an atom is stored as: the inverse of `toAtom`. */
export function embedOf({ inline, attrs }: Atom): JsonObject {
	if (inline === '') {
		const value = attrs?.['value']
		return isJsonObject(value) ? value : { value: value ?? null }
	}
	return attrs ? { inline, attrs } : { inline }
}

/** Puts `inline` behind `content`; a run that carries the marks of the last one becomes one with it. */
export function appendInline(content: Inline[], inline: Inline): void {
	const last = content.at(-1)
	if (last && 'text' in last && 'text' in inline && haveSameMarks(last, inline)) {
		content[content.length - 1] = { ...last, text: last.text + inline.text }
	} else content.push(inline)
}

function haveSameMarks(a: TextRun, b: TextRun): boolean {
	return a.marks === b.marks || sameJson(a.marks ?? {}, b.marks ?? {})
}

/** `id`, or `id~2`, `id~3` … when it is in use; the one chosen is then in use as well. */
export function unusedId(id: string, taken: Set<string>): string {
	let free = id
	for (let copy = 2; taken.has(free); copy++) free = `${id}~${copy}`
	taken.add(free)
	return free
}

/** The text of the blocks: one line each, a hard break is a line's end, any other atom U+FFFC. */
export function plainText(blocks: readonly Block[]): string {
	return blocks.map((block) => block.content.map(plainInline).join('')).join('\n')
}

function plainInline(inline: Inline): string {
	if ('text' in inline) return inline.text
	return inline.inline === 'hard_break' ? '\n' : '\ufffc'
}
