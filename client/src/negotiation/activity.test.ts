import { expect, test } from 'vitest'
import { ActivityLog, sayActivity } from './activity.ts'

const POINT_4 = { id: 'cl_4', label: 'Point 4' }
const POINT_7 = { id: 'cl_7', label: 'Point 7' }
const all = (): boolean => true

test('[A1] a digest comes at most every 20 seconds and counts bursts as edits', () => {
	const log = new ActivityLog()
	expect(log.take(0, all)).toBeNull()
	log.changed('Ukraine', POINT_4, 1_000)
	log.changed('Ukraine', POINT_4, 1_200)
	log.changed('Ukraine', POINT_4, 5_000)
	log.changed('France', POINT_7, 5_100)
	expect(log.take(6_000, all)).toBe(
		'Ukraine changed Point 4, 2 edits. France changed Point 7, 1 edit.'
	)
	log.changed('France', POINT_7, 7_000)
	expect(log.take(25_999, all)).toBeNull()
	expect(log.take(26_000, all)).toBe('France changed Point 7, 1 edit.')
	expect(log.take(60_000, all)).toBeNull()
})

test('[A2] nothing is said during my own typing', () => {
	const log = new ActivityLog()
	log.changed('Ukraine', POINT_4, 1_000)
	log.typed(30_000)
	expect(log.take(32_000, all)).toBeNull()
	expect(log.take(33_000, all)).toBe('Ukraine changed Point 4, 1 edit.')
})

test('[A3] what is not heard is passed over and does not hold up what is', () => {
	const log = new ActivityLog()
	const isHeard = (clause: string): boolean => clause === 'cl_7'
	log.changed('Ukraine', POINT_4, 1_000)
	expect(log.take(2_000, isHeard)).toBeNull()
	log.changed('France', POINT_7, 3_000)
	expect(log.take(3_500, isHeard)).toBe('France changed Point 7, 1 edit.')
	// nor is it told later, once more is heard
	expect(log.take(60_000, all)).toBeNull()
})

test('[A4] the list keeps all of it, newest first, edits of one author close in time as one', () => {
	const log = new ActivityLog()
	log.changed('Ukraine', POINT_4, 0)
	log.changed('France', POINT_7, 30_000)
	log.changed('Ukraine', POINT_4, 60_000)
	log.take(61_000, () => false)
	log.changed('Ukraine', POINT_4, 200_000)
	expect(log.entries.map(sayActivity)).toEqual([
		'Ukraine changed Point 4, 1 edit.',
		'France changed Point 7, 1 edit.',
		'Ukraine changed Point 4, 2 edits.',
	])
	for (let i = 0; i < 500; i += 1) log.changed(`Delegation ${i}`, POINT_4, 300_000)
	expect(log.entries).toHaveLength(200)
	expect(log.entries[0]?.who).toBe('Delegation 499')
})

test('[A6] what is told later than it came stands where it belongs, and is no edit more', () => {
	const log = new ActivityLog()
	log.changed('France', POINT_4, 2_000)
	log.changed('Ukraine', POINT_7, 3_000)
	log.changed('France', POINT_4, 1_000)
	log.changed('Germany', POINT_7, 2_500)
	expect(log.entries.map(sayActivity)).toEqual([
		'Ukraine changed Point 7, 1 edit.',
		'Germany changed Point 7, 1 edit.',
		'France changed Point 4, 1 edit.',
	])
	expect(log.entries.at(-1)).toMatchObject({ from: 1_000, until: 2_000 })
	expect(log.take(4_000, all)).toBe(
		'France changed Point 4, 1 edit. Germany changed Point 7, 1 edit. Ukraine changed Point 7, 1 edit.'
	)
})
