/** A finger on the screen at one moment: px in the window, ms. */
export interface Touch {
	readonly x: number
	readonly y: number
	readonly at: number
}

/** A swipe begins at least this far from the sides: there the system's own gesture leads back. */
const EDGE_PX = 40
const LEAST_PX = 64
/** A finger that rests for longer selects words. */
const MOST_MS = 500
/** How much wider than high the way is. */
const FLAT = 2.5

/** Which way a finger that went from `start` to `end` turns the page: 1 on, -1 back, or null where that was no swipe. */
export function readSwipe(start: Touch, end: Touch, width: number): 1 | -1 | null {
	const [right, down] = [end.x - start.x, end.y - start.y]
	if (start.x < EDGE_PX || start.x > width - EDGE_PX || end.at - start.at > MOST_MS) return null
	if (Math.abs(right) < LEAST_PX || Math.abs(right) < FLAT * Math.abs(down)) return null
	return right < 0 ? 1 : -1
}

/**
 * Calls `turn` for every swipe over `element`, where `isFree` then: with one finger, not on a page that is zoomed in, not where words are
 * selected or something scrolls sideways. Nothing is kept from the browser. Returns the way to stop.
 */
export function listenForSwipes(
	element: HTMLElement,
	isFree: () => boolean,
	turn: (by: 1 | -1) => void
): () => void {
	let start: Touch | null = null

	const onStart = (event: TouchEvent): void => {
		const [finger] = event.touches
		const isAlone = event.touches.length === 1 && finger !== undefined
		start = isAlone && isFree() && mayTurn(event.target) ? touchOf(finger, event) : null
	}
	const onEnd = (event: TouchEvent): void => {
		const [finger] = event.changedTouches
		const by =
			start === null || finger === undefined
				? null
				: readSwipe(start, touchOf(finger, event), window.innerWidth)
		start = null
		if (by !== null && !isSelecting()) turn(by)
	}
	const onCancel = (): void => {
		start = null
	}

	element.addEventListener('touchstart', onStart, { passive: true })
	element.addEventListener('touchend', onEnd, { passive: true })
	element.addEventListener('touchcancel', onCancel, { passive: true })
	return () => {
		element.removeEventListener('touchstart', onStart)
		element.removeEventListener('touchend', onEnd)
		element.removeEventListener('touchcancel', onCancel)
	}
}

function touchOf({ clientX: x, clientY: y }: globalThis.Touch, { timeStamp: at }: Event): Touch {
	return { x, y, at }
}

function mayTurn(target: EventTarget | null): boolean {
	const isZoomed = (window.visualViewport?.scale ?? 1) > 1.01
	if (isZoomed || isSelecting() || !(target instanceof Element)) return false
	return target.closest('input, textarea') === null && !scrollsSideways(target)
}

function isSelecting(): boolean {
	return getSelection()?.isCollapsed === false
}

function scrollsSideways(target: Element): boolean {
	for (let one: Element | null = target; one !== null; one = one.parentElement) {
		const isWider = one.scrollWidth > one.clientWidth
		if (isWider && /auto|scroll/.test(getComputedStyle(one).overflowX)) return true
	}
	return false
}
