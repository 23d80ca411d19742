import type * as Y from 'yjs'
import { bracketIdOf, bracketKey } from './bracketKey.ts'
import { placeBracket } from './brackets.ts'
import { walkText, type Marks } from './blocks.ts'
import { indexOf } from './indexOf.ts'
import { type Json } from './json.ts'
import type { UnitId } from './struct.ts'
import { suggestionOfKey } from './suggestionKey.ts'
import { textOf, toMarker } from './wire.ts'

/** Words that are offered beside others, and the brackets in which the two stand. */
export interface OfferedWords {
	/** What they are offered for. */
	readonly first: UnitId
	readonly last: UnitId
	readonly words: string
	/** The id of the bracket around what stands there, and of that around `words`. */
	readonly standing: string
	readonly offered: string
}

/**
 * Puts what stands from `first` up to and with `last` into a bracket, and `words` right behind it into another, with a space between; gives whether
 * it did: nothing is done where `placeBracket` would do nothing.
 *
 * The words are set as the last character before them. They stand under the brackets that go on behind it, which would be cut otherwise, and under
 * those that begin before `first` and are around all of the choice; in no other bracket, and in no suggestion.
 */
export function offerWords(
	doc: Y.Doc,
	{ first, last, words, standing, offered }: OfferedWords
): boolean {
	const [from, to] = [indexOf(doc, first), indexOf(doc, last)]
	if (from === undefined || to === undefined) return false
	const text = textOf(doc)
	const pieces = wordsOf(text)
	const chosen = pieces.filter(({ at, length }) => at + length > from && at <= to)
	const lastPiece = chosen.at(-1)
	if (lastPiece === undefined || !placeBracket(doc, standing, first, last)) return false

	const behind = Math.min(to + 1, lastPiece.at + lastPiece.length)
	const next = pieces.find(({ at, length }) => at + length > behind)
	const before = pieces.findLast(({ at }) => at < from)
	const isAround = (key: string): boolean =>
		has(next, key) || (has(before, key) && chosen.every((piece) => has(piece, key)))
	const marks: Record<string, Json> = Object.fromEntries(
		Object.entries(lastPiece.marks).filter(
			([key]) =>
				suggestionOfKey(key) === undefined && (bracketIdOf(key) === undefined || isAround(key))
		)
	)
	text.insert(behind, ' ', marks)
	text.insert(behind + 1, words, { ...marks, [bracketKey(offered)]: true })
	return true
}

/** A run of a text that is no marker, by the index of its first unit. */
interface Piece {
	readonly at: number
	readonly length: number
	readonly marks: Marks
}

function wordsOf(text: Y.Text): readonly Piece[] {
	const found: Piece[] = []
	let at = 0
	walkText(text, (piece, marks) => {
		const length = typeof piece === 'string' ? piece.length : 1
		if (typeof piece === 'string' || toMarker(piece) === undefined)
			found.push({ at, length, marks })
		at += length
	})
	return found
}

function has(piece: Piece | undefined, key: string): boolean {
	return piece !== undefined && (piece.marks[key] ?? null) !== null
}
