import { type AuthorshipJson } from '@parley/protocol'
import { ApiError, readAuthorship } from './api.ts'

/** The server is asked again this long after a clause was last changed, and at most this long after the first change. */
const QUIET_MS = 1_500
const LONGEST_MS = 5_000

/** What could not be had, or does not fit the text here, is asked for again later each time, and at last this seldom. */
const SELDOM_MS = 60_000

/** The status of an answer to somebody who has asked too much. */
const TOO_MANY = 429

/** Asks the server who wrote what in the clauses of a negotiation, as long as somebody wants to see it, and again where a text changes. */
export class AuthorshipReader {
	readonly #negotiation: string
	readonly #came: (answer: AuthorshipJson) => void
	readonly #waiting = new Map<string, { since: number; timer: ReturnType<typeof setTimeout> }>()
	/** How often a clause was asked about in a row for nothing. */
	readonly #misses = new Map<string, number>()
	#stop: AbortController | null = null

	/** Tells every answer to `came`. */
	constructor(negotiation: string, came: (answer: AuthorshipJson) => void) {
		this.#negotiation = negotiation
		this.#came = came
	}

	/** Asks about all of `clauses`, one after the other. */
	start(clauses: readonly string[]): void {
		this.close()
		this.#stop = new AbortController()
		void this.#readAll(clauses, this.#stop.signal)
	}

	/** Asks nothing any more, and tells no answer that is on its way. Closing twice is fine. */
	close(): void {
		this.#stop?.abort()
		this.#stop = null
		for (const { timer } of this.#waiting.values()) clearTimeout(timer)
		this.#waiting.clear()
		this.#misses.clear()
	}

	/** The text of a clause has changed: it is asked again once nobody has written for a moment. */
	changed(clause: string): void {
		this.#misses.delete(clause)
		this.#readAfter(clause, QUIET_MS, LONGEST_MS)
	}

	/** An answer fits the text that is here, all of it or not: the server is asked again if not, later each time. */
	fits({ clause, next }: AuthorshipJson, isWhole: boolean): void {
		// of a text with more rows than are read the rest never comes
		if (isWhole || next !== null) this.#misses.delete(clause)
		else this.#readAgain(clause)
	}

	/** A clause that cannot be had holds up those behind it: nor could they. */
	async #readAll(clauses: readonly string[], signal: AbortSignal): Promise<void> {
		for (const clause of clauses) {
			for (let pauseMs = QUIET_MS; !signal.aborted; pauseMs = Math.min(2 * pauseMs, SELDOM_MS)) {
				if ((await this.#read(clause, signal)) !== 'failed') break
				await new Promise((resolve) => setTimeout(resolve, pauseMs))
			}
		}
	}

	async #read(clause: string, signal: AbortSignal): Promise<'done' | 'failed'> {
		try {
			const answer = await readAuthorship(this.#negotiation, clause, signal)
			if (!signal.aborted) this.#came(answer)
			return 'done'
		} catch (error) {
			if (signal.aborted) return 'done'
			if (!(error instanceof ApiError)) throw error
			const isRefused = error.status >= 400 && error.status < 500
			return isRefused && error.status !== TOO_MANY ? 'done' : 'failed'
		}
	}

	#readAgain(clause: string): void {
		if (this.#waiting.has(clause)) return
		const misses = this.#misses.get(clause) ?? 0
		this.#misses.set(clause, misses + 1)
		const afterMs = Math.min(QUIET_MS * 2 ** misses, SELDOM_MS)
		this.#readAfter(clause, afterMs, afterMs)
	}

	/** Asks about a clause after `afterMs`, and at most `longestMs` after that was wanted first. */
	#readAfter(clause: string, afterMs: number, longestMs: number): void {
		const signal = this.#stop?.signal
		if (signal === undefined) return
		const waiting = this.#waiting.get(clause)
		const now = performance.now()
		const since = waiting?.since ?? now
		clearTimeout(waiting?.timer)
		const read = async (): Promise<void> => {
			this.#waiting.delete(clause)
			if ((await this.#read(clause, signal)) === 'failed') this.#readAgain(clause)
		}
		const timer = setTimeout(
			() => void read(),
			Math.max(0, Math.min(afterMs, since + longestMs - now))
		)
		this.#waiting.set(clause, { since, timer })
	}
}
