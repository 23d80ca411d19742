import { ParleyError } from '@parley/domain'
import { Worker } from 'node:worker_threads'
import { doWork } from './doWork.ts'
import { type WorkOrder, type WorkReport } from './work.ts'

/*
 * The process in which texts are read and written: it does one work at a time and has nothing but what it is sent. A thread beside it
 * (`warden.ts`) ends it where it takes too much memory, or where the server is gone; the server ends it where it takes too long.
 */

/** How often it is said how far a work is. */
const PROGRESS_EVERY_MS = 100

new Worker(new URL('./warden.ts', import.meta.url), { workerData: process.argv.slice(2) })
process.on('message', (order: WorkOrder) => {
	report(outcomeOf(order))
})
process.on('disconnect', () => process.exit())
if (!process.connected) process.exit()
// Ctrl-C goes to all processes of a terminal, and a service is stopped with all of its own: the server ends this one.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
report({ kind: 'ready' })

function outcomeOf({ work }: WorkOrder): WorkReport {
	const began = performance.now()
	let saidAt = began
	try {
		const result = doWork(work, (done, total) => {
			if (performance.now() - saidAt < PROGRESS_EVERY_MS) return
			saidAt = performance.now()
			report({ kind: 'progress', done, total })
		})
		return { kind: 'done', result, workMs: performance.now() - began }
	} catch (error) {
		if (error instanceof ParleyError) {
			return { kind: 'failed', code: error.code, message: error.message }
		}
		// a name and a place in the code, and never what was being read: errors of ours quote no text
		return {
			kind: 'broken',
			message: error instanceof Error ? (error.stack ?? error.message) : String(error),
		}
	}
}

function report(what: WorkReport): void {
	process.send?.(what)
}
