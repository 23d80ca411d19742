import { expect, test } from 'vitest'
import {
	ariaKeys,
	capsOf,
	characterOf,
	isCharacterKeys,
	isCharacterPress,
	isStroke,
	type KeyPress,
} from './combination.ts'

const NOTHING = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false }

function press(
	key: string,
	code: string,
	held: Partial<typeof NOTHING> & { altGr?: true } = {}
): KeyPress {
	const { altGr, ...rest } = held
	return {
		...NOTHING,
		...rest,
		key,
		code,
		getModifierState: (name) => name === 'AltGraph' && altGr === true,
	}
}

test('[K2] a letter is found by its place where the layout is not Latin', () => {
	expect(isStroke('Mod+K', press('k', 'KeyK', { ctrlKey: true }))).toBe(true)
	// Ukrainian: л stands where k is
	expect(isStroke('Mod+K', press('л', 'KeyK', { ctrlKey: true }))).toBe(true)
	expect(isStroke('N', press('т', 'KeyN'))).toBe(true)
	// French: the key with an a on it stands where q is elsewhere
	expect(isStroke('A', press('a', 'KeyQ'))).toBe(true)
	expect(isStroke('Q', press('a', 'KeyQ'))).toBe(false)
})

test('[K10] Mod is ⌘ on a Mac and Ctrl elsewhere, and never the other one or both', () => {
	const [ctrl, meta] = [{ ctrlKey: true }, { metaKey: true }]
	const isPressed = (held: Partial<typeof NOTHING>, isMac: boolean): boolean =>
		isStroke('Mod+K', press('k', 'KeyK', held), isMac)
	expect([isPressed(ctrl, false), isPressed(meta, false)]).toEqual([true, false])
	expect([isPressed(ctrl, true), isPressed(meta, true)]).toEqual([false, true])
	expect([isPressed({ ...ctrl, ...meta }, false), isPressed({ ...ctrl, ...meta }, true)]).toEqual([
		false,
		false,
	])
	// what is held counts for keys without it, too
	expect(isStroke('N', press('n', 'KeyN', meta), true)).toBe(false)
	expect(isStroke('N', press('n', 'KeyN', ctrl), true)).toBe(false)
	expect(isStroke('Mod+/', press('/', 'Slash', meta), true)).toBe(true)
})

test('[K9] what types a character is told from what gives a command', () => {
	expect(isCharacterPress(press('n', 'KeyN'))).toBe(true)
	expect(isCharacterPress(press('т', 'KeyN'))).toBe(true)
	expect(isCharacterPress(press(' ', 'Space'))).toBe(true)
	expect(isCharacterPress(press('@', 'KeyQ', { ctrlKey: true, altKey: true, altGr: true }))).toBe(
		true
	)
	expect(isCharacterPress(press('k', 'KeyK', { ctrlKey: true }))).toBe(false)
	expect(isCharacterPress(press('ArrowDown', 'ArrowDown'))).toBe(false)
	expect(isCharacterPress(press('Shift', 'ShiftLeft', { shiftKey: true }))).toBe(false)
})

test('[K2] a symbol is found where it is typed, and by its place on a layout with letters there', () => {
	expect(isStroke('?', press('?', 'Slash', { shiftKey: true }))).toBe(true)
	// German and Ukrainian have it over the 7 and on another key
	expect(isStroke('Mod+/', press('/', 'Digit7', { ctrlKey: true, shiftKey: true }))).toBe(true)
	expect(isStroke('Mod+/', press('.', 'Slash', { ctrlKey: true }))).toBe(true)
	expect(isStroke('?', press(',', 'Slash', { shiftKey: true }))).toBe(true)
	expect(isStroke(']', press('ї', 'BracketRight'))).toBe(true)
	// Ctrl and minus, which stands there on a German keyboard, makes the page smaller
	expect(isStroke('Mod+/', press('-', 'Slash', { ctrlKey: true }))).toBe(false)
})

test('[K3] Ctrl with Alt types a character and is no command', () => {
	const held = { ctrlKey: true, altKey: true, altGr: true } as const
	expect(isStroke('Mod+K', press('k', 'KeyK', held))).toBe(false)
	expect(isStroke('N', press('n', 'KeyN', { altKey: true }))).toBe(false)
	// a square bracket on a German keyboard
	expect(isStroke(']', press(']', 'Digit9', held))).toBe(true)
})

test('[K2] what is held counts', () => {
	expect(isStroke('N', press('n', 'KeyN', { ctrlKey: true }))).toBe(false)
	expect(isStroke('N', press('N', 'KeyN', { shiftKey: true }))).toBe(false)
	expect(isStroke('F6', press('F6', 'F6', { shiftKey: true }))).toBe(false)
	expect(isStroke('Shift+F6', press('F6', 'F6', { shiftKey: true }))).toBe(true)
})

test('[K4] keys that type characters are told from the others', () => {
	expect(['N', ']', '?', 'G O'].map(isCharacterKeys)).toEqual([true, true, true, true])
	expect(['Mod+K', 'F8', 'ArrowDown', 'Enter'].map(isCharacterKeys)).toEqual([
		false,
		false,
		false,
		false,
	])
	expect(characterOf(press('т', 'KeyN'))).toBe('N')
	expect(characterOf(press('Tab', 'Tab'))).toBeNull()
	expect(characterOf(press('7', 'Digit7'))).toBeNull()
})

test('[K1] a combination is drawn as keys and said to programs', () => {
	expect(capsOf('Mod+Shift+Z')).toEqual(['Ctrl', 'Shift', 'Z'])
	expect(capsOf('G O')).toEqual(['g', 'o'])
	expect(capsOf('ArrowDown')).toEqual(['↓'])
	expect(ariaKeys('Mod+K')).toBe('Control+K')
	expect(ariaKeys('G O')).toBe('')
})
