/** A caret may move within this part of the height before the page follows it. */
const MIDDLE = 0.6

interface Span {
	readonly top: number
	readonly bottom: number
}

/**
 * Whether the page has to scroll to keep someone in sight: their caret has left the middle 60 % of the stage, or, where they have none,
 * nothing of their clause is on it. All in px of the window.
 */
export function mustMove(
	{ frame, caret }: { readonly frame: Span; readonly caret: Span | null },
	stage: Span
): boolean {
	if (caret === null) return frame.bottom < stage.top || frame.top > stage.bottom
	const edge = ((stage.bottom - stage.top) * (1 - MIDDLE)) / 2
	return caret.top < stage.top + edge || caret.bottom > stage.bottom - edge
}
