import { alternativePlace, type ContentBlock } from '@parley/snapshot'

/** The words of the alternatives in a text by their ids, a paragraph a line; one that has none is left out. */
export function alternativeWords(blocks: readonly ContentBlock[]): ReadonlyMap<string, string> {
	const found = new Map<string, string>()
	for (const block of blocks) {
		const place = alternativePlace(block)
		const words = block.content.map((one) => ('text' in one ? one.text : ' ')).join('')
		if (place === undefined || words.trim() === '') continue
		const before = found.get(place.alternative)
		found.set(place.alternative, before === undefined ? words : `${before}\n${words}`)
	}
	return found
}
