import { PLACEHOLDER } from '@parley/schema'

/**
 * `text` without the control characters that no file of text may hold, each as a picture of itself (U+0007 as `␇`, U+0085 as `⟨U+0085⟩`), so
 * that a reader sees that something was there. Tabs and line feeds stay; the result is well formed.
 */
export function pictured(text: string): string {
	return text.toWellFormed().replace(/(?![\t\n\r])\p{Cc}/gu, (control) => {
		const code = control.charCodeAt(0)
		if (code < 0x20) return String.fromCharCode(0x2400 + code)
		if (code === 0x7f) return '␡'
		return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`
	})
}

/** The words that stand for an atom that is no text: what is missing, where it says so (`withPlaceholderSigns`); else its name. */
export function atomName({
	inline,
	attrs = {},
}: {
	readonly inline: string
	readonly attrs?: Readonly<Record<string, unknown>>
}): string {
	const { words } = attrs
	if (inline === PLACEHOLDER && typeof words === 'string') return `⟨${words}⟩`
	return `⟨${inline === '' ? 'unknown' : inline}⟩`
}

/** A title, name or number on one line: line ends and other control characters become spaces, and those at its ends go. */
export function oneLine(words: string): string {
	return spaced(words).toWellFormed().normalize('NFC').trim()
}

/** Words of a line that goes on before or behind them: line ends and other control characters are spaces. */
export function spaced(words: string): string {
	return words.replace(/\r\n?|[\p{Cc}\u2028\u2029]/gu, ' ')
}
