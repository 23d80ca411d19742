/** Going along what stands in a row, each with a number of units, by units. */

/** A place in a row, which only goes on. */
export class Along<Piece extends { readonly length: number }> {
	readonly #row: readonly Piece[]
	#index = 0
	#offset = 0

	constructor(row: readonly Piece[]) {
		this.#row = row
	}

	/** What stands before this place and behind it, twice the same within one piece; less where the row begins or ends. */
	beside(): readonly Piece[] {
		const next = this.#row[this.#index]
		const before = this.#offset > 0 ? next : this.#row[this.#index - 1]
		return [before, next].flatMap((piece) => piece ?? [])
	}

	/** Goes on by `count` units, or as many as there are; gives the pieces that these are of. */
	take(count: number): readonly Piece[] {
		const taken: Piece[] = []
		for (let left = count; left > 0;) {
			const piece = this.#row[this.#index]
			if (piece === undefined) break
			taken.push(piece)
			const length = Math.min(left, piece.length - this.#offset)
			left -= length
			this.#offset += length
			if (this.#offset === piece.length) {
				this.#index++
				this.#offset = 0
			}
		}
		return taken
	}
}
