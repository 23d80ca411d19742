import { expect } from 'vitest'
import { DocumentTokenJson, RoomJson } from '@parley/protocol'
import { createDocument, modelDigest, suggestionKey, textOf } from '@parley/schema'
import {
	createEncoder,
	toUint8Array,
	writeVarString,
	writeVarUint,
	writeVarUint8Array,
} from 'lib0/encoding'
import * as Y from 'yjs'
import { frame, handshakeFrame, statelessFrame } from '../support/rawClient.ts'
import { scaled } from '../support/scale.ts'
import { arena } from './arena.ts'
import { offerAll, tally } from './knocking.ts'
import { CONTENT, inRoot, rawUpdate, typed, words, type WriteStruct } from './updates.ts'

const attack = arena()

const READERS = ['Observer', 'Note-taker'] as const

attack('[X40] seats that may only read, over every message', async (field) => {
	const { document } = field
	for (const name of READERS) {
		const { token } = await field.signIn(name)
		const update = typed(600, 0, '☠')
		for (const step of [1, 2] as const) {
			const updates = Array.from({ length: scaled(7, 100) }, () => update)
			const answers = tally(await offerAll(field, token, document, updates, { step }))
			expect(answers).toEqual({ role: updates.length })
		}
		for (const type of Array.from({ length: 16 }, (_, number) => number)) {
			const client = await field.open()
			await client.enter(document, token)
			client.send(
				frame(document, type, (encoder) => {
					writeVarUint(encoder, 2)
					writeVarUint8Array(encoder, update)
				})
			)
			client.send(statelessFrame(document, JSON.stringify({ type: 'saved', digest: 'x' })))
			client.send(handshakeFrame('end', token))
			await client.until(() => client.closed !== null || client.isDenied('end'), 'an end')
			client.close()
		}
	}
})

attack('[X41] seats that may only read, as plain clients', async (field) => {
	for (const name of READERS) {
		const api = await field.signIn(name)
		for (const kind of Array.from({ length: 11 }, (_, number) => number)) {
			for (const step of [0, 1, 2]) {
				const { token } = await api.json('/document-tokens', DocumentTokenJson, {
					method: 'POST',
					body: { document: field.document },
				})
				const query = `token=${encodeURIComponent(token)}&model=${modelDigest()}`
				const client = await field.open(`/yjs/${field.document}?${query}`)
				const encoder = createEncoder()
				writeVarUint(encoder, kind)
				writeVarUint(encoder, step)
				writeVarUint8Array(encoder, typed(601, 0, '☠'))
				client.socket.send(toUint8Array(encoder))
				await client.whenRead()
				client.close()
			}
		}
	}
})

attack('[X43] edits to a clause that is held', async (field) => {
	const { otherDocument: document } = field
	const clause = document.split('/').at(-1) ?? ''
	const secretariat = await field.signIn('Secretariat')
	const { token } = await field.freshSeat()
	const tell = async (what: string, body: object): Promise<void> => {
		const answer = await secretariat.fetch(`/clauses/${clause}/${what}`, { method: 'POST', body })
		expect(answer.status).toBe(200)
	}
	await tell('hold', { reason: 'Under review' })
	const count = scaled(60, 2000)
	const updates = Array.from({ length: count }, (_, i) => typed(700_000 + i, 0, '☠'))
	expect(tally(await offerAll(field, token, document, updates))).toEqual({ held: count })
	expect(tally(await offerAll(field, token, document, updates.slice(0, 20), { step: 1 }))).toEqual({
		held: 20,
	})
	await tell('release', {})
	expect(tally(await offerAll(field, token, document, [typed(700_000, 0, 'good')]))).toEqual({
		saved: 1,
	})
})

/** An update of `client` in which each of `ids` suggests a word, at the beginning of the clause, behind what `doc` has of it. */
function suggesting(client: number, ids: readonly string[], doc = createDocument()): Uint8Array {
	doc.clientID = client
	const before = Y.encodeStateVector(doc)
	for (const id of ids) textOf(doc).insert(0, 'more ', { [suggestionKey('ins', id)]: true })
	return Y.encodeStateAsUpdate(doc, before)
}

const idOf = (number: number): string => `x${String(number).padStart(11, '0')}`

/** A clientID behind nearly all that are drawn. */
const LAST_CLIENT = 2 ** 32 - 2

attack('[X44] a seat that may only suggest, with a client of its own making', async (field) => {
	const { otherDocument: document } = field
	const secretariat = await field.signIn('Secretariat')
	const [honest, hostile] = [await field.freshSeat(), await field.freshSeat()]
	const { me } = await hostile.json('', RoomJson)
	const level = { level: 'suggest', reason: 'Not accredited yet.' }
	const set = await secretariat.fetch(`/seats/${me.id}/level`, { method: 'PUT', body: level })
	expect(set.status).toBe(200)
	const theirs = suggesting(710_000, [idOf(1)])
	// by the order of clientIDs behind all that the clause says
	const last = suggesting(LAST_CLIENT, [idOf(2)])
	expect(tally(await offerAll(field, honest.token, document, [theirs, last]))).toEqual({ saved: 2 })
	const offers = async (updates: readonly Uint8Array[], token = hostile.token) =>
		tally(await offerAll(field, token, document, updates))

	const count = scaled(30, 1000)
	const edits = Array.from({ length: count }, (_, i) => typed(720_000 + i, 0, '☠'))
	expect(await offers(edits)).toEqual({ 'suggest-only': count })
	// under the id of another seat, and under ids of its own that say so of words that stand
	const forged = Array.from({ length: count }, (_, i) => suggesting(740_000 + i, [idOf(1)]))
	expect(await offers(forged)).toEqual({ 'not-yours': count })
	const editor = await field.freshSeat()
	for (const client of [710_000, LAST_CLIENT]) {
		const unit = (clock: number) => rawUpdate([], [{ client, clock, length: 1 }])
		// the mark begins at clock 0, then come five letters, and then it ends
		expect(await offers([unit(1), unit(3), unit(0), unit(6)])).toEqual({ 'not-yours': 4 })
		// whoever may edit leaves them alone as well
		expect(await offers([unit(1), unit(0), unit(6)], editor.token)).toEqual({ 'not-yours': 3 })
	}

	// suggestions themselves are taken, as many as one has; twice as many would be more than an update may be
	const crowd = suggesting(
		760_000,
		Array.from({ length: scaled(2000, 10_000) }, (_, i) => idOf(1000 + i))
	).slice()
	const [told] = await offerAll(field, hostile.token, document, [crowd])
	expect(told).toMatchObject({ type: 'refused' })
	const twenty = (i: number) => Array.from({ length: 20 }, (_, j) => idOf(100_000 + i * 20 + j))
	const own = createDocument()
	const many = Array.from({ length: 30 }, (_, i) => suggesting(770_000, twenty(i), own))
	const { saved = 0, ...others } = await offers(many)
	expect(saved).toBe(25)
	// what comes behind one that was refused builds on it, and is none of these
	expect(others).toHaveProperty('too-many-suggestions')
	expect((await secretariat.fetch('/suggestions?limit=1')).status).toBe(200)
})

attack('[X42] links that run scripts, and content that is none of ours', async (field) => {
	const { token } = await field.freshSeat()
	const links = [
		'javascript:alert(1)',
		'JaVaScRiPt:alert(1)',
		'java\tscript:alert(1)',
		' javascript:alert(1)',
		'data:text/html,<script>',
		'vbscript:x',
		'file:///etc/passwd',
		'blob:x',
		'//evil.example',
	]
	const marks = links.map((href) => format('link', JSON.stringify({ href })))
	const contents: readonly WriteStruct[] = [
		...marks,
		format('onclick', '"alert(1)"'),
		format('strong', '"<b>"'),
		format('__proto__', '{"a":1}'),
		embed({ image: 'https://evil.example/x.png' }),
		embed({ block: 'a', type: 'script', attrs: { src: 'x' } }),
		embed({ inline: '<img src=x onerror=alert(1)>' }),
		embed({ block: '"><script>' }),
		embed({ block: 'aaaaaaaa01', type: 'script', attrs: { src: 'x' } }),
		embed({ inline: 'image', attrs: { src: 'x' } }),
		format('underline', 'true'),
		embed([]),
		embed('☠'),
		inRoot(CONTENT.string, words('☠'), 'other'),
		inRoot(CONTENT.string, words('☠'), 'blocks'),
		inRoot(CONTENT.json, (encoder) => {
			writeVarUint(encoder, 1)
			writeVarString(encoder, '"☠"')
		}),
		inRoot(CONTENT.binary, (encoder) => {
			writeVarUint8Array(encoder, Uint8Array.of(1, 2, 3))
		}),
		inRoot(CONTENT.gc, (encoder) => {
			writeVarUint(encoder, 5)
		}),
		inRoot(CONTENT.skip, (encoder) => {
			writeVarUint(encoder, 5)
		}),
	]
	const updates = contents.map((struct) =>
		rawUpdate([{ client: 602, clock: 0, structs: [struct] }])
	)
	const all = Array.from({ length: scaled(1, 40) }, () => updates).flat()
	const answers = await offerAll(field, token, field.document, all)
	const taken = answers.flatMap(({ type }, i) => (type === 'refused' ? [] : [i % updates.length]))
	expect(taken).toEqual([])
})

function format(key: string, value: string): WriteStruct {
	return inRoot(CONTENT.format, (encoder) => {
		writeVarString(encoder, key)
		writeVarString(encoder, value)
	})
}

function embed(value: unknown): WriteStruct {
	return inRoot(CONTENT.embed, words(JSON.stringify(value)))
}
