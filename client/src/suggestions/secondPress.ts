const watched = new WeakSet<Element>()

/**
 * A second press right behind the first one was meant for what stood there then: in the margin around `card` it presses nothing of another card that has come
 * there, nor what else has. Watches for that as long as the margin is there, once.
 */
export function passSecondPress(card: HTMLElement): void {
	const margin = card.closest('aside')
	if (margin === null || watched.has(margin)) return
	watched.add(margin)
	let pressed: Element | null = null
	const onClick = (event: MouseEvent): void => {
		const on = event.target instanceof Element ? event.target.closest('[data-card]') : null
		if (event.detail > 1 && on !== pressed) {
			event.preventDefault()
			event.stopPropagation()
		} else pressed = on
	}
	margin.addEventListener('click', onClick, { capture: true })
}
