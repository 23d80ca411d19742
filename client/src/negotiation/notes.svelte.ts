import { type NoteJson } from '@parley/protocol'
import { ApiError, listNotes, takeNote } from './api.ts'

/** The notes that everybody takes on the sittings, as this page knows them. */
export class Notes {
	readonly #negotiation: string
	readonly #signal: AbortSignal
	#all = $state.raw<readonly NoteJson[]>([])

	/** @param signal ends all asking */
	constructor(negotiation: string, signal: AbortSignal) {
		this.#negotiation = negotiation
		this.#signal = signal
	}

	/** All of them, oldest first. */
	get all(): readonly NoteJson[] {
		return this.#all
	}

	/** Gets what the server has; where that does not answer, what is announced later is added all the same. */
	async load(): Promise<void> {
		try {
			this.#add(await listNotes(this.#negotiation, this.#signal))
		} catch (error) {
			if (this.#signal.aborted || error instanceof ApiError) return
			throw error
		}
	}

	/** Takes a note on a clause as it stood at `seen`. Throws `ApiError`. */
	async take(clause: string, seen: number, text: string): Promise<void> {
		await takeNote(this.#negotiation, { clause, seen, text })
		// it is announced as well; on a line that is down just now it would not be heard
		await this.load()
	}

	/** A note was announced. */
	came(note: NoteJson): void {
		this.#add([note])
	}

	#add(notes: readonly NoteJson[]): void {
		const others = this.#all.filter((known) => !notes.some((note) => note.id === known.id))
		this.#all = [...others, ...notes].sort((a, b) => a.position - b.position)
	}
}
