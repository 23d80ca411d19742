import { expect, test } from 'vitest'
import { firstSeed, scaled, share } from '../support/scale.ts'
import { runCrossing, type CrossingCounts } from './deals/crossing.ts'

const { index, of } = share()
const RUNS = Math.floor(scaled(40, 3000) / of)
const FIRST = firstSeed(1) + index * RUNS

test(`[Q3] [Q5] [Q12] edits, undoing and answers cross on words that others suggest: seeds ${FIRST} to ${FIRST + RUNS - 1}`, async () => {
	const counts: CrossingCounts = { accepted: 0, refused: 0, answered: 0, undone: 0, restyled: 0 }
	for (let seed = FIRST; seed < FIRST + RUNS; seed++) {
		try {
			await runCrossing(seed, counts)
		} catch (error) {
			throw new Error(`seed ${seed} failed; repeat it with PARLEY_SEED=${seed}`, { cause: error })
		}
	}
	console.log(`${RUNS} runs: ${JSON.stringify(counts)}`)
	const { restyled, ...others } = counts
	for (const count of Object.values(others)) expect(count).toBeGreaterThan(RUNS)
	expect(restyled).toBeGreaterThan(RUNS / 4)
})
