/** Whoever types on after a note was taken makes no longer a pause than this between letters. */
const PAUSE_MS = 1_000

/** Letters that are typed on right after a note was taken: they were meant for it, and are no commands. */
export class TypedOn {
	#at = -Infinity

	/** The note was taken at `now`, in ms, or one more letter was typed. */
	typed(now: number): void {
		this.#at = now
	}

	/** Whether a letter at `now` may still be meant for the note that was taken. */
	isOn(now: number): boolean {
		return now - this.#at < PAUSE_MS
	}
}
