/**
 * Where a place of one text is in another that lacks or has some words more: what is equal from the start and from the end stands
 * fast, and a place between goes to where the two texts part.
 *
 * @param offset characters from the start of `from`
 * @returns characters from the start of `to`
 */
export function samePlace(offset: number, from: string, to: string): number {
	const shorter = Math.min(from.length, to.length)
	let start = 0
	while (start < shorter && from[start] === to[start]) start++
	let end = 0
	while (end < shorter - start && from.at(-1 - end) === to.at(-1 - end)) end++
	if (offset <= start) return offset
	if (offset >= from.length - end) return offset + to.length - from.length
	return start
}
