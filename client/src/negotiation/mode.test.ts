import { type SeatJson } from '@parley/protocol'
import { expect, test } from 'vitest'
import { stoppedReason, whoSettles } from './mode.ts'

const seat = (role: SeatJson['role'], revoked = false): SeatJson => ({
	id: 's-1',
	name: 'Somebody',
	initials: 'S',
	role,
	delegation: null,
	revoked,
})

test('whoever lost the seat is told so, and not to ask for a link', () => {
	expect(stoppedReason('revoked', true)).toBe(
		'Your seat was taken away by the secretariat. Your words are kept in the record.'
	)
	expect(stoppedReason('revoked', false)).toContain('Ask the secretariat for a new link')
})

test('a chair is named where one has a seat', () => {
	expect(whoSettles([seat('secretariat'), seat('advisor')])).toBe('the secretariat')
	expect(whoSettles([seat('secretariat'), seat('chair', true)])).toBe('the secretariat')
	expect(whoSettles([seat('secretariat'), seat('chair')])).toBe('the chair or the secretariat')
})
