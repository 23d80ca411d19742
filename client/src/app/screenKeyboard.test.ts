import { expect, test } from 'vitest'
import { coveredBy } from './screenKeyboard.ts'

const WINDOW = { height: 844 }

test('[L4] a keyboard covers what is not seen of the foot of the window', () => {
	expect(coveredBy(WINDOW, { height: 508, offsetTop: 0, scale: 1 })).toBe(336)
	// the browser moved the page up, so that the field is seen
	expect(coveredBy(WINDOW, { height: 508, offsetTop: 200, scale: 1 })).toBe(136)
})

test('[L4] bars of the browser are no keyboard, nor is a page enlarged with two fingers', () => {
	expect(coveredBy(WINDOW, { height: 844, offsetTop: 0, scale: 1 })).toBe(0)
	expect(coveredBy(WINDOW, { height: 760, offsetTop: 0, scale: 1 })).toBe(0)
	expect(coveredBy(WINDOW, { height: 422, offsetTop: 0, scale: 2 })).toBe(0)
})
