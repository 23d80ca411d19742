import { createId } from '@parley/domain'
import { expect, test } from 'vitest'
import { ClockOffsets } from './clockOffsets.ts'

const seats = [1, 2, 3, 4].map((n) => createId('seat', () => n / 10))

/** Reports of one device each, of the first seats in order; gives what the last one led to. */
function report(offsets: ClockOffsets, ...values: readonly number[]): number | null {
	return values.reduce<number | null>((_, offset, index) => {
		const seat = seats[index]
		return seat === undefined ? null : offsets.report(seat, seat, offset)
	}, null)
}

test('[C30] the median of three seats over two seconds is told once', () => {
	const offsets = new ClockOffsets()
	expect(report(offsets, 9000, 3000)).toBeNull()
	expect(report(offsets, 9000, 3000, -100)).toBe(3000)
	expect(report(offsets, 9000, 3000, -100)).toBeNull()
})

test('[C30] after it has been right it is told again', () => {
	const offsets = new ClockOffsets()
	expect(report(offsets, -2500, -2500, -2500)).toBe(-2500)
	expect(report(offsets, 0, 0, 0)).toBeNull()
	expect(report(offsets, 0, -3000, -3000)).toBe(-3000)
})

test('[C30] one wrong clock, two seats, and many devices of one seat say nothing', () => {
	expect(report(new ClockOffsets(), 0, 60_000, 0, 0)).toBeNull()
	const offsets = new ClockOffsets()
	const [one, other] = seats
	if (one === undefined || other === undefined) throw new Error('no seats')
	const devices = [{}, {}, {}, {}]
	expect(devices.map((device) => offsets.report(device, one, 9000))).toEqual(
		devices.map(() => null)
	)
	expect(offsets.report({}, other, 9000)).toBeNull()
})

test('[C30] a client that has gone counts no more', () => {
	const offsets = new ClockOffsets()
	report(offsets, 3000, 3000)
	for (const seat of seats) offsets.forget(seat)
	expect(report(offsets, 3000)).toBeNull()
	expect(offsets.median()).toBeNull()
})
