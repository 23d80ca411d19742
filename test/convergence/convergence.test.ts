import { expect, test } from 'vitest'
import { firstSeed, scaled } from '../support/scale.ts'
import { expectConverged } from './checks.ts'
import { runSession } from './run.ts'

const RUNS = scaled(200, 10_000)
const PORTION = 25

const first = firstSeed(1)
let frozenRuns = 0
let cuts = 0

for (let from = first; from < first + RUNS; from += PORTION) {
	const to = Math.min(from + PORTION, first + RUNS)
	test(`[L3] [L9] [F4] five people, three clauses, cut connections, seeds ${from} to ${to - 1}`, async () => {
		for (let seed = from; seed < to; seed++) {
			try {
				await oneRun(seed)
			} catch (error) {
				throw new Error(`seed ${seed} failed; repeat it with PARLEY_SEED=${seed}`, { cause: error })
			}
		}
	})
}

test('one run of four was frozen, and two connections or more were cut in each', () => {
	expect(frozenRuns).toBeGreaterThanOrEqual(Math.floor(RUNS / 4))
	expect(cuts).toBeGreaterThanOrEqual(2 * RUNS)
})

async function oneRun(seed: number): Promise<void> {
	const run = await runSession(seed)
	const { server, participants } = run
	try {
		const documents = server.clauses.map((_, index) => server.document(index))
		await expectConverged(server, participants, documents)
		if (run.frozen) frozenRuns++
		cuts += run.cuts
	} finally {
		for (const { client } of participants) client.close()
		await server.close()
	}
}
