import { ParleyError } from '@parley/domain'
import { expect, test } from 'vitest'
import { parseDelegations, parseSeats, usualSeats } from './draft.ts'

const TWO = parseDelegations('UA:Ukraine, GB:United Kingdom')

test('[K3] delegations are codes with names', () => {
	expect(TWO).toEqual([
		{ code: 'UA', name: 'Ukraine' },
		{ code: 'GB', name: 'United Kingdom' },
	])
	expect(parseDelegations('UA,EU:Union: the whole')).toEqual([
		{ code: 'UA', name: 'UA' },
		{ code: 'EU', name: 'Union: the whole' },
	])
})

test('[K3] seats are roles with a delegation and a name, and get one where they have none', () => {
	const seats = parseSeats(
		'advisor:UA:Legal advisor, advisor:UA, advisor:UA,advisor:GB, secretariat, secretariat, chair::The chair, observer:GB',
		TWO
	)
	expect(
		seats.map(({ role, name, delegationCode }) => `${role}/${delegationCode}/${name}`)
	).toEqual([
		'advisor/UA/Legal advisor',
		'advisor/UA/Advisor 1',
		'advisor/UA/Advisor 2',
		'advisor/GB/Advisor 1',
		'secretariat/null/Secretariat',
		'secretariat/null/Secretariat 2',
		'chair/null/The chair',
		'observer/GB/Observer',
	])
	expect(usualSeats(TWO).map(({ name }) => name)).toEqual([
		'Advisor 1',
		'Advisor 1',
		'Note-taker',
		'Secretariat',
	])
})

test('[K3] what cannot be is one sentence', () => {
	const wrong: readonly [() => unknown, RegExp][] = [
		[() => parseDelegations('ua:Ukraine'), /two or three capital letters/],
		[() => parseDelegations('UA:Ukraine,UA:Again'), /UA is there twice/],
		[() => parseSeats('adviser:UA,secretariat', TWO), /No role "adviser"; there are/],
		[() => parseSeats('advisor,secretariat', TWO), /speaks for a delegation/],
		[() => parseSeats('advisor:FR,secretariat', TWO), /does not name/],
		[() => parseSeats('secretariat::A,secretariat::A', TWO), /there twice/],
		[() => parseSeats('advisor:UA', TWO), /Nobody could run the room/],
		[() => parseSeats('', TWO), /Nobody could run the room/],
	]
	for (const [attempt, message] of wrong) {
		expect(attempt).toThrow(ParleyError)
		expect(attempt).toThrow(message)
	}
})
