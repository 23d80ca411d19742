import * as Y from 'yjs'

/** What stands between passages that are not next to each other. */
const GAP = ' … '

/**
 * The words that `updates` brought and that still stand in `doc`, in the order of the text; a new paragraph is a line break, a jump
 * to another passage an ellipsis. Words that never came into `doc` are behind those, in the order they were typed. Empty where
 * the updates only deleted or formatted.
 *
 * @param doc a clause that holds the updates, as far as it could take them; it is not written to.
 */
export function wordsOf(doc: Y.Doc, updates: readonly Uint8Array[]): string {
	const inText = wordsIn(doc, rangesOf(updates))
	const outside = wordsOutside(doc, updates)
	return inText === '' || outside === '' ? inText + outside : inText + GAP + outside
}

function wordsIn(doc: Y.Doc, made: Ranges): string {
	let words = ''
	let isNext = true
	for (let item = doc.getText('text')._start; item !== null; item = item.right) {
		if (item.deleted) continue
		const content = item.content
		if (content instanceof Y.ContentFormat) continue
		const piece = pieceOf(item, made)
		if (piece === '') {
			isNext = false
			continue
		}
		if (!isNext && words !== '' && !piece.startsWith('\n')) words += GAP
		words += piece
		isNext = true
	}
	return words.trim()
}

/** The ids that updates brought: clocks from and up to (not with), by client. */
type Ranges = ReadonlyMap<number, readonly (readonly [from: number, to: number])[]>

function rangesOf(updates: readonly Uint8Array[]): Ranges {
	const ranges = new Map<number, [number, number][]>()
	for (const update of updates) {
		for (const struct of Y.decodeUpdate(update).structs) {
			if (!(struct instanceof Y.Item)) continue
			const { client, clock } = struct.id
			const own = ranges.get(client) ?? []
			own.push([clock, clock + struct.length])
			ranges.set(client, own)
		}
	}
	return ranges
}

/** What updates bring of text that `doc` does not have: they build on what is not there. */
function wordsOutside(doc: Y.Doc, updates: readonly Uint8Array[]): string {
	const had = new Map<number, number>()
	let words = ''
	for (const update of updates) {
		for (const struct of Y.decodeUpdate(update).structs) {
			const { client, clock } = struct.id
			const from = had.get(client) ?? Y.getState(doc.store, client)
			if (clock < from || !(struct instanceof Y.Item)) continue
			had.set(client, clock + struct.length)
			if (struct.content instanceof Y.ContentString) words += struct.content.str
			else if (struct.content instanceof Y.ContentEmbed) words += '\n'
		}
	}
	return words.trim()
}

/** The part of an item's text whose ids lie in `made`. */
function pieceOf(item: Y.Item, made: Ranges): string {
	const own = made.get(item.id.client)
	if (own === undefined) return ''
	const isOwn = (clock: number): boolean => own.some(([from, to]) => clock >= from && clock < to)
	if (!(item.content instanceof Y.ContentString)) return isOwn(item.id.clock) ? '\n' : ''
	const { str } = item.content
	let piece = ''
	for (let i = 0; i < str.length; i++) if (isOwn(item.id.clock + i)) piece += str.charAt(i)
	return piece
}
