import { parseInstant, parseLogPosition, parseSeatId, type SeatId } from '@parley/domain'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { plainText, readBlocks } from './blocks.ts'
import { createDocument, seed } from './document.ts'
import { Provenance } from './provenance.ts'
import { readUpdate } from './readUpdate.ts'
import { withReturnNote } from './returnNote.ts'
import { ReturnNotes } from './returnNotes.ts'
import { readRanges } from './updateRanges.ts'
import { textOf } from './wire.ts'
import type { Carried } from './struct.ts'

const ANNA = parseSeatId('st_anna00000000')
const BORYS = parseSeatId('st_borys0000000')
const TEXT = 'The parties shall withdraw.'

/** One who writes in a page: with an undo manager, and notes to what is sent. */
class Page {
	readonly doc = createDocument()
	readonly sent: Uint8Array[] = []
	readonly notes = new ReturnNotes()
	readonly undo: Y.UndoManager

	constructor(clientId: number, initial: Uint8Array) {
		this.doc.clientID = clientId
		Y.applyUpdate(this.doc, initial, 'log')
		this.undo = new Y.UndoManager(textOf(this.doc), { captureTimeout: 0 })
		this.doc.on('update', (update: Uint8Array, origin: unknown, _doc, made: Y.Transaction) => {
			if (origin === 'log') return
			this.notes.note(made)
			this.sent.push(this.notes.noted(update))
		})
	}

	get text(): Y.Text {
		return textOf(this.doc)
	}

	/** All that the server, which has `clocks`, lacks. */
	all(clocks: Uint8Array): Uint8Array {
		return this.notes.noted(Y.encodeStateAsUpdate(this.doc, clocks))
	}
}

/** A clause that Anna wrote, and its log. */
class Clause {
	readonly initial: Uint8Array
	readonly #index = new Provenance()
	readonly #doc = createDocument({ gc: false })
	#position = 0

	constructor() {
		const doc = createDocument()
		doc.clientID = 1
		seed(doc, [{ id: 'block0001', type: 'paragraph', content: [{ text: TEXT }] }])
		this.initial = Y.encodeStateAsUpdate(doc)
		this.log(ANNA, this.initial)
	}

	log(seat: SeatId, bytes: Uint8Array): void {
		const position = parseLogPosition(++this.#position)
		Y.applyUpdate(this.#doc, bytes)
		this.#index.add({ seat, bytes, position, receivedAt: parseInstant(position) })
	}

	get clocks(): Uint8Array {
		return Y.encodeStateVector(this.#doc)
	}

	/** The text with what is Borys' in angle brackets. */
	read(): string {
		const text = plainText(readBlocks(this.#doc))
		return this.#index
			.read()
			.runs.map(({ offset, length, author }) => {
				const words = text.slice(offset, offset + length)
				return author.seat === BORYS ? `<${words}>` : words
			})
			.join('')
	}
}

/** The clause, and Borys who takes `count` characters out from `from` on, as the text has them behind its marker. */
function cut(from: number, count: number): { clause: Clause; borys: Page } {
	const clause = new Clause()
	const borys = new Page(2, clause.initial)
	borys.text.delete(1 + from, count)
	return { clause, borys }
}

const unit = (client: number, clock: number) => ({ client, clock })

test('[T51] [T92] the words are their author’s whom the slower one of two brings back', () => {
	const { clause, borys } = cut(4, 3)
	const anna = new Page(3, clause.initial)
	anna.text.delete(5, 3)
	clause.log(ANNA, anna.sent[0] ?? new Uint8Array())
	// what Borys deleted brings nothing, and has no entry
	borys.undo.undo()
	const [, undone] = borys.sent
	if (undone === undefined) throw new Error('nothing was undone')
	clause.log(BORYS, undone)
	expect(clause.read()).toBe(TEXT)
})

test('[T92] words that come back without a line are told from those typed right before them', () => {
	const { clause, borys } = cut(4, 3)
	borys.text.insert(5, 'X')
	borys.undo.undo()
	borys.undo.undo()
	borys.undo.redo()
	borys.undo.redo()
	borys.undo.undo()
	borys.text.insert(5, 'two ')
	borys.undo.undo()
	borys.undo.redo()
	clause.log(BORYS, borys.all(clause.clocks))
	expect(clause.read().replaceAll('><', '')).toContain('<two ')
})

test('[T51] [T92] who types what stands behind the caret, while another deletes it, has written it', () => {
	expect(forged('parties shall', 13)).toBe('The <parties shall> withdraw.')
})

test('[T92] an earlier page’s words keep what was said of them; of what had no note nothing is said', () => {
	const { clause, borys } = cut(4, 3)
	borys.undo.undo()
	const later = new Page(4, clause.initial)
	for (const bytes of borys.sent) {
		later.notes.take(bytes)
		Y.applyUpdate(later.doc, bytes, 'restored')
	}
	clause.log(BORYS, later.all(clause.clocks))
	expect(clause.read()).toBe(TEXT)

	const older = new Page(5, clause.initial)
	older.notes.take(Y.encodeStateAsUpdate(borys.doc))
	expect(readRanges(older.notes.noted(Y.encodeStateAsUpdate(borys.doc))).returned).toBe(null)
})

/** What Borys types before what stands from 4 on, with a note of his own making, while Anna takes `count` characters out there. */
function forged(typed: string, count: number, ...runs: readonly Carried[]): string {
	const clause = new Clause()
	const anna = new Page(3, clause.initial)
	const borys = new Page(2, clause.initial)
	if (count > 0) {
		anna.text.delete(5, count)
		clause.log(ANNA, anna.all(clause.clocks))
	}
	borys.text.insert(5, typed)
	clause.log(BORYS, withReturnNote(updateOf(borys, clause), runs))
	return clause.read()
}

function updateOf({ doc }: Page, { clocks }: Clause): Uint8Array {
	return Y.encodeStateAsUpdate(doc, clocks)
}

/** The clock of a character of the clause: its marker has the first. */
const at = (index: number) => unit(1, 1 + index)

test('[T93] a note is believed where the log bears it out, and in no other case', () => {
	const from = (source: Carried['source'], length = 3): Carried => {
		return { unit: unit(2, 0), source, length }
	}
	expect(forged('par', 3, from(at(4)))).toBe(TEXT)
	const typed = 'The <par>ties shall withdraw.'
	const others: Record<string, readonly Carried[]> = {
		'nothing said': [],
		'other content': [from(at(5))],
		'standing words': [from(at(0))],
		'no such client': [from(unit(77, 0))],
		'clocks that nobody has': [from(unit(1, 5000))],
		itself: [from(unit(2, 0))],
		'others’ units': [{ ...from(at(4)), unit: at(8) }],
		'units to come': [{ ...from(at(4)), unit: unit(2, 9) }],
		'more than came': [from(at(4), 4)],
	}
	expect(forged('xyz', 3, from(at(4)))).toBe('The <xyz>ties shall withdraw.')
	expect(forged('par', 0, from(at(4)))).toBe('The <par>parties shall withdraw.')
	for (const [name, runs] of Object.entries(others))
		expect(forged('par', 3, ...runs), name).toBe(typed)
})

test('[T93] letters of deleted words make no others: they keep their places and come once', () => {
	// p, a, r, t stand in this order in what was deleted
	const letters = (...clocks: readonly number[]) =>
		clocks.map((clock, i): Carried => ({ unit: unit(2, i), source: at(clock), length: 1 }))
	expect(forged('trap', 4, ...letters(7, 6, 5, 4))).toBe('The <tra>pies shall withdraw.')
	expect(forged('ppp', 4, ...letters(4, 4, 4))).toBe('The p<pp>ies shall withdraw.')
})

test('[T93] a note that cannot be read, or be true of its update, costs no words', () => {
	const { borys } = cut(4, 3)
	borys.text.insert(1, 'abc')
	const update = Y.encodeStateAsUpdate(borys.doc, Y.encodeStateVector(createDocument()))
	const own = readRanges(update).inserted.get(2)
	expect(own).toEqual({ from: 0, to: 3 })
	const run: Carried = { unit: unit(2, 0), source: at(4), length: 3 }
	expect(readUpdate(withReturnNote(update, [run]))).toMatchObject({ ok: true, returned: [run] })
	const bad: Record<string, Uint8Array> = {
		'cut off': withReturnNote(update, [run]).subarray(0, -1),
		'more behind': Uint8Array.of(...withReturnNote(update, [run]), 0),
		'a number in two bytes': Uint8Array.of(...update, 1, 0x80, 0),
		'a count without runs': Uint8Array.of(...update, 1, 0xff, 0xff, 0xff, 0x7f),
		'another’s units': withReturnNote(update, [{ ...run, unit: unit(9, 0) }]),
		nothing: withReturnNote(update, [{ ...run, length: 0 }]),
		'a unit twice': withReturnNote(update, [run, { ...run, source: at(9) }]),
		'newer ones': withReturnNote(update, [{ ...run, source: unit(2, 1) }]),
	}
	for (const [name, bytes] of Object.entries(bad)) {
		const edit = readUpdate(bytes)
		const noteBytes = bytes.length - update.length
		expect(edit, name).toMatchObject({ ok: true, returned: null, noteBytes })
	}
	expect(readUpdate(Uint8Array.of(...update, 2, 0))).toEqual({ ok: false, reason: 'malformed' })
})
