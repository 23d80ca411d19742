/**
 * Key combinations in writing: `Mod+K` (Ctrl, or ⌘), `Shift+F6`, `N`, `?`. Two in a row, as `G O`, are pressed one after the other.
 * Letters are upper case; other keys have the browser's names (`ArrowDown`), symbols stand for themselves.
 */
export type Combination = string

/** Whether the keyboard is one with ⌘: a Mac's, or one at a telephone or tablet of the same maker. */
const MAC = navigator.userAgent.includes('Mac')

/** What of a keyboard event tells the key. */
export type KeyPress = Pick<
	KeyboardEvent,
	'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey' | 'getModifierState'
>

/** The keys of a combination, in the order they are pressed. */
export function strokesOf(combination: Combination): readonly string[] {
	return combination.split(' ')
}

/**
 * Whether `event` is the one stroke. `Mod` is ⌘ on a Mac, where Ctrl moves in a text, and Ctrl elsewhere. Ctrl with Alt is AltGr on many keyboards and types a character: it is never a command, and a symbol
 * typed with it is that symbol.
 */
export function isStroke(stroke: string, event: KeyPress, isMac = MAC): boolean {
	const { key, isCommand, isShifted } = parseStroke(stroke)
	if (isSymbol(key) && event.getModifierState('AltGraph')) return !isCommand && event.key === key
	if (event.altKey || event.metaKey !== (isCommand && isMac)) return false
	if (event.ctrlKey !== (isCommand && !isMac)) return false
	// shift is part of how a symbol is typed, on one keyboard and not on the other
	if (isSymbol(key)) return symbolOf(event) === key
	if (event.shiftKey !== isShifted) return false
	return isLetter(key) ? letterOf(event) === key.toLowerCase() : event.key === key
}

/** Whether a combination is keys that type characters when nothing is held: those that can be turned off and changed. */
export function isCharacterKeys(combination: Combination): boolean {
	return strokesOf(combination).every((stroke) => isLetter(stroke) || isSymbol(stroke))
}

/** Whether a press types a character, with AltGr too, as it would in a text. */
export function isCharacterPress(event: KeyPress): boolean {
	if (event.key.length !== 1) return false
	return event.getModifierState('AltGraph') || !(event.ctrlKey || event.metaKey)
}

/** The Latin letter of a key, by its place where the layout is another: in Cyrillic, `n` is where `т` is. */
export function letterOf(event: Pick<KeyPress, 'key' | 'code'>): string {
	if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase()
	return /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase() ?? event.key
}

/** The letter or symbol that `event` stands for, as combinations write it; null where it is another key. */
export function characterOf(event: KeyPress): string | null {
	const letter = letterOf(event)
	if (/^[a-z]$/.test(letter)) return letter.toUpperCase()
	const symbol = symbolOf(event)
	return isSymbol(symbol) ? symbol : null
}

const CAPS: Readonly<Record<string, string>> = {
	Mod: MAC ? '⌘' : 'Ctrl',
	ArrowUp: '↑',
	ArrowDown: '↓',
	ArrowLeft: '←',
	ArrowRight: '→',
	Escape: 'Esc',
}

/** What stands on the keys of a combination, to be drawn as keys. */
export function capsOf(combination: Combination): readonly string[] {
	return strokesOf(combination).flatMap((stroke) => {
		const caps = stroke.split('+')
		return caps.map(
			(cap) => CAPS[cap] ?? (caps.length === 1 && isLetter(cap) ? cap.toLowerCase() : cap)
		)
	})
}

const SPOKEN: Readonly<Record<string, string>> = { Mod: MAC ? 'Meta' : 'Control' }

/** The combination as `aria-keyshortcuts` wants it; empty for two in a row, which it has no way to say. */
export function ariaKeys(combination: Combination): string {
	if (strokesOf(combination).length > 1) return ''
	return combination
		.split('+')
		.map((cap) => SPOKEN[cap] ?? cap)
		.join('+')
}

function parseStroke(stroke: string): {
	readonly key: string
	readonly isCommand: boolean
	readonly isShifted: boolean
} {
	const parts = stroke.split('+')
	return {
		key: parts.at(-1) ?? '',
		isCommand: parts.includes('Mod'),
		isShifted: parts.includes('Shift'),
	}
}

const isLetter = (key: string): boolean => /^[A-Z]$/.test(key)
const isSymbol = (key: string): boolean => /^[!-/:-@[-`{-~]$/.test(key)

/** Where symbols lie on a Latin keyboard, for layouts that have letters or another symbol in their place. */
const PLACES: Readonly<Record<string, readonly [plain: string, shifted: string]>> = {
	BracketLeft: ['[', '{'],
	BracketRight: [']', '}'],
	Slash: ['/', '?'],
}

/** The symbol a key gives; by its place where it gives a letter of another script, or Cyrillic's full stop and comma. */
function symbolOf({ key, code, shiftKey }: KeyPress): string {
	const place = PLACES[code]
	const isElsewhere = !/^[!-~]$/.test(key) || (code === 'Slash' && (key === '.' || key === ','))
	return place !== undefined && isElsewhere && key.length === 1 ? place[shiftKey ? 1 : 0] : key
}
