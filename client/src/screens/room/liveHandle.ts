/** What the frame of a live clause can ask of its text. */
export interface LiveHandle {
	readonly focus: () => void
	/** Where the caret of a seat is on the screen; null where it has none here. */
	readonly caretOf: (seat: string) => DOMRect | null
}
