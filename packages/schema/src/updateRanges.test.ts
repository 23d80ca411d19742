import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createDocument } from './document.ts'
import { readUpdate } from './readUpdate.ts'
import { readRanges } from './updateRanges.ts'
import { propertiesOf, textOf } from './wire.ts'

const action = fc.record({
	what: fc.constantFrom('type', 'delete', 'mark', 'block', 'property'),
	client: fc.integer({ min: 1, max: 4 }),
	at: fc.double({ min: 0, max: 1, noNaN: true }),
	words: fc.constantFrom('a', 'мир', 'añ漢字😀', 'some words'),
})

/** Every update of a text in which `actions` were done, and its state. */
function updatesOf(
	actions: readonly { what: string; client: number; at: number; words: string }[]
): readonly Uint8Array[] {
	const doc = createDocument({ gc: false })
	const made: Uint8Array[] = []
	doc.on('update', (update: Uint8Array) => made.push(update))
	const text = textOf(doc)
	for (const { what, client, at, words } of actions) {
		doc.clientID = client
		const index = Math.floor(at * text.length)
		const length = Math.min(3, text.length - index)
		if (what === 'type') text.insert(index, words)
		else if (what === 'block') text.insertEmbed(index, { block: `block${client}aaaa` })
		else if (what === 'property') propertiesOf(doc).set(`block${client}aaaa:type`, 'heading')
		else if (length > 0 && what === 'delete') text.delete(index, length)
		else if (length > 0) text.format(index, length, { strong: true })
	}
	return [...made, Y.encodeStateAsUpdate(doc)]
}

test('[T76] the clocks of an update are those that reading it whole gives', () => {
	fc.assert(
		fc.property(fc.array(action, { minLength: 1, maxLength: 30 }), (actions) => {
			for (const update of updatesOf(actions)) {
				const whole = readUpdate(update)
				// Two halves of a pair that are parted are none of an honest text.
				if (!whole.ok) continue
				const { inserted, deleted } = readRanges(update)
				expect(inserted).toEqual(whole.inserted)
				expect(deleted).toEqual(whole.deleted)
			}
		}),
		{ numRuns: 300 }
	)
})

test('[T76] bytes that are no update are refused, cut wherever they are', () => {
	const updates = updatesOf([
		{ what: 'type', client: 1, at: 0, words: 'some words' },
		{ what: 'delete', client: 2, at: 0, words: '' },
	])
	const update = updates.at(-1) ?? new Uint8Array()
	expect(readRanges(update).inserted).toEqual(new Map([[1, { from: 0, to: 10 }]]))
	for (let length = 0; length < update.length; length++)
		expect(() => readRanges(update.slice(0, length)), String(length)).toThrow(RangeError)
	expect(() => readRanges(Uint8Array.of(...update, 0))).toThrow(RangeError)
	// A text of more bytes than there are.
	const long = Uint8Array.of(
		1,
		1,
		1,
		0,
		4,
		1,
		4,
		116,
		101,
		120,
		116,
		...[255, 255, 255, 255, 255, 255, 7, 97]
	)
	expect(() => readRanges(long)).toThrow(RangeError)
	// Content that no update of a clause has: what was forgotten, and a gap.
	for (const kind of [0, 10])
		expect(() => readRanges(Uint8Array.of(1, 1, 1, 0, kind, 1, 0))).toThrow(RangeError)
})
