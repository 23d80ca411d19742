import { type ChangesJson, type SeatJson } from '@parley/protocol'

/** A point that others changed while its reader was away. */
export interface ChangedPoint {
	readonly clause: string
	readonly count: number
	/** By the name of the delegation, or of the seat where it has none. */
	readonly by: readonly { readonly who: string; readonly count: number }[]
}

/** What others changed while somebody was away, and how much of it they have looked at since. */
export interface Comeback {
	/** When they left, in ms on the server's clock. */
	readonly leftAt: number
	/** Changes in all points together. */
	readonly count: number
	/** In the order of the text. */
	readonly points: readonly ChangedPoint[]
	/** Clauses of them that they have not gone to. */
	readonly pending: readonly string[]
	/** The one that they went to last. */
	readonly at: ChangedPoint | null
}

/** What `answer` says that others changed: null where all of it is `me`, or nothing. */
export function comebackOf(
	answer: ChangesJson,
	leftAt: number,
	me: string,
	seats: readonly SeatJson[]
): Comeback | null {
	const points = answer.clauses.flatMap(({ clause, by }): readonly ChangedPoint[] => {
		const counts = new Map<string, number>()
		for (const { seat, count } of by) {
			if (seat === me) continue
			const who = seat === null ? 'The server' : nameOf(seats.find(({ id }) => id === seat))
			counts.set(who, (counts.get(who) ?? 0) + count)
		}
		const named = [...counts].map(([who, count]) => ({ who, count }))
		return named.length === 0 ? [] : [{ clause, count: sum(named), by: named }]
	})
	if (points.length === 0) return null
	const pending = points.map(({ clause }) => clause)
	return { leftAt, count: sum(points), points, pending, at: null }
}

/** Whether `seats` has everybody whom `answer` names: some may have been invited while its reader was away. */
export function namesAll({ clauses }: ChangesJson, seats: readonly SeatJson[]): boolean {
	const known = new Set(seats.map(({ id }) => id))
	return clauses.every(({ by }) => by.every(({ seat }) => seat === null || known.has(seat)))
}

/** The same once `clause` was gone to. */
export function reached(comeback: Comeback, clause: string): Comeback {
	if (!comeback.pending.includes(clause)) return comeback
	const pending = comeback.pending.filter((one) => one !== clause)
	const at = comeback.points.find((point) => point.clause === clause) ?? null
	return { ...comeback, pending, at }
}

/**
 * What is said of it: at first the whole, then the point that was gone to.
 *
 * @param when how the time of leaving is said, e.g. `14:05`
 * @param label how the point is called that was gone to, e.g. `Point 4`
 */
export function sayComeback(comeback: Comeback, when: string, label: string): string {
	const { at, count, points, pending } = comeback
	if (at === null) {
		const inPoints = points.length === 1 ? '1 point' : `${points.length} points`
		return `Since you left at ${when}: ${changes(count)} in ${inPoints}`
	}
	const who = at.by.map((one) => `${one.who}, ${changes(one.count)}`).join('; ')
	return `${points.length - pending.length} of ${points.length} changed since you left at ${when}: ${label}. ${who}`
}

function nameOf(seat: SeatJson | undefined): string {
	return seat === undefined ? 'Someone' : (seat.delegation?.name ?? seat.name)
}

function changes(count: number): string {
	return count === 1 ? '1 change' : `${count} changes`
}

function sum(counted: readonly { readonly count: number }[]): number {
	return counted.reduce((all, { count }) => all + count, 0)
}
