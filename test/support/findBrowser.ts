import { existsSync } from 'node:fs'

const USUAL_PLACES = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/usr/bin/google-chrome-stable',
]

/** The Chromium to test with: `PARLEY_CHROMIUM`, else one of the system's, else nothing, which leaves it to Playwright's own. */
export function findBrowser(): string | undefined {
	const named = process.env['PARLEY_CHROMIUM']
	if (named !== undefined && named !== '') return named
	return USUAL_PLACES.find((place) => existsSync(place))
}

/** How a test starts it: without a sandbox (a container has none to offer) and without traffic of its own. */
export const BROWSER_ARGS: readonly string[] = [
	'--no-sandbox',
	'--disable-quic',
	'--disable-background-networking',
]
