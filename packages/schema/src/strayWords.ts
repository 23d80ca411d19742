/**
 * Words that came to stand where another's suggestion would insert something, although whoever wrote them had seen nothing of it. Marks may be set around
 * words that are gone; who wrote between these words while they stood, and comes later, comes under the mark by the order that Yjs gives.
 *
 * What stands under such a mark came in under it (rule Q3), so nobody knows of it who does not know the mark. Words are strays where neither of the two
 * units that they were put between was written in the suggestion, be it gone by now. That is read off these units alone, which no later edit
 * changes: off what each was put behind, and that again, back to where a mark of the suggestion began or ended.
 */
import * as Y from 'yjs'
import { toJson } from './json.ts'
import { itemAt } from './outline.ts'
import type { UnitId } from './struct.ts'
import { suggestionKey, suggestionOfKey } from './suggestionKey.ts'
import { textOf } from './wire.ts'

/** Words that stray, as they stand in the document that was asked about, until that changes. */
export interface StrayWords {
	readonly item: Y.Item
	/** The suggestions that would insert them by the marks that they came under. */
	readonly suggestions: readonly string[]
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

/**
 * The units of `doc` with clocks from `before` on that stand under marks of insertion of foreign suggestions, in the order of the text; null where one of
 * them is no stray.
 *
 * @param before for each client, how many of its clocks there were before the edit
 */
export function strayWords(
	doc: Y.Doc,
	before: ReadonlyMap<number, number>,
	{ isForeign, isAccepted }: Others
): readonly StrayWords[] | null {
	const pieces = piecesIn(textOf(doc), before, isForeign)
	const asker = new Asker(doc, before, pieces, isAccepted)
	const strays: StrayWords[] = []
	for (const piece of pieces) {
		if (!piece.isNew || piece.under.size === 0) continue
		const suggestions = [...piece.under]
		if (suggestions.some((id) => asker.isOf(id, piece))) return null
		strays.push({ item: piece.item, suggestions })
	}
	return strays
}

/**
 * Ends the marks on `strays`, which `doc` was asked about last: they are plain words, and the suggestions insert what they did before. The marks themselves
 * stay, also around nothing: what their author has written there in the meantime carries them when it comes.
 */
export function endStrayMarks(doc: Y.Doc, strays: readonly StrayWords[]): void {
	const goOn = strays.map(({ item }, index) => strays[index - 1]?.item.right === item)
	const isUnder = (index: number, id: string): boolean =>
		strays[index]?.suggestions.includes(id) === true
	doc.transact((transaction) => {
		for (const [index, { item, suggestions }] of strays.entries()) {
			for (const id of suggestions) {
				const isBegun = goOn[index] === true && isUnder(index - 1, id)
				if (!isBegun) putMark(transaction, item.left, item, id, null)
			}
			for (const id of suggestions) {
				const goesOn = goOn[index + 1] === true && isUnder(index + 1, id)
				if (!goesOn) putMark(transaction, item, item.right, id, true)
			}
		}
	})
}

/** Puts what begins or ends a mark of insertion between two neighbours. */
function putMark(
	transaction: Y.Transaction,
	left: Y.Item | null,
	right: Y.Item | null,
	suggestion: string,
	value: true | null
): void {
	const { doc } = transaction
	const id = Y.createID(doc.clientID, Y.getState(doc.store, doc.clientID))
	// Yjs says of the value of a mark that it is an object, and of the contents of items that they have a class in common
	const mark: object = new Y.ContentFormat(
		suggestionKey('ins', suggestion),
		value as unknown as object
	)
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

/** What stands in the text by one item, as far as it is new or is not. */
interface Piece {
	readonly item: Y.Item
	readonly isNew: boolean
	/** Whether it goes on from a part of its item that is not new. */
	readonly goesOn: boolean
	/** The foreign suggestions that would insert it. */
	readonly under: ReadonlySet<string>
}

function piecesIn(
	text: Y.Text,
	before: ReadonlyMap<number, number>,
	isForeign: (id: string) => boolean
): readonly Piece[] {
	const pieces: Piece[] = []
	let under: ReadonlySet<string> = new Set()
	for (let item = text._start; item !== null; item = item.right) {
		if (item.deleted) continue
		const { content, id, length } = item
		if (content instanceof Y.ContentFormat) {
			const named = suggestionOfKey(content.key)
			if (named?.family !== 'ins' || !isForeign(named.id)) continue
			const changed = new Set(under)
			if (toJson(content.value) === null) changed.delete(named.id)
			else changed.add(named.id)
			under = changed
		} else if (item.countable) {
			const known = (before.get(id.client) ?? 0) - id.clock
			if (known > 0) pieces.push({ item, isNew: false, goesOn: false, under })
			if (known < length) pieces.push({ item, isNew: true, goesOn: known > 0, under })
		}
	}
	return pieces
}

/** The unit that something was put beside, on one side. */
type Side = 'origin' | 'rightOrigin'

/** Finds out of new words whether they were written in a suggestion. */
class Asker {
	readonly #doc: Y.Doc
	readonly #before: ReadonlyMap<number, number>
	readonly #isAccepted: Others['isAccepted']
	readonly #under = new Map<Y.Item, ReadonlySet<string>>()
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
		for (const { item, isNew, under } of pieces)
			if (!isNew && under.size > 0) this.#under.set(item, under)
	}

	/** Whether the new words that are `piece` were written in the suggestion `id`. */
	isOf(id: string, { item, goesOn }: Piece): boolean {
		if (goesOn || this.#steps++ >= MOST_BACK) return true
		const left = this.#anchor(item, 'origin')
		const right = this.#anchor(item, 'rightOrigin')
		if (this.#isStandingIn(id, left) || this.#isStandingIn(id, right)) return true
		if (this.#isAccepted(id)) return false
		// in front of a mark one is not in what it is on
		return this.#wasIn(id, left) || (!isFormat(right) && this.#wasIn(id, right))
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

	#isStandingIn(id: string, item: Y.Item | null): boolean {
		return item !== null && this.#under.get(item)?.has(id) === true
	}

	/** Whether `item`, which may be gone, was written in the suggestion `id`. */
	#wasIn(id: string, item: Y.Item | null): boolean {
		for (let at = item; at !== null;) {
			if (this.#steps++ >= MOST_BACK) return true
			const { content, deleted, countable, origin } = at
			if (content instanceof Y.ContentFormat) {
				const named = suggestionOfKey(content.key)
				if (named?.family === 'ins' && named.id === id) return toJson(content.value) !== null
			} else if (!deleted && countable) return this.#isStandingIn(id, at)
			at = origin === null ? null : itemAt(this.#doc, origin)
		}
		return false
	}
}

function isFormat(item: Y.Item | null): boolean {
	return item?.content instanceof Y.ContentFormat
}
