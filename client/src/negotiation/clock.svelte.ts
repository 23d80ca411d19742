import { TimeSync } from './timeSync.ts'

/** How the clock speaks with the server. */
export interface ClockLine {
	/** Asks for the server's time; `asked` comes back with the answer. */
	readonly ask: (asked: number) => void
	/** Says how far this device's clock is from the server's, in ms. */
	readonly report: (offsetMs: number) => void
}

/** Questions after connecting, in ms from then; after that once a minute. */
const FIRST_QUESTIONS_MS = [0, 400, 1_500]
const AGAIN_MS = 60_000
/** A device clock further off than this is mentioned. */
const SKEW_MS = 2_000
/** Offsets that differ by less are not reported again. */
const REPORT_MS = 250

/** Ms since 1970 as this device thought when the page was opened, and steady since: steps of the device's clock do not touch it. */
export function steadyNow(): number {
	return performance.timeOrigin + performance.now()
}

/** The server's time on this page, ticking once a second with it. It shows the deadline and decides nothing. */
export class RoomClock {
	readonly #sync = new TimeSync()
	readonly #line: ClockLine
	#tick = $state(0)
	#here = $state(0)
	#skewMs = $state(0)
	#reported: number | null = null
	#ticking: ReturnType<typeof setTimeout> | null = null
	#questions: ReturnType<typeof setTimeout>[] = []

	/** @param now the server's time as the page learnt it over HTTP */
	constructor(now: number, line: ClockLine) {
		this.#line = line
		this.#sync.guess(steadyNow(), now)
		this.#tick = this.now()
		this.#beat()
		document.addEventListener('visibilitychange', this.#onVisible)
	}

	/** The server's time now, in ms; read once. */
	now(): number {
		return this.#sync.serverAt(steadyNow()) ?? Date.now()
	}

	/** The server's time at the last full second; components that read it follow it. */
	get second(): number {
		return this.#tick
	}

	/** This device's clock at the last full second, for ages of what happened here. */
	get here(): number {
		return this.#here
	}

	/** How far this device's clock is ahead of the server's, in ms, where that is worth mentioning; else 0. */
	get skewMs(): number {
		return Math.abs(this.#skewMs) > SKEW_MS ? this.#skewMs : 0
	}

	/** The connection stands: ask. */
	connected(): void {
		this.#stopAsking()
		this.#sync.reset()
		this.#questions = FIRST_QUESTIONS_MS.map((delay) =>
			setTimeout(() => {
				this.ask()
			}, delay)
		)
		this.#questions.push(
			setInterval(() => {
				this.ask()
			}, AGAIN_MS)
		)
	}

	/** Asks for the time once. */
	ask(): void {
		this.#line.ask(steadyNow())
	}

	/** Takes an answer in, or a time that came unasked. */
	heard(server: number, asked: number | undefined): void {
		const answered = steadyNow()
		if (asked === undefined) {
			this.#sync.guess(answered, server)
		} else if (this.#sync.add({ asked, answered, server })) {
			this.#skewMs = Math.round(Date.now() - this.now())
			if (this.#reported === null || Math.abs(this.#skewMs - this.#reported) > REPORT_MS) {
				this.#reported = this.#skewMs
				this.#line.report(this.#skewMs)
			}
		}
		this.#beat()
	}

	close(): void {
		this.#stopAsking()
		if (this.#ticking !== null) clearTimeout(this.#ticking)
		document.removeEventListener('visibilitychange', this.#onVisible)
	}

	readonly #onVisible = (): void => {
		if (document.visibilityState === 'visible') {
			this.ask()
			this.#beat()
		}
	}

	#beat(): void {
		if (this.#ticking !== null) clearTimeout(this.#ticking)
		const now = this.now()
		this.#tick = Math.floor(now / 1_000) * 1_000
		this.#here = Date.now()
		this.#ticking = setTimeout(
			() => {
				this.#beat()
			},
			1_000 - (now % 1_000) + 1
		)
	}

	#stopAsking(): void {
		for (const question of this.#questions) clearTimeout(question)
		this.#questions = []
	}
}
