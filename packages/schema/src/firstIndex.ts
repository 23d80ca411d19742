/** The index of the first of `all` for which `holds`, after which it holds for all; their number where it holds for none. */
export function firstIndex<T>(all: readonly T[], holds: (one: T) => boolean): number {
	let low = 0
	let high = all.length
	while (low < high) {
		const middle = (low + high) >> 1
		const one = all[middle]
		if (one === undefined || holds(one)) high = middle
		else low = middle + 1
	}
	return low
}
