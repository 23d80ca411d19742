import { existsSync } from 'node:fs'
import { isLong } from './scale.ts'

/** Debian's Chromium without windows of its own: the same engine for a third less of the machine. */
const SHELLS: readonly string[] = ['/usr/bin/chromium-headless-shell']
/** Chromium as people have it. */
const WHOLE: readonly string[] = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/usr/bin/google-chrome-stable',
]

/**
 * The Chromium to test with: `PARLEY_CHROMIUM`, else one of the system's, without windows where there is such a one, at the long scale as people have it;
 * else nothing, which leaves it to Playwright's own.
 */
export function findBrowser(): string | undefined {
	return findFirst(isLong ? [...WHOLE, ...SHELLS] : [...SHELLS, ...WHOLE])
}

/** The Chromium to measure with: as `findBrowser`, but as people have it where the system has that. */
export function findWholeBrowser(): string | undefined {
	return findFirst([...WHOLE, ...SHELLS])
}

/** Whether the system has a Chromium of the kind that tests of this scale are made with, or one is named. */
export function hasFittingBrowser(): boolean {
	const found = findBrowser()
	if (found === undefined) return false
	return found === named() || (isLong ? WHOLE : SHELLS).includes(found)
}

function findFirst(places: readonly string[]): string | undefined {
	return named() ?? places.find((place) => existsSync(place))
}

function named(): string | undefined {
	const name = process.env['PARLEY_CHROMIUM']
	return name === '' ? undefined : name
}

/** How a test starts it: without a sandbox (a container has none to offer) and without traffic of its own. */
export const BROWSER_ARGS: readonly string[] = [
	'--no-sandbox',
	'--disable-quic',
	'--disable-background-networking',
]
