import { type AuthorshipJson, type RoomJson, type SeatJson } from '@parley/protocol'
import { expect, test } from 'vitest'
import { bandsOf, sharesOf } from './whoWrote.ts'

const UKRAINE = { id: 'dl_ua', code: 'UA', name: 'Ukraine', slot: 1 } as const
const FRANCE = { id: 'dl_fr', code: 'FR', name: 'France', slot: 2 } as const
const seat = (id: string, name: string, delegation: SeatJson['delegation']): SeatJson => ({
	id,
	role: 'advisor',
	name,
	initials: 'A',
	delegation,
	revoked: false,
})
const room: Pick<RoomJson, 'seats' | 'phase'> = {
	seats: [
		seat('st_1', 'Advisor 1', UKRAINE),
		seat('st_2', 'Advisor 2', UKRAINE),
		seat('st_3', 'Advisor 3', FRANCE),
	],
	phase: { kind: 'drafting', deadline: { at: Date.UTC(2025, 11, 9, 18), zone: 'Europe/London' } },
}
const AT = Date.UTC(2025, 11, 8, 14, 2)
const stamps = { firstAt: AT, firstPosition: 2, lastAt: AT, lastPosition: 2 }
const answer: AuthorshipJson = {
	clause: 'cl_1',
	position: 9,
	written: [
		{ block: 'a', offset: 0, length: 6, seat: null, ...stamps, repeats: [] },
		{ block: 'a', offset: 6, length: 3, seat: 'st_1', ...stamps, repeats: ['st_3'] },
		{ block: 'a', offset: 9, length: 1, seat: 'st_3', ...stamps, repeats: [] },
	],
	deleted: [
		{ block: 'a', offset: 6, words: 'never', author: 'st_1', seat: 'st_2', ...stamps },
		{ block: 'a', offset: 6, words: ' today ', author: 'st_1', seat: 'st_3', ...stamps },
		{ block: 'a', offset: 6, words: null, author: 'st_1', seat: 'st_3', ...stamps },
	],
	next: null,
	shares: [
		{ seat: 'st_1', delegation: UKRAINE, name: 'Advisor 1', initials: 'A1', units: 3 },
		{ seat: null, delegation: null, name: '', initials: '', units: 9 },
	],
}

test('[U1] words are named by author, delegation and moment; of deletions those of another delegation’s words, by its code', () => {
	expect(bandsOf(answer, room, { kind: 'all' }).map((band) => band.say())).toEqual([
		'Base text',
		'Advisor 1, Ukraine · Mon 14:02 · repeats words of Advisor 3, France',
		'Advisor 3, France · Mon 14:02',
		'Deleted by FR: “today” of Advisor 1, Ukraine · Advisor 3, France · Mon 14:02',
	])
})

test('[U2] what is not looked for is faint: by delegation, by person', () => {
	const faint = (filter: Parameters<typeof bandsOf>[2]) =>
		bandsOf(answer, room, filter).map(({ isFaint }) => isFaint)
	expect(faint({ kind: 'all' })).toEqual([false, false, false, false])
	expect(faint({ kind: 'delegation', id: 'dl_fr' })).toEqual([true, true, false, false])
	expect(faint({ kind: 'seat', id: 'st_2' })).toEqual([true, true, true, true])
})

test('[U3] shares are of all that was told, the imported text last', () => {
	expect(
		sharesOf([answer, answer], room).map(({ author, percent }) => [author.name, percent])
	).toEqual([
		['Advisor 1, Ukraine', 25],
		['Base text', 75],
	])
})
