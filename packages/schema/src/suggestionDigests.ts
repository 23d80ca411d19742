/** What a suggestion is to whoever reads it, as one digest: by which an answer says what it is an answer to. */
import type { Suggestion } from '@parley/domain'
import * as Y from 'yjs'
import { contentOf, withMark, type Marks } from './blocks.ts'
import { bracketIdOf } from './brackets.ts'
import { sameJson, type Json } from './json.ts'
import { suggestionOfKey, type SuggestionFamily } from './suggestionKey.ts'
import { textDigest } from './textDigest.ts'
import { propertiesOf, readProperties, textOf, toMarker } from './wire.ts'

/** What its author said of a suggestion, which is read with it. */
export type SaidOfSuggestion = Pick<Suggestion, 'reason' | 'counters'>

/**
 * The digest of each of `suggestions`, given by their ids with what was said of them: SHA-256 in lower-case hex over what it does in `doc`, its
 * reason, and in whose place it is offered. Two documents with the same text give the same.
 *
 * What it does is taken by units, each named by clientID and clock, in the order of the text: which would come in, go or be formatted otherwise.
 * So words that are taken away and put in elsewhere, or anew, are others. Of what would come in it counts how it is formatted, and what a block
 * is and where it stands. What stands beside, and what others suggest, place in brackets or edit there, does not count.
 */
export function suggestionDigests(
	doc: Y.Doc,
	suggestions: ReadonlyMap<string, SaidOfSuggestion>
): ReadonlyMap<string, string> {
	const pieces = piecesOf(doc, suggestions)
	return new Map(
		[...suggestions].map(([id, { reason, counters }]) => {
			return [id, textDigest(JSON.stringify({ pieces: pieces.get(id) ?? [], reason, counters }))]
		})
	)
}

/** Units in a row that one suggestion does the same to. */
interface Piece {
	/** What it does to them: several things may be said of the same words. */
	readonly does: readonly SuggestionFamily[]
	readonly client: number
	readonly clock: number
	length: number
	/** How the words look that would come in; null for all others. */
	readonly looks: Json
}

function piecesOf(
	doc: Y.Doc,
	asked: { readonly has: (id: string) => boolean }
): ReadonlyMap<string, readonly Piece[]> {
	const found = new Map<string, Piece[]>()
	let marks: Marks = {}
	let doing: ReadonlyMap<string, readonly SuggestionFamily[]> = new Map()
	for (let item = textOf(doc)._start; item !== null; item = item.right) {
		const { content, deleted, countable, id } = item
		if (deleted) continue
		if (content instanceof Y.ContentFormat) {
			marks = withMark(marks, content.key, content.value)
			doing = doneBy(marks, asked)
			continue
		}
		if (!countable) continue
		for (const [suggestion, does] of doing) {
			const pieces = found.get(suggestion) ?? []
			found.set(suggestion, pieces)
			const looks = does.includes('ins') ? looksOf(doc, content, marks) : null
			addPiece(pieces, { does, client: id.client, clock: id.clock, length: item.length, looks })
		}
	}
	return found
}

/** What each of the suggestions that are asked for does to the units under `marks`. */
function doneBy(
	marks: Marks,
	asked: { readonly has: (id: string) => boolean }
): ReadonlyMap<string, readonly SuggestionFamily[]> {
	const doing = new Map<string, SuggestionFamily[]>()
	for (const key of Object.keys(marks)) {
		const named = suggestionOfKey(key)
		if (named === undefined || !asked.has(named.id)) continue
		const families = doing.get(named.id) ?? []
		doing.set(named.id, families)
		families.push(named.family)
	}
	return doing
}

function looksOf(doc: Y.Doc, content: Y.Item['content'], marks: Marks): Json {
	const own = Object.entries(marks).filter(
		([key]) => suggestionOfKey(key) === undefined && bracketIdOf(key) === undefined
	)
	const blocks = contentOf(content).flatMap((piece) => {
		const marker = toMarker(piece)
		if (marker === undefined) return []
		const { type, attrs = null, in: path } = readProperties(propertiesOf(doc), marker)
		return [[type, attrs, path.map(([name, id]) => [name, id])]]
	})
	return { marks: Object.fromEntries(own), blocks }
}

/** Puts `piece` behind `pieces`, as one with the last of them where Yjs might as well have kept the two as one. */
function addPiece(pieces: Piece[], piece: Piece): void {
	const last = pieces.at(-1)
	const follows = last?.client === piece.client && last.clock + last.length === piece.clock
	if (follows && sameJson([...last.does], [...piece.does]) && sameJson(last.looks, piece.looks))
		last.length += piece.length
	else pieces.push(piece)
}
