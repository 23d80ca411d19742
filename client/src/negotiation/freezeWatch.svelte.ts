import { ApiError } from './api.ts'
// as a whole, or the import would stay and bring the verifier along
import type { FreezeFault, FrozenText, readFrozenText } from './frozenText.ts'

const FIRST_PAUSE_MS = 300
const LONGEST_PAUSE_MS = 10_000
const PREPARE_MS = 5_000

/** Gets the frozen text once the server says that there is one, and tries until it has it. */
export class FreezeWatch {
	readonly #negotiation: string
	readonly #stop = new AbortController()
	readonly #came: () => void
	#text = $state.raw<FrozenText | null>(null)
	#fault = $state<FreezeFault | null>(null)
	#snapshot: string | null = null
	readonly #preparing: ReturnType<typeof setTimeout>

	/** @param came called once the frozen text is here */
	constructor(negotiation: string, came: () => void) {
		this.#negotiation = negotiation
		this.#came = came
		// long before the bell, and not among the first things that a page needs
		this.#preparing = setTimeout(() => void fetchReader(), PREPARE_MS)
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
		clearTimeout(this.#preparing)
		this.#stop.abort()
	}

	async #fetch(snapshot: string, pauseMs: number): Promise<void> {
		let outcome: FrozenText | FreezeFault
		try {
			const reader = await fetchReader()
			outcome = (await reader?.(this.#negotiation, snapshot, this.#stop.signal)) ?? 'missing'
		} catch (error) {
			if (this.#stop.signal.aborted) return
			if (!(error instanceof ApiError)) throw error
			outcome = 'missing'
		}
		if (typeof outcome !== 'string') {
			this.#text = outcome
			this.#fault = null
			this.#came()
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

/** What reads and checks the file; null where it did not come: it is asked for again. */
async function fetchReader(): Promise<typeof readFrozenText | null> {
	try {
		return (await import('./frozenText.ts')).readFrozenText
	} catch {
		return null
	}
}
