/** An alternative as it stands in a text. */
export interface DrawnAlternative {
	readonly group: string
	readonly alternative: string
	/** It has one block, without words. */
	readonly isEmpty: boolean
}

/** Draws into `place` what is said of an alternative, and gives the way to stop. */
export type DrawAlternative = (place: HTMLElement, about: DrawnAlternative) => () => void
