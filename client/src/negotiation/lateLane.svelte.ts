import { type LateEditJson } from '@parley/protocol'
import { ApiError, listLateEdits, releaseLateEdits } from './api.ts'

/** A late edit of my delegation, with its words. */
export interface LateWords {
	readonly position: number
	readonly clause: string
	readonly receivedAt: number
	readonly words: string
	/** My own, and not of somebody else of my delegation. */
	readonly isMine: boolean
	/** When my delegation kept it for the next round, or null. */
	readonly releasedAt: number | null
}

const AGAIN_MS = 2_000

/** What the server keeps beside the frozen text of my delegation's words, and which of it is for the next round. */
export class LateLane {
	readonly #negotiation: string
	readonly #signal: AbortSignal
	#edits = $state.raw<readonly LateWords[]>([])
	#again: ReturnType<typeof setTimeout> | undefined
	/** Questions are numbered: an answer that comes behind that of a later one is old. */
	#asked = 0
	#answered = 0

	/** @param signal ends all asking */
	constructor(negotiation: string, signal: AbortSignal) {
		this.#negotiation = negotiation
		this.#signal = signal
	}

	/** Late edits of my delegation, oldest first. */
	get edits(): readonly LateWords[] {
		return this.#edits
	}

	/** Mine of which nobody has said yet that they are for the next round. */
	get undecided(): readonly LateWords[] {
		return this.#edits.filter(({ isMine, releasedAt }) => isMine && releasedAt === null)
	}

	/** Gets the list; where no answer comes, again until one does. Never rejects for what the server or the line does. */
	async load(): Promise<void> {
		clearTimeout(this.#again)
		const number = this.#ask()
		try {
			const edits = oursOf(await listLateEdits(this.#negotiation, this.#signal))
			if (number < this.#answered) return
			this.#answered = number
			this.#edits = edits
		} catch (error) {
			if (this.#signal.aborted) return
			if (!(error instanceof ApiError)) throw error
			if (error.status === 0 || error.status >= 500) {
				this.#again = setTimeout(() => void this.load(), AGAIN_MS)
			}
		}
	}

	/** Keeps edits for the next round: those who run the room read their words from then on. Throws `ApiError`. */
	async keep(positions: readonly number[]): Promise<void> {
		const number = this.#ask()
		const kept = oursOf(await releaseLateEdits(this.#negotiation, positions))
		this.#answered = Math.max(this.#answered, number)
		this.#edits = this.#edits.map(
			(edit) => kept.find(({ position }) => position === edit.position) ?? edit
		)
	}

	/** Numbers a question. */
	#ask(): number {
		this.#asked += 1
		return this.#asked
	}
}

function oursOf(edits: readonly LateEditJson[]): readonly LateWords[] {
	return edits.flatMap(({ whose, words, position, clause, receivedAt, releasedAt }) =>
		whose === 'theirs' || words === null
			? []
			: [{ position, clause, receivedAt, words, isMine: whose === 'mine', releasedAt }]
	)
}
