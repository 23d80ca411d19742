/** Something that is opened has the focus then. */
const OPENED = '[role="dialog"], dialog'

/**
 * Lets no key, and nothing that is typed without keys, into the page until something that opens has the focus: whoever types on in that moment would
 * write over words that are selected in the text. It ends by itself where nothing opens any more, by a press, and by Esc, which `onescape` is told of.
 *
 * @param isOpening whether something is to open that does not have the focus yet
 */
export function holdKeys(isOpening: () => boolean, onescape: () => void): void {
	const held = new AbortController()
	const options = { signal: held.signal, capture: true }
	const hasOpened = (): boolean => document.activeElement?.closest(OPENED) != null
	const isOver = (): boolean => {
		if (isOpening() && !hasOpened()) return false
		held.abort()
		return true
	}
	const hold = (event: Event): void => {
		if (isOver()) return
		event.preventDefault()
		event.stopPropagation()
		if (!(event instanceof KeyboardEvent) || event.key !== 'Escape') return
		held.abort()
		onescape()
	}
	for (const kind of ['keydown', 'beforeinput', 'paste', 'cut', 'drop'])
		addEventListener(kind, hold, options)
	addEventListener('focusin', isOver, options)
	addEventListener(
		'pointerdown',
		() => {
			held.abort()
		},
		options
	)
}
