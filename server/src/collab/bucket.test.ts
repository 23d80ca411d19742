import { expect, test } from 'vitest'
import { Bucket } from './bucket.ts'

test('[C14] a bucket gives its burst at once and its rate in the long run', () => {
	const bucket = new Bucket({ burst: 3, perSecond: 2 }, 0)
	const taken = [0, 0, 0, 0, 499, 500, 500].map((nowMs) => bucket.take(1, nowMs))
	expect(taken).toEqual([true, true, true, false, false, true, false])
	const minute = Array.from({ length: 6000 }, (_, i) => bucket.take(1, 500 + (i + 1) * 10))
	expect(minute.filter(Boolean)).toHaveLength(120)
})

test('[C14] a bucket never holds more than its burst', () => {
	const bucket = new Bucket({ burst: 2, perSecond: 100 }, 0)
	const hour = 3_600_000
	expect([1, 1, 1].map((cost) => bucket.take(cost, hour))).toEqual([true, true, false])
})
