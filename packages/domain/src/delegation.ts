import { type DelegationId } from './ids.ts'

/** One of the eight slots of the palette: a colour, a glyph and a line pattern, given by the secretariat. */
export type Slot = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8

/** A party to the negotiation. */
export interface Delegation {
	readonly id: DelegationId
	/** Two or three capital letters that stand for it in the text and the margin, e.g. `UA`. */
	readonly code: string
	/** Its name in the interface, e.g. `Ukraine`. */
	readonly name: string
	readonly slot: Slot
}

/** Parses a delegation's code, e.g. `UA`. Throws `RangeError` on anything but two or three Latin capitals. */
export function parseDelegationCode(value: string): string {
	if (!/^[A-Z]{2,3}$/.test(value)) {
		throw new RangeError(
			`a delegation code has two or three capital letters: ${JSON.stringify(value)}`
		)
	}
	return value
}

/** The slot for the `index`-th delegation (from 0); after eight they come round again. */
export function slotAt(index: number): Slot {
	return ((index % 8) + 1) as Slot
}
