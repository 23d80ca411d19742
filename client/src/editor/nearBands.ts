/** Something between two positions of a text; of no length where nothing stands. */
export interface Stretch {
	readonly from: number
	readonly to: number
	readonly length: number
}

/**
 * Those of `all` that lie between `top` and `bottom` on the screen, without asking where each is: a text runs downwards, so a few
 * questions find the first and the last. One before the first that may reach in is among them.
 *
 * @param all in the order of the text, those with a length one behind the other
 * @param boxAt where a position is, in px of the window
 */
export function nearBands<T extends Stretch>(
	all: readonly T[],
	boxAt: (position: number) => { readonly top: number; readonly bottom: number },
	{ top, bottom }: { readonly top: number; readonly bottom: number }
): readonly T[] {
	const boxOf = ({ from }: Stretch) => boxAt(from)
	let first = firstOf(all, (one) => boxOf(one).bottom >= top)
	const end = firstOf(all, (one) => boxOf(one).top > bottom)
	// the words that go on into the window begin before it
	while (first > 0) {
		first--
		if ((all[first]?.length ?? 0) > 0) break
	}
	return all.slice(first, end)
}

/** The index of the first for which `holds`, after which it holds for all; the number of all where there is none. */
function firstOf<T>(all: readonly T[], holds: (one: T) => boolean): number {
	let [low, high] = [0, all.length]
	while (low < high) {
		const middle = (low + high) >> 1
		const one = all[middle]
		if (one === undefined || holds(one)) high = middle
		else low = middle + 1
	}
	return low
}
