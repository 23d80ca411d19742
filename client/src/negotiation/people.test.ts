import { type StampedPlace, type StampedSeat } from '@parley/protocol'
import { expect, test } from 'vitest'
import { leaderOf, peopleByClause, peopleIn, tallyOf, withKnown } from './people.ts'

const UKRAINE = { code: 'UA', name: 'Ukraine', slot: 3 } as const
const FRANCE = { code: 'FR', name: 'France', slot: 1 } as const

function seat(id: string, name: string, delegation: StampedSeat['delegation']): StampedSeat {
	return { seat: id, name, initials: 'A1', role: 'advisor', delegation }
}

function state(who: StampedSeat, place: Partial<StampedPlace> = {}): StampedPlace {
	return { who, clause: null, typing: false, idle: false, ...place }
}

const first = seat('st_1', 'Advisor 1', UKRAINE)

test('[P1] several windows of a seat are one person, where the newest window is', () => {
	const people = peopleIn(
		[
			{ clientId: 1, state: state(first, { clause: 'cl_1' }), changedAt: 5 },
			{ clientId: 2, state: state(first, { clause: 'cl_2' }), changedAt: 9 },
		],
		'st_1'
	)
	expect(people).toMatchObject([{ clause: 'cl_2', isMe: true }])
})

test('[P1] a window in use beats a newer idle one', () => {
	const people = peopleIn(
		[
			{ clientId: 1, state: state(first, { clause: 'cl_1' }), changedAt: 5 },
			{ clientId: 2, state: state(first, { clause: 'cl_2', idle: true }), changedAt: 9 },
		],
		'st_9'
	)
	expect(people).toMatchObject([{ clause: 'cl_1', idle: false, isMe: false }])
})

test('[P2] a state without a stamp is nobody', () => {
	const claims = { clause: 'cl_1', typing: true, idle: false, name: 'The chair' }
	expect(peopleIn([{ clientId: 1, state: claims, changedAt: 1 }], 'st_1')).toEqual([])
	expect(peopleIn([{ clientId: 1, state: null, changedAt: 1 }], 'st_1')).toEqual([])
})

test('[P3] by delegation, then name with numbers in their order; the secretariat last', () => {
	const seats = [
		seat('st_4', 'Secretary', null),
		seat('st_2', 'Advisor 10', UKRAINE),
		seat('st_3', 'Advisor 9', UKRAINE),
		seat('st_1', 'Advisor 1', FRANCE),
	]
	const people = peopleIn(
		seats.map((who, i) => ({ clientId: i, state: state(who), changedAt: i })),
		'st_1'
	)
	expect(people.map(({ who }) => who.seat)).toEqual(['st_1', 'st_3', 'st_2', 'st_4'])
	expect(tallyOf(people)).toEqual([
		{ delegation: FRANCE, count: 1 },
		{ delegation: UKRAINE, count: 2 },
		{ delegation: null, count: 1 },
	])
})

test('[P5] a page on a wall is not where its person is', () => {
	const states = [
		{ clientId: 1, state: state(first, { clause: 'cl_1', idle: true }), changedAt: 5 },
		{ clientId: 2, state: state(first, { display: true }), changedAt: 9 },
	]
	expect(peopleIn(states, 'st_9')).toMatchObject([{ clause: 'cl_1', isDisplay: false }])
	expect(peopleIn(states.slice(1), 'st_9')).toMatchObject([{ isDisplay: true }])
})

test('[P6] whoever follows a follower follows the one in front, and nobody follows themselves', () => {
	const [second, third] = [seat('st_2', 'Advisor 2', FRANCE), seat('st_3', 'Advisor 3', FRANCE)]
	const people = peopleIn(
		[
			{ clientId: 1, state: state(first, { follows: 'st_2' }), changedAt: 1 },
			{ clientId: 2, state: state(second, { follows: 'st_3' }), changedAt: 2 },
			{ clientId: 3, state: state(third), changedAt: 3 },
		],
		'st_9'
	)
	expect(leaderOf(people, 'st_1', 'st_9')?.who.seat).toBe('st_3')
	expect(leaderOf(people, 'st_3', 'st_9')?.who.seat).toBe('st_3')
	// the third asks to follow the first, at whose end they stand themselves
	expect(leaderOf(people, 'st_1', 'st_3')).toBeNull()
	expect(leaderOf(people, 'st_8', 'st_9')).toBeNull()
	const withoutThird = people.filter(({ who }) => who.seat !== 'st_3')
	expect(leaderOf(withoutThird, 'st_1', 'st_9')?.who.seat).toBe('st_2')
})

test('[P8] who goes from one clause to another changes those two and no other', () => {
	const at = (clause: string) => [
		{ clientId: 1, state: state(first, { clause }), changedAt: 1 },
		{
			clientId: 2,
			state: state(seat('st_2', 'Advisor 2', FRANCE), { clause: 'cl_3' }),
			changedAt: 1,
		},
	]
	const before = peopleIn(at('cl_1'), 'st_9')
	const lists = peopleByClause(before)
	const same = withKnown(before, peopleIn(at('cl_1'), 'st_9'))
	expect(same).toBe(before)
	const after = withKnown(before, peopleIn(at('cl_2'), 'st_9'))
	const moved = peopleByClause(after, lists)
	expect(moved.get('cl_3')).toBe(lists.get('cl_3'))
	expect([...moved.keys()].sort()).toEqual(['cl_2', 'cl_3'])
	expect(moved.get('cl_2')).toMatchObject([{ clause: 'cl_2', who: { name: 'Advisor 1' } }])
})
