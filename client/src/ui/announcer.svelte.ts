/** The one polite live region of the page: what is said here is read aloud, after what is being read. */
class Announcer {
	#message = $state('')
	#turn = false

	/** The sentence to be read aloud now. */
	get message(): string {
		return this.#message
	}

	/** Has `sentence` read aloud, also where the same one was said just before. */
	say(sentence: string): void {
		this.#turn = !this.#turn
		// a reader of the screen speaks only of changes: the invisible mark makes a repetition one
		this.#message = this.#turn ? sentence : `${sentence}\u2060`
	}
}

export const announcer = new Announcer()
