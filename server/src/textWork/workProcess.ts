import { ParleyError } from '@parley/domain'
import { type Progress } from '@parley/formats'
import { fork, type ChildProcess } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import { type Made, type TextWork, type WorkLimits, type WorkReport } from './work.ts'

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url))

/** Why a work came to nothing. */
export type WorkRefusal = 'took-too-long' | 'took-too-much-memory' | 'called-off'

/** What came of a work. */
export type WorkOutcome<T> =
	| {
			readonly kind: 'done'
			readonly result: T
			/** How long it took, without what it waited for. */
			readonly workMs: number
	  }
	| { readonly kind: 'refused'; readonly reason: WorkRefusal }

/** How long a process may take to start: longer, and the machine has nothing left for it. */
const START_MS = 60_000

/** What ends a work, but that its process is gone. */
type Ending = Exclude<WorkReport, { kind: 'ready' | 'progress' }>

/**
 * The server's end of a process that works. A thread would not do: a list or a map that grows past the limit of a thread's heap ends the
 * whole process (measured on Node 24.21 with `resourceLimits`: five of eleven ways to fill a heap).
 */
export class WorkProcess {
	readonly #child: ChildProcess
	readonly #gone = Promise.withResolvers<undefined>()
	readonly #started = Promise.withResolvers<undefined>()
	#isReady = false
	#isGone = false
	/** Why this side ended it. */
	#refusal: WorkRefusal | null = null
	/**
	 * Told how the work ended; null where the process is gone. Forgotten after it, since it holds the work: the reactions that `Promise.race` leaves
	 * on a promise for the process would hold all of its results.
	 */
	#onEnding: ((ending: Ending | null) => void) | null = null
	#onProgress: Progress | undefined

	constructor({ memoryBytes }: Pick<WorkLimits, 'memoryBytes'>) {
		const heap = `--max-old-space-size=${Math.floor(memoryBytes / 2 ** 20)}`
		this.#child = fork(CHILD, [String(memoryBytes), String(process.pid)], {
			// Nothing of the server's: neither its secrets nor what it was started with.
			env: {},
			execArgv: [heap, '--max-semi-space-size=16'],
			serialization: 'advanced',
			stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
		})
		const end = (): void => {
			this.#isGone = true
			this.#started.resolve(undefined)
			this.#gone.resolve(undefined)
			this.#onEnding?.(null)
		}
		this.#child.once('exit', end)
		this.#child.on('error', end)
		this.#child.on('message', (report: WorkReport) => {
			this.#hear(report)
		})
		yieldToOthers(this.#child.pid)
	}

	/** Whether it can be given no other work. */
	get isGone(): boolean {
		return this.#isGone
	}

	/**
	 * Does one work; the last one has ended. Where it is refused, the process is gone.
	 *
	 * @throws ParleyError where the text is not as it must be; `Error` where the process broke.
	 */
	async run<Work extends TextWork>(
		work: Work,
		workMs: number,
		signal: AbortSignal,
		onProgress?: Progress
	): Promise<WorkOutcome<Made<Work>>> {
		const callOff = (): void => {
			this.#refuse('called-off')
		}
		const tooLong = (): void => {
			this.#refuse('took-too-long')
		}
		signal.addEventListener('abort', callOff, { once: true })
		if (signal.aborted) callOff()
		let limit = setTimeout(tooLong, START_MS)
		try {
			if (!this.#isReady) await this.#started.promise
			clearTimeout(limit)
			limit = setTimeout(tooLong, workMs)
			const ending = await this.#do(work, onProgress)
			if (ending === null) return { kind: 'refused', reason: this.#whyGone() }
			if (ending.kind === 'failed') throw new ParleyError(ending.code, ending.message)
			if (ending.kind === 'broken') throw new Error(`a work on a text failed: ${ending.message}`)
			// What `doWork` gives for this work, in the same commit as this.
			return { kind: 'done', result: ending.result as Made<Work>, workMs: ending.workMs }
		} finally {
			clearTimeout(limit)
			signal.removeEventListener('abort', callOff)
			this.#onEnding = null
			this.#onProgress = undefined
		}
	}

	/** Ends it; resolves when it is gone. Ending twice is fine. */
	async end(): Promise<void> {
		this.#child.kill('SIGKILL')
		await this.#gone.promise
	}

	#refuse(reason: WorkRefusal): void {
		this.#refusal ??= reason
		this.#child.kill('SIGKILL')
	}

	#do(work: TextWork, onProgress: Progress | undefined): Promise<Ending | null> {
		return new Promise((resolve) => {
			if (this.#isGone) {
				resolve(null)
				return
			}
			this.#onEnding = resolve
			this.#onProgress = onProgress
			// Where it is gone meanwhile, that is heard of otherwise.
			this.#child.send({ work }, () => undefined)
		})
	}

	#hear(report: WorkReport): void {
		switch (report.kind) {
			case 'ready':
				this.#isReady = true
				this.#started.resolve(undefined)
				return
			case 'progress':
				this.#onProgress?.(report.done, report.total)
				return
			case 'done':
			case 'failed':
			case 'broken':
				this.#onEnding?.(report)
		}
	}

	#whyGone(): WorkRefusal {
		if (this.#refusal !== null) return this.#refusal
		if (!this.#isReady) throw new Error('a process for works on texts did not start')
		// Ended by its warden or by the system: nothing else ends it from outside.
		return 'took-too-much-memory'
	}
}

/** Whoever types goes first. */
function yieldToOthers(pid: number | undefined): void {
	if (pid === undefined) return
	try {
		setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
	} catch (error) {
		// Some services of systemd may not set priorities, and a process may be gone by now: it works all the same.
		if (!(error instanceof Error && 'code' in error)) throw error
	}
}
