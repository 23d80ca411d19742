import { expect, test } from 'vitest'
import { firstSeed, scaled, share } from '../support/scale.ts'
import { meet, type Outcome } from './mutantRoom.ts'

const MUTANTS = scaled(20_000, 10_000_000)

/** How many mutants meet one room. */
const PER_ROOM = 1000

/** One after the other: with brackets or without, negotiated about or not (`mutantRoom.ts`). */
const KINDS_OF_ROOMS = 4

/** How often it is said how far the run is. */
const TOLD_EVERY = 100_000

/** Longer than this and it is a hang: a slow machine takes a few hundred milliseconds. */
const HANG_MS = 5000

const nothingYet = (): Outcome => ({
	mutants: 0,
	taken: 0,
	takenAhead: 0,
	refused: {},
	honest: 0,
	written: 0,
	looks: 0,
	longestMs: 0,
})

test('[X50] mutated updates: no crash, no hang, no partial effect, and a fresh client reads what the live one reads', async () => {
	const seed = firstSeed(4)
	const { index, of } = share()
	console.log(`[X50] ${MUTANTS} mutants from seed ${seed}, share ${index + 1} of ${of}`)
	const outcome = nothingYet()
	const began = performance.now()
	for (let room = 0; room * PER_ROOM < MUTANTS; room++) {
		// of the kinds of rooms, which come by the seed, each share has every one
		if (Math.floor(room / KINDS_OF_ROOMS) % of !== index) continue
		await meetNarrowly(Math.min(PER_ROOM, MUTANTS - room * PER_ROOM), seed + room, outcome)
		if (outcome.mutants % TOLD_EVERY === 0) console.log(`[X50] ${outcome.mutants}`, outcome)
	}
	const perSecond = Math.round((outcome.mutants / (performance.now() - began)) * 1000)
	console.log(`[X50] all of it, ${perSecond} a second`, outcome)
	expect(outcome.taken).toBeGreaterThan(outcome.mutants / 1000)
	expect(outcome.takenAhead).toBeGreaterThan(outcome.mutants / 1000)
	// where it is negotiated about, what is others' was tried
	for (const reason of [
		'not-yours',
		'not-proposer',
		'no-such-placeholder',
		'no-such-alternative',
	] as const)
		expect(outcome.refused[reason] ?? 0, reason).toBeGreaterThan(0)
	expect(outcome.longestMs).toBeLessThan(HANG_MS)
})

/** One room; where something is wrong in it, the same again, looked at after each step, so that the error names the step that did it. */
async function meetNarrowly(count: number, seed: number, outcome: Outcome): Promise<void> {
	try {
		await meet(count, seed, outcome, 'now and then')
	} catch (error) {
		await meet(count, seed, nothingYet(), 'each step')
		throw error
	}
}
