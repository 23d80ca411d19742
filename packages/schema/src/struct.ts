/** The order in which the structs of one update can be applied. */

/** One clock of one client: the name of a unit. */
export interface UnitId {
	readonly client: number
	readonly clock: number
}

/** A run of new units and the older ones whose words they are. */
export interface Carried {
	readonly unit: UnitId
	readonly source: UnitId
	readonly length: number
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
	/** The clients that wait for each of the structs, by its index. */
	readonly waiting: Map<number, number[]>
}

/**
 * The structs in an order in which they can be applied one after the other, each client's in theirs, without one standing beside a
 * unit that comes with a later one; null where there is none. What stands beside units outside of the update is not judged here. Yjs throws
 * on a struct beside itself, and keeps structs in a circle for ever.
 *
 * Each client's list is followed until a struct waits for another client's; when that one has come it goes on. Whoever waits is looked at
 * once, when it has: a list that goes on one struct at a time, thousands waiting for its last, took minutes otherwise (measured).
 */
export function inOrder<S extends Struct>(
	lists: ReadonlyMap<number, { readonly from: number; readonly structs: readonly S[] }>
): readonly S[] | null {
	const queues = new Map<number, Queue<S>>()
	for (const [client, { from, structs }] of lists)
		queues.set(client, { structs, from, next: 0, waiting: new Map() })
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
				waitFor(queues.get(missing.client), missing, client)
				break
			}
			ordered.push(struct)
			queue.next++
		}
		wake(queue, before, ready)
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

/** Notes that `client` waits for the struct of `queue` with `clock`. */
function waitFor(queue: Queue<Struct> | undefined, { clock }: UnitId, client: number): void {
	if (!queue) return
	let low = queue.next
	let high = queue.structs.length - 1
	while (low < high) {
		const middle = (low + high) >> 1
		if ((queue.structs[middle]?.to ?? Infinity) <= clock) low = middle + 1
		else high = middle
	}
	const waiting = queue.waiting.get(low)
	if (waiting === undefined) queue.waiting.set(low, [client])
	else waiting.push(client)
}

/** Makes the clients ready that waited for the structs of `queue` from the index `before` on that have come. */
function wake({ next, waiting }: Queue<Struct>, before: number, ready: number[]): void {
	for (let i = before; i < next && waiting.size > 0; i++) {
		for (const client of waiting.get(i) ?? []) ready.push(client)
		waiting.delete(i)
	}
}

/** Whether both are the same unit, or both none. */
export function isSame(one: UnitId | null, other: UnitId | null): boolean {
	return one?.client === other?.client && one?.clock === other?.clock
}
