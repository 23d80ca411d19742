import { type Browser, type CDPSession } from '@playwright/test'

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
	readonly args: { readonly data?: { readonly type?: string } }
}

/** What a key's task is made of: everything from keydown to the end of what its listeners and their microtasks brought about. */
const OF_A_KEY = new Set(['keydown', 'keypress', 'beforeinput', 'input'])

/** A frame is drawn: what was to be done with the key has been by then. */
const OF_A_FRAME = new Set(['FireAnimationFrame', 'PrePaint', 'Paint', 'Layerize', 'Commit'])

/** Chromium's own record of the tasks in which keys are handled. */
export class KeyTrace {
	readonly #session: CDPSession
	readonly #tasks: TraceEvent[] = []
	readonly #dispatches: TraceEvent[] = []
	readonly #frames: TraceEvent[] = []

	private constructor(session: CDPSession) {
		this.#session = session
		session.on('Tracing.dataCollected', ({ value }) => {
			for (const event of value as unknown as TraceEvent[]) {
				if (event.name === 'RunTask') this.#tasks.push(event)
				else if (event.name === 'EventDispatch') this.#dispatches.push(event)
				else if (OF_A_FRAME.has(event.name)) this.#frames.push(event)
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
				includedCategories: ['devtools.timeline', 'disabled-by-default-devtools.timeline'],
				excludedCategories: ['*'],
			},
		})
		return trace
	}

	/**
	 * Ends the trace. Gives for each key the time in ms that the main thread had a core in the task that handled it (or the tasks, where
	 * keydown and input come in several): listeners, microtasks, and style and layout that they asked for. Waiting for a core is not in it, nor is the
	 * frame that is drawn behind the key where that comes in the same task.
	 */
	async stop(): Promise<readonly number[]> {
		const isComplete = new Promise((resolve) =>
			this.#session.once('Tracing.tracingComplete', resolve)
		)
		await this.#session.send('Tracing.end')
		await isComplete
		await this.#session.detach()
		return this.#keys().map((dispatches) => {
			const tasks = new Set(dispatches.map((dispatch) => this.#taskOf(dispatch)))
			return [...tasks].reduce((sum, task) => sum + this.#costOf(task, dispatches), 0) / 1000
		})
	}

	/** The dispatches of each key, by keydown. */
	#keys(): readonly (readonly TraceEvent[])[] {
		const keys: TraceEvent[][] = []
		for (const event of this.#dispatches.sort((a, b) => a.ts - b.ts)) {
			const type = event.args.data?.type ?? ''
			if (type === 'keydown') keys.push([event])
			else if (OF_A_KEY.has(type)) keys.at(-1)?.push(event)
		}
		return keys
	}

	/** The whole task; where a frame is drawn behind the key in it, from the key's first dispatch to the first that is seen of the frame. In µs. */
	#costOf(task: TraceEvent | undefined, dispatches: readonly TraceEvent[]): number {
		const own = dispatches.filter((dispatch) => this.#taskOf(dispatch) === task)
		const [first] = own
		if (task === undefined || first === undefined) return Number.NaN
		const end = Math.max(...own.map(({ ts, dur = 0 }) => ts + dur))
		const [frame] = this.#frames
			.filter((event) => event.ts >= end && isIn(event, task))
			.sort((a, b) => a.ts - b.ts)
		if (frame === undefined) return task.tdur ?? Number.NaN
		return (frame.tts ?? Number.NaN) - (first.tts ?? Number.NaN)
	}

	#taskOf(event: TraceEvent): TraceEvent | undefined {
		return this.#tasks.find((task) => isIn(event, task))
	}
}

/** Whether an event began in a task. */
function isIn({ pid, tid, ts }: TraceEvent, task: TraceEvent): boolean {
	return pid === task.pid && tid === task.tid && task.ts <= ts && ts < task.ts + (task.dur ?? 0)
}
