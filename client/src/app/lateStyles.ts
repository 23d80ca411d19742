import { FIRST_PAUSE_MS, nextPause } from './retry.ts'

/**
 * Asks again for style sheets that did not come: as soon as there is a connection again, else after a pause. What loads the parts of the page asks for each
 * sheet once alone, and takes one that failed for one that is here (Vite 8, `preload`): a part that was asked for without a connection came without its look.
 */
export function askAgainForStyles(): void {
	const pauses = new Map<string, number>()
	const askAgain = ({ target: link }: Event): void => {
		if (!(link instanceof HTMLLinkElement) || link.rel !== 'stylesheet') return
		const pauseMs = pauses.get(link.href) ?? FIRST_PAUSE_MS
		pauses.set(link.href, nextPause(pauseMs))
		// one that has been replaced has no place in which to be so again
		const replace = (): void => {
			link.replaceWith(link.cloneNode())
		}
		setTimeout(replace, pauseMs)
		window.addEventListener('online', replace, { once: true })
	}
	// such errors do not bubble
	window.addEventListener('error', askAgain, { capture: true })
}
