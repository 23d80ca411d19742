import { type Logger } from 'pino'

/** SIGHUP: the terminal was closed, or whatever started us on it ended first. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** After this long a stop that hangs is ended; supervisors kill after ten seconds or more. */
const LONGEST_MS = 4500

/**
 * Resolves at the first signal to stop, from now on; what is under way can come to its end first. A second SIGINT or SIGTERM ends the
 * process at once: what was acknowledged is on the disk already.
 */
export function firstSignal(): Promise<void> {
	return new Promise((resolve) => {
		let isStopping = false
		const onSignal = (signal: (typeof SIGNALS)[number]): void => {
			if (isStopping && signal !== 'SIGHUP') process.exit(130)
			isStopping = true
			resolve()
		}
		for (const signal of SIGNALS) process.on(signal, onSignal)
	})
}

/** Stops by `stop`. Gives the exit code: 0, or 1 where stopping failed; the process ends with 1 where it takes too long. */
export async function stopWithin(stop: () => Promise<void>, log: Logger): Promise<number> {
	const limit = setTimeout(() => {
		log.error('stopping took too long')
		process.exit(1)
	}, LONGEST_MS)
	try {
		await stop()
		return 0
	} catch (error) {
		log.error({ err: error }, 'stopping failed')
		return 1
	} finally {
		clearTimeout(limit)
	}
}
