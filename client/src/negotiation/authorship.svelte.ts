import { type AuthorshipJson } from '@parley/protocol'
import { AuthorshipReader } from './authorshipReader.ts'

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

/** Who wrote what, where somebody wants to see it: the answers of the server by clause, and what is looked for in them. */
export class Authorship {
	readonly #reader: AuthorshipReader
	readonly #stops: Record<string, AuthorStops> = {}
	#isOn = $state(false)
	#filter = $state.raw<AuthorFilter>({ kind: 'all' })
	#answers = $state.raw<Readonly<Record<string, AuthorshipJson>>>({})

	constructor(negotiation: string, signal: AbortSignal) {
		this.#reader = new AuthorshipReader(negotiation, (answer) => {
			this.#answers = { ...this.#answers, [answer.clause]: answer }
		})
		signal.addEventListener('abort', () => {
			this.#reader.close()
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
		if (isOn) this.#reader.start(clauses)
		else {
			this.#reader.close()
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

	/** The text of a clause has changed: the server is asked again once nobody has written for a moment. */
	changed(clause: string): void {
		this.#reader.changed(clause)
	}

	/** What the server said fits the text that is here, all of it or not: it is asked again if not. */
	fits(answer: AuthorshipJson, isWhole: boolean): void {
		this.#reader.fits(answer, isWhole)
	}

	/** Words of a clause were taken out of the record: what the server said of it before has them still. */
	withheld(clause: string): void {
		this.#answers = Object.fromEntries(
			Object.entries(this.#answers).filter(([id]) => id !== clause)
		)
		this.changed(clause)
	}
}
