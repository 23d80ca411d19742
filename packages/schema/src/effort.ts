/** Steps that can be taken at once: some ten milliseconds of a slow machine (measured). */
const MOST = 200_000

/** What an entry brings, and each byte of it. */
const BY_ENTRY = 200
const BY_BYTE = 8

/**
 * How much may be looked for on behalf of one seat: where its words stood before, and whose they repeat. What it writes brings more of it.
 * Somebody who writes what is dear to look at, over and over, has in the end none left, and what they move and paste counts as theirs
 * alone; what others write is looked at as before. It counts steps and not time, so that one log always gives the same.
 */
export class Effort {
	#left = MOST

	/** An entry of `bytes` came. */
	earn(bytes: number): void {
		this.#left = Math.min(MOST, this.#left + BY_ENTRY + BY_BYTE * bytes)
	}

	/** Takes `steps`, if there are as many; gives whether there were. */
	take(steps: number): boolean {
		if (steps > this.#left) return false
		this.#left -= steps
		return true
	}
}
