/** What a suggestion is to whoever reads it, as one digest: by which an answer says what it is an answer to. */
import type { Suggestion } from '@parley/domain'
import * as Y from 'yjs'
import { readBlockChange } from './blockChange.ts'
import { contentOf, withMark, type Marks } from './blocks.ts'
import { bracketIdOf } from './bracketKey.ts'
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
 * is and where it stands; of a link where to; of a block that would be another one what it is now as well, for that is how the change is told. What stands beside, and what others suggest, place in brackets or edit there, does not count.
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
	/** How the words look that would come in, and the blocks that would be others; null for all else. */
	readonly looks: Json
	/** Where words would be linked to, and what blocks would become. */
	readonly values?: readonly Json[]
}

function piecesOf(
	doc: Y.Doc,
	asked: { readonly has: (id: string) => boolean }
): ReadonlyMap<string, readonly Piece[]> {
	const found = new Map<string, Piece[]>()
	let marks: Marks = {}
	let doing: ReadonlyMap<string, Doing> = new Map()
	for (let item = textOf(doc)._start; item !== null; item = item.right) {
		const { content, deleted, countable, id } = item
		if (deleted) continue
		if (content instanceof Y.ContentFormat) {
			marks = withMark(marks, content.key, content.value)
			doing = doneBy(marks, asked)
			continue
		}
		if (!countable) continue
		for (const [suggestion, all] of doing) {
			const { does, values } = ofContent(all, content)
			if (does.length === 0) continue
			const pieces = found.get(suggestion) ?? []
			found.set(suggestion, pieces)
			const isLooked = does.includes('ins') || does.includes('setBlock')
			const looks = isLooked ? looksOf(doc, content, marks) : null
			const said = values.length > 0 && { values }
			const { client, clock } = id
			addPiece(pieces, { does, client, clock, length: item.length, looks, ...said })
		}
	}
	return found
}

/** What a suggestion does to units, and the values of its marks that have some. */
interface Doing {
	readonly does: readonly SuggestionFamily[]
	readonly values: readonly Json[]
}

/** What each of the suggestions that are asked for does to the units under `marks`. */
function doneBy(
	marks: Marks,
	asked: { readonly has: (id: string) => boolean }
): ReadonlyMap<string, Doing> {
	const doing = new Map<string, { does: SuggestionFamily[]; values: Json[] }>()
	for (const [key, value] of Object.entries(marks)) {
		const named = suggestionOfKey(key)
		if (named === undefined || !asked.has(named.id)) continue
		const { does, values } = doing.get(named.id) ?? { does: [], values: [] }
		doing.set(named.id, { does, values })
		does.push(named.family)
		if (value !== true) values.push(value)
	}
	return doing
}

/** What of `doing` means something for `content`: what becomes of a block is said on its own marker alone. */
function ofContent({ does, values }: Doing, content: Y.Item['content']): Doing {
	if (!does.includes('setBlock')) return { does, values }
	const blocks = contentOf(content).flatMap((piece) => toMarker(piece)?.block ?? [])
	const isHere = (value: Json): boolean => {
		const change = readBlockChange(value)
		return change === undefined || blocks.includes(change.block)
	}
	const here = values.filter(isHere)
	return {
		does: here.length === values.length ? does : does.filter((family) => family !== 'setBlock'),
		values: here,
	}
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
	const isSame =
		follows &&
		sameJson([...last.does], [...piece.does]) &&
		sameJson(last.looks, piece.looks) &&
		sameJson(last.values ?? null, piece.values ?? null)
	if (isSame) last.length += piece.length
	else pieces.push(piece)
}
