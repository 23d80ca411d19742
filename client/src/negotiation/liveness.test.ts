import { expect, test } from 'vitest'
import { Liveness, LOOK_MS, type Verdict } from './liveness.ts'

/** A page that looks at its line, on a clock that the test moves. */
class Page {
	now = 1_000_000
	readonly line = new Liveness(this.now)
	/** When it was asked, and when the line was given up. */
	readonly asked: number[] = []
	readonly lost: number[] = []

	constructor() {
		this.line.opened()
	}

	/** Looks as often as a page does, for `ms`; `onAsk` may answer. */
	run(ms: number, onAsk: () => void = () => undefined): void {
		for (const end = this.now + ms; this.now < end;) {
			this.now += LOOK_MS
			this.look(onAsk)
		}
	}

	look(onAsk: () => void = () => undefined): Verdict {
		const verdict = this.line.look(this.now)
		if (verdict === 'ask') {
			this.asked.push(this.now)
			this.line.asked(this.now)
			onAsk()
		} else if (verdict === 'give-up') {
			this.lost.push(this.now)
			this.line.dialing()
		}
		return verdict
	}

	answer(): void {
		this.line.heard()
		this.line.answered(this.now)
	}
}

test('[O11] a line that goes dead is given up within five seconds', () => {
	for (let offset = 0; offset < LOOK_MS; offset += 50) {
		const page = new Page()
		page.run(10_000, () => {
			page.answer()
		})
		page.now += offset
		page.line.heard()
		const diedAt = page.now
		page.run(6_000)
		expect((page.lost[0] ?? Infinity) - diedAt).toBeLessThan(5_000)
	}
})

test('[O11] a line on which something comes is not asked', () => {
	const page = new Page()
	for (let i = 0; i < 100; i++) {
		page.line.heard()
		page.run(1_200)
	}
	expect(page.asked).toEqual([])
})

test('[O11] a silent line is asked every two seconds and kept while it answers', () => {
	const page = new Page()
	page.run(60_000, () => {
		page.answer()
	})
	expect(page.lost).toEqual([])
	expect(page.asked.length).toBeGreaterThan(20)
	expect(page.asked.length).toBeLessThanOrEqual(30)
})

test('[O12] a page that slept, stood still or was throttled asks before it doubts the line', () => {
	const page = new Page()
	page.now += 3 * 3_600_000
	expect(page.look()).toBe('wait')
	page.run(2_000, () => {
		page.answer()
	})
	expect(page.lost).toEqual([])
	page.line.asked(page.now)
	// the answer is here, and the page had no time to read it
	page.now += 20_000
	expect(page.look()).toBe('wait')
})

test('[O12] a slow line is given ever more time until it gets through, and keeps what was learnt of it', () => {
	const page = new Page()
	const TRIP_MS = 9_000
	/** Every question is answered after `TRIP_MS`, unless its connection was given up meanwhile. */
	const runSlowly = (ms: number): void => {
		for (const end = page.now + ms; page.now < end;) {
			const lost = page.lost.length
			page.run(LOOK_MS)
			if (page.lost.length > lost) page.line.opened()
			const askedAt = page.asked.at(-1) ?? Infinity
			if (page.now - askedAt >= TRIP_MS && askedAt > (page.lost.at(-1) ?? 0)) page.answer()
		}
	}
	runSlowly(120_000)
	expect(page.lost.length).toBe(3)
	runSlowly(600_000)
	expect(page.lost.length).toBe(3)
})

test('[O12] a connection that is not made in time is tried anew, each time with more patience', () => {
	const page = new Page()
	page.line.dialing()
	const begun = page.now
	page.run(60_000)
	const pauses = page.lost.map((at, i) => at - (page.lost[i - 1] ?? begun))
	expect(pauses[0]).toBeLessThan(7_000)
	expect(pauses[1]).toBeGreaterThan(11_000)
	expect(Math.max(...pauses)).toBeLessThan(32_000)
	page.line.closed()
	page.run(120_000)
	expect(page.lost).toHaveLength(pauses.length)
})
