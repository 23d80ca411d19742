/** A way to look at the text, as the server knows it: what is shown, and whether it says whose it is. */
export interface TextWay {
	/** `marked`, `clean`, `agreed`, or `delegation:UA` with the code of one. */
	readonly shown: string
	readonly attributed: boolean
}

/** The text as it is written: all that is marked, with its names. */
export const AS_WRITTEN: TextWay = { shown: 'marked', attributed: true }

/** Whether two ways show the same. */
export function isSameWay(one: TextWay, other: TextWay): boolean {
	return one.shown === other.shown && one.attributed === other.attributed
}
