/** Where a clause is on the wall, and the caret of a seat in it; null where it has none. */
export type WallPlace = (seat: string) => {
	readonly frame: DOMRect
	readonly caret: DOMRect | null
}
