import { createEncoder, toUint8Array, writeUint8, writeVarUint } from 'lib0/encoding'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Block } from './blocks.ts'
import { createDocument, seed } from './document.ts'
import { InsertedStretches, insertedStretches } from './insertedStretches.ts'
import { toJson } from './json.ts'
import { Places } from './places.ts'
import { readUpdate, type Edit } from './readUpdate.ts'
import { parleySchema } from './schema.ts'
import { suggestionChanges } from './suggestionChanges.ts'
import { suggestionKey, suggestionOfKey } from './suggestionKey.ts'
import { acceptSuggestion, declineSuggestion } from './suggestions.ts'
import { mayTouchSuggestions, suggestionsNamed } from './suggestionScreen.ts'
import { buildDoc } from './tree.ts'
import { textOf } from './wire.ts'

const RUNS = process.env['PARLEY_SCALE'] === 'long' ? 5_000 : 150
const MOVES = 40

const MINE = 'mine00000001'
const THEIRS = 'theirs000001'
const ins = (id: string) => ({ [suggestionKey('ins', id)]: true })
const isTheirs = (id: string): boolean => id === THEIRS

function docOf(...paragraphs: readonly string[]): Y.Doc {
	const doc = createDocument({ gc: false })
	const blocks = paragraphs.map((text, index): Block => ({
		...{ id: `block00${index}`, type: 'paragraph', content: [{ text }] },
	}))
	seed(doc, buildDoc(parleySchema, blocks))
	return doc
}

/** A document with what `from` holds, of which `client` writes. */
function copyOf(from: Y.Doc, client?: number): Y.Doc {
	const copy = createDocument({ gc: false })
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(from))
	if (client !== undefined) copy.clientID = client
	return copy
}

function read(bytes: Uint8Array): Edit {
	const edit = readUpdate(bytes)
	if (!edit.ok) throw new Error(edit.reason)
	return edit
}

/** What `write` does to `doc`, which has it afterwards. */
function write(doc: Y.Doc, change: (text: Y.Text) => void): Uint8Array {
	const before = Y.encodeStateVector(doc)
	let update: Uint8Array | undefined
	const take = (bytes: Uint8Array): void => {
		update = bytes
	}
	doc.on('update', take)
	doc.transact(() => {
		change(textOf(doc))
	})
	doc.off('update', take)
	return update ?? Y.encodeStateAsUpdate(doc, before)
}

/** The text is long, and one suggestion of others stands near its beginning. */
function longText(): Y.Doc {
	const doc = docOf('Parties shall act. '.repeat(50))
	for (let client = 1; client <= 1000; client++) {
		doc.clientID = client
		textOf(doc).insert(20 + ((client * 37) % 900), 'word ', {})
	}
	doc.clientID = 2000
	textOf(doc).insert(9, 'must ', ins(THEIRS))
	return doc
}

test('[T89] a text is gone along once: afterwards an edit costs what it touches, also where others go on suggesting', () => {
	const doc = longText()
	const author = copyOf(doc, 3000)
	const other = copyOf(doc, 3001)
	const type = (at: number) =>
		write(author, (text) => {
			text.insert(at, 'x')
		})
	const first = mayTouchSuggestions(read(type(500)), doc, [], isTheirs)
	expect(first.may).toBe(false)
	expect(first.steps).toBeGreaterThan(1000)
	Y.applyUpdate(doc, Y.encodeStateAsUpdate(author))
	for (let round = 0; round < 100; round++) {
		const suggested = write(other, (text) => {
			text.insert(600 + round * 9, 'sug ', ins(`other${round}`))
		})
		Y.applyUpdate(doc, suggested)
		Y.applyUpdate(author, suggested)
		const isDeleting = round % 3 === 0
		const bytes = isDeleting
			? write(author, (text) => {
					text.delete(100 + round, 2)
				})
			: type(100 + round * 4)
		const { may, steps } = mayTouchSuggestions(read(bytes), doc, [], () => true)
		expect([round, may, steps < 20]).toEqual([round, false, true])
		Y.applyUpdate(doc, bytes)
		Y.applyUpdate(other, bytes)
	}
})

test('[T89] what is typed on something pending is followed to the text, and is tried where marks of suggestions are pending', () => {
	const doc = longText()
	const author = copyOf(doc, 3000)
	const pending: Edit[] = []
	for (let key = 0; key < 30; key++) {
		const edit = read(
			write(author, (text) => {
				text.insert(300 + key, 'x')
			})
		)
		expect(mayTouchSuggestions(edit, doc, pending, isTheirs).may).toBe(false)
		pending.push(edit)
	}
	const takenBack = read(
		write(author, (text) => {
			text.delete(328, 2)
		})
	)
	expect(mayTouchSuggestions(takenBack, doc, pending, isTheirs).may).toBe(false)
	// in the words of others, and on top of what stands there
	const within = read(
		write(author, (text) => {
			text.insert(11, 'x')
		})
	)
	expect(mayTouchSuggestions(within, doc, pending, isTheirs).may).toBe(true)
	const onTop = read(
		write(author, (text) => {
			text.insert(12, 'y')
		})
	)
	expect(mayTouchSuggestions(onTop, doc, [within], isTheirs).may).toBe(true)
	expect(mayTouchSuggestions(onTop, doc, [within], () => false).may).toBe(false)
	const takes = read(
		write(author, (text) => {
			text.delete(12, 1)
		})
	)
	expect(mayTouchSuggestions(takes, doc, [within, onTop], isTheirs).may).toBe(true)
	// nobody has it
	expect(mayTouchSuggestions(onTop, doc, [], isTheirs).may).toBe(true)
	const marks = read(
		write(copyOf(doc, 3002), (text) => {
			text.insert(700, 'y', ins(MINE))
		})
	)
	expect(mayTouchSuggestions(takenBack, doc, [...pending, marks], isTheirs).may).toBe(true)
})

test('[T89] hundreds of suggestions over each other are looked at by trying, and are kept track of', () => {
	const doc = docOf('Parties shall act.')
	doc.clientID = 5
	const text = textOf(doc)
	for (let i = 0; i < 40; i++) text.insert(9 + i, 'x', ins(`over${i}`))
	const nested: Record<string, true> = {}
	for (let i = 0; i < 40; i++) nested[suggestionKey('ins', `over${i}`)] = true
	text.insert(12, 'deep', nested)
	insertedStretches(doc).look()
	const author = copyOf(doc, 6)
	const deep = read(
		write(author, (own) => {
			own.insert(14, 'y')
		})
	)
	expect(mayTouchSuggestions(deep, doc, [], () => false).may).toBe(true)
	const plain = read(
		write(copyOf(doc, 7), (own) => {
			own.insert(3, 'y')
		})
	)
	expect(mayTouchSuggestions(plain, doc, [], () => true).may).toBe(false)
	Y.applyUpdate(doc, Y.encodeStateAsUpdate(author))
	expectKept(doc)
})

/** What is kept of `doc` is what looking at it anew gives. */
function expectKept(doc: Y.Doc): void {
	const kept = insertedStretches(doc)
	kept.look()
	const fresh = new InsertedStretches(doc)
	fresh.look()
	const told = (stretches: InsertedStretches): readonly string[] => {
		const units: string[] = []
		for (let item = textOf(doc)._start; item !== null; item = item.right) {
			const { client, clock } = item.id
			for (let i = 0; i < item.length; i++) {
				const under = stretches.behind({ client, clock: clock + i })
				const ids = under === 'many' ? [under] : [...under].toSorted()
				units.push(`${client}:${clock + i} ${ids.join(' ')}`)
			}
		}
		return units
	}
	expect(told(kept)).toEqual(told(fresh))
}

/** The whole text, item by item, as an edit was looked at before anything was kept. */
function wholeWalk(edit: Edit, doc: Y.Doc, isForeign: (id: string) => boolean): boolean {
	if (suggestionsNamed(edit).size > 0) return true
	for (const [client, needed] of edit.needs) {
		const known = Y.getState(doc.store, client)
		const own = edit.inserted.get(client)
		if (needed > known && (own === undefined || own.from > known)) return true
	}
	const open = new Set<string>()
	for (let item = textOf(doc)._start; item !== null; item = item.right) {
		const { content, deleted, id, length } = item
		const isIn = (clock: number): boolean => clock >= id.clock && clock < id.clock + length
		const isTaken = (edit.deleted.get(id.client) ?? []).some(
			({ from, to }) => from < id.clock + length && to > id.clock
		)
		if (content instanceof Y.ContentFormat) {
			const named = deleted ? undefined : suggestionOfKey(content.key)
			if (named === undefined) continue
			if (isTaken) return true
			if (named.family === 'ins' && isForeign(named.id)) {
				if (toJson(content.value) === null) open.delete(named.id)
				else open.add(named.id)
			}
		} else if (open.size > 0 && !deleted && isTaken) return true
		const isBehind = edit.placed.some(
			({ origin }) => origin?.client === id.client && isIn(origin.clock)
		)
		if (open.size > 0 && isBehind) return true
	}
	return false
}

/** Random numbers in [0, 1) that are the same in every run (mulberry32). */
function seededRandom(seed: number): () => number {
	let state = seed >>> 0
	return () => {
		state = (state + 0x6d2b79f5) >>> 0
		let mixed = Math.imul(state ^ (state >>> 15), state | 1)
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
	}
}

/** How often a run came to each thing. */
interface Counts {
	passed: number
	tried: number
	touching: number
	ahead: number
	/** Passed, where the whole walk did not tell. */
	spared: number
	/** Tried, where the whole walk told that it was not needed. */
	dearer: number
}

/**
 * Three people write at once in a text that is committed now and then, each by what they saw last; suggestions are answered in between, and some edits are
 * made by hand, between units of anybody's choice. Each edit is looked at on what is committed and pending at that moment, and tried.
 */
class Session {
	readonly #random: () => number
	readonly #committed = docOf('The Parties shall withdraw.', 'They act at once.')
	#numbered: Y.Doc
	#pending: { readonly edit: Edit; readonly bytes: Uint8Array }[] = []
	readonly #answered = new Set<string>()
	readonly #authors: Y.Doc[]
	/** What each has done while away. */
	readonly #away = [false, false, false]
	#clients = 10
	readonly #counts: Counts

	constructor(seedOfRun: number, counts: Counts) {
		this.#random = seededRandom(seedOfRun)
		this.#numbered = copyOf(this.#committed)
		this.#counts = counts
		this.#authors = [0, 1, 2].map(() => this.#opened())
	}

	run(): void {
		for (let move = 0; move < MOVES; move++) {
			const author = this.#below(3)
			const what = this.#random()
			if (what < 0.6) this.#write(author)
			else if (what < 0.66) this.#forge(author)
			else if (what < 0.72) this.#away[author] = !(this.#away[author] ?? false)
			else if (what < 0.78) this.#answer(author)
			else if (what < 0.9) Y.applyUpdate(this.#of(author), Y.encodeStateAsUpdate(this.#committed))
			else this.#commit()
		}
		this.#commit()
	}

	#write(author: number): void {
		const doc = this.#of(author)
		const before = Y.encodeStateVector(this.#committed)
		const bytes = write(doc, (text) => {
			for (let i = this.#below(2); i >= 0; i--) this.#change(author, text)
		})
		if (this.#away[author] === true) return
		// all that the server lacks, with all deletions that are known, or this alone
		const isSync = this.#random() < 0.2
		const taken = this.#offer(author, isSync ? Y.encodeStateAsUpdate(doc, before) : bytes)
		if (!taken) this.#authors[author] = this.#opened()
	}

	#change(author: number, text: Y.Text): void {
		const at = this.#below(text.length + 1)
		const count = Math.min(1 + this.#below(4), text.length - at)
		const id = `s${author}${this.#below(2)}0000000000`
		switch (this.#below(9)) {
			case 0:
			case 1:
				text.insert(at, 'abcd'.slice(0, 1 + this.#below(4)))
				break
			case 2:
				text.insert(at, 'ef', {})
				break
			case 3:
				text.insert(at, 'ghi', ins(id))
				break
			case 4:
				if (count > 0) text.format(at, count, { [suggestionKey('del', id)]: true })
				break
			case 5:
				if (count > 0) text.format(at, count, { strong: this.#random() < 0.5 ? true : null })
				break
			case 6:
				text.insertEmbed(at, { block: `block${this.#clients}${at}x` })
				break
			default:
				if (count > 0) text.delete(at, count)
		}
	}

	/** A letter between any two units, told by their clocks alone. */
	#forge(author: number): void {
		const units: { readonly client: number; readonly clock: number }[] = []
		for (let item = textOf(this.#numbered)._start; item !== null; item = item.right)
			units.push(item.id, { client: item.id.client, clock: item.id.clock + item.length - 1 })
		const at = this.#below(units.length)
		const [left, right] = [units[at], units[Math.min(units.length - 1, at + 1 + this.#below(6))]]
		if (left === undefined || right === undefined) return
		const encoder = createEncoder()
		for (const number of [1, 1, this.#clients++, 0]) writeVarUint(encoder, number)
		writeUint8(encoder, 0xc4)
		for (const number of [left.client, left.clock, right.client, right.clock, 1, 122, 0])
			writeVarUint(encoder, number)
		this.#offer(author, toUint8Array(encoder))
	}

	/** Numbers an edit that touches nothing of others; gives whether it did. */
	#offer(author: number, bytes: Uint8Array): boolean {
		const edit = read(bytes)
		for (const [client, needed] of edit.needs)
			if (needed > Math.max(this.#clock(client), edit.inserted.get(client)?.to ?? 0)) return false
		for (const [client, { from }] of edit.inserted) if (from > this.#clock(client)) return false
		if (new Places(this.#numbered).take(edit) !== undefined) return false
		const isOwn = (id: string): boolean => id.startsWith(`s${author}`) && !this.#answered.has(id)
		const isForeign = (id: string): boolean => !isOwn(id)
		const pending = this.#pending.map((one) => one.edit)
		const { may } = mayTouchSuggestions(edit, this.#committed, pending, isForeign)
		const mayByWalk = wholeWalk(edit, this.#committed, isForeign)
		const tried = copyOf(this.#numbered)
		const { touchesForeign, strays } = suggestionChanges(tried, bytes, isOwn)
		if (touchesForeign) this.#counts.touching++
		if (pending.length > 0) this.#counts.ahead++
		if (may) this.#counts.tried++
		else this.#counts.passed++
		if (!may && mayByWalk) this.#counts.spared++
		// what is pending is on disk a moment later
		if (may && !mayByWalk && pending.length === 0) this.#counts.dearer++
		// words under marks of others are for the server to free, which it does where it has looked (rule Q12)
		if (!may) expect([touchesForeign, strays.length]).toEqual([false, 0])
		if (touchesForeign) return false
		this.#number(edit, bytes)
		return true
	}

	#answer(author: number): void {
		const id = `s${author}${this.#below(2)}0000000000`
		const isOpen = (one: string): boolean => !this.#answered.has(one)
		if (!isOpen(id)) return
		const copy = copyOf(this.#numbered, this.#clients++)
		const before = Y.encodeStateVector(copy)
		if (this.#random() < 0.5) acceptSuggestion(copy, id, isOpen)
		else declineSuggestion(copy, id, isOpen)
		this.#answered.add(id)
		const bytes = Y.encodeStateAsUpdate(copy, before)
		this.#number(read(bytes), bytes)
	}

	#number(edit: Edit, bytes: Uint8Array): void {
		Y.applyUpdate(this.#numbered, bytes)
		this.#pending.push({ edit, bytes })
	}

	#commit(): void {
		for (const { bytes } of this.#pending) Y.applyUpdate(this.#committed, bytes)
		this.#pending = []
		expectKept(this.#committed)
	}

	#opened(): Y.Doc {
		return copyOf(this.#numbered, this.#clients++)
	}

	#of(author: number): Y.Doc {
		const doc = this.#authors[author]
		if (doc === undefined) throw new RangeError('nobody')
		return doc
	}

	#clock(client: number): number {
		return Y.getState(this.#numbered.store, client)
	}

	#below(count: number): number {
		return Math.floor(this.#random() * count)
	}
}

test(
	`[T74] [T89] in ${RUNS} sessions of three people nothing passes unlooked that touches suggestions of others, and what is kept is what stands there`,
	() => {
		const counts = { passed: 0, tried: 0, touching: 0, ahead: 0, spared: 0, dearer: 0 }
		for (let run = 0; run < RUNS; run++) {
			try {
				new Session(run, counts).run()
			} catch (error) {
				throw new Error(`session ${run}`, { cause: error })
			}
		}
		expect(Math.min(counts.passed, counts.tried, counts.touching, counts.ahead)).toBeGreaterThan(
			RUNS
		)
		expect(counts.spared).toBeGreaterThan(RUNS / 4)
		expect(counts.dearer).toBeLessThan(counts.passed / 10)
	},
	RUNS * 1000
)
