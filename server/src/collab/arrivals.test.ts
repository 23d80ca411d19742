import { expect, test } from 'vitest'
import { Arrivals } from './arrivals.ts'
import { type Arrival } from './participant.ts'

const arrival = (document: string, bytes: number): Arrival => ({
	frame: { kind: 'remark', document },
	bytes: new Uint8Array(bytes),
})

test('[C34] what comes behind a handshake is kept in its order, for each document', () => {
	const arrivals = new Arrivals(100)
	const [first, second, other] = [arrival('a', 10), arrival('a', 20), arrival('b', 30)]
	arrivals.expect('a')
	arrivals.expect('b')
	for (const one of [first, other, second]) expect(arrivals.keep(one)).toBe(true)
	expect(arrivals.take('a')).toEqual([first, second])
	expect(arrivals.isExpected('a')).toBe(false)
	expect(arrivals.isExpected('b')).toBe(true)
	expect(arrivals.take('a')).toEqual([])
	expect(arrivals.take('b')).toEqual([other])
})

test('[C14] no more than a bound is kept for all documents together, and what is taken makes room', () => {
	const arrivals = new Arrivals(100)
	arrivals.expect('a')
	arrivals.expect('b')
	expect(arrivals.keep(arrival('a', 60))).toBe(true)
	expect(arrivals.keep(arrival('b', 41))).toBe(false)
	arrivals.take('a')
	expect(arrivals.keep(arrival('b', 41))).toBe(true)
	arrivals.clear()
	arrivals.expect('b')
	expect(arrivals.keep(arrival('b', 100))).toBe(true)
})
