import { type Browser, type CDPSession } from '@playwright/test'
import { KEY_MARK } from './inPage.ts'

/** An event of Chromium's trace, as far as it is read here; times in µs. */
interface TraceEvent {
	readonly name: string
	readonly pid: number
	readonly tid: number
	readonly ts: number
	readonly dur?: number
	/** When it began by the clock of the thread, which stands still while the thread has no core, and how long it took by that. */
	readonly tts?: number
	readonly tdur?: number
}

/** A task of a thread. */
const TASK = 'ThreadControllerImpl::RunTask'

/** A frame begins to be drawn: what was to be done with the key has been by then. */
const FRAME = 'PageAnimator::serviceScriptedAnimations'

/**
 * What is traced: tasks, frames, and the marks that the page sets. Not `devtools.timeline`, which says of each layout how many objects the page
 * has and counts them for that: with many brackets more than a millisecond of each key.
 */
const CATEGORIES = ['toplevel', 'rail', 'blink.user_timing']

/** Chromium's own record of the tasks in which keys are handled. */
export class KeyTrace {
	readonly #session: CDPSession
	readonly #tasks: TraceEvent[] = []
	readonly #marks: TraceEvent[] = []
	readonly #frames: TraceEvent[] = []

	private constructor(session: CDPSession) {
		this.#session = session
		session.on('Tracing.dataCollected', ({ value }) => {
			for (const event of value as unknown as TraceEvent[]) {
				if (event.name === TASK) this.#tasks.push(event)
				else if (event.name === FRAME) this.#frames.push(event)
				else if (event.name.startsWith(KEY_MARK)) this.#marks.push(event)
			}
		})
	}

	static async start(browser: Browser): Promise<KeyTrace> {
		const session = await browser.newBrowserCDPSession()
		const trace = new KeyTrace(session)
		await session.send('Tracing.start', {
			transferMode: 'ReportEvents',
			traceConfig: {
				recordMode: 'recordAsMuchAsPossible',
				includedCategories: CATEGORIES,
				excludedCategories: ['*'],
			},
		})
		return trace
	}

	/**
	 * Ends the trace. Gives for each key the time in ms that the main thread had a core in the task that handled it (or the tasks, where
	 * keydown and input come in several): listeners, microtasks, and style and layout that they asked for. Waiting for a core is not in it, nor is the
	 * frame that is drawn behind the key where that comes in the same task. Rejects where the trace has not all of it: such a key would count as cheap.
	 */
	async stop(): Promise<readonly number[]> {
		const isComplete = new Promise<boolean>((resolve) =>
			this.#session.once('Tracing.tracingComplete', ({ dataLossOccurred }) => {
				resolve(!dataLossOccurred)
			})
		)
		await this.#session.send('Tracing.end')
		const isWhole = await isComplete
		await this.#session.detach()
		if (!isWhole) throw new Error('Chromium lost a part of the trace')
		if (this.#frames.length === 0) throw new Error(`the trace has no ${FRAME}`)
		return this.#keys().map((marks) => {
			const tasks = new Set(marks.map((mark) => this.#taskOf(mark)))
			return [...tasks].reduce((sum, task) => sum + this.#costOf(task, marks), 0) / 1000
		})
	}

	/** The marks of each key: where its keydown, and what the browser makes of it, began to be handled. */
	#keys(): readonly (readonly TraceEvent[])[] {
		const keys: TraceEvent[][] = []
		for (const mark of this.#marks.sort((a, b) => a.ts - b.ts)) {
			if (mark.name === `${KEY_MARK}keydown`) keys.push([mark])
			else keys.at(-1)?.push(mark)
		}
		return keys
	}

	/** The whole task; where a frame is drawn behind the key in it, until that begins. In µs. */
	#costOf(task: TraceEvent, marks: readonly TraceEvent[]): number {
		const last = Math.max(...marks.filter((mark) => isIn(mark, task)).map(({ ts }) => ts))
		const [frame] = this.#frames
			.filter((event) => event.ts >= last && isIn(event, task))
			.sort((a, b) => a.ts - b.ts)
		const cost = frame === undefined ? task.tdur : (frame.tts ?? NaN) - (task.tts ?? NaN)
		if (cost === undefined || Number.isNaN(cost))
			throw new Error('a task has no time of its thread')
		return cost
	}

	#taskOf(mark: TraceEvent): TraceEvent {
		const found = this.#tasks.find((task) => isIn(mark, task))
		if (found === undefined) throw new Error(`${mark.name} was handled in no task of the trace`)
		return found
	}
}

/** Whether an event began in a task. */
function isIn({ pid, tid, ts }: TraceEvent, task: TraceEvent): boolean {
	return pid === task.pid && tid === task.tid && task.ts <= ts && ts < task.ts + (task.dur ?? 0)
}
