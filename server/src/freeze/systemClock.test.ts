import { parseInstant } from '@parley/domain'
import { expect, test } from 'vitest'
import { createSystemClock, type ClockNotice, type TimeSources } from './systemClock.ts'

const NOON = Date.UTC(2025, 11, 9, 12)

/** Time that a test moves: awake time moves all three sources, sleep all but the monotonic one, a step the wall alone. */
function createTime() {
	let wall = NOON
	let monotonic = 5000
	let uptime = 90_000
	const sources: TimeSources = {
		wallMs: () => wall,
		monotonicMs: () => monotonic,
		uptimeMs: () => uptime,
	}
	return {
		sources,
		pass(ms: number) {
			wall += ms
			monotonic += ms
			uptime += ms
		},
		sleep(ms: number) {
			wall += ms
			uptime += ms
		},
		stepWall(ms: number) {
			wall += ms
		},
	}
}

test('[F1] a step of the wall clock by an hour, either way, does not move the time', () => {
	for (const hour of [3_600_000, -3_600_000]) {
		const time = createTime()
		const notices: ClockNotice[] = []
		const clock = createSystemClock({ sources: time.sources, onNotice: (n) => notices.push(n) })
		time.pass(1500)
		time.stepWall(hour)
		time.pass(10)
		expect(clock.now()).toBe(NOON + 1510)
		expect(notices).toEqual([{ kind: 'wall-stepped', ms: hour }])
		time.pass(1000)
		expect(clock.now()).toBe(NOON + 2510)
		clock.close()
	}
})

test('[F1] time asleep counts, to the millisecond, and is told', () => {
	const time = createTime()
	const notices: ClockNotice[] = []
	const clock = createSystemClock({ sources: time.sources, onNotice: (n) => notices.push(n) })
	time.pass(100)
	time.sleep(600_000)
	time.pass(1)
	expect(clock.now()).toBe(NOON + 600_101)
	expect(notices).toEqual([{ kind: 'slept', ms: 600_000 }])
	clock.close()
})

test('[F1] the clock never starts below what is stored, and never goes back', () => {
	const time = createTime()
	const floor = parseInstant(NOON + 5000)
	const clock = createSystemClock({ sources: time.sources, floor })
	expect(clock.now()).toBe(floor)
	time.pass(7)
	expect(clock.now()).toBe(floor + 7)
	clock.close()
})

test('a call is made once its instant has come, and not after it was cancelled', async () => {
	const clock = createSystemClock()
	const calls: string[] = []
	const cancel = clock.schedule(parseInstant(clock.now() + 5), () => calls.push('cancelled'))
	cancel()
	const at = parseInstant(clock.now() + 20)
	const due = await new Promise<number>((resolve) => {
		clock.schedule(at, () => {
			resolve(clock.now())
		})
	})
	expect(due).toBeGreaterThanOrEqual(at)
	expect(calls).toEqual([])
	clock.close()
})
