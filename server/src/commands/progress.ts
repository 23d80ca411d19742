import { Presets, SingleBar } from 'cli-progress'

/** A bar on the terminal while something takes long. */
export interface ProgressBar {
	update(done: number, total: number): void
	/** Takes the bar away. Stopping twice is fine. */
	stop(): void
}

/** How long work goes on before a bar shows up: what is quick needs none. */
const PATIENCE_MS = 500

/** A bar on standard error, where that is a terminal. */
export function createProgress(what: string): ProgressBar {
	const bar = new SingleBar(
		{
			format: `${what} {bar} {percentage} %`,
			stream: process.stderr,
			hideCursor: true,
			clearOnComplete: true,
			noTTYOutput: false,
			etaBuffer: 1,
		},
		Presets.shades_classic
	)
	const startedAt = performance.now()
	let isShown = false
	return {
		update(done, total) {
			if (!process.stderr.isTTY || performance.now() - startedAt < PATIENCE_MS) return
			if (!isShown) bar.start(total, done)
			else bar.setTotal(total)
			isShown = true
			bar.update(done)
		},
		stop() {
			if (isShown) bar.stop()
		},
	}
}
