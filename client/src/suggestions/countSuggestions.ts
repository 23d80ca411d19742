/** How many suggestions are open: `2 suggestions open`. */
export function countSuggestions(count: number): string {
	return count === 1 ? '1 suggestion open' : `${count} suggestions open`
}
