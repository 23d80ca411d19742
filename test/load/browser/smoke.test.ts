import { expect, test } from 'vitest'
import { BrowserStage } from './scenario.ts'

// A file of its own, so that it goes beside the ones without a browser.
test('a page of ours is opened through a long way and typed in while others work', async () => {
	const stage = await BrowserStage.open({
		clauses: 3,
		words: 50,
		present: 3,
		keys: 5,
		recordedSeconds: 8,
		roundTripMs: 10,
	})
	try {
		const { moments } = await stage.record()
		expect(moments.length).toBeGreaterThan(3 * 5)
		const run = await stage.run(1)
		expect(run.faults).toEqual([])
		expect(run['scriptKb']).toBeGreaterThan(100)
		expect(run['readableMs']).toBeGreaterThan(20)
		expect(run['keys']).toBeGreaterThan(0)
		expect(run['keyP50Ms']).toBeGreaterThan(0)
	} finally {
		await stage.close()
	}
})
