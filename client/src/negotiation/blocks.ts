import { type ContentBlock } from '@parley/snapshot'
import * as z from 'zod/mini'

const attrs = z.optional(z.record(z.string(), z.unknown()))

const BlockJson = z.object({
	id: z.string(),
	type: z.string(),
	attrs,
	in: z.optional(z.array(z.tuple([z.string(), z.string()]))),
	marks: attrs,
	content: z.array(
		z.union([
			z.object({ text: z.string(), marks: attrs }),
			z.object({ inline: z.string(), attrs, marks: attrs }),
		])
	),
})

/** The blocks of a clause as the server sends them. Throws a `ZodError` on anything else. */
export function parseBlocks(value: readonly unknown[]): readonly ContentBlock[] {
	return value.map((one) => {
		const { id, type, attrs: own, in: path, marks: begins, content } = BlockJson.parse(one)
		return {
			id,
			type,
			...(own && { attrs: own }),
			...(path && { in: path }),
			...(begins && { marks: begins }),
			content: content.map((piece) => {
				const marks = piece.marks && { marks: piece.marks }
				if ('text' in piece) return { text: piece.text, ...marks }
				return { inline: piece.inline, ...(piece.attrs && { attrs: piece.attrs }), ...marks }
			}),
		}
	})
}
