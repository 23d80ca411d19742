import { expect, test } from 'vitest'
import { mustMove } from './middle.ts'

const STAGE = { top: 48, bottom: 1048 }
const FRAME = { top: 100, bottom: 900 }

test('[R2] the page follows a caret once it leaves the middle 60 %', () => {
	const at = (top: number) => mustMove({ frame: FRAME, caret: { top, bottom: top + 30 } }, STAGE)
	expect([247, 248, 818, 819].map(at)).toEqual([true, false, false, true])
})

test('[R2] without a caret it goes to the clause where nothing of it is on the screen', () => {
	const at = (top: number, bottom: number) =>
		mustMove({ frame: { top, bottom }, caret: null }, STAGE)
	expect([at(-500, 40), at(-500, 60), at(1000, 2000), at(1050, 2000)]).toEqual([
		true,
		false,
		false,
		true,
	])
})
