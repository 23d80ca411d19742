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
