/** What covers less of the window than this, in px, is a bar of the browser and no keyboard. */
const LEAST_PX = 120

/**
 * How much of the window's foot a keyboard on the screen covers, in px: 0 where there is none. A page that a person has enlarged with
 * two fingers shows less of itself too, and has no keyboard for that.
 *
 * @param window.height of the page's own window (the layout viewport), in px
 * @param seen what is seen of it: the visual viewport, in CSS px of the page
 */
export function coveredBy(
	window: { readonly height: number },
	seen: { readonly height: number; readonly offsetTop: number; readonly scale: number }
): number {
	if (Math.abs(seen.scale - 1) > 0.01) return 0
	const covered = Math.round(window.height - seen.height - seen.offsetTop)
	return covered < LEAST_PX ? 0 : covered
}

/**
 * Keeps `--keyboard` on the root element at the height that a keyboard on the screen covers: frames end above it. Some browsers shrink
 * the window instead; there it stays 0. Returns the way to stop.
 */
export function followKeyboard(): () => void {
	const { visualViewport } = window
	if (visualViewport === null) return () => undefined
	const root = document.documentElement
	const place = (): void => {
		const covered = coveredBy({ height: window.innerHeight }, visualViewport)
		root.style.setProperty('--keyboard', `${covered}px`)
		root.toggleAttribute('data-keyboard', covered > 0)
	}
	visualViewport.addEventListener('resize', place)
	visualViewport.addEventListener('scroll', place)
	place()
	return () => {
		visualViewport.removeEventListener('resize', place)
		visualViewport.removeEventListener('scroll', place)
		root.style.removeProperty('--keyboard')
		root.removeAttribute('data-keyboard')
	}
}
