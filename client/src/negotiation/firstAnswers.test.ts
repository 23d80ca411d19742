import { expect, test, vi } from 'vitest'
import { askAhead, isComing, takeFirst } from './firstAnswers.ts'

const ROOM = '/api/v1/negotiations/ng_1'

/** Lets requests of this origin be answered with their path, as long as `run` takes; gives what was asked for. */
async function withServer(run: (asked: readonly string[]) => Promise<void>): Promise<void> {
	const asked: string[] = []
	// a page's clock begins when it is asked for
	vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] })
	vi.stubGlobal('fetch', (path: string) => {
		asked.push(path)
		return Promise.resolve(new Response(path))
	})
	try {
		await run(asked)
	} finally {
		vi.unstubAllGlobals()
		vi.useRealTimers()
	}
}

test('[T3] a page of the room asks for the room and its text, and each answer is taken once', async () => {
	await withServer(async (asked) => {
		askAhead('/n/ng_1')
		expect(asked).toEqual([ROOM, `${ROOM}/text`])
		expect(await (await takeFirst(ROOM))?.text()).toBe(ROOM)
		expect(await takeFirst(ROOM)).toBeNull()
		expect(await (await takeFirst(`${ROOM}/text`))?.text()).toBe(`${ROOM}/text`)
	})
})

test('[T3] what was asked for is coming from its first words until it is taken', async () => {
	await withServer(async () => {
		askAhead('/n/ng_1')
		expect(isComing(ROOM)).toBe(false)
		await vi.waitFor(() => {
			expect(isComing(ROOM)).toBe(true)
		})
		await takeFirst(ROOM)
		expect([isComing(ROOM), isComing(`${ROOM}/text`)]).toEqual([false, true])
		await takeFirst(`${ROOM}/text`)
		expect(isComing(`${ROOM}/text`)).toBe(false)
	})
})

test('[T3] an answer that is old by the time it is wanted is not taken', async () => {
	await withServer(async () => {
		askAhead('/n/ng_1')
		await vi.waitFor(() => {
			expect(isComing(ROOM)).toBe(true)
		})
		vi.advanceTimersByTime(5_000)
		expect(isComing(ROOM)).toBe(false)
		expect(await takeFirst(ROOM)).toBeNull()
	})
})

test('[T3] a page elsewhere asks for nothing', async () => {
	await withServer(async (asked) => {
		for (const path of ['/', '/enter', '/n/ng_1/frozen', '/verify']) askAhead(path)
		expect(asked).toEqual([])
		expect(await takeFirst(ROOM)).toBeNull()
	})
})
