import { describe } from 'vitest'
import { answerRules } from './contract/answerRules.ts'
import { erasureRules } from './contract/erasureRules.ts'
import { lifeRules } from './contract/lifeRules.ts'
import { logRules } from './contract/logRules.ts'
import { Ground, type Place } from './contract/place.ts'
import { roomRules } from './contract/roomRules.ts'
import { seatRules } from './contract/seatRules.ts'
import { viewRules } from './contract/viewRules.ts'
import { withholdingRules } from './contract/withholdingRules.ts'

/**
 * The tests that every adapter passes: rules S1 to S29 of `SPEC.md`. An adapter's own test file is one call of this, and what only it
 * promises.
 */
export function storageContract(name: string, createPlace: () => Place): void {
	describe(name, () => {
		const ground = new Ground(createPlace)
		logRules(ground)
		viewRules(ground)
		roomRules(ground)
		seatRules(ground)
		erasureRules(ground)
		withholdingRules(ground)
		answerRules(ground)
		lifeRules(ground)
	})
}
