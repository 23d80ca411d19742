import { parseInstant } from '@parley/domain'
import { expect, test } from 'vitest'
import { createSteppedClock } from '../freeze/steppedClock.ts'
import { Outgoing } from './outgoing.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A sender whose writes cost `costMs`, and the turns in which it wrote. */
function setUp() {
	const clock = createSteppedClock(parseInstant(1000))
	let spentMs = 0
	const outgoing = new Outgoing(clock, () => spentMs)
	const written: number[] = []
	return {
		clock,
		written,
		send: (costMs: number): void => {
			outgoing.add({
				flush: () => {
					spentMs += costMs
					written.push(costMs)
				},
			})
		},
	}
}

test('[C19] what comes up at rest leaves at the end of its turn', async () => {
	const { send, written } = setUp()
	for (let i = 0; i < 3; i++) {
		send(0.1)
		await turn()
		expect(written).toHaveLength(i + 1)
	}
})

test('[C33] after writes over their budget the next ones wait four times as long, and 16 ms at most', async () => {
	const { clock, send, written } = setUp()
	send(2)
	await turn()
	send(0.1)
	send(0.1)
	await turn()
	expect(written).toEqual([2])
	clock.step(7)
	expect(written).toEqual([2])
	clock.step(1)
	expect(written).toEqual([2, 0.1, 0.1])
	send(100)
	await turn()
	send(0.1)
	clock.step(16)
	expect(written).toHaveLength(5)
})

test('[C33] after the rest, and after writes within their budget, nothing waits', async () => {
	const { clock, send, written } = setUp()
	send(2)
	await turn()
	clock.step(8)
	send(0.1)
	await turn()
	send(0.1)
	await turn()
	expect(written).toEqual([2, 0.1, 0.1])
})
