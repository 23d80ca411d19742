import { parseLogPosition, ParleyError, type NegotiationId } from '@parley/domain'
import { sharedLog } from '@parley/protocol'
import { createErasure, signErasure, type ErasureCause, type Signer } from '@parley/snapshot'
import { type Clock } from '../freeze/clock.ts'
import { type Storage } from '../storage/ports.ts'

/** What erasing works with. */
export interface EraseParts {
	readonly storage: Storage
	readonly clock: Pick<Clock, 'now'>
	readonly signer: Signer
}

/** How often the end of a log that people write to is read again: each time it has moved on by some milliseconds. */
const TRIES = 200

/**
 * Erases a negotiation with everything of it and gives the signed record of it, which stays. What it left in files is cleared
 * afterwards by the storage's `scrub`. A server that has its room open finds it gone within a second and sends everybody away.
 *
 * @throws ParleyError `not-found` where there is no such negotiation; `storage-failed` where people write to it without a pause.
 */
export async function eraseNegotiation(
	{ storage, clock, signer }: EraseParts,
	id: NegotiationId,
	cause: ErasureCause
): Promise<Uint8Array> {
	const log = sharedLog(id)
	for (let tries = 0; tries < TRIES; tries++) {
		if ((await storage.negotiations.read(id)) === null) {
			throw new ParleyError('not-found', `There is no negotiation ${id}.`)
		}
		const digests = (await storage.snapshots.list(id)).map(({ digest }) => digest)
		const last = await storage.log.last(log)
		const position = last?.checkpoint.position ?? parseLogPosition(0)
		const end = { position, chain: last?.checkpoint.chain ?? null }
		const erasedAt = clock.now()
		const erasure = createErasure(id, erasedAt, cause, end, digests.toReversed())
		const { bytes } = signErasure(erasure, signer)
		const stored = { negotiation: id, erasedAt, file: bytes }
		if (await storage.negotiations.erase(stored, position)) return bytes
	}
	throw new ParleyError('storage-failed', `People write to ${id} without a pause: try again.`)
}
