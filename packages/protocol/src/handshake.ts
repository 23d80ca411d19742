import * as z from 'zod/mini'

/**
 * What a client says when it opens a document, as the Hocuspocus `token`: JSON of this shape, or a bare session token.
 * Browsers leave out `token`, their cookie speaks at the upgrade. Without the model's digest, or with another one, the
 * document is read-only: the client might not understand what it would write. A client that names its `seat` is let in under that one or
 * not at all: the browser may have taken another one since the page was opened, and its words are not that one's.
 */
const Handshake = z.object({
	token: z.optional(z.string().check(z.maxLength(200))),
	model: z.optional(z.string().check(z.maxLength(100))),
	seat: z.optional(z.string().check(z.maxLength(100))),
	/** Whether the client moves a caret by itself behind what its owner has just typed; it is not told of such moves then. */
	followsCarets: z.optional(z.boolean()),
})

export type Handshake = z.infer<typeof Handshake>

/** Parses what came as `token`; anything that is no JSON object is taken for a bare session token. Never throws. */
export function parseHandshake(value: string): Handshake {
	if (value.startsWith('{')) {
		try {
			const parsed = Handshake.safeParse(JSON.parse(value))
			if (parsed.success) return parsed.data
		} catch {
			return {}
		}
		return {}
	}
	return value === '' ? {} : { token: value.slice(0, 200) }
}

/** The `token` to hand to a Hocuspocus provider. */
export function formatHandshake(handshake: Handshake): string {
	return JSON.stringify(handshake)
}
