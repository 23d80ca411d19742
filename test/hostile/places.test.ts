import { seededRandom } from '@parley/server/src/negotiation/testRoom.ts'
import { expect, test } from 'vitest'
import { firstSeed, scaled } from '../support/scale.ts'
import { placeAtRandom, type Placing } from './placing.ts'

const EDITS = scaled(4000, 1_000_000)

/** Edits of one seed: a run that goes wrong is repeated by its own. */
const PER_SEED = 1000

test('[X51] structs put anywhere: what the gate takes has one order of units, in whatever order it comes', () => {
	const seed = firstSeed(1)
	const outcome: Placing = { offered: 0, taken: 0 }
	for (let from = 0; from * PER_SEED < EDITS; from++) {
		const wrong = placeAtRandom(seededRandom(seed + from), PER_SEED, outcome)
		expect(wrong, `seed ${seed + from}`).toBe(null)
	}
	console.log(`[X51] from seed ${seed}`, outcome)
	expect(outcome.taken).toBeGreaterThan(EDITS / 20)
})
