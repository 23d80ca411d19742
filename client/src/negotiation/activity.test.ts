import { expect, test } from 'vitest'
import { ActivityDigest } from './activity.ts'

test('[A1] a digest comes at most every 20 seconds and counts bursts as edits', () => {
	const digest = new ActivityDigest()
	expect(digest.take(0)).toBeNull()
	digest.changed('Ukraine', 'point 4', 1_000)
	digest.changed('Ukraine', 'point 4', 1_200)
	digest.changed('Ukraine', 'point 4', 5_000)
	digest.changed('France', 'point 7', 5_100)
	expect(digest.take(6_000)).toBe(
		'Ukraine changed point 4, 2 edits. France changed point 7, 1 edit.'
	)
	digest.changed('France', 'point 7', 7_000)
	expect(digest.take(25_999)).toBeNull()
	expect(digest.take(26_000)).toBe('France changed point 7, 1 edit.')
	expect(digest.take(60_000)).toBeNull()
})

test('[A2] nothing is said during my own typing', () => {
	const digest = new ActivityDigest()
	digest.changed('Ukraine', 'point 4', 1_000)
	digest.typed(30_000)
	expect(digest.take(32_000)).toBeNull()
	expect(digest.take(33_000)).toBe('Ukraine changed point 4, 1 edit.')
})
