/** Blocks as they stand in a text, and what suggestions would make of them: by rules T94 and T95 of `packages/schema/SPEC.md`, with no code of the product. */
import type * as Y from 'yjs'
import * as z from 'zod/mini'

/** What a block is and where it stands. */
export interface BlockNow {
	/** The id in its marker. */
	readonly id: string
	readonly type: string
	/** As JSON, sorted by name; empty where there are none. */
	readonly attrs: string
	readonly in: readonly (readonly [type: string, id: string])[]
}

/** What is read of a unit here. */
interface Marked {
	readonly marks: ReadonlyMap<string, string>
	readonly block: BlockNow | null
}

const Path = z.array(z.tuple([z.string(), z.string()]))
const Attrs = z.record(z.string(), z.unknown())
const Marker = z.object({
	block: z.string(),
	type: z._default(z.string(), 'paragraph'),
	attrs: z._default(Attrs, {}),
	in: z._default(Path, []),
})
const Change = z.strictObject({
	block: z.string(),
	type: z.optional(z.string()),
	attrs: z.optional(Attrs),
	in: z.optional(Path),
})

/** The block of which `piece` is the marker, with what was written of it since; null where it is none. */
export function blockIn(doc: Y.Doc, piece: unknown): BlockNow | null {
	const marker = Marker.safeParse(piece)
	if (!marker.success) return null
	const { block: id, ...born } = marker.data
	const written = (name: string): unknown => doc.getMap('blocks').get(`${id}:${name}`)
	const type = z.string().safeParse(written('type'))
	const attrs = Attrs.safeParse(written('attrs'))
	const path = Path.safeParse(written('in'))
	return {
		id,
		type: type.success ? type.data : born.type,
		attrs: attrsJson(attrs.success ? attrs.data : born.attrs),
		in: path.success ? path.data : born.in,
	}
}

/** Whether the mark `key` says of `unit`, a marker, that its block would be another one: on words, and on other markers, it means nothing. */
export function isRestyling({ marks, block }: Marked, key: string): boolean {
	return block !== null && changeIn(marks.get(key))?.block === block.id
}

/** `units` once the suggestion `id` is carried out on their blocks; markers with one id between them share what is written of it. */
export function withRestyled<T extends Marked>(units: readonly T[], id: string): readonly T[] {
	const written = new Map<string, Partial<BlockNow>>()
	for (const { marks, block } of units) {
		const change = changeIn(marks.get(`setBlock:${id}`))
		if (block === null || change?.block !== block.id) continue
		const was = { ...block, ...written.get(block.id) }
		const is = changed(was, change)
		written.set(block.id, {
			...written.get(block.id),
			...(is.type !== was.type && { type: is.type }),
			...(is.attrs !== was.attrs && { attrs: is.attrs }),
			...(JSON.stringify(is.in) !== JSON.stringify(was.in) && { in: is.in }),
		})
	}
	return units.map((unit) => {
		const { block } = unit
		return block === null ? unit : { ...unit, block: { ...block, ...written.get(block.id) } }
	})
}

/** How many blocks, by the markers of them that stand in both, are others in `after` than in `before`. */
export function countRestyled(
	before: readonly (Marked & { readonly id: string })[],
	after: readonly (Marked & { readonly id: string })[]
): number {
	const was = new Map(before.map(({ id, block }) => [id, JSON.stringify(block)]))
	return after.filter(({ id, block }) => was.has(id) && was.get(id) !== JSON.stringify(block))
		.length
}

function changed(was: BlockNow, { type, attrs = {}, in: path }: z.infer<typeof Change>): BlockNow {
	const [outer, inner] = was.in
	const isAlternative = outer?.[0] === 'alternatives' && inner?.[0] === 'alternative'
	const around = isAlternative ? [outer, inner] : []
	return {
		...was,
		...(type !== undefined && { type, attrs: attrsJson(attrs) }),
		...(path !== undefined && { in: [...around, ...path] }),
	}
}

function changeIn(value: string | undefined): z.infer<typeof Change> | null {
	const change = Change.safeParse(value === undefined ? null : JSON.parse(value))
	return change.success ? change.data : null
}

function attrsJson(attrs: z.infer<typeof Attrs>): string {
	const entries = Object.entries(attrs).toSorted(([one], [other]) => (one < other ? -1 : 1))
	return entries.length === 0 ? '' : JSON.stringify(Object.fromEntries(entries))
}
