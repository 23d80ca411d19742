import { RequestProblem } from './problem.ts'

/** The header by which a request that changes something can be sent again without being carried out again. */
export const KEY_HEADER = 'Idempotency-Key'

/** Whoever has a used link and guesses the key it was redeemed with gets the session: so keys are long. */
const SHORTEST = 16
const LONGEST = 128

/** What of a string stands between its quotes (RFC 9651, section 3.3.3). */
const QUOTED = /^"((?:[ !#-[\]-~]|\\["\\])*)"$/
/** A token, or one that begins with a digit as UUIDs do. */
const BARE = /^[\w!#$%&'*+.^`|~:/-]+$/

/**
 * Reads `Idempotency-Key` as in draft-ietf-httpapi-idempotency-key-header-07, a string of a structured field, or the same without its
 * quotes; null where there is none.
 *
 * @throws RequestProblem `bad-request` on anything else.
 */
export function readIdempotencyKey(header: string | undefined): string | null {
	if (header === undefined) return null
	const value = header.trim()
	const quoted = QUOTED.exec(value)?.[1]
	const key = quoted?.replaceAll(/\\(.)/g, '$1') ?? BARE.exec(value)?.[0] ?? ''
	if (key.length >= SHORTEST && key.length <= LONGEST) return key
	const detail = `The header ${KEY_HEADER} is to be ${SHORTEST} to ${LONGEST} printable characters in quotes, drawn at random for each command, e.g. a UUID.`
	throw new RequestProblem('bad-request', detail, { at: KEY_HEADER })
}
