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

/** The words that stand for an atom this version does not know. */
export function atomName(inline: string): string {
	return `⟨${inline === '' ? 'unknown' : inline}⟩`
}
