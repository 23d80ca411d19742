import { ConfirmationText } from '@parley/protocol'
import { readDigestOf } from '@parley/snapshot'
import { ask, negotiationPath } from '../../../negotiation/api.ts'
import { type Room } from '../../../negotiation/room.svelte.ts'
import { toViewed, type ViewedClause } from '../views/viewedClause.ts'

/** The text of a point that is confirmed, to be drawn, and what a confirmation of it names. */
export interface Confirmable extends Pick<ViewedClause, 'blocks' | 'looks' | 'said'> {
	readonly heading: string
	/** Of what is drawn here: worked out from it, and not taken from the server. */
	readonly readDigest: string
}

/** The text of a clause that is confirmed, as the server has it now. Throws `ApiError`. */
export async function readConfirmable(
	room: Room,
	clause: string,
	signal: AbortSignal
): Promise<Confirmable> {
	const path = `${negotiationPath(room.id)}/clauses/${encodeURIComponent(clause)}/confirmation`
	const read = await ask(ConfirmationText, 'GET', path, { signal })
	const { delegations } = room.info
	const viewed = toViewed(read, true, { delegations, zone: room.phase.deadline.zone })
	const { blocks, looks, said } = viewed
	const {
		clause: { heading },
		placeholders = [],
	} = read
	const readDigest = readDigestOf({ heading, content: blocks, placeholders })
	return { heading, blocks, looks, said, readDigest }
}
