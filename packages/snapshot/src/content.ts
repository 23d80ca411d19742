import { type CanonicalValue } from './canonical.ts'
import {
	anything,
	array,
	object,
	optional,
	record,
	type Shape,
	ShapeError,
	string,
} from './shape.ts'
import { toCanonical, toCanonicalMembers, toCanonicalText } from './toCanonical.ts'

/** Marks by key, e.g. `{ "strong": true, "bracket:7Yh2kQ0a": true }`. */
export type CanonicalMarks = Readonly<Record<string, CanonicalValue>>

/** A run of text under one set of marks, or something in the line that is no text, such as a hard break. */
export type CanonicalInline =
	| { readonly text: string; readonly marks?: CanonicalMarks }
	| {
			readonly inline: string
			readonly attrs?: Readonly<Record<string, CanonicalValue>>
			readonly marks?: CanonicalMarks
	  }

/**
 * One block of a clause, as the text model reads it (blocks in order, no tree). Members that would be empty are left out, and no two
 * neighbouring runs have the same marks, so that one text has one form.
 */
export interface CanonicalBlock {
	readonly id: string
	readonly type: string
	readonly attrs?: Readonly<Record<string, CanonicalValue>>
	/** The containers around it from outside in, each its type and id: `[["bullet_list", "l1"], ["list_item", "i1"]]`. */
	readonly in?: readonly (readonly [string, string])[]
	/** The marks of suggestions that the block should begin here, or should not; none before version 3. */
	readonly marks?: CanonicalMarks
	readonly content: readonly CanonicalInline[]
}

/** What blocks look like before they are made canonical: the text model's own `Block` fits. */
export interface ContentBlock {
	readonly id: string
	readonly type: string
	readonly attrs?: Readonly<Record<string, unknown>>
	readonly in?: readonly (readonly [string, string])[]
	readonly marks?: Readonly<Record<string, unknown>>
	readonly content: readonly ContentInline[]
}

/** A run or an inline atom before it is made canonical. */
export type ContentInline =
	| { readonly text: string; readonly marks?: Readonly<Record<string, unknown>> }
	| {
			readonly inline: string
			readonly attrs?: Readonly<Record<string, unknown>>
			readonly marks?: Readonly<Record<string, unknown>>
	  }

/** The canonical form of a clause's blocks. Never throws on content; what canonical JSON cannot hold is changed as `toCanonical` says. */
export function canonicalContent(blocks: readonly ContentBlock[]): readonly CanonicalBlock[] {
	return blocks.map((block) => ({
		id: toCanonicalText(block.id),
		type: toCanonicalText(block.type),
		...attrsOf(block.attrs),
		...containersOf(block.in),
		...marksOf(block.marks),
		content: joinRuns(block.content),
	}))
}

/**
 * A clause's words without marks: the runs of a block one after the other, a hard break as a line break, any other inline atom as
 * U+FFFC, and a line break between blocks.
 */
export function plainText(blocks: readonly CanonicalBlock[]): string {
	return blocks.map(({ content }) => content.map(plainInline).join('')).join('\n')
}

function plainInline(piece: CanonicalInline): string {
	if ('text' in piece) return piece.text
	return piece.inline === 'hard_break' ? '\n' : '\u{fffc}'
}

/** Neighbouring runs under the same marks become one, and only then NFC is applied, so that it does not depend on how they were cut. */
function joinRuns(pieces: readonly ContentInline[]): readonly CanonicalInline[] {
	const joined: { piece: ContentInline; key: string }[] = []
	for (const piece of pieces) {
		if (!('text' in piece)) {
			joined.push({ piece, key: '' })
			continue
		}
		const last = joined.at(-1)
		const key = JSON.stringify(toCanonical(piece.marks ?? {}))
		if (last !== undefined && 'text' in last.piece && last.key === key) {
			last.piece = { ...last.piece, text: last.piece.text + piece.text }
		} else if (piece.text !== '') joined.push({ piece, key })
	}
	return joined.map(({ piece }) =>
		'text' in piece
			? { text: toCanonicalText(piece.text), ...marksOf(piece.marks) }
			: {
					inline: toCanonicalText(piece.inline),
					...attrsOf(piece.attrs),
					...marksOf(piece.marks),
				}
	)
}

function attrsOf(attrs: Readonly<Record<string, unknown>> = {}): Pick<CanonicalBlock, 'attrs'> {
	return isEmpty(attrs) ? {} : { attrs: toCanonicalMembers(attrs) }
}

function marksOf(marks: Readonly<Record<string, unknown>> = {}): { marks?: CanonicalMarks } {
	return isEmpty(marks) ? {} : { marks: toCanonicalMembers(marks) }
}

function containersOf(path: ContentBlock['in'] = []): Pick<CanonicalBlock, 'in'> {
	if (path.length === 0) return {}
	return { in: path.map(([type, id]) => [toCanonicalText(type), toCanonicalText(id)] as const) }
}

function isEmpty(members: Readonly<Record<string, unknown>>): boolean {
	return Object.values(members).every((member) => member === undefined)
}

const members = record(anything)

const pair: Shape<readonly [string, string]> = (value, path) => {
	const [type, id, ...more] = array(string)(value, path)
	if (type === undefined || id === undefined || more.length > 0) {
		throw new ShapeError(path, 'a type and an id')
	}
	return [type, id]
}

const run = object<{ text: string; marks?: CanonicalMarks }>({
	text: string,
	marks: optional(members),
})

const atom = object<{ inline: string; attrs?: CanonicalMarks; marks?: CanonicalMarks }>({
	inline: string,
	attrs: optional(members),
	marks: optional(members),
})

const inline: Shape<CanonicalInline> = (value, path) =>
	typeof value === 'object' && value !== null && 'inline' in value
		? atom(value, path)
		: run(value, path)

/** Reads the content of a clause in a file. */
export const contentShape: Shape<readonly CanonicalBlock[]> = array(
	object<CanonicalBlock>({
		id: string,
		type: string,
		attrs: optional(members),
		in: optional(array(pair)),
		marks: optional(members),
		content: array(inline),
	})
)
