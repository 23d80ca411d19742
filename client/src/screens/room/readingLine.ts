/** The clause at this part of the height is the one that is read. */
const READ_AT = 0.4

/**
 * Where a person reads, in px below the top of the stage: at two fifths of the height, but at the top of the text its first line and
 * at the very end its last. Towards the ends the line moves there as the text scrolls, so that no clause is passed over.
 *
 * @param scrolled how far the stage is scrolled, in px
 * @param most how far it can be
 * @param height of the stage in px
 */
export function readingLine(scrolled: number, most: number, height: number): number {
	if (most <= 0) return 0
	// too short for a stretch in the middle: one even way from the top to the end
	if (most < height) return (height * Math.min(scrolled, most)) / most
	const left = most - scrolled
	return Math.max(Math.min(scrolled, height * READ_AT), height - left)
}
