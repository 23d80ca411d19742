/**
 * Words that came under a mark of another's suggestion that is around nothing there, although whoever wrote them had seen nothing of it. Marks may be set
 * around words that are gone; who wrote between these words while they stood, and comes later, comes under the mark by the order that Yjs gives.
 *
 * Where a suggestion would take out or format, words are strays that have no word beside them which it would, and bring none back: it never was about them.
 *
 * Where it would insert, more is asked, since words beside its own are its author's alone to write. What stands under such a mark came in under it
 * (rule Q3), so nobody knows of it who does not know the mark. Words are strays where neither of the two units that they were put between was
 * written in the suggestion, be it gone by now. That is read off these units alone, which no later edit changes: off what each was put
 * behind, and that again, back to where a mark of the suggestion began or ended.
 */
import * as Y from 'yjs'
import { ClockRanges } from './clockRanges.ts'
import { ClockSet } from './clockSet.ts'
import { sameJson, toJson, type Json } from './json.ts'
import { itemAt } from './outline.ts'
import type { ClockRange } from './readUpdate.ts'
import type { Carried, UnitId } from './struct.ts'
import { isInsertion, suggestionOfKey } from './suggestionKey.ts'
import { textOf } from './wire.ts'

/** Marks of suggestions by their keys, each with its value. */
type Under = ReadonlyMap<string, Json>

/** Words that stray: units of one client in a row, which stand together in the document that was asked about. */
export interface StrayWords {
	readonly client: number
	readonly clocks: ClockRange
	/** The marks that they came under, by their keys. */
	readonly marks: Under
}

/**
 * As many units are gone back, for all of an edit, to find out in what one was written, each question counted as one; where that is not enough, it counts as
 * of the suggestion. So no edit has the server write more than twice as many marks: a few hundred bytes under hundreds of marks made megabytes of it.
 */
const MOST_BACK = 4000

/** How suggestions are looked at for the author of an edit. */
interface Others {
	/** Whether the author may not write in it. */
	readonly isForeign: (id: string) => boolean
	/** Whether it was accepted: what was written in it are words of the text since, and one writes beside these as beside any. */
	readonly isAccepted: (id: string) => boolean
}

/** What an edit did to a document. */
export interface EditDone extends Pick<Y.Transaction, 'beforeState' | 'deleteSet'> {
	/** Which of its units it says bring back which older ones. */
	readonly returned: readonly Carried[] | null
}

/**
 * The units that `edit` brought to `doc` and that came under marks of foreign suggestions unseen, in the order of the text; null where one of them that stands
 * under a mark of insertion is no stray.
 */
export function strayWords(
	doc: Y.Doc,
	edit: EditDone,
	{ isForeign, isAccepted }: Others
): readonly StrayWords[] | null {
	const there = piecesIn(textOf(doc), edit, isForeign)
	const sources = new Sources(doc, edit.returned, there)
	const pieces = there.flatMap((piece) => (piece.when === 'new' ? sources.split(piece) : piece))
	const beside = wordsBeside(pieces)
	const asker = new Asker(doc, edit.beforeState, pieces, isAccepted)
	const strays: StrayWords[] = []
	for (const piece of pieces) {
		if (piece.when !== 'new') continue
		const marks = new Map<string, Json>()
		for (const [key, value] of piece.under) {
			if (isInsertion(key)) {
				if (asker.isOf(key, piece)) return null
			} else {
				const isUnder = (under: Under): boolean => sameJson(under.get(key), value)
				if (beside.get(piece)?.some(isUnder) === true || sources.areAll(piece, isUnder)) continue
				if (!asker.count()) return null
			}
			marks.set(key, value)
		}
		const { item, clocks } = piece
		if (marks.size > 0) strays.push({ client: item.id.client, clocks, marks })
	}
	return strays
}

/** Of each new piece, the marks of the words on both sides of it that were there before, be they taken out by the same edit. */
function wordsBeside(pieces: readonly Piece[]): ReadonlyMap<Piece, readonly Under[]> {
	const beside = new Map<Piece, Under[]>()
	for (const inOrder of [pieces, pieces.toReversed()]) {
		let last: Under = new Map()
		for (const piece of inOrder) {
			if (piece.when === 'gone') continue
			if (piece.when !== 'new') last = piece.under
			else if (last.size > 0) beside.set(piece, [...(beside.get(piece) ?? []), last])
		}
	}
	return beside
}

/**
 * Ends the marks on `strays`, which `doc` was asked about last: they are plain words, and the suggestions insert what they did before. The marks themselves
 * stay, also around nothing: what their author has written there in the meantime carries them when it comes.
 */
export function endStrayMarks(doc: Y.Doc, strays: readonly StrayWords[]): void {
	doc.transact((transaction) => {
		const placed = strays.map(({ client, clocks: { from, to }, marks }) => ({
			first: Y.getItemCleanStart(transaction, Y.createID(client, from)),
			last: Y.getItemCleanEnd(transaction, doc.store, Y.createID(client, to - 1)),
			marks,
		}))
		const goOn = placed.map(({ first }, index) => placed[index - 1]?.last.right === first)
		const isUnder = (index: number, key: string): boolean => placed[index]?.marks.has(key) === true
		for (const [index, { first, last, marks }] of placed.entries()) {
			for (const key of marks.keys()) {
				const isBegun = goOn[index] === true && isUnder(index - 1, key)
				if (!isBegun) putMark(transaction, [first.left, first], key, null)
			}
			for (const [key, value] of marks) {
				const goesOn = goOn[index + 1] === true && isUnder(index + 1, key)
				if (!goesOn) putMark(transaction, [last, last.right], key, value)
			}
		}
	})
}

/** Puts what begins or ends a mark between two neighbours. */
function putMark(
	transaction: Y.Transaction,
	[left, right]: readonly [Y.Item | null, Y.Item | null],
	key: string,
	value: Json
): void {
	const { doc } = transaction
	const id = Y.createID(doc.clientID, Y.getState(doc.store, doc.clientID))
	// Yjs says of the value of a mark that it is an object, and of the contents of items that they have a class in common
	const mark: object = new Y.ContentFormat(key, value as object)
	const content = mark as Y.Item['content']
	const parent = textOf(doc)
	new Y.Item(
		id,
		left,
		left?.lastId ?? null,
		right,
		right?.id ?? null,
		parent,
		null,
		content
	).integrate(transaction, 0)
}

/** What stands in the text by one item, as far as it came at one time. */
interface Piece {
	readonly item: Y.Item
	readonly clocks: ClockRange
	/** Whether the edit brought it, or it was there before and stands there still, or was taken out by the edit, in part at least, or before. */
	readonly when: 'new' | 'before' | 'taken' | 'gone'
	/** Whether it goes on from a part of its item that is not new. */
	readonly goesOn: boolean
	/** The marks of foreign suggestions on it, but those that say of a block what it would become (rule T94). */
	readonly under: Under
}

function piecesIn(
	text: Y.Text,
	{ beforeState, deleteSet, returned }: EditDone,
	isForeign: (id: string) => boolean
): readonly Piece[] {
	const pieces: Piece[] = []
	const open = new Map<string, Json>()
	const taken = takenBy(deleteSet)
	let under: Under | null = null
	for (let item = text._start; item !== null; item = item.right) {
		const { content, id, length, deleted, countable } = item
		const known = (beforeState.get(id.client) ?? 0) - id.clock
		const clocks = { from: id.clock, to: id.clock + length }
		if (content instanceof Y.ContentFormat) {
			if (deleted || !isOfOthers(content.key, isForeign)) continue
			const value = toJson(content.value)
			if (value === null) open.delete(content.key)
			else open.set(content.key, value)
			under = null
		} else if (deleted) {
			if (!countable || known <= 0) continue
			const parts = [...taken.parts(id.client, id.clock, id.clock + length)]
			const isTaken = parts.some(({ isIn }) => isIn)
			if (!isTaken && returned === null) continue
			under ??= new Map(open)
			pieces.push({ item, clocks, when: isTaken ? 'taken' : 'gone', goesOn: false, under })
		} else if (countable) {
			under ??= new Map(open)
			if (known > 0) pieces.push({ item, clocks, when: 'before', goesOn: false, under })
			const from = id.clock + Math.max(0, known)
			const fresh = { item, clocks: { ...clocks, from } }
			if (known < length) pieces.push({ ...fresh, when: 'new', goesOn: known > 0, under })
		}
	}
	return pieces
}

/** The units that an edit took out. Yjs may have joined them with others that were gone before. */
function takenBy({ clients }: Y.Transaction['deleteSet']): ClockSet {
	const taken = new ClockSet()
	for (const [client, ranges] of clients)
		for (const { clock, len } of ranges) taken.add(client, clock, clock + len)
	return taken
}

function isOfOthers(key: string, isForeign: (id: string) => boolean): boolean {
	const named = suggestionOfKey(key)
	return named !== undefined && named.family !== 'setBlock' && isForeign(named.id)
}

/** The words that new ones bring back: what a suggestion was about it is about again once these are there again. */
class Sources {
	readonly #doc: Y.Doc
	readonly #returned = new ClockRanges<Carried>()
	readonly #under = new Map<Y.Item, Under>()

	constructor(doc: Y.Doc, returned: readonly Carried[] | null, pieces: readonly Piece[]) {
		this.#doc = doc
		for (const carried of returned ?? []) {
			const { unit, length } = carried
			this.#returned.add(unit.client, unit.clock, unit.clock + length, carried)
		}
		for (const { item, when, under } of pieces)
			if (when === 'gone' || when === 'taken') this.#under.set(item, under)
	}

	/** A new piece in parts, each of which brings back words from one place, or nothing. No character is cut in two. */
	split(piece: Piece): readonly Piece[] {
		const { item, clocks } = piece
		const parts: Piece[] = []
		let { from } = clocks
		for (const { to } of this.#stretches(item.id.client, clocks)) {
			if (to < clocks.to && isWithinPair(item, to)) continue
			parts.push({ ...piece, clocks: { from, to } })
			from = to
		}
		return parts
	}

	/** Whether all of a new piece brings back words, gone by now, for which `isUnder` holds where they stand. */
	areAll({ item, clocks }: Piece, isUnder: (under: Under) => boolean): boolean {
		for (const { from, to, source, at } of this.#stretches(item.id.client, clocks)) {
			const under = source === null ? undefined : this.#under.get(source)
			if (source === null || under === undefined || !isUnder(under)) return false
			if (wordsIn(source, at, at + to - from) !== wordsIn(item, from, to)) return false
		}
		return true
	}

	/** Units in stretches, each with the item that holds what it brings back, and the clock there; null where it brings back nothing. */
	*#stretches(
		client: number,
		clocks: ClockRange
	): Generator<ClockRange & { readonly source: Y.Item | null; readonly at: number }> {
		for (const part of this.#returned.parts(client, clocks.from, clocks.to)) {
			const { value } = part
			for (let { from } = part; from < part.to;) {
				const at = value === undefined ? 0 : value.source.clock + from - value.unit.clock
				const unit = value === undefined ? null : { client: value.source.client, clock: at }
				const source = unit === null ? null : itemAt(this.#doc, unit)
				const left = source === null ? Infinity : source.id.clock + source.length - at
				const to = Math.min(part.to, from + left)
				yield { from, to, source, at }
				from = to
			}
		}
	}
}

/** Whether a character of `item` would be cut in two before `clock`. */
function isWithinPair({ id, content }: Y.Item, clock: number): boolean {
	if (!(content instanceof Y.ContentString)) return false
	const code = content.str.charCodeAt(clock - id.clock)
	return code >= 0xdc00 && code <= 0xdfff
}

/** What stands in `item` from clock to clock, to be compared. */
function wordsIn({ id, content }: Y.Item, from: number, to: number): string {
	return JSON.stringify(content.getContent().slice(from - id.clock, to - id.clock))
}

/** The unit that something was put beside, on one side. */
type Side = 'origin' | 'rightOrigin'

/** Finds out of new words whether they were written in a suggestion. */
class Asker {
	readonly #doc: Y.Doc
	readonly #before: ReadonlyMap<number, number>
	readonly #isAccepted: Others['isAccepted']
	readonly #under = new Map<Y.Item, Under>()
	readonly #anchors = {
		origin: new Map<Y.Item, Y.Item | null>(),
		rightOrigin: new Map<Y.Item, Y.Item | null>(),
	}
	#steps = 0

	constructor(
		doc: Y.Doc,
		before: ReadonlyMap<number, number>,
		pieces: readonly Piece[],
		isAccepted: Others['isAccepted']
	) {
		this.#doc = doc
		this.#before = before
		this.#isAccepted = isAccepted
		for (const { item, when, under } of pieces)
			if (when === 'before' && under.size > 0) this.#under.set(item, under)
	}

	/** Counts a question that needs no going back; gives whether it may be asked. */
	count(): boolean {
		return this.#steps++ < MOST_BACK
	}

	/** Whether the new words that are `piece` were written in the suggestion whose mark of insertion has `key`. */
	isOf(key: string, { item, goesOn }: Piece): boolean {
		if (goesOn || !this.count()) return true
		const left = this.#anchor(item, 'origin')
		const right = this.#anchor(item, 'rightOrigin')
		if (this.#isStandingIn(key, left) || this.#isStandingIn(key, right)) return true
		if (this.#isAccepted(suggestionOfKey(key)?.id ?? '')) return false
		// in front of a mark one is not in what it is on
		return this.#wasIn(key, left) || (!isFormat(right) && this.#wasIn(key, right))
	}

	/** The first item on one side of `item`, from neighbour to neighbour, that is not new, be it in part; null where there is none. */
	#anchor(item: Y.Item, side: Side): Y.Item | null {
		const known = this.#anchors[side]
		const passed: Y.Item[] = []
		let at: Y.Item | null = item
		while (at !== null && this.#isNew(at) && !known.has(at)) {
			passed.push(at)
			const unit: UnitId | null = at[side]
			at = unit === null ? null : itemAt(this.#doc, unit)
		}
		const anchor = at === null ? null : (known.get(at) ?? (this.#isNew(at) ? null : at))
		for (const one of passed) known.set(one, anchor)
		return anchor
	}

	#isNew({ id }: Y.Item): boolean {
		return id.clock >= (this.#before.get(id.client) ?? 0)
	}

	#isStandingIn(key: string, item: Y.Item | null): boolean {
		return item !== null && this.#under.get(item)?.has(key) === true
	}

	/** Whether `item`, which may be gone, was written under the mark with `key`. */
	#wasIn(key: string, item: Y.Item | null): boolean {
		for (let at = item; at !== null;) {
			if (!this.count()) return true
			const { content, deleted, countable, origin } = at
			if (content instanceof Y.ContentFormat) {
				if (content.key === key) return toJson(content.value) !== null
			} else if (!deleted && countable) return this.#isStandingIn(key, at)
			at = origin === null ? null : itemAt(this.#doc, origin)
		}
		return false
	}
}

function isFormat(item: Y.Item | null): boolean {
	return item?.content instanceof Y.ContentFormat
}
