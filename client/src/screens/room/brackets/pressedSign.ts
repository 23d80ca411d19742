/** A finger is not as exact as a mouse: beside the sign by this much is on it. */
const FINGER_PX = 8
/** Whoever wants to write at the very edge of the words presses there: with a mouse so much of the sign is theirs. */
const EDGE_PX = 2

/**
 * The bracket whose sign, `[` or `]`, is at a place of the window; null where there is none. The signs are generated content of the element around the
 * words: they are where that element is and its words are not.
 *
 * @param target what was pressed
 */
export function pressedSign(
	target: HTMLElement,
	{ clientX: x, clientY: y }: { readonly clientX: number; readonly clientY: number },
	isFinger: boolean
): string | null {
	const near = isFinger ? FINGER_PX : 0
	const intoWords = isFinger ? FINGER_PX / 2 : -EDGE_PX
	const lines = [...target.getClientRects()].filter(({ width }) => width > 0)
	const range = document.createRange()
	range.selectNodeContents(target)
	const words = [...range.getClientRects()].filter(({ width }) => width > 0)
	const [first, last] = [lines[0], lines.at(-1)]
	const [begin, end] = [words[0], words.at(-1)]
	if (first === undefined || last === undefined || begin === undefined || end === undefined)
		return null
	const { open = '', closes, brackets = '' } = target.dataset
	const isOn = (box: DOMRect): boolean => y >= box.top && y <= box.bottom
	if (open !== '' && isOn(first) && x >= first.left - near && x < begin.left + intoWords) {
		const opened = brackets.split(' ').slice(-open.length)
		const each = Math.max(1, begin.left - first.left) / opened.length
		const at = Math.floor((x - first.left) / each)
		return opened[Math.max(0, Math.min(opened.length - 1, at))] ?? null
	}
	if (closes !== undefined && isOn(last) && x > end.right - intoWords && x <= last.right + near)
		return closes
	return null
}
