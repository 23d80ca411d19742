import { ParleyError } from '@parley/domain'
import { Worker } from 'node:worker_threads'
import type { Commit } from '../ports.ts'
import { keepAnswers } from './answerSteps.ts'
import {
	storedCommit,
	type Order,
	type Response,
	type Step,
	type WorkerStart,
	type Write,
} from './writes.ts'

/** The main thread's end of the writing thread. Writes are done in the order of the calls; each resolves once it is on disk. */
export interface Writer {
	append(commit: Commit): Promise<void>
	/**
	 * Takes the steps and then appends `commit`, all or nothing. False where a step that decides changed no row.
	 *
	 * @param undone what did not happen where it fails, as the end of a sentence: `invitation in_… was not stored`.
	 */
	take(undone: string, steps: readonly Step[], commit?: Commit): Promise<boolean>
	/**
	 * Takes the steps that `prepare` gives, as `take` does. Nobody else writes from before it is called until they are taken, so that what it reads
	 * still stands then; this one's writes wait too, and must not be waited for in it. Nothing is taken where it gives null, or rejects.
	 */
	takeAlone(undone: string, prepare: () => Promise<readonly Step[] | null>): Promise<boolean>
	/** Clears what erasures left in the files; false where others are in the way. */
	scrub(): Promise<boolean>
	/** Resolves where a write is possible. */
	check(): Promise<void>
	/** A number that changes when another connection wrote. */
	look(): Promise<number>
	/** Waits for the writes under way and ends the thread. Closing twice is fine. */
	close(): Promise<void>
}

/** Starts the thread that writes; resolves once it has the database open, rejects as it says why not. */
export async function startWriter(start: WorkerStart): Promise<Writer> {
	const worker = new Worker(new URL('./worker.ts', import.meta.url))
	const waiting = new Map<number, PromiseWithResolvers<number>>()
	const exited = Promise.withResolvers<undefined>()
	let count = 0
	/** Why nothing more is taken, once that is so. */
	let ended: ParleyError | null = null
	let isGone = false
	let closing: Promise<void> | null = null

	worker.on('message', (response: Response) => {
		const answer = waiting.get(response.id)
		waiting.delete(response.id)
		if (response.kind === 'done') answer?.resolve(response.answer)
		else {
			const { code, message, cause } = response
			answer?.reject(new ParleyError(code, message, { cause }))
		}
	})
	worker.on('error', (cause) => {
		end(`The writing thread for ${start.folder} failed.`, cause)
	})
	worker.on('exit', () => {
		end(`The writing thread for ${start.folder} is gone.`)
		exited.resolve(undefined)
	})

	/** Nothing more comes from the thread: whoever waits is told so. */
	function end(message: string, cause?: unknown): void {
		isGone = true
		ended ??= new ParleyError('storage-failed', message, { cause })
		for (const { reject } of waiting.values()) reject(ended)
		waiting.clear()
	}

	function send(order: Order): Promise<number> {
		const answer = Promise.withResolvers<number>()
		worker.postMessage(order)
		waiting.set(order.id, answer)
		return answer.promise
	}

	async function write(write: Write): Promise<number> {
		if (ended !== null) throw ended
		count++
		return send({ kind: 'write', id: count, write })
	}

	/** Ends a hold, also one that closing waits for. */
	async function release(undone: string, steps: readonly Step[]): Promise<number> {
		if (isGone && ended !== null) throw ended
		count++
		return send({ kind: 'write', id: count, write: { kind: 'release', steps, undone } })
	}

	async function close(): Promise<void> {
		const last = write({ kind: 'close' })
		ended ??= new ParleyError('storage-failed', `The storage in ${start.folder} is closed.`)
		// A thread that failed has nothing left to close, and whoever wrote has heard of it.
		await last.catch(() => undefined)
		await exited.promise
	}

	await send({ kind: 'open', id: count, start })
	return {
		async append(commit) {
			const steps = keepAnswers(commit.answers ?? [])
			await write({ kind: 'append', commit: storedCommit(commit), steps })
		},
		async take(undone, steps, commit) {
			const stored = commit === undefined ? null : storedCommit(commit)
			return (await write({ kind: 'take', steps, commit: stored, undone })) === 1
		},
		async takeAlone(undone, prepare) {
			await write({ kind: 'hold', undone })
			let steps: readonly Step[] | null = null
			try {
				steps = await prepare()
			} finally {
				// where that failed, it is what is told of
				if (steps === null) await release(undone, []).catch(() => 0)
			}
			return steps !== null && (await release(undone, steps)) === 1
		},
		async scrub() {
			return (await write({ kind: 'scrub' })) === 1
		},
		async check() {
			await write({ kind: 'check' })
		},
		look: () => write({ kind: 'look' }),
		close() {
			closing ??= close()
			return closing
		},
	}
}
