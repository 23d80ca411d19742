import { ApiError } from './api.ts'
import { readFrozenText, type FreezeFault, type FrozenText } from './frozenText.ts'

const FIRST_PAUSE_MS = 300
const LONGEST_PAUSE_MS = 10_000

/** Gets the frozen text once the server says that there is one, and tries until it has it. */
export class FreezeWatch {
	readonly #negotiation: string
	readonly #stop = new AbortController()
	#text = $state.raw<FrozenText | null>(null)
	#fault = $state<FreezeFault | null>(null)
	#snapshot: string | null = null

	constructor(negotiation: string) {
		this.#negotiation = negotiation
	}

	/** The frozen text from its checked file; null until it is here. */
	get text(): FrozenText | null {
		return this.#text
	}

	/** The file came and is not what the server says it is. */
	get fault(): FreezeFault | null {
		return this.#fault
	}

	/** The round is frozen, and `snapshot` is its file. */
	frozen(snapshot: string): void {
		if (this.#snapshot === snapshot) return
		this.#snapshot = snapshot
		void this.#fetch(snapshot, FIRST_PAUSE_MS)
	}

	close(): void {
		this.#stop.abort()
	}

	async #fetch(snapshot: string, pauseMs: number): Promise<void> {
		let outcome: FrozenText | FreezeFault
		try {
			outcome = await readFrozenText(this.#negotiation, snapshot, this.#stop.signal)
		} catch (error) {
			if (this.#stop.signal.aborted) return
			if (!(error instanceof ApiError)) throw error
			outcome = 'missing'
		}
		if (typeof outcome !== 'string') {
			this.#text = outcome
			this.#fault = null
			return
		}
		if (outcome !== 'missing') {
			this.#fault = outcome
			return
		}
		setTimeout(() => {
			if (this.#stop.signal.aborted) return
			void this.#fetch(snapshot, Math.min(LONGEST_PAUSE_MS, pauseMs * 2))
		}, pauseMs)
	}
}
