import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiError } from './api.ts'
import { untilAnswered } from './untilAnswered.ts'

beforeEach(() => {
	vi.useFakeTimers()
})

afterEach(() => {
	vi.useRealTimers()
})

function failed(status: number): ApiError {
	if (status === 0) return new ApiError('offline', 'GET /', null)
	const problem = { code: 'internal', type: '', title: '', detail: '', status } as const
	return new ApiError('problem', 'GET /', problem)
}

test('[V4] a question is asked again until the line is back and the server answers', async () => {
	const answers = [failed(0), failed(503), 'here']
	const ask = vi.fn(() => {
		const next = answers.shift()
		return next instanceof ApiError ? Promise.reject(next) : Promise.resolve(next)
	})
	const given = untilAnswered(ask, new AbortController().signal)
	await vi.advanceTimersByTimeAsync(1_000)
	expect(ask).toHaveBeenCalledTimes(1)
	await vi.advanceTimersByTimeAsync(10_000)
	expect(await given).toBe('here')
	expect(ask).toHaveBeenCalledTimes(3)
})

test('[V4] what the server refuses is not asked again, nor anything once nobody waits', async () => {
	const never = new AbortController().signal
	expect(await untilAnswered(() => Promise.reject(failed(404)), never)).toBeNull()
	const stop = new AbortController()
	const ask = vi.fn(() => Promise.reject(failed(0)))
	const given = untilAnswered(ask, stop.signal)
	await vi.advanceTimersByTimeAsync(1_000)
	stop.abort()
	await vi.advanceTimersByTimeAsync(10_000)
	expect(await given).toBeNull()
	expect(ask).toHaveBeenCalledTimes(1)
	await expect(untilAnswered(() => Promise.reject(new TypeError('ours')), never)).rejects.toThrow()
})
