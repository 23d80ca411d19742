import { expect, test } from 'vitest'
import { runSession } from './testing/session.ts'

const SESSIONS = process.env['PARLEY_SCALE'] === 'long' ? 20_000 : 200
const FIRST_SEED = Number(process.env['PARLEY_SEED'] ?? 1)

test(`[E1] ${String(SESSIONS)} sessions of three people from seed ${String(FIRST_SEED)} converge and lose nothing`, () => {
	for (let seed = FIRST_SEED; seed < FIRST_SEED + SESSIONS; seed++) {
		const failure = runSession(seed)
		expect(failure && `seed ${String(seed)}: ${failure.message}\n${failure.log.join('\n')}`).toBe(
			undefined
		)
	}
})
