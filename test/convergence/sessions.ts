import { expect, test } from 'vitest'
import { firstSeed, scaled } from '../support/scale.ts'
import { expectConverged } from './checks.ts'
import { runSession } from './run.ts'

const RUNS = scaled(200, 10_000)
const PORTION = scaled(20, 100)
/** Sessions at a time in each process: most of a session is waiting for sockets. */
const AT_ONCE = 4

/**
 * The convergence tests of one half of the seeds, so that two processes can share them: sessions of five people whose connections are
 * cut, in one of four with a freeze in the middle. A seed that fails is named, and repeated with `PARLEY_SEED`.
 */
export function convergenceTests(half: 0 | 1): void {
	const seeds = Array.from({ length: RUNS / 2 }, (_, index) => firstSeed(1) + 2 * index + half)
	let frozenRuns = 0
	let cuts = 0

	for (let from = 0; from < seeds.length; from += PORTION) {
		const portion = seeds.slice(from, from + PORTION)
		const name = `seeds ${portion[0] ?? 0} to ${portion.at(-1) ?? 0}`
		test(`[L3] [L9] [F4] five people, three clauses, cut connections: ${name}`, async () => {
			const waiting = [...portion]
			const next = async (): Promise<void> => {
				for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
					const run = await oneRun(seed)
					if (run.frozen) frozenRuns++
					cuts += run.cuts
				}
			}
			await Promise.all(Array.from({ length: AT_ONCE }, next))
		})
	}

	test('one run of four was frozen, and two connections or more were cut in each', () => {
		// Seeds that are divided by four freeze: half of one half, none of the other.
		const freezing = seeds.filter((seed) => seed % 4 === 0).length
		expect(frozenRuns).toBe(freezing)
		expect(cuts).toBeGreaterThanOrEqual(2 * seeds.length)
		console.log(`${seeds.length} runs, ${frozenRuns} frozen, ${cuts} connections cut`)
	})
}

/** Runs and checks one session. An error names its seed. */
async function oneRun(seed: number): Promise<{ frozen: boolean; cuts: number }> {
	try {
		return await checkedRun(seed)
	} catch (error) {
		throw new Error(`seed ${seed} failed; repeat it with PARLEY_SEED=${seed}`, { cause: error })
	}
}

async function checkedRun(seed: number): Promise<{ frozen: boolean; cuts: number }> {
	const run = await runSession(seed)
	const { server, participants, frozen, cuts } = run
	try {
		const documents = server.clauses.map((_, index) => server.document(index))
		await expectConverged(server, participants, documents)
		return { frozen, cuts }
	} finally {
		for (const { client } of participants) client.close()
		await server.close()
	}
}
