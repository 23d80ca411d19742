import * as z from 'zod/mini'

/** Why an update was not taken, from one closed list; the interface has a sentence for each. */
export const REFUSALS = [
	'role',
	'revoked',
	'seat-reads',
	'delegation-reads',
	'clause-reads',
	'held',
	'suggest-only',
	'not-yours',
	'too-many-suggestions',
	'not-holder',
	'not-only-holder',
	'no-such-bracket',
	'too-many-brackets',
	'not-proposer',
	'no-such-alternative',
	'no-such-placeholder',
	'too-many-placeholders',
	'model',
	'awaiting-chair',
	'other-author',
	'too-many-writers',
	'gap',
	'clause-full',
	'too-large',
	'malformed',
	'gc-or-skip',
	'subdocument',
	'unknown-content',
	'lone-surrogate',
	'cut-pair',
	'bad-link',
	'bad-key',
	'bad-id',
	'too-deep',
	'read-only-document',
	'not-stored',
] as const

export type Refusal = (typeof REFUSALS)[number]

const digest = z.string().check(z.regex(/^[0-9a-f]{64}$/))
const whole = z.int().check(z.gte(0))

/**
 * The answer to one update or SyncStep2, sent to its sender alone as a Hocuspocus stateless message on the same document.
 * `digest` is the SHA-256 of the Yjs update's bytes, lower-case hex; `receivedAt` is the server's clock in ms.
 */
export const Receipt = z.discriminatedUnion('type', [
	/** Written to disk at `position`. */
	z.object({ type: z.literal('saved'), digest, position: whole, receivedAt: whole }),
	/** Nothing in it is new: the log has it already. */
	z.object({ type: z.literal('known'), digest }),
	/** Depends on something not here yet; the SyncStep2 will carry both. Not an error. */
	z.object({ type: z.literal('waiting'), digest }),
	/** Written to disk after the freeze: kept in the late lane, not in the text. */
	z.object({ type: z.literal('late'), digest, position: whole, receivedAt: whole }),
	/** Not taken and not kept. */
	z.object({ type: z.literal('refused'), digest, reason: z.enum(REFUSALS) }),
])
export type Receipt = z.infer<typeof Receipt>
