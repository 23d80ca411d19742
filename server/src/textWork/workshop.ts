import { type Progress } from '@parley/formats'
import { type Made, type TextWork, type WorkLimits } from './work.ts'
import { WorkProcess, type WorkOutcome, type WorkRefusal } from './workProcess.ts'

/** Where works on texts are done, each in a process of its own, so that nobody who types waits for one. */
export interface Workshop {
	/**
	 * Does a work after those of its queue that were handed in before; `too-many` where too many wait.
	 *
	 * @throws ParleyError where the text is not as it must be; `Error` where the process broke.
	 */
	run<Work extends TextWork>(
		work: Work,
		options: WorkOptions
	): Promise<WorkOutcome<Made<Work>> | { readonly kind: 'refused'; readonly reason: 'too-many' }>
	/** Calls off what is under way and ends the processes. Closing twice is fine. */
	close(): Promise<void>
}

/** Where a work stands in line. */
export interface WorkOptions {
	/** Works of one queue are done one after the other: that of a room, say. */
	readonly queue: string
	/** Calls the work off: whoever wanted it is gone. */
	readonly signal?: AbortSignal | undefined
	readonly onProgress?: Progress | undefined
}

/** Why a work was not done. */
export type WorkshopRefusal = WorkRefusal | 'too-many'

/** What a workshop may take of the machine. */
export interface WorkshopLimits extends WorkLimits {
	/** How many processes work at once. */
	readonly processes: number
	/** How many works of one queue wait at most, beside the one that is done. */
	readonly waiting: number
	/** How long a process that has nothing to do is kept: starting one takes half a second. */
	readonly idleMs: number
}

/**
 * Measured on the test material: the dearest honest file takes 1 s and 200 MB, and files of 4 MB can be written that take minutes and more than a
 * gigabyte.
 */
export const WORKSHOP_LIMITS: WorkshopLimits = {
	workMs: 60_000,
	memoryBytes: 512 * 2 ** 20,
	processes: 2,
	waiting: 10,
	idleMs: 30_000,
}

/** A work in line. */
interface Job {
	readonly queue: string
	readonly begin: (process: WorkProcess) => Promise<void>
	readonly fail: (error: unknown) => void
}

/** Opens a workshop; processes start when there is work. */
export function openWorkshop(changed: Partial<WorkshopLimits> = {}): Workshop {
	const limits = { ...WORKSHOP_LIMITS, ...changed }
	const waiting: Job[] = []
	/** The queues of which a work is done. */
	const busy = new Set<string>()
	const idle = new Map<WorkProcess, NodeJS.Timeout>()
	const working = new Set<Promise<void>>()
	const closing = new AbortController()

	function next(): void {
		while (working.size < limits.processes) {
			const at = waiting.findIndex(({ queue }) => !busy.has(queue))
			const [job] = at === -1 ? [] : waiting.splice(at, 1)
			if (job === undefined) return
			const done = begin(job).finally(() => {
				working.delete(done)
				next()
			})
			working.add(done)
		}
	}

	async function begin({ queue, begin, fail }: Job): Promise<void> {
		busy.add(queue)
		try {
			const process = take()
			await begin(process)
			if (!process.isGone) keep(process)
		} catch (error) {
			// There was no process to be had.
			fail(error)
		} finally {
			busy.delete(queue)
		}
	}

	function keep(process: WorkProcess): void {
		const retire = setTimeout(() => {
			idle.delete(process)
			void process.end()
		}, limits.idleMs)
		// One that waits keeps no program from ending.
		retire.unref()
		idle.set(process, retire)
	}

	function take(): WorkProcess {
		for (const [process, retire] of idle) {
			clearTimeout(retire)
			idle.delete(process)
			if (!process.isGone) return process
		}
		return new WorkProcess(limits)
	}

	return {
		run(work, { queue, signal, onProgress }) {
			const ahead = waiting.filter((job) => job.queue === queue).length
			if (ahead >= limits.waiting) return Promise.resolve({ kind: 'refused', reason: 'too-many' })
			const over = signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal])
			return new Promise((resolve, reject) => {
				const job: Job = {
					queue,
					fail: reject,
					begin: (process) => {
						over.removeEventListener('abort', leave)
						return process.run(work, limits.workMs, over, onProgress).then(resolve, reject)
					},
				}
				const leave = (): void => {
					const at = waiting.indexOf(job)
					if (at !== -1) waiting.splice(at, 1)
					resolve({ kind: 'refused', reason: 'called-off' })
				}
				if (over.aborted) {
					leave()
					return
				}
				over.addEventListener('abort', leave, { once: true })
				waiting.push(job)
				next()
			})
		},
		async close() {
			closing.abort()
			await Promise.all(working)
			for (const retire of idle.values()) clearTimeout(retire)
			await Promise.all([...idle.keys()].map((process) => process.end()))
			idle.clear()
		},
	}
}
