import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Block } from './blocks.ts'
import { createDocument, seed } from './document.ts'
import { itemAt } from './outline.ts'
import { parleySchema } from './schema.ts'
import { endStrayMarks } from './strayWords.ts'
import { suggestionChanges } from './suggestionChanges.ts'
import { suggestionKey } from './suggestionKey.ts'
import { chanceOf, copyOf, putBetween, written, type Chance } from './testEdits.ts'
import { buildDoc } from './tree.ts'
import { textOf } from './wire.ts'

const RUNS = process.env['PARLEY_SCALE'] === 'long' ? 5_000 : 100
const MOVES = 40

const THEIRS = 'theirs000001'
const KEY = suggestionKey('ins', THEIRS)
const isNobodys = (): boolean => false
const isTheirs = (id: string): boolean => id === THEIRS

function docOf(words: string): Y.Doc {
	const doc = createDocument({ gc: false })
	doc.clientID = 1
	const block: Block = { id: 'block000', type: 'paragraph', content: [{ text: words }] }
	seed(doc, buildDoc(parleySchema, [block]))
	return doc
}

/** The characters and markers of a text, each with whether the suggestion would insert it. */
function shown(doc: Y.Doc): readonly { readonly id: string; readonly isIn: boolean }[] {
	const units: { id: string; isIn: boolean }[] = []
	let isIn = false
	for (let item = textOf(doc)._start; item !== null; item = item.right) {
		if (item.deleted) continue
		const { content, id } = item
		if (content instanceof Y.ContentFormat) {
			const value: unknown = content.value
			if (content.key === KEY) isIn = value !== null
		} else if (item.countable)
			for (let i = 0; i < item.length; i++) units.push({ id: `${id.client}:${id.clock + i}`, isIn })
	}
	return units
}

const PEOPLE = [11, 13]
const FORGER = 12
const SERVER = 7

/**
 * A text, two who write in it and see each other's words late, and one who suggests, deletes, and puts the marks of the suggestion around what
 * is gone, wherever no rule forbids it.
 */
class Meeting {
	readonly live = docOf('The parties agree to act.')
	readonly #chance: Chance
	readonly #people = PEOPLE.map((client) => copyOf(this.live, client))
	/** What each has written that is not numbered. */
	readonly #outgoing: Uint8Array[][] = PEOPLE.map(() => [])
	#forger = copyOf(this.live, FORGER)
	strays = 0

	constructor(chance: Chance) {
		this.#chance = chance
	}

	move(): void {
		const who = this.#chance(this.#people.length)
		const doc = this.#people[who]
		if (doc === undefined) return
		const kind = this.#chance(10)
		if (kind < 3) this.#type(doc, who)
		else if (kind < 5) this.#send(who)
		else if (kind < 6) Y.applyUpdate(doc, Y.encodeStateAsUpdate(this.live))
		else this.#forge()
	}

	/** Types where no suggestion would insert something, as far as one knows. */
	#type(doc: Y.Doc, who: number): void {
		const units = shown(doc)
		let at = 1 + this.#chance(units.length)
		while (units[at - 1]?.isIn === true) at--
		const words = ['a', 'bc'][this.#chance(2)] ?? ''
		this.#outgoing[who]?.push(
			written(doc, (text) => {
				text.insert(at, words, {})
			})
		)
	}

	#send(who: number): void {
		for (const update of this.#outgoing[who]?.splice(0) ?? []) {
			const before = shown(this.live)
			const copy = copyOf(this.live, SERVER)
			const { touchesForeign, strays } = suggestionChanges(copy, update, isNobodys)
			expect(touchesForeign).toBe(false)
			this.strays += strays.length
			Y.applyUpdate(this.live, update)
			copy.clientID = SERVER
			Y.applyUpdate(
				this.live,
				written(copy, () => {
					endStrayMarks(copy, strays)
				})
			)
			this.#expectKept(before)
		}
	}

	/** Nothing comes to the suggestion, and it inserts what it did. */
	#expectKept(before: ReturnType<typeof shown>): void {
		const inserted = (units: ReturnType<typeof shown>) =>
			units.filter(({ isIn }) => isIn).map(({ id }) => id)
		expect(inserted(shown(this.live))).toEqual(inserted(before))
	}

	#forge(): void {
		const doc = this.#forger
		const chance = this.#chance
		const length = shown(doc).length
		const update = written(doc, (text, transaction) => {
			const kind = chance(4)
			const at = 1 + chance(length)
			if (kind === 0) text.insert(at, 'S', { [KEY]: true })
			else if (kind === 1) text.insert(at, 'plain', {})
			else if (kind === 2 && length > 4) {
				const from = 1 + chance(length - 2)
				text.delete(from, Math.min(1 + chance(4), length - from))
			} else mark(text, transaction, chance)
		})
		const tried = copyOf(this.live, SERVER)
		const { touchesForeign, strays } = suggestionChanges(tried, update, isTheirs)
		const isTaken = !touchesForeign && strays.length === 0
		if (isTaken) Y.applyUpdate(this.live, update)
		this.#forger = copyOf(this.live, FORGER + 100 * chance(1000))
	}
}

/** Takes a mark out, or puts marks in around what is gone. */
function mark(text: Y.Text, transaction: Y.Transaction, chance: Chance): void {
	const items: Y.Item[] = []
	for (let item = text._start; item !== null; item = item.right) items.push(item)
	const left = items[chance(items.length)]
	if (left?.content instanceof Y.ContentFormat) left.delete(transaction)
	const gone = items.filter(({ deleted }) => deleted)
	const first = gone[chance(gone.length)]
	if (first === undefined) return
	let last = first
	while (last.right?.deleted === true && chance(4) > 0) last = last.right
	put(transaction, last, new Y.ContentFormat(KEY, null as unknown as object))
	if (first.left !== null) put(transaction, first.left, new Y.ContentFormat(KEY, true))
}

/** Puts `content` right behind `left`. */
function put(transaction: Y.Transaction, left: Y.Item, content: object): void {
	putBetween(transaction, [left, left.right], content)
}

test('[T90] whatever marks stand around words that are gone, what others type among these strays, and comes to no suggestion', () => {
	let strays = 0
	for (let run = 0; run < RUNS; run++) {
		const meeting = new Meeting(chanceOf(run))
		try {
			for (let i = 0; i < MOVES; i++) meeting.move()
		} catch (error) {
			throw new Error(`run ${run}`, { cause: error })
		}
		strays += meeting.strays
	}
	expect(strays).toBeGreaterThan(RUNS / 10)
})

test('[T90] no stray is what names a word of the suggestion, one that is gone, or its mark; of an accepted one these are words as any', () => {
	const doc = docOf('The parties agree.')
	const author = copyOf(doc, 5)
	for (const update of [
		written(author, (text) => {
			text.insert(5, 'abcd', { [KEY]: true })
		}),
		written(author, (text) => {
			text.delete(6, 2)
		}),
	])
		Y.applyUpdate(doc, update)
	const gone = { client: 5, clock: 2 }
	const first = itemAt(doc, gone)
	expect(first?.deleted).toBe(true)
	const behind = (clock: number): Uint8Array => {
		const other = copyOf(doc, 6)
		return written(other, (_text, transaction) => {
			const item = itemAt(other, { client: 5, clock })
			if (item === null) throw new RangeError(`there is no clock ${clock}`)
			put(transaction, item, new Y.ContentString('x'))
		})
	}
	const judge = (update: Uint8Array, isAccepted: () => boolean) => {
		const { touchesForeign, strays } = suggestionChanges(
			copyOf(doc, 7),
			update,
			isNobodys,
			isAccepted
		)
		return [touchesForeign, strays.length]
	}
	// behind the mark, a letter that stands, one that is gone with another behind it
	expect([0, 1, 2].map((clock) => judge(behind(clock), isNobodys))).toEqual([
		[true, 0],
		[true, 0],
		[true, 0],
	])
	// all of it is gone, and the mark is left around nothing
	const away = written(author, (text, transaction) => {
		for (let item = text._start; item !== null; item = item.right)
			if (item.id.client === 5 && item.countable) item.delete(transaction)
	})
	Y.applyUpdate(doc, away)
	expect(judge(behind(2), isNobodys)).toEqual([true, 0])
	expect(judge(behind(2), () => true)).toEqual([false, 1])
})

/** Opens or ends the marks of so many suggestions behind each other, before `right`. */
function putMarks(
	transaction: Y.Transaction,
	[first, right]: readonly [Y.Item | null, Y.Item | null],
	{ count, value }: { readonly count: number; readonly value: true | null }
): Y.Item | null {
	let left = first
	for (let i = 0; i < count; i++) {
		const mark: object = new Y.ContentFormat(
			suggestionKey('ins', `theirs${i + 100_000}`),
			value as unknown as object
		)
		left = putBetween(transaction, [left, right], mark)
	}
	return left
}

test.for([
	{ marks: 30, words: 100, isTaken: true },
	{ marks: 400, words: 100, isTaken: false },
])(
	'[T90] what came under $marks marks at $words places, without anything to go back along: taken $isTaken',
	({ marks, words, isTaken }) => {
		const doc = docOf('words')
		// a mark at the beginning, which is nothing that anybody wrote beside
		written(doc, (text) => {
			text.format(0, 1, { strong: true })
		})
		const [before, behind] = [copyOf(doc, 5), copyOf(doc, 900)]
		const writer = copyOf(doc, 600)
		const opened = written(before, (text, transaction) => {
			const right = text._start
			const last = putMarks(transaction, [null, right], { count: marks, value: true })
			putBetween(transaction, [last, right], new Y.ContentString('left'))
		})
		const ended = written(behind, (text, transaction) => {
			const right = text._start
			const first = putBetween(transaction, [null, right], new Y.ContentString('right'))
			putMarks(transaction, [first, right], { count: marks, value: null })
		})
		const between = written(writer, (text, transaction) => {
			let right = text._start
			for (let i = 0; i < words; i++) {
				// what is gone keeps the words apart: each is in marks of its own
				const gone = putBetween(transaction, [null, right], new Y.ContentString('-'))
				gone.delete(transaction)
				right = putBetween(transaction, [null, gone], new Y.ContentString('w'))
			}
		})
		for (const bytes of [opened, ended]) Y.applyUpdate(doc, bytes)
		const { touchesForeign, strays } = suggestionChanges(doc, between, isNobodys)
		expect([touchesForeign, strays.length]).toEqual(isTaken ? [false, words] : [true, 0])
	}
)
