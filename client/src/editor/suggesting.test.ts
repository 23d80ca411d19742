import { expect, test } from 'vitest'
import { runSuggestSession } from './testing/suggestSession.ts'

const SESSIONS = process.env['PARLEY_SCALE'] === 'long' ? 5_000 : 60
const FIRST_SEED = Number(process.env['PARLEY_SEED'] ?? 1)

const seeds = Array.from({ length: SESSIONS }, (_, index) => FIRST_SEED + index)

test(`[E74] ${String(SESSIONS)} times somebody suggests whatever they do: the gate takes it, accepted it is the edit, and declined it is nothing`, () => {
	for (const seed of seeds) {
		const failure = runSuggestSession(seed, ['suggests'])
		expect(failure && `seed ${String(seed)}: ${failure}`).toBe(undefined)
	}
})

test(`[E69] ${String(SESSIONS)} times two suggest and one edits beside them: none of their edits touches what another suggests`, () => {
	for (const seed of seeds) {
		const failure = runSuggestSession(seed, ['suggests', 'suggests', 'edits'])
		expect(failure && `seed ${String(seed)}: ${failure}`).toBe(undefined)
	}
})
