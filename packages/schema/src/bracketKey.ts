/** How a mark of a text says which bracket its words are in. */
const FAMILY = 'bracket:'

/** The key of the mark of the bracket `id`. */
export function bracketKey(id: string): string {
	return `${FAMILY}${id}`
}

/** The id of the bracket whose mark has `key`, or undefined where it is the key of another mark. */
export function bracketIdOf(key: string): string | undefined {
	return key.startsWith(FAMILY) ? key.slice(FAMILY.length) : undefined
}
