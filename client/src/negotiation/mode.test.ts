import { DEFAULT_LADDER } from '@parley/domain'
import { fromRightsJson, type RightsJson, type SeatJson } from '@parley/protocol'
import { expect, test } from 'vitest'
import { modeOf, stoppedReason, whoSettles } from './mode.ts'

const seat = (role: SeatJson['role'], revoked = false): SeatJson => ({
	id: 's-1',
	name: 'Somebody',
	initials: 'S',
	role,
	delegation: null,
	revoked,
})

test('whoever lost the seat is told so, and not to ask for a link', () => {
	expect(stoppedReason('revoked', { kind: 'taken' })).toBe(
		'Your seat was taken away by the secretariat. Your words are kept in the record.'
	)
	expect(stoppedReason('revoked', { kind: 'changed', now: 'Advisor 2, Ukraine' })).toContain(
		'another seat in this room: Advisor 2, Ukraine. Reload'
	)
	expect(stoppedReason('revoked', null)).toContain('Ask the secretariat for a new link')
})

test('a chair is named where one has a seat', () => {
	expect(whoSettles([seat('secretariat'), seat('advisor')])).toBe('the secretariat')
	expect(whoSettles([seat('secretariat'), seat('chair', true)])).toBe('the secretariat')
	expect(whoSettles([seat('secretariat'), seat('chair')])).toBe('the chair or the secretariat')
})

const SEATS: readonly SeatJson[] = [
	{ ...seat('secretariat'), id: 'st_000000000001', name: 'Secretariat' },
	{
		...seat('advisor'),
		id: 'st_000000000002',
		delegation: { id: 'dl_000000000001', code: 'UA', name: 'Ukraine', slot: 1 },
	},
]
const POINT = { id: 'cl_000000000001', status: 'open' } as const
const BY = { by: 'st_000000000001', at: 0 }

function reasonFor(
	rights: Partial<RightsJson>,
	point: Parameters<typeof modeOf>[1] = POINT
): string {
	const [, me] = SEATS
	if (me === undefined) throw new RangeError('no seat')
	const all = { seats: [], delegations: [], clauses: [], held: [], ...rights }
	const set = fromRightsJson(all)
	const ground = {
		me,
		seats: SEATS,
		rights: set,
		ladder: DEFAULT_LADDER,
		phase: 'drafting',
	} as const
	const mode = modeOf(ground, point)
	return mode.kind === 'editing' ? 'editing' : mode.reason
}

test('[G1] whoever cannot write is told who decided it, and why', () => {
	const reason = 'Not accredited yet.'
	const read = { level: 'read', reason, ...BY } as const
	expect(reasonFor({})).toBe('editing')
	expect(reasonFor({ seats: [{ seat: 'st_000000000002', ...read }] })).toBe(
		'Your seat was set to reading only by the Secretariat. Reason: Not accredited yet.'
	)
	expect(reasonFor({ delegations: [{ delegation: 'dl_000000000001', ...read }] })).toBe(
		'Your delegation was set to reading only by the Secretariat. Reason: Not accredited yet.'
	)
	expect(reasonFor({ clauses: [{ clause: POINT.id, ...read, reason: '' }] })).toBe(
		'This point was set to reading only by the Secretariat.'
	)
	const hold = { clause: POINT.id, holder: BY.by, since: 0, reason }
	expect(reasonFor({ held: [hold] })).toBe(
		'This point is held by the Secretariat: nobody writes in it until it is released. Reason: Not accredited yet.'
	)
	expect(reasonFor({ held: [{ ...hold, clause: 'cl_000000000002' }] })).toBe('editing')
})

test('[G1] where a point takes suggestions only, the step that says so is named', () => {
	const answered = 'what you type is a suggestion, which those who run the room answer.'
	expect(reasonFor({}, { ...POINT, status: 'agreed' })).toBe(`This point is agreed: ${answered}`)
	expect(reasonFor({}, { ...POINT, status: 'agreed-ad-referendum' })).toBe(
		`This point stands at “Agreed ad referendum”: ${answered}`
	)
	const set = { clause: POINT.id, level: 'suggest', reason: '', ...BY } as const
	expect(reasonFor({ clauses: [set] }, { ...POINT, status: 'agreed' })).toContain(
		'This point was set to suggesting only by the Secretariat'
	)
})
