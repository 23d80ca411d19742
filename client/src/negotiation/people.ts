import { parseStampedPlace, type StampedSeat } from '@parley/protocol'
import { readOnce } from './readOnce.ts'

/** Someone who is in the room now. */
export interface Person {
	readonly who: StampedSeat
	/** The clause they are in, or null. */
	readonly clause: string | null
	readonly typing: boolean
	/** Nothing was done in any of their windows for a minute. */
	readonly idle: boolean
	readonly isMe: boolean
	/** The seat they follow, or null. */
	readonly follows: string | null
	/** All that is here of them is a page on a wall. */
	readonly isDisplay: boolean
}

/** A state of the room's awareness with what is known of when it came. */
export interface RoomState {
	readonly clientId: number
	/** As received; only what the server stamped is believed. */
	readonly state: unknown
	/** Grows with every change of this client, so that the newest window can be told. */
	readonly changedAt: number
}

const readPlace = readOnce(parseStampedPlace)

/**
 * The people in the room, one for each seat: in alphabetical order of delegation and name, those without a delegation last.
 *
 * A seat may have several windows open; it is where its newest window says, unless that one is idle and another is not. A page on a wall
 * says nothing of a person who has another.
 */
export function peopleIn(states: readonly RoomState[], me: string): readonly Person[] {
	const bySeat = new Map<string, { person: Person; changedAt: number }>()
	for (const { state, changedAt } of states) {
		const place = readPlace(state)
		if (place === null) continue
		const { who, clause, typing, idle } = place
		const isDisplay = place.display === true
		const follows = place.follows ?? null
		const isMe = who.seat === me
		const person: Person = { who, clause, typing, idle, isMe, follows, isDisplay }
		const other = bySeat.get(who.seat)
		if (other === undefined || isNewer({ person, changedAt }, other)) {
			bySeat.set(who.seat, { person, changedAt })
		}
	}
	return [...bySeat.values()].map(({ person }) => person).sort(inOrder)
}

/**
 * `people`, with what is the same as in `before` taken from there: each person who has not changed, and the whole where nobody has. So what
 * shows them sees that nothing is to be drawn.
 */
export function withKnown(before: readonly Person[], people: readonly Person[]): readonly Person[] {
	const known = new Map(before.map((person) => [person.who.seat, person]))
	const kept = people.map((person) => {
		const one = known.get(person.who.seat)
		return one !== undefined && isSame(one, person) ? one : person
	})
	return sameList(before, kept)
}

/** The people in each clause, in the order of `people`; a clause in which nobody changed has the list that it has in `before`. */
export function peopleByClause(
	people: readonly Person[],
	before?: ReadonlyMap<string, readonly Person[]>
): ReadonlyMap<string, readonly Person[]> {
	const lists = new Map<string, readonly Person[]>()
	for (const person of people) {
		if (person.clause === null) continue
		lists.set(person.clause, [...(lists.get(person.clause) ?? []), person])
	}
	for (const [clause, list] of lists) lists.set(clause, sameList(before?.get(clause) ?? [], list))
	return lists
}

/** `before` where `now` holds the very same in the same order, else `now`. */
function sameList<T>(before: readonly T[], now: readonly T[]): readonly T[] {
	return before.length === now.length && now.every((one, at) => one === before[at]) ? before : now
}

function isSame(a: Person, b: Person): boolean {
	return (
		a.clause === b.clause &&
		a.typing === b.typing &&
		a.idle === b.idle &&
		a.isMe === b.isMe &&
		a.follows === b.follows &&
		a.isDisplay === b.isDisplay &&
		isSameSeat(a.who, b.who)
	)
}

function isSameSeat(a: StampedSeat, b: StampedSeat): boolean {
	if (a === b) return true
	return (
		a.seat === b.seat &&
		a.name === b.name &&
		a.initials === b.initials &&
		a.role === b.role &&
		a.delegation?.code === b.delegation?.code &&
		a.delegation?.name === b.delegation?.name &&
		a.delegation?.slot === b.delegation?.slot
	)
}

interface Seen {
	readonly person: Person
	readonly changedAt: number
}

function isNewer(a: Seen, b: Seen): boolean {
	if (a.person.isDisplay !== b.person.isDisplay) return !a.person.isDisplay
	if (a.person.idle !== b.person.idle) return !a.person.idle
	return a.changedAt > b.changedAt
}

function inOrder(a: Person, b: Person): number {
	const [first, second] = [a.who.delegation?.name, b.who.delegation?.name]
	if (first !== second) {
		if (first === undefined) return 1
		if (second === undefined) return -1
		return first.localeCompare(second)
	}
	return a.who.name.localeCompare(b.who.name, undefined, { numeric: true })
}

/**
 * Whom I see in front when I follow `seat`: that person, or the one at the head of the line where they follow somebody themselves. Null
 * where that person is not here, or the line leads back to `me`.
 */
export function leaderOf(people: readonly Person[], seat: string, me: string): Person | null {
	const passed = new Set<string>([me])
	let next: string | null = seat
	let leader: Person | null = null
	while (next !== null) {
		if (passed.has(next)) return null
		passed.add(next)
		const here = people.find(({ who }) => who.seat === next)
		// they follow somebody who has gone: they stand where they stand
		if (here === undefined) return leader
		leader = here
		next = here.follows
	}
	return leader
}

/** Someone as they are called where it matters who speaks: `Advisor 1, Ukraine`, `Secretariat`. */
export function fullName({
	name,
	delegation,
}: {
	readonly name: string
	readonly delegation: { readonly name: string } | null
}): string {
	return delegation === null ? name : `${name}, ${delegation.name}`
}

/** How many people of each delegation are there; those without one under null, last. */
export function tallyOf(
	people: readonly Person[]
): readonly { readonly delegation: StampedSeat['delegation']; readonly count: number }[] {
	const tally = new Map<string, { delegation: StampedSeat['delegation']; count: number }>()
	for (const { who } of people) {
		const key = who.delegation?.code ?? ''
		const row = tally.get(key) ?? { delegation: who.delegation, count: 0 }
		row.count += 1
		tally.set(key, row)
	}
	return [...tally.values()]
}
