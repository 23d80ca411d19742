/** How text is got from the server; neither may reject. */
export interface TextSource {
	/** Gets the text of one clause. */
	readonly one: (clause: string) => Promise<void>
	/** Gets the text of all clauses. */
	readonly all: () => Promise<void>
}

/**
 * Gets the text of clauses that changed while they were far, one request at a time; however often a clause is asked for meanwhile, it
 * is got once more.
 */
export class FarText {
	readonly #source: TextSource
	readonly #clauses = new Set<string>()
	/** The position of the first text, and the one at which the line was first up. */
	#textPosition: number | null = null
	#linePosition: number | null = null
	#isAll = false
	#isBusy = false

	constructor(source: TextSource) {
		this.#source = source
	}

	/** These clauses changed. */
	changed(clauses: readonly string[]): void {
		for (const clause of clauses) this.#clauses.add(clause)
		void this.#work()
	}

	/** Any clause may have changed. */
	allChanged(): void {
		this.#isAll = true
		void this.#work()
	}

	/** The first text is that at `position`. */
	textCame(position: number): void {
		this.#textPosition ??= position
		this.#closeGap()
	}

	/** From `position` on, changes are announced; only the first time counts. */
	lineUp(position: number): void {
		if (this.#linePosition !== null) return
		this.#linePosition = position
		this.#closeGap()
	}

	/** What changed after the first text and before the line was up was announced to nobody. */
	#closeGap(): void {
		if (this.#textPosition === null || this.#linePosition === null) return
		if (this.#textPosition < this.#linePosition) this.allChanged()
	}

	async #work(): Promise<void> {
		if (this.#isBusy) return
		this.#isBusy = true
		try {
			for (let next = this.#take(); next !== null; next = this.#take()) await next()
		} finally {
			this.#isBusy = false
		}
	}

	#take(): (() => Promise<void>) | null {
		if (this.#isAll) {
			this.#isAll = false
			this.#clauses.clear()
			return this.#source.all
		}
		const [clause] = this.#clauses
		if (clause === undefined) return null
		this.#clauses.delete(clause)
		return () => this.#source.one(clause)
	}
}
