import { expect, test } from 'vitest'
import { TypedOn } from './typedOn.ts'

test('[N5] letters right behind a note are meant for it, until there is a pause of a second', () => {
	const letters = new TypedOn()
	expect(letters.isOn(500)).toBe(false)
	letters.typed(1_000)
	for (const now of [1_900, 2_800, 3_700]) {
		expect(letters.isOn(now)).toBe(true)
		letters.typed(now)
	}
	expect(letters.isOn(4_700)).toBe(false)
})
