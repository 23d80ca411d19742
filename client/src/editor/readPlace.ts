import * as Y from 'yjs'

/** The name of the text in a clause's document. */
const TEXT = 'text'

/**
 * A place in a clause as somebody says it, in the form of `Y.relativePositionToJSON`; null where that says none. Whoever has a seat can send
 * anything, and to look such a thing up in a document throws, or makes another text there by its name.
 */
export function readPlace(said: Readonly<Record<string, unknown>>): Y.RelativePosition | null {
	const { type = null, tname = null, item = null } = said
	if ([type, item].some((id) => id !== null && !isId(id))) return null
	if (tname !== null && tname !== TEXT) return null
	if (type === null && tname === null && item === null) return null
	return Y.createRelativePositionFromJSON(said)
}

function isId(id: unknown): boolean {
	if (typeof id !== 'object' || id === null || !('client' in id) || !('clock' in id)) return false
	return isWhole(id.client) && isWhole(id.clock)
}

function isWhole(number: unknown): boolean {
	return Number.isSafeInteger(number) && Number(number) >= 0
}
