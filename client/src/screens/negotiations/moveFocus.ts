/** Arrow keys, Home and End move between the links of the list that the link stands in. For `onkeydown` of such a link. */
export function moveFocus(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
	const links = [...(event.currentTarget.closest('ul')?.querySelectorAll('a') ?? [])]
	const at = links.findIndex((link) => link === event.currentTarget)
	const last = links.length - 1
	const next = {
		ArrowDown: Math.min(at + 1, last),
		ArrowUp: Math.max(at - 1, 0),
		Home: 0,
		End: last,
	}[event.key]
	if (next === undefined) return
	event.preventDefault()
	links[next]?.focus()
}
