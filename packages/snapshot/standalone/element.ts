/** A new element. Words become text nodes, never markup: what a file holds cannot act on this page. */
export function element(
	tag: string,
	attributes: Readonly<Record<string, string>>,
	children: string | readonly (Node | string)[] = []
): HTMLElement {
	const made = document.createElement(tag)
	for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
	// one by one: a text may have more of them than a call takes arguments
	for (const child of typeof children === 'string' ? [children] : children) made.append(child)
	return made
}
