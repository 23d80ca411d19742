import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { closingAfterEach } from '../support/cleanup.ts'
import { connectClient, type TestClient } from '../support/client.ts'
import { openCollabServer, type CollabServer } from '../support/collabServer.ts'
import {
	awarenessFrame,
	frame,
	handshakeFrame,
	MESSAGE,
	RawClient,
	statelessFrame,
	syncFrame,
} from '../support/rawClient.ts'

const closing = closingAfterEach()
const isLong = process.env['PARLEY_SCALE'] === 'long'

/** How many hostile clients the fuzz connects. */
const RUNS = isLong ? 5000 : 150

async function serve(): Promise<{ server: CollabServer; honest: TestClient }> {
	const server = closing(await openCollabServer())
	const { token } = server.signIn(1)
	const documents = [server.document(0), server.document(1)]
	const honest = closing(await connectClient({ url: server.url, token, documents }))
	return { server, honest }
}

/** An edit of the honest client still goes through and nothing is left behind: the server is well. */
async function expectWell({
	server,
	honest,
}: {
	server: CollabServer
	honest: TestClient
}): Promise<void> {
	const text = honest.doc(server.document(0)).getText('text')
	text.insert(1, 'well ')
	await honest.whenSent()
	expect(honest.closes).toEqual([])
	await waitForNone(() => server.pendingFrames())
	await waitForNone(() => Promise.resolve(server.collaboration.connections(server.seat(0).id)))
}

/** Waits until `count` gives 0: what a cut socket leaves is cleared away a moment later. */
async function waitForNone(count: () => Promise<number>): Promise<void> {
	await expect.poll(count, { interval: 5 }).toBe(0)
}

/** An update of somebody who has the text, made by `edit`. */
function updateOf(
	text: Uint8Array | null,
	clientId: number,
	edit: (text: Y.Text) => void
): Uint8Array {
	const doc = new Y.Doc()
	if (text !== null) Y.applyUpdate(doc, text)
	doc.clientID = clientId
	const before = Y.encodeStateVector(doc)
	edit(doc.getText('text'))
	return Y.encodeStateAsUpdate(doc, before)
}

/** Frames as a hostile client would make them: real ones, broken ones, noise. */
function hostileFrames(documents: readonly string[]): fc.Arbitrary<Uint8Array> {
	const document = fc.constantFrom(...documents, 'x', '')
	const bytes = fc.uint8Array({ maxLength: 300 })
	const small = fc.uint8Array({ maxLength: 12 })
	const step = fc.constantFrom<0 | 1 | 2>(0, 1, 2)
	const number = fc.oneof(fc.nat(20), fc.nat(), fc.constant(2 ** 53 - 1))
	const states = fc.array(fc.record({ clientId: number, clock: number, state: fc.jsonValue() }), {
		maxLength: 5,
	})
	const whole = fc.oneof(
		fc.tuple(document, step, bytes).map(([name, kind, update]) => syncFrame(name, kind, update)),
		fc.tuple(document, step, small).map(([name, kind, update]) => syncFrame(name, kind, update)),
		fc.tuple(document, states).map(([name, said]) => awarenessFrame(name, said)),
		fc.tuple(document, fc.string()).map(([name, said]) => statelessFrame(name, said)),
		fc.tuple(document, fc.nat(15)).map(([name, type]) => frame(name, type)),
		fc.tuple(document, fc.string()).map(([name, token]) => handshakeFrame(name, token))
	)
	const cut = fc
		.tuple(whole, fc.double({ min: 0, max: 1, noNaN: true }))
		.map(([one, part]) => one.subarray(0, Math.floor(one.length * part)))
	const flipped = fc.tuple(whole, fc.nat(), fc.nat(255)).map(([one, at, to]) => {
		const copy = one.slice()
		copy[at % copy.length] = to
		return copy
	})
	return fc.oneof({ weight: 5, arbitrary: whole }, cut, flipped, bytes)
}

/** Frames that can be read and name documents that are there, with hostile content: they get past the border. */
function readableFrames(documents: readonly string[], token: string): fc.Arbitrary<Uint8Array> {
	const document = fc.constantFrom(...documents)
	const bytes = fc.uint8Array({ maxLength: 60 })
	// A sound state vector: what cannot be read there ends the game at once.
	const asks = document.map((name) => syncFrame(name, 0, Uint8Array.of(1, 5, 9)))
	const offers = fc
		.tuple(document, fc.constantFrom<1 | 2>(1, 2), bytes)
		.map(([name, step, update]) => syncFrame(name, step, update))
	const state = fc.oneof(fc.jsonValue(), fc.constant(null), fc.constant({ cursor: null }))
	const states = fc.array(fc.record({ clientId: fc.nat(9), clock: fc.nat(9), state }), {
		maxLength: 5,
	})
	const says = fc.tuple(document, states).map(([name, said]) => awarenessFrame(name, said))
	const leaves = document.map((name) => frame(name, MESSAGE.close))
	const enters = document.map((name) => handshakeFrame(name, token))
	return fc.oneof({ weight: 3, arbitrary: offers }, asks, says, leaves, enters)
}

test(
	'[C13][C10][C31] whatever frames are sent, the server lives, others go on and nothing leaks',
	{ timeout: 20 * 60_000 },
	async () => {
		const standing = await serve()
		const { server } = standing
		const document = server.document(0)
		const { token } = server.signIn(0)
		const documents = [document, server.roomDocument, server.document(1)]
		const frames = fc.oneof(
			fc.array(hostileFrames(documents), { maxLength: 25 }),
			fc.array(readableFrames(documents, token), { maxLength: 40 })
		)
		await fc.assert(
			fc.asyncProperty(frames, fc.boolean(), async (sent, isInside) => {
				const client = await RawClient.open(server.url)
				if (isInside) await client.enter(document, token)
				client.send(...sent)
				// Either the server has had enough, or it answers the last question.
				client.send(syncFrame(document, 1, Uint8Array.of(0, 0)), handshakeFrame('end', 'x'))
				await client.until(() => client.closed !== null || client.isDenied('end'), 'an end')
				client.close()
				await client.whenClosed()
			}),
			{ numRuns: RUNS, ...(isLong ? {} : { seed: 20251209 }) }
		)
		await expectWell(standing)
	}
)

test('[C24] an update under somebody else’s clientID is refused and changes nobody’s text', async () => {
	const standing = await serve()
	const { server, honest } = standing
	const document = server.document(0)
	honest.doc(document).getText('text').insert(1, 'Mine. ')
	await honest.whenSent()
	const forger = closing(await RawClient.open(server.url))
	await forger.enter(document, server.signIn(0).token)
	const victim = honest.doc(document).clientID
	const forged = updateOf(forger.text(document), victim, (text) => {
		text.insert(1, 'Forged. ')
	})
	forger.send(syncFrame(document, 2, forged), syncFrame(document, 1, forged))
	await forger.until(() => forger.receipts(document).length === 2, 'both receipts')
	expect(forger.receipts(document)).toMatchObject([
		{ type: 'refused', reason: 'other-author' },
		{ type: 'refused', reason: 'other-author' },
	])
	expect(honest.text(document)).not.toContain('Forged')
	forger.close()
	await expectWell(standing)
})

test('[C24] a squatter cannot take a clientID that has shown itself', async () => {
	const standing = await serve()
	const { server } = standing
	const document = server.document(0)
	const [owner, squatter] = [
		closing(await RawClient.open(server.url)),
		closing(await RawClient.open(server.url)),
	]
	await owner.enter(document, server.signIn(4).token)
	await squatter.enter(document, server.signIn(0).token)
	const state = { cursor: null }
	owner.send(awarenessFrame(document, [{ clientId: 77, clock: 1, state }]))
	await squatter.until(() => squatter.states(document).has(77), 'the owner')
	const squat = updateOf(squatter.text(document), 77, (text) => {
		text.insert(1, 'Squatted. ')
	})
	squatter.send(syncFrame(document, 1, squat))
	await squatter.until(() => squatter.receipts(document).length === 1, 'the refusal')
	expect(squatter.receipts(document)).toMatchObject([{ type: 'refused', reason: 'other-author' }])
	const own = updateOf(owner.text(document), 77, (text) => {
		text.insert(1, 'Owned. ')
	})
	owner.send(syncFrame(document, 1, own))
	await owner.until(() => owner.receipts(document).length === 1, 'the receipt')
	expect(owner.receipts(document)).toMatchObject([{ type: 'saved' }])
	squatter.close()
	await expectWell(standing)
})

test('[C9][C12] sockets that say nothing, or knock for ever, hold nothing up', async () => {
	const standing = await serve()
	const { server } = standing
	const silent = await Promise.all(Array.from({ length: 50 }, () => RawClient.open(server.url)))
	for (const [index, client] of silent.entries()) {
		closing(client)
		for (let i = 0; i < 20; i++) client.send(syncFrame(server.document(0), 2, Uint8Array.of(0, 0)))
		if (index % 2 === 0) client.send(handshakeFrame(server.document(0), 'forged'))
	}
	await expectWell(standing)
	for (const client of silent) expect(await client.whenClosed()).toBe(4508)
})

test('[C14] a flood is cut off and others are served meanwhile', async () => {
	const standing = await serve()
	const { server } = standing
	const flood = closing(await RawClient.open(server.url))
	await flood.enter(server.document(0), server.signIn(0).token)
	const one = awarenessFrame(server.document(0), [
		{ clientId: 5, clock: 1, state: { cursor: null } },
	])
	for (let i = 0; i < 5000; i++) flood.send(one)
	expect(await flood.whenClosed()).toBe(4429)
	await expectWell(standing)
})

test('[C13] frames far over the bound and endless fragments close the socket', async () => {
	const standing = await serve()
	const { server } = standing
	const huge = closing(await RawClient.open(server.url))
	huge.send(new Uint8Array(8 * 1024 * 1024))
	expect([1009, 1006]).toContain(await huge.whenClosed())
	const fragments = closing(await RawClient.open(server.url))
	const piece = new Uint8Array(64 * 1024)
	for (let i = 0; i < 64; i++) fragments.socket.send(piece, { fin: false })
	expect([1009, 1006]).toContain(await fragments.whenClosed())
	await expectWell(standing)
})

test('[C13] updates that would cost much are refused before anybody reads them whole', async () => {
	const standing = await serve()
	const { server } = standing
	const document = server.document(0)
	const bombs = [
		// One client, four milliard structs.
		[1, 0xff, 0xff, 0xff, 0xff, 0x0f, 5, 0],
		// No structs, deletions of four milliard clients.
		[0, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, 1],
		// A GC struct and a Skip of enormous length.
		[1, 1, 5, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0],
		[1, 1, 5, 0, 10, 0xff, 0xff, 0xff, 0xff, 0x0f, 0],
	]
	for (const bomb of bombs) {
		for (const step of [1, 2] as const) {
			const client = closing(await RawClient.open(server.url))
			await client.enter(document, server.signIn(0).token)
			client.send(syncFrame(document, step, Uint8Array.from(bomb)))
			await client.until(() => client.receipts(document).length > 0, 'the refusal')
			expect(client.receipts(document)[0]).toMatchObject({ type: 'refused' })
			client.close()
		}
	}
	await expectWell(standing)
})

test('[C14] thousands of documents that nobody has are denied one by one, or the socket is cut', async () => {
	const standing = await serve()
	const { server } = standing
	const client = closing(await RawClient.open(server.url))
	await client.enter(server.document(0), server.signIn(0).token)
	for (let i = 0; i < 3000; i++) client.send(syncFrame(`nobody/${i}`, 0, Uint8Array.of(0)))
	expect([4422, 4429]).toContain(await client.whenClosed())
	await expectWell(standing)
})

test('[C23] a message type that only servers use is not passed on', async () => {
	const standing = await serve()
	const { server } = standing
	const client = closing(await RawClient.open(server.url))
	await client.enter(server.roomDocument, server.signIn(0).token)
	client.send(frame(server.roomDocument, MESSAGE.broadcastStateless))
	expect(await client.whenClosed()).toBe(4422)
	await expectWell(standing)
})
