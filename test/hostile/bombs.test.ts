import {
	createEncoder,
	toUint8Array,
	writeUint8,
	writeVarString,
	writeVarUint,
	writeVarUint8Array,
} from 'lib0/encoding'
import { expect } from 'vitest'
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
	const { token } = await field.freshSeat()
	const count = scaled(2000, 20_000)
	const writer = (client: number) => ({
		client,
		clock: 0,
		structs: [inRoot(CONTENT.string, words('☠'))],
	})
	const one = rawUpdate(Array.from({ length: count }, (_, i) => writer(8_000_000 + i)))
	const many = Array.from({ length: scaled(40, 2000) }, (_, i) =>
		rawUpdate([writer(9_000_000 + i)])
	)
	const document = field.otherDocument
	const whole = await offerAll(field, token, document, [one], { step: 1 })
	// Twenty thousand structs at one place are more than the order check looks at; it comes first.
	expect([{ 'too-many-writers': 1 }, { malformed: 1 }]).toContainEqual(tally(whole))
	// What was refused has taken none of the twenty that a session has.
	const answers = tally(await offerAll(field, token, document, many))
	expect(answers).toEqual({ saved: 20, 'too-many-writers': many.length - 20 })
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
