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

interface Queue {
	readonly structs: readonly Struct[]
	readonly from: number
	next: number
	readonly waiting: { readonly client: number; readonly clock: number }[]
}

/**
 * Whether the structs can be applied one after the other, each client's in their order, without one standing beside a unit that
 * comes with a later one. What stands beside units outside of the update is not judged here. Yjs throws on a struct beside itself,
 * and keeps structs in a circle for ever.
 *
 * Each client's list is followed until a struct waits for another client's; when that one has come far enough it goes on.
 */
export function canBeApplied(
	lists: ReadonlyMap<number, { readonly from: number; readonly structs: readonly Struct[] }>
): boolean {
	const queues = new Map<number, Queue>()
	for (const [client, { from, structs }] of lists)
		queues.set(client, { structs, from, next: 0, waiting: [] })
	const ready = [...queues.keys()]
	let left = [...queues.values()].reduce((sum, { structs }) => sum + structs.length, 0)
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
			queue.next++
		}
		left -= queue.next - before
		if (queue.next > before) ready.push(...wake(queue))
	}
	return left === 0
}

/** Units of another client that come after all of its structs here are outside of the update; a client's own cannot be. */
function isThere(queues: ReadonlyMap<number, Queue>, unit: UnitId, client: number): boolean {
	const queue = queues.get(unit.client)
	if (!queue || unit.clock < reached(queue)) return true
	return unit.client !== client && unit.clock >= (queue.structs.at(-1)?.to ?? 0)
}

function reached(queue: Queue): number {
	return queue.structs[queue.next - 1]?.to ?? queue.from
}

/** The clients that waited for what has come by now. */
function wake(queue: Queue): number[] {
	const waiting = queue.waiting.splice(0)
	const woken = waiting.filter(({ clock }) => clock < reached(queue))
	queue.waiting.push(...waiting.filter(({ clock }) => clock >= reached(queue)))
	return woken.map(({ client }) => client)
}
