/** How often the line is looked at, in ms. */
export const LOOK_MS = 400

/** How long nothing may come before the server is asked for a sign of life, and how long that may take where the line is fast. */
const SILENCE_MS = 2_000
const ANSWER_MS = 1_800
/** How long a new connection may take until the first word of the server. */
const DIAL_MS = 6_000
/** The longest patience: a slow line must get a large text through before anybody doubts it. */
const LONGEST_MS = 30_000

/** What is to be done about the line: nothing, ask for a sign of life, or take it for lost. */
export type Verdict = 'wait' | 'ask' | 'give-up'

/**
 * Tells a dead line from a slow one, though nothing closes the socket: the server is asked after two seconds of silence, and a line
 * that stays silent for two more is lost. Without being asked it says nothing for 15 seconds.
 *
 * Only time in which this page runs is counted, from look to look: behind another tab, in a busy moment and asleep the looks come
 * late, and the answer may be here already without having been read. And patience grows with the slowest answer and with each
 * time that it ran out, so that a line which is slow and not dead carries at last what it has to carry.
 */
export class Liveness {
	#state: 'none' | 'dialing' | 'open' = 'none'
	#lookedAt: number
	#silence = 0
	/** When the question that is open was asked, and how long this page has run since. */
	#question: { readonly at: number; waited: number } | null = null
	#patience = ANSWER_MS
	#dialPatience = DIAL_MS

	/** @param now here and below: ms, of any clock */
	constructor(now: number) {
		this.#lookedAt = now
	}

	/** A new connection is being made. */
	dialing(): void {
		this.#begin('dialing')
	}

	/** The connection works both ways. */
	opened(): void {
		this.#begin('open')
		this.#dialPatience = DIAL_MS
	}

	/** There is no connection. */
	closed(): void {
		this.#begin('none')
	}

	/** Something has come. */
	heard(): void {
		this.#silence = 0
		if (this.#question !== null) this.#question.waited = 0
	}

	/** The answer to the question has come. */
	answered(now: number): void {
		if (this.#question === null) return
		const tripMs = now - this.#question.at
		this.#question = null
		this.#patience = Math.min(Math.max(ANSWER_MS, 2 * tripMs), LONGEST_MS)
	}

	/** The question is being asked. */
	asked(now: number): void {
		this.#question = { at: now, waited: 0 }
	}

	look(now: number): Verdict {
		const ran = Math.min(now - this.#lookedAt, 2 * LOOK_MS)
		this.#lookedAt = now
		if (this.#state === 'none') return 'wait'
		this.#silence += ran
		if (this.#state === 'dialing') {
			if (this.#silence < this.#dialPatience) return 'wait'
			this.#dialPatience = Math.min(2 * this.#dialPatience, LONGEST_MS)
			return 'give-up'
		}
		if (this.#question === null) return this.#silence < SILENCE_MS ? 'wait' : 'ask'
		this.#question.waited += ran
		if (this.#question.waited < this.#patience) return 'wait'
		this.#patience = Math.min(2 * this.#patience, LONGEST_MS)
		return 'give-up'
	}

	#begin(state: 'none' | 'dialing' | 'open'): void {
		this.#state = state
		this.#silence = 0
		this.#question = null
	}
}
