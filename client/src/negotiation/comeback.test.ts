import { type SeatJson } from '@parley/protocol'
import { expect, test } from 'vitest'
import { comebackOf, namesAll, reached, sayComeback } from './comeback.ts'

const UKRAINE = { id: 'dl_1', code: 'UA', name: 'Ukraine', slot: 1 } as const
const FRANCE = { id: 'dl_2', code: 'FR', name: 'France', slot: 2 } as const

function seat(id: string, delegation: SeatJson['delegation'], name = 'Advisor 1'): SeatJson {
	return { id, role: 'advisor', name, initials: 'A1', delegation, revoked: false }
}

const SEATS = [
	seat('me', UKRAINE),
	seat('ua2', UKRAINE, 'Advisor 2'),
	seat('fr1', FRANCE),
	seat('fr2', FRANCE, 'Advisor 2'),
	seat('sec', null, 'Secretariat'),
]

test('[V1] what others changed is counted by their delegations, and what I changed elsewhere is not', () => {
	const answer = {
		position: 40,
		clauses: [
			{ clause: 'one', by: [{ seat: 'me', count: 5 }] },
			{
				clause: 'four',
				by: [
					{ seat: 'fr1', count: 2 },
					{ seat: 'me', count: 1 },
					{ seat: 'fr2', count: 1 },
					{ seat: 'sec', count: 1 },
				],
			},
			{
				clause: 'nine',
				by: [
					{ seat: null, count: 1 },
					{ seat: 'ua2', count: 1 },
				],
			},
		],
	}
	const comeback = comebackOf(answer, 100, 'me', SEATS)
	expect(comeback).toMatchObject({ leftAt: 100, count: 6, pending: ['four', 'nine'], at: null })
	expect(comeback?.points.map(({ by }) => by)).toEqual([
		[
			{ who: 'France', count: 3 },
			{ who: 'Secretariat', count: 1 },
		],
		[
			{ who: 'The server', count: 1 },
			{ who: 'Ukraine', count: 1 },
		],
	])
	expect(comebackOf({ position: 40, clauses: answer.clauses.slice(0, 1) }, 100, 'me', SEATS)).toBe(
		null
	)
})

test('[V2] the whole is said first, then each point that is gone to', () => {
	const by = [{ seat: 'fr1', count: 2 }]
	const clauses = [
		{ clause: 'four', by: [...by, { seat: 'sec', count: 1 }] },
		{ clause: 'nine', by },
	]
	const comeback = comebackOf({ position: 9, clauses }, 100, 'me', SEATS)
	if (comeback === null) throw new Error('nothing was changed')
	expect(sayComeback(comeback, '14:05', '')).toBe('Since you left at 14:05: 5 changes in 2 points')
	const one = comebackOf({ position: 9, clauses: clauses.slice(1) }, 100, 'me', SEATS)
	if (one === null) throw new Error('nothing was changed')
	expect(sayComeback(one, '14:05', '')).toBe('Since you left at 14:05: 2 changes in 1 point')

	const nine = reached(comeback, 'nine')
	expect(sayComeback(nine, '14:05', 'Point 9')).toBe(
		'1 of 2 changed since you left at 14:05: Point 9. France, 2 changes'
	)
	expect(reached(nine, 'one')).toBe(nine)
	const all = reached(nine, 'four')
	expect(all.pending).toEqual([])
	expect(sayComeback(all, '14:05', 'Point 4')).toBe(
		'2 of 2 changed since you left at 14:05: Point 4. France, 2 changes; Secretariat, 1 change'
	)
})

test('[V4] who was invited meanwhile is not known yet, and is never taken for the server', () => {
	const clauses = [{ clause: 'four', by: [{ seat: 'new', count: 1 }] }]
	expect(namesAll({ position: 9, clauses }, SEATS)).toBe(false)
	expect(namesAll({ position: 9, clauses }, [...SEATS, seat('new', FRANCE)])).toBe(true)
	expect(
		namesAll({ position: 9, clauses: [{ clause: 'four', by: [{ seat: null, count: 1 }] }] }, [])
	).toBe(true)
	const by = comebackOf({ position: 9, clauses }, 100, 'me', SEATS)?.points[0]?.by
	expect(by).toEqual([{ who: 'Someone', count: 1 }])
})
