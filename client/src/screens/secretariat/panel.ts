import {
	type KeyJson,
	type LateEditJson,
	type PersonJson,
	type RoomJson,
	type SnapshotRow,
} from '@parley/protocol'
import { type z } from 'zod/mini'
import {
	listLateEdits,
	listPeople,
	listSnapshots,
	readKey,
	readRoom,
} from '../../negotiation/api.ts'

/** Everything the secretariat's panel shows. */
export interface Panel {
	readonly room: RoomJson
	readonly people: readonly PersonJson[]
	readonly late: readonly LateEditJson[]
	/** The snapshot of this round, once it is frozen. */
	readonly snapshot: SnapshotRow | null
	readonly key: z.infer<typeof KeyJson>
}

/** Reads the panel of a negotiation. Rejects with `not-allowed` for seats that do not run the room. */
export async function readPanel(negotiation: string, signal: AbortSignal): Promise<Panel> {
	const [room, people, late, snapshots, key] = await Promise.all([
		readRoom(negotiation, signal),
		listPeople(negotiation, signal),
		listLateEdits(negotiation, signal),
		listSnapshots(negotiation, signal),
		readKey(signal),
	])
	const snapshot = snapshots.find(({ round }) => round === room.round) ?? null
	return { room, people, late, snapshot, key }
}
