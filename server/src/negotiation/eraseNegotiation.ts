import { ParleyError, type NegotiationId } from '@parley/domain'
import { createErasure, signErasure, type ErasureCause, type Signer } from '@parley/snapshot'
import { type Clock } from '../freeze/clock.ts'
import { type Storage } from '../storage/ports.ts'

/** What erasing works with. */
export interface EraseParts {
	readonly storage: Storage
	readonly clock: Pick<Clock, 'now'>
	readonly signer: Signer
}

/**
 * Erases a negotiation with everything of it and gives the signed record of it, which stays. What it left in files is cleared
 * afterwards by the storage's `scrub`. A server that has its room open finds it gone within a second and sends everybody away.
 *
 * @throws ParleyError `not-found` where there is no such negotiation.
 */
export async function eraseNegotiation(
	{ storage, clock, signer }: EraseParts,
	id: NegotiationId,
	cause: ErasureCause
): Promise<Uint8Array> {
	const left = await storage.negotiations.erase(id, ({ position, chain, snapshots }) => {
		const erasedAt = clock.now()
		const erasure = createErasure(id, erasedAt, cause, { position, chain }, snapshots)
		return { erasedAt, file: signErasure(erasure, signer).bytes }
	})
	if (left === null) throw new ParleyError('not-found', `There is no negotiation ${id}.`)
	return left.file
}
