import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createDocument } from './document.ts'
import { readUpdate } from './readUpdate.ts'
import { findWords, soughtWords } from './sameWords.ts'
import { atOnce, type Steps } from './steps.ts'
import { propertiesOf, textOf } from './wire.ts'
import { readPassage, readPassageSteps } from './withheldPassage.ts'
import {
	isPlainMark,
	rangesWithin,
	toPassage,
	withholdFromDocument,
	type Passage,
} from './withhold.ts'
import { withholdFromUpdate, withholdSteps } from './withholdFromUpdate.ts'

const RUNS = process.env['PARLEY_SCALE'] === 'long' ? 20_000 : 200
const CLIENTS = [11, 222, 33_333] as const

/** What one of three does in turn with a text that all of them have. */
const action = fc.record({
	who: fc.integer({ min: 0, max: 2 }),
	what: fc.constantFrom('type', 'type', 'delete', 'mark', 'link', 'block', 'property'),
	at: fc.double({ min: 0, max: 1, noNaN: true }),
	size: fc.integer({ min: 1, max: 6 }),
})

const picks = fc.array(
	fc.record({
		client: fc.constantFrom(...CLIENTS),
		from: fc.integer({ min: 0, max: 90 }),
		length: fc.integer({ min: 1, max: 30 }),
	}),
	{ minLength: 1, maxLength: 5 }
)

function act(doc: Y.Doc, { what, at, size }: { what: string; at: number; size: number }): void {
	const text = textOf(doc)
	const index = Math.floor(at * text.length)
	const length = Math.min(size, text.length - index)
	if (what === 'type') text.insert(index, 'мир añ 漢字 '.slice(0, size + 4))
	else if (what === 'block') text.insertEmbed(index, { block: `block${size}aaaa` })
	else if (what === 'property') propertiesOf(doc).set(`block${size}aaaa:type`, 'heading')
	else if (length > 0 && what === 'delete') text.delete(index, length)
	else if (length > 0 && what === 'mark') text.format(index, length, { strong: true })
	else if (length > 0) text.format(index, length, { link: { href: 'https://secret.example/' } })
}

/** The state and every update of a text in which `actions` were done. */
function updatesOf(actions: readonly { who: number; what: string; at: number; size: number }[]) {
	const made: Uint8Array[] = []
	const docs = CLIENTS.map((clientID) => {
		const doc = createDocument({ gc: false })
		doc.clientID = clientID
		return doc
	})
	for (const doc of docs)
		doc.on('update', (update: Uint8Array, origin: unknown) => {
			if (origin === 'told') return
			made.push(update)
			for (const other of docs) if (other !== doc) Y.applyUpdate(other, update, 'told')
		})
	for (const one of actions) {
		const doc = docs[one.who]
		if (doc !== undefined) act(doc, one)
	}
	return [...made, ...docs.map((doc) => Y.encodeStateAsUpdate(doc))]
}

/** What an update says of each clock: what is there, and what it stands beside. Those of `gone` as they must be without their words. */
function clocksOf(update: Uint8Array, gone: Passage = new Map()): readonly string[] {
	const { structs, ds } = Y.decodeUpdate(update)
	const said: string[] = []
	for (const item of structs) {
		if (!(item instanceof Y.Item)) throw new TypeError('an update that was taken has items alone')
		const { id, content, length } = item
		const held = content instanceof Y.ContentString ? content.str : null
		const carries =
			held !== null ||
			content instanceof Y.ContentEmbed ||
			(content instanceof Y.ContentFormat && !isPlainMark(content.value))
		for (let offset = 0; offset < length; offset++) {
			const clock = id.clock + offset
			const isGone = carries && [...rangesWithin(gone, id.client, clock, clock + 1)].length > 0
			const left = offset === 0 ? item.origin : { client: id.client, clock: clock - 1 }
			// What stands beside something is where that is.
			const isAlone = left === null && item.rightOrigin === null
			const root = isAlone ? [item.parent, item.parentSub] : []
			const what = held?.charAt(offset) ?? JSON.stringify([content.constructor.name, content])
			const isDeleted = isGone || content instanceof Y.ContentDeleted
			const place = [left?.client, left?.clock, item.rightOrigin, ...root]
			said.push(JSON.stringify([id.client, clock, isDeleted ? 'deleted' : what, place]))
		}
	}
	return [...said, JSON.stringify([...ds.clients])]
}

test('[T40] [T75] clock by clock an update is what it was, but for the words, at one go and in steps', () => {
	let taken = 0
	fc.assert(
		fc.property(fc.array(action, { minLength: 3, maxLength: 30 }), picks, (actions, picked) => {
			const passage = toPassage(
				picked.map(({ client, from, length }) => ({ client, from, to: from + length }))
			)
			for (const update of updatesOf(actions)) {
				const without = withholdFromUpdate(update, passage)
				const whole = readUpdate(update)
				if (!whole.ok) throw new RangeError('an update that is taken')
				const { inserted, update: stepwise } = inSteps(withholdSteps(update, passage)).value
				expect(stepwise).toEqual(without)
				expect(inserted).toEqual(whole.inserted)
				expect(clocksOf(without ?? update)).toEqual(clocksOf(update, passage))
				if (without === null) continue
				taken++
				expect(readUpdate(without).ok).toBe(true)
				expect(withholdFromUpdate(without, passage)).toBeNull()
			}
		}),
		{ numRuns: RUNS }
	)
	// about as many as there are runs hold some of the words
	expect(taken).toBeGreaterThan(RUNS / 2)
})

/** What steps come to, how many there were, and the longest of them in ms. */
function inSteps<T>(steps: Steps<T>, between: () => void = () => undefined) {
	let count = 0
	let longestMs = 0
	for (;;) {
		const began = performance.now()
		const step = steps.next()
		longestMs = Math.max(longestMs, performance.now() - began)
		if (step.done === true) return { value: step.value, count, longestMs }
		count++
		between()
	}
}

test('[T75] a hundred thousand single characters are taken out, looked for and read in hundreds of steps', () => {
	const many = 100_000
	const doc = createDocument({ gc: false })
	doc.clientID = 7
	// Each before the last one: as many structs as characters.
	doc.transact(() => {
		for (let i = 0; i < many; i++) textOf(doc).insert(0, String(i % 10))
	})
	const update = Y.encodeStateAsUpdate(doc)
	const passage = toPassage([{ client: 7, from: 10, to: many - 10 }])
	const taking = inSteps(withholdSteps(update, passage))
	expect(taking.value.update).toEqual(withholdFromUpdate(update, passage))
	const seeking = inSteps(soughtWords(doc, passage))
	expect(seeking.value).toEqual(atOnce(soughtWords(doc, passage)))
	const finding = inSteps(findWords(doc, seeking.value, 50))
	expect(finding.value).toEqual(atOnce(findWords(doc, seeking.value, 50)))
	const reading = inSteps(readPassageSteps(doc, passage))
	expect(reading.value).toEqual(readPassage(doc, passage))
	const all = { taking, seeking, finding, reading }
	for (const [what, { count, longestMs }] of Object.entries(all)) {
		expect(count, what).toBeGreaterThan(many / 512)
		console.log(`[T75] ${what}: ${count} steps, the longest took ${longestMs.toFixed(1)} ms`)
	}
})

test('[T75] one long text of which every other character goes is cut in steps, too', () => {
	const doc = createDocument()
	doc.clientID = 7
	textOf(doc).insert(0, 'ab'.repeat(30_000))
	const every = Array.from({ length: 30_000 }, (_, i) => ({
		client: 7,
		from: 2 * i,
		to: 2 * i + 1,
	}))
	const { value, count } = inSteps(withholdSteps(Y.encodeStateAsUpdate(doc), toPassage(every)))
	expect(count).toBeGreaterThan(100)
	const read = createDocument()
	Y.applyUpdate(read, value.update ?? new Uint8Array())
	expect(textOf(read).toJSON()).toBe('b'.repeat(30_000))
})

test('[T75] while words are looked for, others write, and words are withheld: what stood all the while is found', () => {
	const words = 'the mandate of the capital is eighteen months'
	const doc = createDocument({ gc: false })
	doc.clientID = 7
	const text = textOf(doc)
	doc.transact(() => {
		for (let i = 0; i < 4_000; i++) text.insert(0, String(i % 10))
	})
	text.insert(0, words)
	doc.clientID = 8
	let turns = 0
	const { value } = inSteps(findWords(doc, [words], 50), () => {
		turns++
		text.insert(5, 'into it')
		text.insert(text.length - turns, 'elsewhere')
		text.delete(turns * 20, 5)
		if (turns === 3) withholdFromDocument(doc, toPassage([{ client: 7, from: 100, to: 900 }]))
	})
	expect(turns).toBeGreaterThan(10)
	expect(value).toContainEqual({ client: 7, from: 4_000, to: 4_000 + words.length })
})
