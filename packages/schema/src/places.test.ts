import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { doc as docOf, p } from './builders.ts'
import { createDocument, seed } from './document.ts'
import { Places } from './places.ts'
import { readUpdate, type Edit } from './readUpdate.ts'
import { propertiesOf, textOf } from './wire.ts'

/** A document in which client 1 has written `words`. */
function written(words: string): Y.Doc {
	const doc = createDocument({ gc: false })
	doc.clientID = 1
	textOf(doc).insert(0, words)
	return doc
}

function copyOf(doc: Y.Doc): Y.Doc {
	const copy = createDocument({ gc: false })
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
	return copy
}

/** What `change` makes of a copy of `doc`, under `client`. */
function updateBy(client: number, doc: Y.Doc, change: (copy: Y.Doc) => void): Uint8Array {
	const copy = copyOf(doc)
	copy.clientID = client
	const before = Y.encodeStateVector(copy)
	change(copy)
	return Y.encodeStateAsUpdate(copy, before)
}

function read(bytes: Uint8Array): Edit {
	const edit = readUpdate(bytes)
	if (!edit.ok) throw new Error(edit.reason)
	return edit
}

function misplaced(doc: Y.Doc, bytes: Uint8Array): string | undefined {
	return new Places(doc).take(read(bytes))
}

test('[T27] text among the properties, and a boundary within a surrogate pair, are found in the document', () => {
	const clause = createDocument()
	clause.clientID = 7
	seed(clause, docOf(p('a😀b')))
	propertiesOf(clause).set('seed00001:in', [])
	expect(misplaced(clause, Uint8Array.of(0, 1, 7, 1, 2, 1))).toBe('cut-pair')
	const text = Uint8Array.of(1, 1, 9, 0, 132, 7, 5, 1, 97, 0)
	expect(misplaced(clause, text)).toBe('unknown-content')
	const property = Uint8Array.of(1, 1, 9, 0, 136, 7, 1, 1, 119, 1, 97, 0)
	expect(misplaced(clause, property)).toBe('unknown-content')
	expect(misplaced(clause, Uint8Array.of(1, 1, 9, 0, 132, 7, 1, 1, 97, 0))).toBe(undefined)
	const honest = updateBy(8, clause, (it) => {
		textOf(it).delete(2, 2)
	})
	expect(misplaced(clause, honest)).toBe(undefined)
})

/** One struct of client 9 that begins the text with `bytes`, which are UTF-8, and what stands behind it in the update. */
function begun(bytes: readonly number[], ...rest: readonly number[]): Uint8Array {
	return Uint8Array.of(1, 1, 9, 0, 4, 1, 4, 116, 101, 120, 116, bytes.length, ...bytes, ...rest)
}

const SMILE = [0xf0, 0x9f, 0x98, 0x80]

test('[T27] so they are in the edit itself, and in an edit that was taken in before', () => {
	const empty = createDocument()
	// "😀" of which the first half is deleted by the same edit.
	expect(misplaced(empty, begun(SMILE, 1, 9, 1, 0, 1))).toBe('cut-pair')
	expect(misplaced(empty, begun(SMILE, 1, 9, 1, 0, 2))).toBe(undefined)
	// A property behind a letter that comes with it.
	const property = Uint8Array.of(
		...[1, 2, 9, 0, 4, 1, 4, 116, 101, 120, 116, 1, 97],
		...[136, 9, 0, 1, 119, 1, 97, 0]
	)
	expect(misplaced(empty, property)).toBe('unknown-content')
	const places = new Places(empty)
	expect(places.take(read(begun(SMILE, 0)))).toBe(undefined)
	expect(places.take(read(Uint8Array.of(0, 1, 9, 1, 0, 2)))).toBe(undefined)
	expect(places.take(read(Uint8Array.of(0, 1, 9, 1, 1, 1)))).toBe('cut-pair')
})

test('[T46] what editors write stands where it can: alone, at one place at once, undone and done again', () => {
	const doc = written('The parties agree.')
	const both = [2, 3].map((client) =>
		updateBy(client, doc, (copy) => {
			textOf(copy).insert(4, `${client} `)
			const undo = new Y.UndoManager(textOf(copy))
			textOf(copy).delete(0, 9)
			undo.undo()
			undo.redo()
			undo.undo()
			textOf(copy).format(2, 6, { strong: true })
			copy.getMap('blocks').set('block00001:type', 'heading')
		})
	)
	for (const update of both) {
		expect(misplaced(doc, update)).toBe(undefined)
		Y.applyUpdate(doc, update)
	}
})

test('[T46] a struct between units that its author cannot have seen side by side is found', () => {
	const doc = createDocument({ gc: false })
	doc.clientID = 5
	textOf(doc).insert(0, 'abc')
	// Behind unit 0 and before unit 2 of client 5, who wrote unit 1 between them before.
	expect(misplaced(doc, Uint8Array.of(1, 1, 3, 0, 0xc4, 5, 0, 5, 2, 1, 122, 0))).toBe('malformed')
	// Behind unit 0 and before nothing: whoever has seen unit 0 alone would say so.
	expect(misplaced(doc, Uint8Array.of(1, 1, 3, 0, 0x84, 5, 0, 1, 122, 0))).toBe(undefined)
})

test('[T46] a struct behind the unit that it also stands before, which would stand elsewhere for whoever comes later, is found', () => {
	const doc = createDocument({ gc: false })
	doc.clientID = 5
	textOf(doc).insert(0, 'ab')
	// Client 3 puts "z" behind unit 1 of client 5 and before it.
	expect(misplaced(doc, Uint8Array.of(1, 1, 3, 0, 0xc4, 5, 1, 5, 1, 1, 122, 0))).toBe('malformed')
	expect(misplaced(doc, Uint8Array.of(1, 1, 3, 0, 0x84, 5, 1, 1, 122, 0))).toBe(undefined)
})

test('[T46] what somebody has seen is what they wrote beside, and what that was written beside', () => {
	const doc = written('LR')
	const put = (client: number, at: number): void => {
		Y.applyUpdate(
			doc,
			updateBy(client, doc, (copy) => {
				textOf(copy).insert(at, 'x')
			})
		)
	}
	put(2, 1)
	put(3, 1)
	// "L", the unit of client 3, that of client 2, "R": client 3 put its own before that of client 2, and has seen it.
	expect(misplaced(doc, Uint8Array.of(1, 1, 9, 0, 0xc4, 3, 0, 1, 1, 1, 122, 0))).toBe('malformed')
	// Behind "L" and before that of client 2 was nothing, for whoever has not seen that of client 3.
	expect(misplaced(doc, Uint8Array.of(1, 1, 9, 0, 0xc4, 1, 0, 2, 0, 1, 122, 0))).toBe(undefined)
})

test('[T46] two structs of one client in one gap, of which the second does not know the first, are found', () => {
	const doc = written('LR')
	const struct = [0xc4, 1, 0, 1, 1, 1, 122]
	expect(misplaced(doc, Uint8Array.of(1, 1, 9, 0, ...struct, 0))).toBe(undefined)
	expect(misplaced(doc, Uint8Array.of(1, 2, 9, 0, ...struct, ...struct, 0))).toBe('malformed')
})

test('[T47] of a struct that is known in part the rest is taken where it goes on, and nothing that contradicts what is known', () => {
	const doc = written('LR')
	Y.applyUpdate(
		doc,
		updateBy(9, doc, (copy) => {
			textOf(copy).insert(1, 'X')
		})
	)
	const between = (left: number, right: number, ...text: number[]): Uint8Array =>
		Uint8Array.of(1, 1, 9, 0, 0xc4, 1, left, 1, right, text.length, ...text, 0)
	expect(misplaced(doc, between(0, 1, 88))).toBe(undefined)
	expect(misplaced(doc, between(0, 1, 88, 121))).toBe(undefined)
	// Client 9 says that its "X" was the beginning of "Xy" behind R; what is new of it would come to stand behind X.
	expect(misplaced(doc, Uint8Array.of(1, 1, 9, 0, 0x84, 1, 1, 2, 88, 121, 0))).toBe('malformed')
	expect(misplaced(doc, between(1, 0, 88))).toBe('malformed')
	// And of "X😀", of which the document would have the first half.
	const pair = Uint8Array.of(1, 1, 9, 0, 0xc4, 1, 0, 1, 1, 4, ...SMILE, 0)
	expect(misplaced(doc, pair)).toBe('cut-pair')
})

test('[T46] what somebody forged before costs nobody else anything', () => {
	const doc = written('LR')
	// Taken in without a look: two structs in one gap of which neither knows the other.
	const struct = [0xc4, 1, 0, 1, 1, 1, 122]
	Y.applyUpdate(doc, Uint8Array.of(1, 2, 9, 0, ...struct, ...struct, 0))
	const honest = updateBy(2, doc, (copy) => {
		for (let at = 0; at <= 4; at++) textOf(copy).insert(at * 2, 'h')
		textOf(copy).delete(1, 3)
	})
	expect(misplaced(doc, honest)).toBe(undefined)
})

test('[T46] whoever went back to the end again and again, while others wrote thousands of words there, is taken', () => {
	const live = written('ab')
	const away = copyOf(live)
	away.clientID = 9
	const before = Y.encodeStateVector(away)
	live.clientID = 90
	// Of two kinds in turn, which Yjs cannot join.
	live.transact(() => {
		for (let i = 0; i < 4000; i++)
			textOf(live).insert(textOf(live).length, 'x', i % 2 ? { strong: true } : {})
	})
	away.transact(() => {
		for (let i = 0; i < 400; i++) {
			textOf(away).insert(textOf(away).length, 'e', {})
			textOf(away).insert(0, 's', {})
		}
	})
	expect(misplaced(live, Y.encodeStateAsUpdate(away, before))).toBe(undefined)
})

/** What client `client` writes who begins the text of `doc` anew again and again, in so many structs, without hearing of anybody. */
function begunAnew(client: number, doc: Y.Doc, count: number): Uint8Array {
	return updateBy(client, doc, (copy) => {
		copy.transact(() => {
			for (let i = 0; i < count; i++) textOf(copy).insert(0, 's')
		})
	})
}

test('[T46] whoever began the text anew hundreds of times, while somebody else did the same, is taken, with all that was there before', () => {
	const live = written('ab')
	const [one, other] = [2, 3].map((client) => begunAnew(client, live, 700))
	if (one === undefined || other === undefined) throw new RangeError('there are two')
	expect(misplaced(live, one)).toBe(undefined)
	Y.applyUpdate(live, one)
	expect(misplaced(live, other)).toBe(undefined)
	const away = copyOf(written('ab'))
	Y.applyUpdate(away, other)
	expect(misplaced(live, Y.encodeStateAsUpdate(away))).toBe(undefined)
})

test('[T46] what is to be put past thousands of runs thousands of times is too large, also where its author knows what stands beside it', () => {
	const begun = written('ab')
	Y.applyUpdate(begun, begunAnew(2, begun, 1000))
	expect(misplaced(begun, begunAnew(3, written('ab'), 2000))).toBe('too-large')
	// Behind the first word of client 9, where client 8 has written: each of its next ones stands behind all of that.
	const live = written('ab')
	Y.applyUpdate(
		live,
		updateBy(9, live, (copy) => {
			textOf(copy).insert(1, 'u')
		})
	)
	const away = copyOf(live)
	away.clientID = 9
	const before = Y.encodeStateVector(away)
	Y.applyUpdate(
		live,
		updateBy(8, live, (copy) => {
			copy.transact(() => {
				for (let i = 0; i < 1000; i++)
					textOf(copy).insert(2 + i, 'x', i % 2 ? { strong: true } : {})
			})
		})
	)
	away.transact(() => {
		for (let i = 0; i < 2000; i++) textOf(away).insert(2, 'v', {})
	})
	const places = new Places(live)
	expect(places.take(read(Y.encodeStateAsUpdate(away, before)))).toBe('too-large')
	expect(places.effort).toBeLessThan(610_000)
})

test('[T46] whoever names what others wrote has seen it when they go back', () => {
	const doc = written('ab')
	Y.applyUpdate(
		doc,
		updateBy(90, doc, (copy) => {
			textOf(copy).insert(2, 'x')
		})
	)
	// Client 9 puts "e" behind "b", "z" behind the "x" that stands there too, and "y" behind "e" and before nothing.
	const [e, z, y] = [
		[0x84, 1, 1, 1, 101],
		[0x84, 90, 0, 1, 122],
		[0x84, 9, 0, 1, 121],
	] as const
	expect(misplaced(doc, Uint8Array.of(1, 2, 9, 0, ...e, ...z, 0))).toBe(undefined)
	expect(misplaced(doc, Uint8Array.of(1, 2, 9, 0, ...e, ...y, 0))).toBe(undefined)
	expect(misplaced(doc, Uint8Array.of(1, 3, 9, 0, ...e, ...z, ...y, 0))).toBe('malformed')
})

/** The same numbers in every run (mulberry32). */
function seeded(seed: number): (below: number) => number {
	let state = seed
	return (below) => {
		state = (state + 0x6d2b79f5) >>> 0
		let mixed = Math.imul(state ^ (state >>> 15), state | 1)
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
		return ((mixed ^ (mixed >>> 14)) >>> 0) % below
	}
}

function editAnyhow(doc: Y.Doc, undo: Y.UndoManager, below: (below: number) => number): void {
	const text = textOf(doc)
	const at = below(text.length + 1)
	const kind = below(10)
	if (kind < 5 || text.length < 3) text.insert(at, 'abc'.slice(below(3)), {})
	else if (kind < 6) text.delete(below(text.length - 1), 1)
	else if (kind < 7) text.format(below(text.length - 1), 2, { strong: below(2) === 0 || null })
	else if (kind < 8) propertiesOf(doc).set('block00001:type', ['heading', 'paragraph'][below(2)])
	else if (kind < 9) undo.undo()
	else undo.redo()
}

test('[T46] whatever honest people do who hear from each other late, and however much of it is not in the document yet, is taken', () => {
	for (let seed = 1; seed <= 60; seed++) {
		const below = seeded(seed)
		const live = written('The parties agree.')
		const people = [11, 4, 30, 7].map((client) => {
			const doc = copyOf(live)
			doc.clientID = client
			const undo = new Y.UndoManager([textOf(doc), propertiesOf(doc)], { captureTimeout: 0 })
			return { doc, undo, sent: Y.encodeStateVector(doc) }
		})
		const pending: Uint8Array[] = []
		let places = new Places(live)
		for (let step = 0; step < 120; step++) {
			const person = people[below(people.length)]
			if (person === undefined) continue
			const { doc, undo } = person
			for (let left = below(4); left > 0; left--) editAnyhow(doc, undo, below)
			if (below(3) === 0) {
				// Sometimes all that they have, of which the server has most.
				const update =
					below(8) === 0 ? Y.encodeStateAsUpdate(doc) : Y.encodeStateAsUpdate(doc, person.sent)
				person.sent = Y.encodeStateVector(doc)
				expect(places.take(read(update)), `seed ${seed}, step ${step}`).toBe(undefined)
				pending.push(update)
			}
			if (below(6) === 0) {
				for (const update of pending.splice(0)) Y.applyUpdate(live, update)
				places = new Places(live)
				Y.applyUpdate(doc, Y.encodeStateAsUpdate(live))
			}
		}
	}
})
