/** Where a clause is on the wall. */
export interface WallPlace {
	/** Its frame, and the caret of a seat in it; null where that has none. */
	readonly of: (seat: string) => { readonly frame: DOMRect; readonly caret: DOMRect | null }
	/** A paragraph of it, counted from 1, or its frame. */
	readonly paragraph: (number: number | null) => DOMRect
}
