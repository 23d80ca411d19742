import { parseInstant, type Instant, type Negotiation, type NegotiationId } from '@parley/domain'
import { type Storage } from '../storage/ports.ts'
import { LiveRoom, type RoomParts } from './liveRoom.ts'
import { type Room, type RoomEvent } from './room.ts'

/** Every negotiation of this process, opened when it is first asked for. */
export interface Rooms {
	/** The room of `id`, or null where there is no such negotiation. */
	room(id: NegotiationId): Promise<Room | null>
	/**
	 * All rooms, those included that were made by another process since. A room whose negotiation was erased is closed, and tells so
	 * first.
	 */
	all(): Promise<readonly Room[]>
	/** When the next text freezes of those that are drafted in rooms open here; null where none is. */
	nextFreeze(): Instant | null
	/** Calls `listener` for every event of every room from now on. Returns the way to stop. */
	listen(listener: (room: Room, event: RoomEvent) => void): () => void
	/** Waits for commits under way and stops waiting for deadlines. Closing twice is fine. */
	close(): Promise<void>
}

/** The rooms of a storage. A negotiation that another process makes is found within a second, so that its deadline is kept. */
export function createRooms(parts: RoomParts): Rooms {
	const rooms = new Map<NegotiationId, Promise<LiveRoom>>()
	const opened = new Map<NegotiationId, LiveRoom>()
	const listeners = new Set<(room: Room, event: RoomEvent) => void>()
	let isClosed = false

	function openOnce(negotiation: Negotiation): Promise<LiveRoom> {
		let room = rooms.get(negotiation.id)
		if (room === undefined) {
			room = open(negotiation)
			rooms.set(negotiation.id, room)
			room.catch(() => rooms.delete(negotiation.id))
		}
		return room
	}

	async function open(negotiation: Negotiation): Promise<LiveRoom> {
		const room = await LiveRoom.open(parts, negotiation)
		opened.set(negotiation.id, room)
		room.listen((event) => {
			for (const listener of listeners) listener(room, event)
		})
		return room
	}

	async function find(id: NegotiationId): Promise<LiveRoom | null> {
		const open = rooms.get(id)
		if (open !== undefined) return open
		const negotiation = await parts.storage.negotiations.read(id)
		return negotiation === null || isClosed ? null : openOnce(negotiation)
	}

	async function all(): Promise<readonly LiveRoom[]> {
		const negotiations = await parts.storage.negotiations.list()
		await closeErased(new Set(negotiations.map(({ id }) => id)))
		return isClosed ? [] : Promise.all(negotiations.map(openOnce))
	}

	/** Closes the rooms of negotiations that are not there any more. */
	async function closeErased(there: ReadonlySet<NegotiationId>): Promise<void> {
		for (const [id, opening] of [...rooms]) {
			// One that was made since the list was read is there.
			if (there.has(id) || (await parts.storage.negotiations.read(id)) !== null) continue
			if (!rooms.delete(id)) continue
			const room = await opening
			opened.delete(id)
			room.tell({ kind: 'erased' })
			await room.close()
		}
	}

	const unwatch = parts.storage.watch(() => {
		all().catch((error: unknown) => {
			parts.log.error({ err: error }, 'a negotiation made by another process could not be opened')
		})
	})

	return {
		room: find,
		all,
		nextFreeze() {
			const deadlines = [...opened.values()].flatMap(({ phase }) =>
				phase.kind === 'drafting' ? [phase.deadline.at] : []
			)
			return deadlines.length === 0 ? null : parseInstant(Math.min(...deadlines))
		},
		listen(listener) {
			listeners.add(listener)
			return () => listeners.delete(listener)
		},
		async close() {
			isClosed = true
			unwatch()
			const opened = await Promise.allSettled(rooms.values())
			for (const result of opened) if (result.status === 'fulfilled') await result.value.close()
		},
	}
}

/** The newest instant that any log holds: the server's clock never starts below it (rule F1). */
export async function newestReceivedAt(storage: Pick<Storage, 'log'>): Promise<Instant> {
	let newest = 0
	for (const log of await storage.log.logs()) {
		const last = await storage.log.last(log)
		if (last !== null && last.receivedAt > newest) newest = last.receivedAt
	}
	return parseInstant(newest)
}
