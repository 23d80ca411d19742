import { type BrowserContext, type Page } from '@playwright/test'

/** What Chromium writes on the console when a request fails or is refused: the network's doing, which tests bring about. */
const NETWORK = /^Failed to load resource:|^WebSocket connection to .* failed/

/**
 * Everything that no page may ever do: throw without a catch, break the server's policy on content, or complain on the console.
 * The list grows as it happens.
 */
export function watchFaults(context: BrowserContext, who: string): readonly string[] {
	const faults: string[] = []
	const watch = (page: Page): void => {
		page.on('pageerror', (error) => faults.push(`${who}: ${error.stack ?? error.message}`))
		page.on('console', (message) => {
			const text = message.text()
			if (message.type() !== 'error' && message.type() !== 'warning') return
			if (!NETWORK.test(text)) faults.push(`${who}: ${message.type()}: ${text}`)
		})
		page.on('crash', () => faults.push(`${who}: the page crashed`))
	}
	context.on('page', watch)
	return faults
}
