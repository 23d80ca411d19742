import { expect } from 'vitest'
import { DocumentTokenJson } from '@parley/protocol'
import { modelDigest } from '@parley/schema'
import {
	createEncoder,
	toUint8Array,
	writeVarString,
	writeVarUint,
	writeVarUint8Array,
} from 'lib0/encoding'
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
