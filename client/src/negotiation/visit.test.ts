// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Visits, type Visit } from './visit.ts'

const MINUTE_MS = 60_000
const WHO = { negotiation: 'ng_1', seat: 'st_1' }

let visits: Visits | null = null
let position = 7
/** How long this machine was awake, which is all that a clock of the page knows. */
let awakeMs = 0

beforeEach(() => {
	vi.useFakeTimers({ toFake: ['Date'] })
	show('visible')
})

afterEach(() => {
	visits?.close(true)
	visits = null
	localStorage.clear()
	vi.useRealTimers()
})

function show(state: DocumentVisibilityState): void {
	vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state)
	document.dispatchEvent(new Event('visibilitychange'))
}

function open(): readonly Visit[] {
	const told: Visit[] = []
	visits = new Visits(
		WHO,
		() => ({ position, at: awakeMs }),
		(since) => told.push(since)
	)
	return told
}

function pass(ms: number, isAwake: boolean): void {
	vi.setSystemTime(Date.now() + ms)
	if (isAwake) awakeMs += ms
}

test('[V1] who looks away for more than five minutes comes back, and who looks away for less does not', () => {
	const told = open()
	show('hidden')
	pass(4 * MINUTE_MS, true)
	show('visible')
	expect(told).toEqual([])
	show('hidden')
	position = 9
	pass(6 * MINUTE_MS, true)
	show('visible')
	expect(told.map((visit) => visit.position)).toEqual([7])
})

test('[V4] the time that a machine slept counts as well', () => {
	const told = open()
	show('hidden')
	pass(120 * MINUTE_MS, false)
	show('visible')
	expect(told).toHaveLength(1)
})
