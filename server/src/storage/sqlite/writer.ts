import { ParleyError } from '@parley/domain'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { OPENING, type Order, type Response, type WorkerStart, type Write } from './writes.ts'

/** The main thread's end of the writing thread. */
export interface Writer {
	/** Does `write` after all those before it; resolves with its answer once it is on disk. */
	write(write: Write): Promise<number>
	/** Waits for the writes under way and ends the thread. Closing twice is fine. */
	close(): Promise<void>
}

/** Starts the thread that writes; resolves once it has the database open, rejects as it says why not. */
export async function startWriter(start: WorkerStart): Promise<Writer> {
	const worker = new Worker(new URL('./worker.ts', import.meta.url))
	const waiting = new Map<number, PromiseWithResolvers<number>>()
	let count = OPENING
	let ended: ParleyError | null = null
	let closing: Promise<void> | null = null

	/** Nothing more comes from the thread: whoever waits is told so. */
	function end(message: string, cause?: unknown): void {
		ended ??= new ParleyError('storage-failed', message, { cause })
		for (const { reject } of waiting.values()) reject(ended)
		waiting.clear()
	}

	function send(order: Order, id: number): Promise<number> {
		if (ended !== null) return Promise.reject(ended)
		const answer = Promise.withResolvers<number>()
		worker.postMessage(order)
		waiting.set(id, answer)
		return answer.promise
	}

	function write(write: Write): Promise<number> {
		count++
		return send({ kind: 'write', id: count, write: compact(write) }, count)
	}

	async function close(): Promise<void> {
		if (ended === null) await write({ kind: 'close' })
		await exited
	}

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
	const exited = once(worker, 'exit').then(() => {
		end(`The storage in ${start.folder} is closed.`)
	})

	await send({ kind: 'open', start }, OPENING)
	return {
		write: (ask) =>
			closing === null
				? write(ask)
				: Promise.reject(
						new ParleyError('storage-failed', `The storage in ${start.folder} is closed.`)
					),
		close() {
			closing ??= close()
			return closing
		},
	}
}

/**
 * The write with bytes that have a buffer of their own. A view is sent to the thread with all of the buffer behind it: an
 * update of 30 bytes would take its whole frame along.
 */
function compact(write: Write): Write {
	if (write.kind !== 'append') return write
	const { commit } = write
	const entries = commit.entries.map((entry) => {
		const { payload } = entry
		if (payload.kind === 'act' || payload.bytes.byteLength === payload.bytes.buffer.byteLength) {
			return entry
		}
		return { ...entry, payload: { ...payload, bytes: new Uint8Array(payload.bytes) } }
	})
	return { kind: 'append', commit: { ...commit, entries } }
}
