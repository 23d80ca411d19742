import { type AuthorshipJson } from '@parley/protocol'
import { ApiError, readAuthorship } from './api.ts'

/** Whose words are looked for. */
export type AuthorFilter =
	| { readonly kind: 'all' }
	| { readonly kind: 'delegation'; readonly id: string }
	| { readonly kind: 'seat'; readonly id: string }

/** A clause that shows who wrote what in it. */
export interface AuthorStops {
	/** Goes to the next words by another author; gives what is said of them. */
	step(): string | null
}

/** The server is asked again this long after a clause was last changed, and at most this long after the first change. */
const QUIET_MS = 1_500
const LONGEST_MS = 5_000

/** Who wrote what, where somebody wants to see it: the answers of the server by clause, and what is looked for in them. */
export class Authorship {
	readonly #negotiation: string
	readonly #signal: AbortSignal
	readonly #waiting: Record<string, { since: number; timer: ReturnType<typeof setTimeout> }> = {}
	readonly #stops: Record<string, AuthorStops> = {}
	#isOn = $state(false)
	#filter = $state.raw<AuthorFilter>({ kind: 'all' })
	#answers = $state.raw<Readonly<Record<string, AuthorshipJson>>>({})

	constructor(negotiation: string, signal: AbortSignal) {
		this.#negotiation = negotiation
		this.#signal = signal
		signal.addEventListener('abort', () => {
			this.#forget()
		})
	}

	get isOn(): boolean {
		return this.#isOn
	}

	get filter(): AuthorFilter {
		return this.#filter
	}

	/** What the server said of a clause last; null until it did. */
	of(clause: string): AuthorshipJson | null {
		return this.#answers[clause] ?? null
	}

	/** Everything the server has said. */
	get answers(): readonly AuthorshipJson[] {
		return Object.values(this.#answers)
	}

	/** Shows who wrote what, or not any more; the server is asked about all of `clauses`. */
	turn(isOn: boolean, clauses: readonly string[]): void {
		this.#isOn = isOn
		this.#forget()
		if (isOn) void this.#loadAll(clauses)
		else {
			this.#answers = {}
			this.#filter = { kind: 'all' }
		}
	}

	look(filter: AuthorFilter): void {
		this.#filter = filter
	}

	/** A clause shows its authors now. Returns the way to say that it does not any more. */
	show(clause: string, stops: AuthorStops): () => void {
		this.#stops[clause] = stops
		return () => {
			if (this.#stops[clause] === stops) Reflect.deleteProperty(this.#stops, clause)
		}
	}

	/** Goes to the next words by another author in a clause; gives what is said of them, or null where there are none. */
	step(clause: string): string | null {
		return this.#stops[clause]?.step() ?? null
	}

	/** The text of a clause has changed, or is not as the server said: it is asked again once nobody has written for a moment. */
	changed(clause: string): void {
		if (!this.#isOn) return
		const waiting = this.#waiting[clause]
		const now = performance.now()
		const since = waiting?.since ?? now
		clearTimeout(waiting?.timer)
		const after = Math.max(0, Math.min(QUIET_MS, since + LONGEST_MS - now))
		const timer = setTimeout(() => {
			Reflect.deleteProperty(this.#waiting, clause)
			void this.#load(clause)
		}, after)
		this.#waiting[clause] = { since, timer }
	}

	/** Words of a clause were taken out of the record: what the server said of it before has them still. */
	withheld(clause: string): void {
		this.#answers = Object.fromEntries(
			Object.entries(this.#answers).filter(([id]) => id !== clause)
		)
		this.changed(clause)
	}

	async #loadAll(clauses: readonly string[]): Promise<void> {
		for (const clause of clauses) if (this.#isOn) await this.#load(clause)
	}

	async #load(clause: string): Promise<void> {
		try {
			const answer = await readAuthorship(this.#negotiation, clause, this.#signal)
			if (this.#isOn) this.#answers = { ...this.#answers, [clause]: answer }
		} catch (error) {
			if (this.#signal.aborted) return
			if (!(error instanceof ApiError)) throw error
			// the line is down, or too much was asked: the next change asks again
		}
	}

	#forget(): void {
		for (const [clause, { timer }] of Object.entries(this.#waiting)) {
			clearTimeout(timer)
			Reflect.deleteProperty(this.#waiting, clause)
		}
	}
}
