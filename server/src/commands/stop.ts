import { type Logger } from 'pino'
import { type Console } from './console.ts'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** After this long a stop that hangs is ended; supervisors kill after ten seconds or more. */
const LONGEST_MS = 4500

/**
 * Waits for the first SIGINT or SIGTERM, then for `stop`. Gives the exit code: 0, or 1 where stopping failed or took too long. A second
 * signal ends the process at once; what was acknowledged is on the disk already.
 */
export function untilStopped(
	console: Console,
	log: Logger,
	stop: () => Promise<void>
): Promise<number> {
	return new Promise((resolve) => {
		let isStopping = false
		const onSignal = (): void => {
			if (isStopping) process.exit(130)
			isStopping = true
			const limit = setTimeout(() => {
				log.error('stopping took too long')
				process.exit(1)
			}, LONGEST_MS)
			if (console.isTerminal) console.say('\nStopping …')
			stop()
				.then(
					() => {
						resolve(0)
					},
					(error: unknown) => {
						log.error({ err: error }, 'stopping failed')
						resolve(1)
					}
				)
				.finally(() => {
					clearTimeout(limit)
				})
		}
		for (const signal of SIGNALS) process.on(signal, onSignal)
	})
}
