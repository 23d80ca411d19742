import { type Instant, type NegotiationId, toIso } from '@parley/domain'
import { digestOfText } from './digest.ts'
import { array, count, digest, isoInstant, nullable, object, oneOf, type Shape } from './shape.ts'

/** The name and version of the document. */
export const ERASURE_FORMAT = 'parley-erasure/1'

/** On whose word something was erased: whoever runs the server, by a command, or the time that was set for keeping. */
export type ErasureCause = 'operator' | 'retention'

/**
 * What remains of an erased negotiation: that it was here, and how far its record went. Nothing in it says what was negotiated or by
 * whom; who holds a file of it can compute `negotiation` and look for the digest of a frozen text.
 */
export interface Erasure {
	readonly format: typeof ERASURE_FORMAT
	/** SHA-256 of the negotiation's id. */
	readonly negotiation: string
	/** ISO 8601 in UTC with milliseconds. */
	readonly erasedAt: string
	readonly cause: ErasureCause
	/** The end of its log; the digest is null where the log had no entry. */
	readonly log: { readonly position: number; readonly chain: string | null }
	/** The digests of its frozen texts, oldest first. */
	readonly snapshots: readonly string[]
}

/** Reads an erasure from a file's body. */
export const erasureShape: Shape<Erasure> = object<Erasure>({
	format: oneOf([ERASURE_FORMAT]),
	negotiation: digest,
	erasedAt: isoInstant,
	cause: oneOf(['operator', 'retention']),
	log: object<Erasure['log']>({ position: count, chain: nullable(digest) }),
	snapshots: array(digest),
})

/** The record of an erasure, ready to be signed. */
export function createErasure(
	negotiation: NegotiationId,
	erasedAt: Instant,
	cause: ErasureCause,
	log: Erasure['log'],
	snapshots: readonly string[]
): Erasure {
	return {
		format: ERASURE_FORMAT,
		negotiation: digestOfText(negotiation),
		erasedAt: toIso(erasedAt),
		cause,
		log,
		snapshots,
	}
}
