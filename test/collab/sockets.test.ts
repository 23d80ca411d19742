import { ParleyError } from '@parley/domain'
import { createSteppedClock } from '@parley/server/src/freeze/steppedClock.ts'
import { START } from '@parley/server/src/negotiation/testRoom.ts'
import { expect, test } from 'vitest'
import { closingAfterEach } from '../support/cleanup.ts'
import { connectClient, type TestClient } from '../support/client.ts'
import { openCollabServer, type CollabServer } from '../support/collabServer.ts'
import {
	frame,
	handshakeFrame,
	MESSAGE,
	RawClient,
	statelessFrame,
	syncFrame,
} from '../support/rawClient.ts'

const closing = closingAfterEach()

const serve = async (...options: Parameters<typeof openCollabServer>): Promise<CollabServer> =>
	closing(await openCollabServer(...options))

async function join(server: CollabServer, seat: number, token?: string): Promise<TestClient> {
	const documents = [server.document(0), server.roomDocument]
	const options = { url: server.url, token: token ?? server.signIn(seat).token, documents }
	return closing(await connectClient(options))
}

const openRaw = async (server: CollabServer, Origin?: string): Promise<RawClient> =>
	closing(await RawClient.open(server.url, Origin === undefined ? {} : { headers: { Origin } }))

const EMPTY = Uint8Array.of(0, 0)

test('[C11] what one may not see and what does not exist are answered alike', async () => {
	const server = await serve()
	const { token } = server.signIn(0)
	const client = await openRaw(server)
	await client.enter(server.document(0), token)
	const asked = [
		server.document(0).replace('/1/', '/2/'),
		server.document(0).replace(/cl_.*/, 'cl_000000000000'),
		server.document(0).replace(/^ng_[^/]*/, 'ng_000000000000'),
		'not a document',
	]
	for (const name of asked) client.send(handshakeFrame(name, token))
	await client.until(() => asked.every((name) => client.isDenied(name)), 'all answers')
	const answers = asked.map((name) =>
		client.of(name, MESSAGE.auth).map(({ body }) => body.toString())
	)
	expect(new Set(answers.map((answer) => answer.join())).size).toBe(1)
	expect(
		Buffer.from(client.of('not a document', MESSAGE.auth)[0]?.body ?? []).toString()
	).toContain('permission-denied')
	expect(client.closed).toBeNull()
})

test('[C11] without a session that stands nothing opens', async () => {
	const server = await serve()
	const { token } = server.signIn(0, 0)
	for (const wrong of ['forged', token, '']) {
		const options = { url: server.url, token: wrong, documents: [server.document(0)] }
		await expect(connectClient(options)).rejects.toThrow('denied')
	}
})

test('[C11] a socket belongs to its first session', async () => {
	const server = await serve()
	const client = await openRaw(server)
	await client.enter(server.document(0), server.signIn(0).token)
	await expect(client.enter(server.document(1), server.signIn(1).token)).rejects.toThrow('denied')
})

test('[C11] who names a seat is let in under that one or not at all', async () => {
	const server = await serve()
	const { token } = server.signIn(0)
	const client = await openRaw(server)
	client.send(handshakeFrame(server.document(0), token, undefined, server.seat(1).id))
	await client.until(() => client.isDenied(server.document(0)), 'the denial')
	client.send(handshakeFrame(server.document(1), token, undefined, server.seat(0).id))
	client.send(syncFrame(server.document(1), 1, EMPTY))
	await client.until(() => client.receipts(server.document(1)).length === 1, 'the receipt')
	expect(client.isDenied(server.document(1))).toBe(false)
})

test('[C12] who is not let in within five seconds is sent away', async () => {
	const clock = createSteppedClock(START)
	const server = await serve({ clock })
	const [silent, knocking] = [await openRaw(server), await openRaw(server)]
	knocking.send(handshakeFrame(server.document(0), 'forged'))
	await knocking.until(() => knocking.isDenied(server.document(0)), 'the denial')
	const inside = await openRaw(server)
	await inside.enter(server.document(0), server.signIn(0).token)
	clock.step(5000)
	expect(await silent.whenClosed()).toBe(4508)
	expect(await knocking.whenClosed()).toBe(4508)
	expect(inside.closed).toBeNull()
})

test('[C13] what is too large or cannot be read closes the socket', async () => {
	const server = await serve()
	const document = server.document(0)
	const bad = [
		new Uint8Array(1024 * 1024 + 1),
		Uint8Array.of(200, 2, 3),
		frame(document, MESSAGE.broadcastStateless),
		frame(document, MESSAGE.sync, () => undefined),
	]
	for (const bytes of bad) {
		const client = await openRaw(server)
		client.send(bytes)
		expect(await client.whenClosed()).toBe(4422)
	}
	const text = await openRaw(server)
	text.socket.send('hello')
	expect(await text.whenClosed()).toBe(4422)
})

test('[C13] a message that Hocuspocus fails on closes the socket, and nobody waits on it', async () => {
	const server = await serve()
	const document = server.document(0)
	const client = await openRaw(server)
	await client.enter(document, server.signIn(0).token)
	// A state vector that ends too early.
	client.send(syncFrame(document, 0, Uint8Array.of(5, 1)))
	expect(await client.whenClosed()).toBe(4422)
	expect(await server.pendingFrames()).toBe(0)
})

test('[C13] closing a document leaves the socket and its other documents open', async () => {
	const server = await serve()
	const client = await join(server, 0)
	client.leave(server.document(0))
	const doc = await client.open(server.document(1))
	doc.getText('text').insert(1, 'still here ')
	await client.whenSent()
	expect(client.closes).toEqual([])
	const again = await client.open(server.document(0))
	again.getText('text').insert(1, 'and here ')
	await client.whenSent()
})

test('[C14] more frames or bytes than honest use needs close the socket', async () => {
	const limits = { frames: { burst: 50, perSecond: 1 }, bytes: { burst: 100_000, perSecond: 1 } }
	const server = await serve({ clock: createSteppedClock(START), limits })
	const [fast, fat] = [await openRaw(server), await openRaw(server)]
	for (let i = 0; i < 51; i++) fast.send(frame('x', MESSAGE.close))
	expect(await fast.whenClosed()).toBe(4429)
	for (let i = 0; i < 11; i++) fat.send(syncFrame('x', 0, new Uint8Array(10_000)))
	expect(await fat.whenClosed()).toBe(4429)
})

test('[C65] what is asked of a long text again and again counts as what it takes to answer, whichever way it goes', async () => {
	const limits = { bytes: { burst: 200_000, perSecond: 1 } }
	const server = await serve({ clock: createSteppedClock(START), limits })
	const document = server.document(0)
	const writer = await join(server, 0)
	const text = writer.doc(document).getText('text')
	writer.doc(document).transact(() => {
		for (let i = 0; i < 2000; i++) text.insert(1, 'y')
	})
	await writer.whenSent()
	const question = syncFrame(document, 0, Uint8Array.of(1, 5, 9))
	const [short, long] = [await openRaw(server), await openRaw(server)]
	for (const client of [short, long]) await client.enter(document, server.signIn(1).token)
	for (let i = 0; i < 30; i++) {
		short.send(question)
		// Hocuspocus has this one, and so all that comes behind it
		long.send(statelessFrame(document, '{"type":"ask-time","asked":1}'), question)
	}
	expect([await short.whenClosed(), await long.whenClosed()]).toEqual([4429, 4429])
	const fresh = await openRaw(server)
	await fresh.enter(document, server.signIn(1).token)
	for (let i = 0; i < 30; i++) fresh.send(syncFrame(document, 0, Uint8Array.of(0)))
	await fresh.whenRead()
	expect(fresh.closed).toBeNull()
})

test('[C51] sockets of one session share what they may send, others are not touched', async () => {
	const rate = { burst: 60, perSecond: 1 }
	const session = { sockets: 10, frames: rate, bytes: { burst: 1e6, perSecond: 1e6 } }
	const server = await serve({ clock: createSteppedClock(START), limits: { session } })
	const { token } = server.signIn(0)
	const [one, two, other] = [await openRaw(server), await openRaw(server), await openRaw(server)]
	for (const client of [one, two]) await client.enter(server.document(0), token)
	await other.enter(server.document(0), server.signIn(0).token)
	for (let i = 0; i < 40; i++) {
		one.send(Uint8Array.of(MESSAGE.pong))
		await one.whenRead()
		two.send(Uint8Array.of(MESSAGE.pong))
		await two.whenRead()
	}
	expect([one.closed, two.closed].filter((code) => code === 4429).length).toBeGreaterThan(0)
	await other.whenRead()
	expect(other.closed).toBeNull()
})

test('[C52] a session, an address and the server have so many sockets and no more', async () => {
	const rates = { frames: { burst: 1e4, perSecond: 1e4 }, bytes: { burst: 1e6, perSecond: 1e6 } }
	const limits = {
		session: { sockets: 2, ...rates },
		address: { sockets: 5, ...rates },
		maxStrangers: 3,
	}
	const server = await serve({ limits })
	const { token } = server.signIn(0)
	for (let i = 0; i < 2; i++) await (await openRaw(server)).enter(server.document(0), token)
	const third = await openRaw(server)
	third.send(handshakeFrame(server.document(0), token))
	expect(await third.whenClosed()).toBe(4503)
	const others = server.signIn(1).token
	const [fourth] = [await openRaw(server), await openRaw(server), await openRaw(server)]
	const crowded = await openRaw(server)
	expect(await crowded.whenClosed()).toBe(4503)
	// Whoever goes makes room, also for those who share the address and not the session.
	fourth.close()
	await fourth.whenClosed()
	const fifth = await openRaw(server)
	await fifth.enter(server.document(0), others)
	expect(fifth.closed).toBeNull()

	const full = await serve({ limits: { maxSockets: 1 } })
	await (await openRaw(full)).enter(full.document(0), full.signIn(0).token)
	expect(await (await openRaw(full)).whenClosed()).toBe(4503)
})

test('[C15] a peer that does not read is cut, and the others are served', async () => {
	const limits = { maxUnsentBytes: 200_000, resumeBelowBytes: 100_000 }
	const server = await serve({ limits })
	const [ua, reader] = [await join(server, 0), await join(server, 1)]
	const slow = await openRaw(server)
	await slow.enter(server.document(0), server.signIn(1).token)
	slow.socket.pause()
	const text = ua.doc(server.document(0)).getText('text')
	// What the kernels buffer on both ends of a loopback connection is a few megabytes.
	for (let i = 0; i < 400 && server.collaboration.connections(server.seat(1).id) === 2; i++) {
		text.insert(text.length - 1, 'x'.repeat(30_000))
		text.delete(text.length - 30_000, 29_999)
		await ua.whenSent()
	}
	expect(server.collaboration.connections(server.seat(1).id)).toBe(1)
	slow.socket.resume()
	expect([4513, 1006]).toContain(await slow.whenClosed())
	expect(reader.closes).toEqual([])
})

test('[C16] a seat that was taken away loses its sockets and does not come back', async () => {
	const server = await serve()
	const { token } = server.signIn(0)
	const [ua, fr] = [await join(server, 0, token), await join(server, 1)]
	expect(server.collaboration.connections(server.seat(0).id)).toBe(1)
	await server.revoke(0)
	expect(await ua.whenClosed()).toBe(4401)
	expect(server.collaboration.connections(server.seat(0).id)).toBe(0)
	await expect(join(server, 0, token)).rejects.toThrow('denied')
	expect(fr.closes).toEqual([])
})

test('[C16] a session that has ended or run out loses its sockets, others of the seat stay', async () => {
	const clock = createSteppedClock(START)
	const server = await serve({ clock })
	const [ended, other] = [server.signIn(0), server.signIn(0, 10_000)]
	const [one, two] = [await join(server, 0, ended.token), await join(server, 0, other.token)]
	server.collaboration.closeSession(ended.session)
	expect(await one.whenClosed()).toBe(4401)
	expect(two.closes).toEqual([])
	clock.step(10_000)
	expect(await two.whenClosed()).toBe(4401)
})

test('[C16] nobody slips in while being cut off', async () => {
	const looked = Promise.withResolvers<undefined>()
	const resumed = Promise.withResolvers<undefined>()
	const server = await serve({
		onFound: async () => {
			looked.resolve(undefined)
			await resumed.promise
		},
	})
	const client = await openRaw(server)
	client.send(handshakeFrame(server.document(0), server.signIn(0).token))
	await looked.promise
	await server.revoke(0)
	resumed.resolve(undefined)
	const { id } = server.seat(0)
	await client.until(() => client.heard.length > 0 || client.closed !== null, 'an answer')
	expect(client.isDenied(server.document(0))).toBe(true)
	expect(server.collaboration.connections(id)).toBe(0)
})

test('[C16] who opens all documents in one breath is looked up once, and kept out of all where the seat goes meanwhile', async () => {
	const resumed = Promise.withResolvers<undefined>()
	const looked = Promise.withResolvers<undefined>()
	let looks = 0
	const server = await serve({
		clauses: 5,
		onFound: async () => {
			looks++
			looked.resolve(undefined)
			await resumed.promise
		},
	})
	const client = await openRaw(server)
	const { token } = server.signIn(0)
	const documents = [0, 1, 2, 3, 4].map((index) => server.document(index))
	client.send(...documents.map((document) => handshakeFrame(document, token)))
	await looked.promise
	await server.revoke(0)
	resumed.resolve(undefined)
	await client.until(() => documents.every((document) => client.isDenied(document)), 'denials')
	expect(looks).toBe(1)
	expect(server.collaboration.connections(server.seat(0).id)).toBe(0)

	// Nothing of it is kept: who comes back is looked for anew.
	client.send(handshakeFrame(server.document(0), server.signIn(1).token))
	await client.until(() => looks === 2, 'another look')
})

test('[C17] a failed commit sends everybody away with a code to come back on, and nothing is lost', async () => {
	let isFull = false
	const server = await serve({
		fault: (storage) => ({
			...storage,
			log: {
				...storage.log,
				async append(commit) {
					if (isFull) throw new ParleyError('disk-full', 'the disk is full')
					await storage.log.append(commit)
				},
			},
		}),
	})
	const [ua, fr] = [await join(server, 0), await join(server, 1)]
	isFull = true
	const text = ua.doc(server.document(0)).getText('text')
	text.insert(text.length, ' kept')
	expect(await ua.whenClosed()).toBe(4500)
	expect(await fr.whenClosed()).toBe(4500)
	expect(ua.outbox()).toHaveLength(1)
	isFull = false
	await ua.reconnect()
	await ua.whenSent()
	await fr.reconnect()
	await fr.until(() => fr.text(server.document(0)).includes('kept'), 'the words of UA')
})

test('[C18] stopping says so to everybody and deals with what came in', async () => {
	const server = await serve()
	const [ua, fr] = [await join(server, 0), await join(server, 1)]
	await server.collaboration.close()
	expect(await ua.whenClosed()).toBe(1012)
	expect(await fr.whenClosed()).toBe(1012)
	expect(await server.pendingFrames()).toBe(0)
	await expect(openRaw(server)).rejects.toThrow('refused')
})

test('[C21] pages of others may not open a socket, programs may', async () => {
	const server = await serve()
	const own = `http://${new URL(server.url).host}`
	await openRaw(server)
	await openRaw(server, own)
	await expect(openRaw(server, 'https://evil.example')).rejects.toThrow('refused')
	const elsewhere = RawClient.open(server.url.replace('/collaboration', '/elsewhere'))
	await expect(elsewhere).rejects.toThrow('refused')
})

test('[C22] an idle socket hears from the server, and the answer is understood', async () => {
	const clock = createSteppedClock(START)
	const server = await serve({ clock })
	const client = await openRaw(server)
	await client.enter(server.document(0), server.signIn(0).token)
	const pings: number[] = []
	client.socket.on('message', (data: Buffer) => {
		if (data.byteLength === 1) pings.push(data[0] ?? 0)
	})
	clock.step(15_000)
	client.send(Uint8Array.of(MESSAGE.pong), syncFrame(server.document(0), 1, EMPTY))
	await client.until(() => client.receipts(server.document(0)).length === 1, 'the receipt')
	expect(pings).toEqual([MESSAGE.ping])
	expect(client.closed).toBeNull()
})

test('[C22] a page that asks for a sign of life gets one at once', async () => {
	const server = await serve()
	const client = await openRaw(server)
	const answers: number[] = []
	// before the client looks whether what it waits for has come
	client.socket.prependListener('message', (data: Buffer) => {
		if (data.byteLength === 1) answers.push(data[0] ?? 0)
	})
	client.send(Uint8Array.of(MESSAGE.ping), Uint8Array.of(MESSAGE.ping))
	await client.until(() => answers.length === 2, 'two answers')
	expect(answers).toEqual([MESSAGE.pong, MESSAGE.pong])
})

test('[C22] a peer that has gone without a word is cut, and one that answers is not', async () => {
	// so rarely that this process, in which both peers live, cannot be kept from answering for as long by others on the machine
	const server = await serve({ limits: { pingEveryMs: 1_000 } })
	const [alive, dead] = [await openRaw(server), await openRaw(server)]
	await alive.enter(server.document(0), server.signIn(0).token)
	await dead.enter(server.document(0), server.signIn(1).token)
	dead.socket.pause()
	const connections = (seat: number): number =>
		server.collaboration.connections(server.seat(seat).id)
	await expect.poll(() => connections(1)).toBe(0)
	expect(connections(0)).toBe(1)
})

test('[C8][C10] no stamp is left, however connections end', async () => {
	const server = await serve()
	const client = await join(server, 0)
	const text = client.doc(server.document(0)).getText('text')
	for (let i = 0; i < 50; i++) text.insert(1, 'x')
	client.cut()
	const raw = await openRaw(server)
	raw.send(handshakeFrame(server.document(1), server.signIn(1).token))
	for (let i = 0; i < 20; i++) raw.send(syncFrame(server.document(1), 2, EMPTY))
	for (let i = 0; i < 20; i++) raw.send(syncFrame('nowhere', 2, EMPTY))
	raw.close()
	await server.collaboration.close()
	expect(await server.pendingFrames()).toBe(0)
})
