/** A page that never says that it is ready is taken to be so after this time. */
const LATEST_MS = 5_000
/** The first moments belong to whoever came to read and write. */
const CALM_MS = 1_500
/** The browser finds a moment within this time. */
const MOMENT_MS = 2_000

const waiting = new Set<() => Promise<unknown>>()
let isReady = false
let isRunning = false
let starting: ReturnType<typeof setTimeout> | undefined

/**
 * Does `fetch` once the page is ready and has nothing else to do: for what nobody needs at first, so that it is there when it is wanted, also
 * without a connection. One thing at a time. What does not come is left to whoever wants it. Gives the way to let it be.
 */
export function soon(fetch: () => Promise<unknown>): () => void {
	waiting.add(fetch)
	if (isReady) void run()
	else starting ??= setTimeout(start, LATEST_MS)
	return () => {
		waiting.delete(fetch)
	}
}

/** What the page is opened for is there: there is time for the rest, soon. Saying so twice is fine. */
export function pageIsReady(): void {
	if (isReady) return
	clearTimeout(starting)
	starting = setTimeout(start, CALM_MS)
}

function start(): void {
	isReady = true
	void run()
}

async function run(): Promise<void> {
	if (isRunning) return
	isRunning = true
	for (const fetch of waiting) {
		await moment()
		if (!waiting.delete(fetch)) continue
		await fetch().catch(() => null)
	}
	isRunning = false
}

function moment(): Promise<void> {
	return new Promise((resolve) => {
		const go = (): void => {
			resolve()
		}
		// Safari has no idle callbacks
		if ('requestIdleCallback' in window) requestIdleCallback(go, { timeout: MOMENT_MS })
		else setTimeout(go)
	})
}
