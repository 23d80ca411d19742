import { expect, test } from 'vitest'
import { runAuthorSession } from './testing/authorSession.ts'

const SESSIONS = process.env['PARLEY_SCALE'] === 'long' ? 5_000 : 100
const FIRST_SEED = Number(process.env['PARLEY_SEED'] ?? 1)

test(`[T50] [T51] [T52] [T53] [T54] [T93] ${String(SESSIONS)} sessions of three people from seed ${String(FIRST_SEED)} leave every character its author`, () => {
	let characters = 0
	const carried = { dragged: 0, pasted: 0 }
	for (let seed = FIRST_SEED; seed < FIRST_SEED + SESSIONS; seed++) {
		const { failure, written, dragged, pasted } = runAuthorSession(seed)
		expect(failure && `seed ${String(seed)}: ${failure.message}\n${failure.log.join('\n')}`).toBe(
			undefined
		)
		characters += written
		carried.dragged += dragged
		carried.pasted += pasted
	}
	expect(carried.dragged).toBeGreaterThan(SESSIONS / 4)
	expect(carried.pasted).toBeGreaterThan(SESSIONS / 10)
	console.log(
		`${String(characters)} characters, all of them by their authors; ${JSON.stringify(carried)}`
	)
})
