// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

beforeEach(() => {
	vi.useFakeTimers()
	vi.resetModules()
})

afterEach(() => {
	vi.useRealTimers()
})

test('[L8] what is wanted later comes when the page is ready, one thing after the other, and what fails holds up nothing', async () => {
	const { soon, pageIsReady } = await import('./soon.ts')
	const said: string[] = []
	soon(() => {
		said.push('keys')
		return Promise.reject(new TypeError('offline'))
	})
	const letBe = soon(() => Promise.resolve(said.push('menu')))
	soon(() => Promise.resolve(said.push('settings')))
	letBe()
	await vi.advanceTimersByTimeAsync(4_000)
	expect(said).toEqual([])
	pageIsReady()
	await vi.advanceTimersByTimeAsync(1_000)
	expect(said).toEqual([])
	await vi.runAllTimersAsync()
	expect(said).toEqual(['keys', 'settings'])
	soon(() => Promise.resolve(said.push('list')))
	await vi.runAllTimersAsync()
	expect(said).toEqual(['keys', 'settings', 'list'])
})

test('[L8] a page that does not say when it is ready has it after five seconds', async () => {
	const { soon } = await import('./soon.ts')
	const said: string[] = []
	soon(() => Promise.resolve(said.push('keys')))
	await vi.advanceTimersByTimeAsync(4_999)
	expect(said).toEqual([])
	await vi.advanceTimersByTimeAsync(100)
	expect(said).toEqual(['keys'])
})
