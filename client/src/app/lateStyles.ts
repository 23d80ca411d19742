import { FIRST_PAUSE_MS, nextPause } from './retry.ts'

/**
 * Asks again for style sheets, and whatever else links name, that did not come: as soon as there is a connection again, else after a pause. What loads the parts of the page asks for each
 * sheet once alone, and takes one that failed for one that is here (Vite 8, `preload`): a part that was asked for without a connection came without its look.
 */
export function askAgainForStyles(): void {
	const askAgain = ({ target: link }: Event): void => {
		// other links that failed lose nothing by being asked for again
		if (!(link instanceof HTMLLinkElement)) return
		const pauseMs = Number(link.dataset['pause'] ?? FIRST_PAUSE_MS)
		link.dataset['pause'] = String(nextPause(pauseMs))
		// one that has been replaced has no place in which to be so again
		const replace = (): void => {
			link.replaceWith(link.cloneNode())
		}
		setTimeout(replace, pauseMs)
		addEventListener('online', replace, { once: true })
	}
	// such errors do not bubble
	addEventListener('error', askAgain, { capture: true })
}
