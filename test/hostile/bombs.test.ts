import {
	createEncoder,
	toUint8Array,
	writeUint8,
	writeVarString,
	writeVarUint,
	writeVarUint8Array,
} from 'lib0/encoding'
import { expect } from 'vitest'
import * as Y from 'yjs'
import { frame, MESSAGE, statelessFrame, syncFrame } from '../support/rawClient.ts'
import { scaled } from '../support/scale.ts'
import { arena } from './arena.ts'
import { offerAll, tally } from './knocking.ts'
import { behind, CONTENT, inRoot, rawUpdate, typed, words, type WriteStruct } from './updates.ts'

const attack = arena()

attack('[X10] updates that depend on what never comes', async (field) => {
	const { token } = await field.freshSeat()
	const count = scaled(300, 20_000)
	function* orphans(): Iterable<Uint8Array> {
		for (let i = 0; i < count; i++) yield typed(4_000_000 + i, 1000, '☠'.repeat(100))
	}
	const early = tally(await offerAll(field, token, field.document, orphans()))
	expect(early).toEqual({ waiting: count })
	const late = tally(
		await offerAll(field, token, field.document, [...orphans()].slice(0, 60), { isSynced: true })
	)
	expect(late).toEqual({ gap: 60 })
	const many = Array.from({ length: 30_000 }, (_, i) =>
		behind(5_000_000, 3 * i, CONTENT.string, words('☠'))
	)
	const bomb = rawUpdate([{ client: 4_999_999, clock: 0, structs: many }])
	expect(tally(await offerAll(field, token, field.document, [bomb], { step: 1 }))).toEqual({
		gap: 1,
	})
})

/** 30 million as Yjs writes numbers. */
const MANY = [0x80, 0x87, 0xa7, 0x0e]

attack('[X11] eight bytes that claim thirty million structs', async (field) => {
	const { token } = await field.freshSeat()
	const claims = [
		[1, ...MANY, 5, 0],
		[...MANY, 1, 5, 0],
		[0, ...MANY, 1, 1],
		[0, 1, 5, ...MANY, 0],
		[1, 1, 5, 0, 0, ...MANY, 0],
		[1, 1, 5, 0, CONTENT.skip, ...MANY, 0],
		[1, 1, 5, 0, CONTENT.any, 1, 4, 116, 101, 120, 116, ...MANY],
	].map((bytes) => Uint8Array.from(bytes))
	for (const step of [1, 2] as const) {
		const rounds = scaled(2, 200)
		const all = Array.from({ length: rounds }, () => claims).flat()
		const answers = await offerAll(field, token, field.document, all, { step })
		expect(answers.every(({ type }) => type === 'refused')).toBe(true)
	}
	// The same claims where a client says what it has, and of whom it speaks: neither can be read.
	for (const lie of [
		syncFrame(field.document, 0, Uint8Array.from(MANY)),
		frame(field.document, MESSAGE.awareness, (encoder) => {
			writeVarUint(encoder, MANY.length)
			for (const byte of MANY) writeUint8(encoder, byte)
		}),
	]) {
		const client = await field.open()
		await client.enter(field.document, token)
		client.send(lie)
		expect(await client.whenClosed()).toBe(4422)
	}
})

attack('[X12] deep nesting in everything that nests', async (field) => {
	const api = await field.freshSeat()
	for (const depth of [30, 1000, 30_000]) {
		const deep = '['.repeat(depth) + ']'.repeat(depth)
		const updates = nestedStructs(depth, deep).map((struct, i) =>
			rawUpdate([{ client: 6000 + i, clock: 0, structs: [struct] }])
		)
		const answers = await offerAll(field, api.token, field.document, updates, { step: 1 })
		expect(answers.filter(({ type }) => type !== 'refused')).toEqual([])
		for (const said of [
			deepAwareness(field.document, deep),
			statelessFrame(field.document, deep),
		]) {
			const client = await field.open()
			await client.enter(field.document, api.token)
			client.send(said, syncFrame(field.document, 1, Uint8Array.of(0, 0)))
			await client.until(
				() => client.closed !== null || client.receipts(field.document).length > 0,
				'an answer'
			)
			expect([null, 4422]).toContain(client.closed)
		}
		const note = { token: api.token, body: `{"text":${deep}}` }
		expect((await field.post(`/negotiations/${api.negotiation}/notes`, note)).status).toBe(400)
	}
})

attack('[X13] documents in the document', async (field) => {
	const { token } = await field.freshSeat()
	const each = 5000
	const struct = inRoot(CONTENT.document, (encoder) => {
		writeVarString(encoder, 'guid')
		writeUint8(encoder, 118)
		writeVarUint(encoder, 0)
	})
	const updates = Array.from({ length: scaled(2, 20) }, (_, i) =>
		rawUpdate([{ client: 7000 + i, clock: 0, structs: Array.from({ length: each }, () => struct) }])
	)
	const answers = tally(await offerAll(field, token, field.document, updates, { step: 1 }))
	expect(answers).toEqual({ subdocument: updates.length })
})

attack('[X14] twenty thousand clientIDs', async (field) => {
	const writer = (client: number) => ({
		client,
		clock: 0,
		structs: [inRoot(CONTENT.string, words('☠'))],
	})
	const atOnce = (count: number): Uint8Array =>
		rawUpdate(Array.from({ length: count }, (_, i) => writer(8_000_000 + i)))
	const many = Array.from({ length: scaled(40, 2000) }, (_, i) =>
		rawUpdate([writer(9_000_000 + i)])
	)
	const document = field.otherDocument
	const offer = async (token: string, count: number): Promise<void> => {
		const answers = await offerAll(field, token, document, [atOnce(count)], { step: 1 })
		// Twenty thousand structs at one place are more than the order check looks at; it comes first.
		expect([{ 'too-many-writers': 1 }, { 'too-large': 1 }]).toContainEqual(tally(answers))
	}
	// Looking at so many at one place takes what a seat has of it: another one goes on.
	await offer((await field.freshSeat()).token, scaled(2000, 20_000))
	const { token } = await field.freshSeat()
	await offer(token, 100)
	// What was refused has taken none of the twenty that a session has.
	const { saved, ...others } = tally(await offerAll(field, token, document, many))
	expect(saved).toBe(20)
	// whoever has used up what they may cost in a while waits
	const { 'too-many-writers': refused = 0, waiting = 0 } = others
	expect(refused).toBeGreaterThan(0)
	expect(refused + waiting).toBe(many.length - 20)
})

/** A document of client `client` that has what `updates` bring. */
function documentOf(client: number, ...updates: readonly Uint8Array[]): Y.Doc {
	const doc = new Y.Doc({ gc: false })
	for (const update of updates) Y.applyUpdate(doc, update)
	// afterwards, or Yjs takes another one where the client has written already
	doc.clientID = client
	return doc
}

/** What `change` adds to `doc`, as one update. */
function added(doc: Y.Doc, change: (text: Y.Text) => void): Uint8Array {
	const before = Y.encodeStateVector(doc)
	doc.transact(() => {
		change(doc.getText('text'))
	})
	return Y.encodeStateAsUpdate(doc, before)
}

attack(
	'[X15] one place that is written at thousands of times, past thousands of others',
	async (field) => {
		const [one, other] = [await field.freshSeat(), await field.freshSeat()]
		const document = field.prepared.documents[2] ?? field.otherDocument
		const send = async (token: string, update: Uint8Array) =>
			tally(await offerAll(field, token, document, [update], { step: 1 }))
		const word = typed(15_000_009, 0, 'u')
		// Behind the word, in words of two kinds in turn, which Yjs cannot join.
		const between = added(documentOf(15_000_008, word), (text) => {
			for (let i = 0; i < 4000; i++) text.insert(1 + i, 'x', i % 2 ? { strong: true } : {})
		})
		expect(await send(one.token, word)).toEqual({ saved: 1 })
		expect(await send(one.token, between)).toEqual({ saved: 1 })
		const times = scaled(30_000, 60_000)
		const past = added(documentOf(15_000_009, word), (text) => {
			for (let i = 0; i < times; i++) text.insert(1, 'v', {})
		})
		expect(await send(one.token, past)).toEqual({ 'too-large': 1 })
		// that was all that its seat has, and reading it again would be more
		expect(await send(one.token, past)).toEqual({ waiting: 1 })
		// Whoever was away meanwhile and began the text anew again and again is no attacker.
		const honest = added(documentOf(15_000_020), (text) => {
			for (let i = 0; i < 60; i++) text.insert(0, 'h', {})
		})
		expect(await send(other.token, honest)).toEqual({ saved: 1 })
	}
)

attack('[X16] structs of thousands of clients that wait for each other', async (field) => {
	const { token } = await field.freshSeat()
	const [one, other, waiting] = [16_000_001, 16_000_002, 16_000_003]
	const letter = (client: number, clock: number) =>
		behind(client, clock, CONTENT.string, words('☠'))
	const count = scaled(15_000, 22_000)
	const turns = Array.from({ length: count }, (_, i) => i)
	const update = rawUpdate([
		...turns.map((i) => ({ client: waiting + i, clock: 0, structs: [letter(one, count)] })),
		{ client: other, clock: 0, structs: turns.map((i) => letter(one, i)) },
		{
			client: one,
			clock: 0,
			structs: [inRoot(CONTENT.string, words('☠')), ...turns.map((i) => letter(other, i))],
		},
	])
	await field.server.memory()
	const answers = await offerAll(field, token, field.otherDocument, [update], { step: 1 })
	expect(answers.map(({ type }) => type)).toEqual(['refused'])
	// Minutes, where all who waited were looked at each time; a second or two on a busy machine now.
	expect((await field.server.memory()).longestTurnMs).toBeLessThan(30_000)
})

/** Content of every kind that nests, `depth` levels deep. */
function nestedStructs(depth: number, deep: string): readonly WriteStruct[] {
	const path = Array.from({ length: depth }, (_, i) => ['bullet_list', `l${i}`])
	return [
		inRoot(CONTENT.embed, words(deep)),
		inRoot(CONTENT.embed, words(JSON.stringify({ block: 'a', in: path }))),
		inRoot(CONTENT.format, (encoder) => {
			writeVarString(encoder, 'strong')
			writeVarString(encoder, deep)
		}),
		inRoot(CONTENT.any, (encoder) => {
			writeVarUint(encoder, 1)
			// Arrays of one element each (117), null (126) in the innermost.
			for (let i = 0; i < depth; i++) {
				writeUint8(encoder, 117)
				writeVarUint(encoder, 1)
			}
			writeUint8(encoder, 126)
		}),
		inRoot(CONTENT.type, (encoder) => {
			writeVarUint(encoder, 0)
		}),
	]
}

function deepAwareness(document: string, state: string): Uint8Array {
	return frame(document, MESSAGE.awareness, (encoder) => {
		const inner = createEncoder()
		for (const number of [1, 7, 1]) writeVarUint(inner, number)
		writeVarString(inner, state)
		writeVarUint8Array(encoder, toUint8Array(inner))
	})
}
