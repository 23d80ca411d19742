import { parseInstant, parseLogPosition, parseSeatId, type SeatId } from '@parley/domain'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { a, doc, p } from './builders.ts'
import { createDocument, seed } from './document.ts'
import { Provenance } from './provenance.ts'
import { isSeen } from './sameUnits.ts'
import { rangesOf, readPassage } from './withheldPassage.ts'
import { textOf } from './wire.ts'
import { toPassage, type Passage } from './withhold.ts'

const ANNA = parseSeatId('st_anna00000000')
const BORYS = parseSeatId('st_borys0000000')
const [ANNAS, BORYSS] = [7, 9]

/** A clause that Anna (client 7) and Borys (client 9) write in, and the index of its authors. */
class Clause {
	readonly index = new Provenance()
	readonly anna = this.#seat(ANNAS, ANNA)
	readonly borys = this.#seat(BORYSS, BORYS)
	#position = 0

	#seat(clientID: number, seat: SeatId): Y.Doc {
		const made = createDocument({ gc: false })
		made.clientID = clientID
		made.on('update', (bytes: Uint8Array, origin: unknown) => {
			if (origin === 'log') return
			const position = parseLogPosition(++this.#position)
			this.index.add({ seat, bytes, position, receivedAt: parseInstant(position) })
			for (const other of [this.anna, this.borys])
				if (other !== made) Y.applyUpdate(other, bytes, 'log')
		})
		return made
	}

	/** The words of a passage by the clientID that they came under. */
	words(passage: Passage): Record<number, string> {
		return this.index.look((made) =>
			Object.fromEntries(
				[...passage].map(([client, ranges]) => [
					client,
					readPassage(made, new Map([[client, ranges]])).words,
				])
			)
		)
	}

	get text(): string {
		return textOf(this.anna).toJSON()
	}
}

const annas = (from: number, to: number): Passage => toPassage([{ client: ANNAS, from, to }])

test('[T49] what somebody brought back by undoing belongs to the passage, in parts, twice, and without what others wrote in it', () => {
	const clause = new Clause()
	textOf(clause.anna).insert(0, 'Before after')
	textOf(clause.anna).insert(7, 'SECRET ')
	textOf(clause.borys).insert(10, '!')
	const undo = new Y.UndoManager(textOf(clause.borys))
	// More than the author's words in one: Borys takes his own out with them, and brings all of it back.
	textOf(clause.borys).delete(4, 14)
	undo.undo()
	expect(clause.text).toBe('Before SEC!RET after')
	const whole = clause.index.withSameUnits(annas(12, 19))
	expect(clause.words(whole)).toEqual({ [ANNAS]: 'SECRET ', [BORYSS]: 'SECRET ' })
	undo.stopCapturing()
	// A part of what was brought back goes again, and comes again.
	textOf(clause.borys).delete(8, 5)
	undo.undo()
	const twice = clause.index.withSameUnits(annas(12, 19))
	expect(clause.index.look((made) => readPassage(made, twice).visible)).toBe(7)
	expect(clause.words(twice)[BORYSS]).not.toContain('!')
	// A part of the passage has the same part of the copies.
	expect(clause.words(clause.index.withSameUnits(annas(12, 15)))[ANNAS]).toBe('SEC')
	expect(clause.words(clause.index.withSameUnits(annas(12, 15)))[BORYSS]).toBe('SECEC')
})

test('[T49] what somebody moved belongs to the passage, from the copy to where it came from as well', () => {
	const clause = new Clause()
	seed(clause.anna, doc(p('one SECRET words'), p('two')))
	const borys = textOf(clause.borys)
	borys.insert(borys.length, ' of Borys')
	clause.borys.transact(() => {
		borys.delete(4, 13)
		borys.insert(borys.length, ' SECRET words')
	})
	const [first] = clause.index
		.authorsIn(toPassage([{ client: BORYSS, from: 0, to: Y.getState(clause.borys.store, BORYSS) }]))
		.filter(({ author }) => author === ANNA)
	if (first === undefined) throw new Error('moved words of Anna')
	const from = clause.index.withSameUnits(toPassage([first]))
	expect(clause.words(from)).toEqual({ [ANNAS]: ' SECRET words', [BORYSS]: ' SECRET words' })
})

test('[T49] other words in the same place are not the passage', () => {
	const clause = new Clause()
	textOf(clause.anna).insert(0, 'SECRET')
	textOf(clause.anna).delete(0, 6)
	textOf(clause.anna).insert(0, 'SEVENTH')
	expect(clause.index.withSameUnits(annas(0, 6))).toEqual(annas(0, 6))
})

test('[T49] a link on the words belongs to them, another’s does not', () => {
	const clause = new Clause()
	textOf(clause.anna).insert(0, 'see here and there')
	textOf(clause.anna).format(4, 4, { link: { href: 'https://secret.example/' } })
	textOf(clause.borys).format(13, 5, { link: { href: 'https://borys.example/' } })
	expect(rangesOf(clause.index.withSameUnits(annas(4, 8)))).toEqual([
		{ client: ANNAS, from: 4, to: 8 },
		{ client: ANNAS, from: 18, to: 19 },
	])
	expect(rangesOf(clause.index.withSameUnits(annas(13, 18)))).toEqual([
		{ client: ANNAS, from: 13, to: 18 },
	])
})

test('[T50] [T52] the parts of a passage are by their authors, not by who put them there', () => {
	const clause = new Clause()
	textOf(clause.anna).insert(0, 'SECRET words')
	const undo = new Y.UndoManager(textOf(clause.borys))
	textOf(clause.borys).insert(6, '(Borys)')
	undo.stopCapturing()
	textOf(clause.borys).delete(0, 19)
	undo.undo()
	const all = toPassage([
		{ client: BORYSS, from: 0, to: Y.getState(clause.borys.store, BORYSS) },
		{ client: 99, from: 0, to: 2 },
	])
	const authors = clause.index.authorsIn(all)
	expect(
		authors.filter(({ author }) => author === ANNA).reduce((n, { from, to }) => n + to - from, 0)
	).toBe(12)
	expect(authors.at(-1)).toEqual({ client: 99, from: 0, to: 2, author: undefined })
})

test('[T56] seen is what stands, and a link on what stands', () => {
	const made = createDocument({ gc: false })
	made.clientID = ANNAS
	seed(made, doc(p('see ', a('https://secret.example/', 'here'), ' and there')))
	const text = textOf(made)
	const link = [...(made.store.clients.get(ANNAS) ?? [])].find(
		(item) => item instanceof Y.Item && item.content instanceof Y.ContentFormat
	)
	if (link === undefined) throw new Error('a link')
	const address = annas(link.id.clock, link.id.clock + 1)
	expect(isSeen(made, address)).toBe(true)
	expect(isSeen(made, annas(1, 5))).toBe(true)
	text.delete(1, 4)
	expect(isSeen(made, annas(1, 5))).toBe(false)
	text.delete(1, 4)
	expect(isSeen(made, address)).toBe(false)
	expect(isSeen(made, annas(0, link.id.clock))).toBe(true)
	text.delete(0, text.length)
	expect(isSeen(made, annas(0, 40))).toBe(false)
})
