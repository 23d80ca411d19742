/** A card of the margin: where its line is, and how tall the card is, in px. */
export interface Placed {
	readonly anchor: number
	readonly height: number
}

/**
 * The tops of cards that stand beside their lines and give way downwards only: each begins at its line, or below the card before it.
 *
 * @param cards in the order of their lines
 * @param gap kept between two cards, in px
 */
export function stackDown(cards: readonly Placed[], gap: number): readonly number[] {
	let free = -Infinity
	return cards.map(({ anchor, height }) => {
		const top = Math.max(anchor, free)
		free = top + height + gap
		return top
	})
}
