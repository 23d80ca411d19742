import { expect, test } from 'vitest'
import { ApiError } from '../negotiation/api.ts'
import { FIRST_PAUSE_MS, isGone, mayPass, nextPause } from './retry.ts'

const answered = (status: number) =>
	new ApiError('problem', 'GET /api/v1/negotiations', {
		type: 'about:blank',
		title: 'Something',
		status,
		detail: 'A sentence of the server.',
		code: 'something',
	})
const offline = new ApiError('offline', 'GET /api/v1/negotiations', null)

test('a server that is away or broken is asked again, and what it gave before stays', () => {
	for (const error of [offline, answered(500), answered(503)]) {
		expect([mayPass(error), isGone(error)]).toEqual([true, false])
	}
})

test('what the server refuses is not asked for again, and nothing of it stays', () => {
	for (const status of [401, 403, 404, 410]) {
		expect([mayPass(answered(status)), isGone(answered(status))]).toEqual([false, true])
	}
	expect([mayPass(answered(429)), isGone(answered(429))]).toEqual([false, false])
	expect([mayPass(new TypeError('a fault')), isGone(new TypeError('a fault'))]).toEqual([
		false,
		false,
	])
})

test('pauses grow to ten seconds', () => {
	const pauses = [FIRST_PAUSE_MS]
	while (pauses.length < 6) pauses.push(nextPause(pauses.at(-1) ?? 0))
	expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000])
})
