import { writeVarString, writeVarUint } from 'lib0/encoding'
import { expect } from 'vitest'
import {
	awarenessFrame,
	frame,
	handshakeFrame,
	MESSAGE,
	statelessFrame,
	syncFrame,
	type RawClient,
} from '../support/rawClient.ts'
import { scaled } from '../support/scale.ts'
import { arena, type Field } from './arena.ts'
import { offerAll, tally } from './knocking.ts'
import { behind, CONTENT, inRoot, rawUpdate, words } from './updates.ts'

const attack = arena()

attack('[X20] a frame of 90 MB, and one that never ends', async (field) => {
	for (let i = 0; i < scaled(1, 10); i++) {
		const huge = await field.open()
		huge.send(new Uint8Array(90_000_000))
		expect([1009, 1006]).toContain(await huge.whenClosed())
	}
	const endless = await field.open()
	const piece = new Uint8Array(64 * 1024)
	for (let i = 0; i < 64; i++) endless.socket.send(piece, { fin: false })
	expect([1009, 1006]).toContain(await endless.whenClosed())
})

attack('[X21] tiny frames of each kind', async (field) => {
	const { document } = field
	const { token } = await field.freshSeat()
	const kinds: Readonly<Record<string, Uint8Array>> = {
		ping: Uint8Array.of(MESSAGE.ping),
		pong: Uint8Array.of(MESSAGE.pong),
		'sync-step-1': syncFrame(document, 0, Uint8Array.of(0)),
		'sync-step-2': syncFrame(document, 1, Uint8Array.of(0, 0)),
		update: syncFrame(document, 2, Uint8Array.of(0, 0)),
		awareness: awarenessFrame(document, [{ clientId: 7, clock: 1, state: { cursor: null } }]),
		'query-awareness': frame(document, MESSAGE.queryAwareness),
		remark: statelessFrame(document, '{"type":"ask-time","asked":1}'),
		handshake: handshakeFrame(document, token),
		'handshake elsewhere': handshakeFrame('nobody', token),
		leave: frame(document, MESSAGE.close),
	}
	const count = scaled(2500, 200_000)
	for (const tiny of Object.values(kinds)) await flood(field, token, tiny, count)
})

/** Sends `one` so often, and comes back each time the server has had enough. */
async function flood(field: Field, token: string, one: Uint8Array, count: number): Promise<void> {
	for (let left = count; left > 0;) {
		const client = await field.open()
		await client.enter(field.document, token)
		while (left > 0 && client.closed === null) {
			const some = Math.min(left, 2500)
			client.send(...Array.from({ length: some }, () => one))
			left -= some
			await client.whenRead()
		}
		client.close()
	}
}

attack('[X22] readers that do not read while 200 MB are written to them', async (field) => {
	const { otherDocument: document } = field
	const { token } = await field.freshSeat()
	// A text that costs a megabyte to send, written piece by piece.
	const piece = words('x'.repeat(60_000))
	const pieces = Array.from({ length: 17 }, (_, i) => {
		const clock = i * 60_000
		const struct =
			i === 0 ? inRoot(CONTENT.string, piece) : behind(500, clock - 1, CONTENT.string, piece)
		return rawUpdate([{ client: 500, clock, structs: [struct] }])
	})
	expect(tally(await offerAll(field, token, document, pieces))).toEqual({ saved: pieces.length })
	const readers = scaled(8, 50)
	const asked = Math.ceil(200 / readers)
	let reading = await field.freshSeat()
	for (let i = 0; i < readers; i++) {
		// One session has fifty sockets (X25).
		if (i % 40 === 39) reading = await field.freshSeat()
		const reader = await field.open()
		await reader.enter(document, reading.token)
		reader.socket.pause()
		reader.send(...Array.from({ length: asked }, () => syncFrame(document, 0, Uint8Array.of(0))))
	}
	// And one that is told of what others do, and reads none of it.
	const deaf = await field.open()
	await deaf.enter(document, token)
	deaf.socket.pause()
	const noisy = await field.open()
	await noisy.enter(document, (await field.freshSeat()).token)
	const anchor = { type: 'x'.repeat(3000) }
	for (let i = 1; i <= scaled(1500, 1900); i++) {
		const state = { cursor: { anchor, head: {} } }
		noisy.send(awarenessFrame(document, [{ clientId: 8, clock: i, state }]))
		if (i % 100 === 0) await noisy.whenRead()
	}
})

attack('[X23] sockets that say nothing', async (field) => {
	const count = scaled(600, 2000)
	const silent: RawClient[] = []
	while (silent.length < count) {
		silent.push(...(await Promise.all(Array.from({ length: 50 }, () => field.open()))))
	}
	const closed = await Promise.all(silent.map((client) => client.whenClosed()))
	// Half a thousand of one address may wait to be let in, for five seconds.
	expect(new Set(closed)).toEqual(new Set([4503, 4508]))
	expect(closed.filter((code) => code === 4503).length).toBeGreaterThanOrEqual(count / 2 - 500)
})

attack('[X25] one session with a socket for everybody', async (field) => {
	const { token } = await field.freshSeat()
	const all = await Promise.all(Array.from({ length: scaled(60, 300) }, () => field.open()))
	for (const client of all) client.send(handshakeFrame(field.document, token))
	const ended = (client: RawClient): boolean =>
		client.closed !== null || client.of(field.document, MESSAGE.auth).length > 0
	for (const client of all) await client.until(() => ended(client), 'an end')
	expect(all.filter(({ closed }) => closed === null)).toHaveLength(50)
	expect(new Set(all.map(({ closed }) => closed))).toEqual(new Set([null, 4503]))
})

attack('[X24] words for documents that were never asked for', async (field) => {
	const { token } = await field.freshSeat()
	const client = await field.open()
	await client.enter(field.document, token)
	const update = new Uint8Array(900_000)
	for (let i = 0; i < 12; i++) client.send(syncFrame(`nobody/${i}`, 2, update))
	expect([4422, 4429]).toContain(await client.whenClosed())
	const early = await field.open()
	early.send(
		frame('nobody', MESSAGE.auth, (encoder) => {
			writeVarUint(encoder, 0)
			writeVarString(encoder, '')
		})
	)
	for (let i = 0; i < 12; i++) early.send(syncFrame(field.document, 2, update))
	expect([4422, 4429, 4508]).toContain(await early.whenClosed())
})
