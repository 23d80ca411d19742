const begun = new Map<string, string>()

/** What was begun about a suggestion and not sent, and no more kept; empty where nothing was. A card goes away and comes back with the margin. */
export function takeBegun(place: string): string {
	const words = begun.get(place) ?? ''
	begun.delete(place)
	return words
}

/** Keeps what was begun about a suggestion for when its card comes back. */
export function keepBegun(place: string, words: string): void {
	begun.set(place, words)
}

/** The question whether a comment is taken out of the record, as it stands open. */
export interface AskedComment {
	/** Which of the comments of its suggestion, from 0. */
	readonly index: number
	/** Why, as far as it is written. */
	readonly why: string
}

const asked = new Map<string, AskedComment>()

/** What was asked about a comment of a suggestion when its card went away, and no more kept; null where nothing was. */
export function takeAsked(place: string): AskedComment | null {
	const question = asked.get(place) ?? null
	asked.delete(place)
	return question
}

/** Keeps what is asked about a comment of a suggestion for when its card comes back. */
export function keepAsked(place: string, question: AskedComment): void {
	asked.set(place, question)
}
