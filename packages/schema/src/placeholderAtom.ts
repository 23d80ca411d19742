import { isJsonObject, type Json } from './json.ts'

/** The name of the atom that stands where something is missing. */
export const PLACEHOLDER = 'placeholder'

/** The id of the placeholder that a piece of the text is an atom of; undefined where it is anything else. */
export function placeholderIdOf(piece: Json): string | undefined {
	if (!isJsonObject(piece) || piece['inline'] !== PLACEHOLDER) return undefined
	const { attrs } = piece
	const id = isJsonObject(attrs) ? attrs['id'] : undefined
	return typeof id === 'string' ? id : undefined
}
