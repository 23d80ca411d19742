/** Where a clause is, in px below the top of the stage. */
export interface Spot {
	readonly clause: string
	readonly top: number
	readonly bottom: number
}

/** Editors on one page, at most: with more, a keystroke costs more than a frame. */
const MOST = 8

/**
 * Which clauses carry an editor: those on the screen, then the nearest, up to eight; the one with the caret always. The answer is the
 * same list as `now` where nothing changes.
 *
 * @param height of the stage in px
 */
export function chooseLive(
	spots: readonly Spot[],
	height: number,
	inText: string | null,
	now: readonly string[]
): readonly string[] {
	const room = inText === null ? MOST : MOST - 1
	const chosen = [...spots]
		.filter(({ clause }) => clause !== inText)
		.sort((a, b) => distance(a, height) - distance(b, height))
		.slice(0, room)
		.map(({ clause }) => clause)
	if (inText !== null) chosen.push(inText)
	const isSame = chosen.length === now.length && chosen.every((clause) => now.includes(clause))
	return isSame ? now : chosen
}

/** How far a clause is from the screen; on the screen, from its middle, which never counts as much as being off it. */
function distance({ top, bottom }: Spot, height: number): number {
	if (bottom < 0) return height - bottom
	if (top > height) return top
	return Math.abs((top + bottom) / 2 - height / 2) / 2
}
