/** The order in which the structs of one update can be applied. */

/** One clock of one client: the name of a unit. */
export interface UnitId {
	readonly client: number
	readonly clock: number
}

/** One struct of a client's list, as far as order goes. */
export interface Struct {
	/** The clock after its last unit. */
	readonly to: number
	/** Units it stands beside. */
	readonly beside: readonly UnitId[]
}

interface Queue<S> {
	readonly structs: readonly S[]
	readonly from: number
	next: number
	readonly waiting: { readonly client: number; readonly clock: number }[]
}

/**
 * The structs in an order in which they can be applied one after the other, each client's in theirs, without one standing beside a
 * unit that comes with a later one; null where there is none. What stands beside units outside of the update is not judged here. Yjs throws
 * on a struct beside itself, and keeps structs in a circle for ever.
 *
 * Each client's list is followed until a struct waits for another client's; when that one has come far enough it goes on.
 */
export function inOrder<S extends Struct>(
	lists: ReadonlyMap<number, { readonly from: number; readonly structs: readonly S[] }>
): readonly S[] | null {
	const queues = new Map<number, Queue<S>>()
	for (const [client, { from, structs }] of lists)
		queues.set(client, { structs, from, next: 0, waiting: [] })
	const ready = [...queues.keys()].toReversed()
	const ordered: S[] = []
	let count = 0
	for (const { structs } of queues.values()) count += structs.length
	for (let client = ready.pop(); client !== undefined; client = ready.pop()) {
		const queue = queues.get(client)
		if (!queue) continue
		const before = queue.next
		for (let struct = queue.structs[queue.next]; struct; struct = queue.structs[queue.next]) {
			const missing = struct.beside.find((unit) => !isThere(queues, unit, client))
			if (missing) {
				queues.get(missing.client)?.waiting.push({ client, clock: missing.clock })
				break
			}
			ordered.push(struct)
			queue.next++
		}
		if (queue.next > before) ready.push(...wake(queue))
	}
	return ordered.length === count ? ordered : null
}

/** Units of another client that come after all of its structs here are outside of the update; a client's own cannot be. */
function isThere(
	queues: ReadonlyMap<number, Queue<Struct>>,
	unit: UnitId,
	client: number
): boolean {
	const queue = queues.get(unit.client)
	if (!queue || unit.clock < reached(queue)) return true
	return unit.client !== client && unit.clock >= (queue.structs.at(-1)?.to ?? 0)
}

function reached(queue: Queue<Struct>): number {
	return queue.structs[queue.next - 1]?.to ?? queue.from
}

/** The clients that waited for what has come by now. */
function wake(queue: Queue<Struct>): number[] {
	const waiting = queue.waiting.splice(0)
	const woken = waiting.filter(({ clock }) => clock < reached(queue))
	queue.waiting.push(...waiting.filter(({ clock }) => clock >= reached(queue)))
	return woken.map(({ client }) => client)
}

/** Whether both are the same unit, or both none. */
export function isSame(one: UnitId | null, other: UnitId | null): boolean {
	return one?.client === other?.client && one?.clock === other?.clock
}
