import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { expect, test } from 'vitest'
import { createSteppedClock } from '@parley/server/src/freeze/steppedClock.ts'
import { FaultyStorage } from '@parley/server/src/negotiation/faultyStorage.ts'
import { START } from '@parley/server/src/negotiation/testRoom.ts'
import { closingAfterEach } from '../support/cleanup.ts'
import { connectClient, type TestClient } from '../support/client.ts'
import { openCollabServer, type CollabServer } from '../support/collabServer.ts'
import { holdStorage } from '../support/heldStorage.ts'
import { digestOf } from '../support/outbox.ts'
import { MESSAGE, RawClient, syncFrame } from '../support/rawClient.ts'

const closing = closingAfterEach()

const serve = async (...options: Parameters<typeof openCollabServer>): Promise<CollabServer> =>
	closing(await openCollabServer(...options))

async function join(server: CollabServer, seat: number): Promise<TestClient> {
	const { token } = server.signIn(seat)
	const documents = [server.document(0)]
	return closing(await connectClient({ url: server.url, token, documents }))
}

async function joinRaw(server: CollabServer, seat: number): Promise<RawClient> {
	const client = closing(await RawClient.open(server.url))
	await client.enter(server.document(0), server.signIn(seat).token)
	return client
}

/** Types at the end of a client's text. */
function type(client: TestClient, server: CollabServer, words: string): void {
	const text = client.doc(server.document(0)).getText('text')
	text.insert(text.length, words)
}

/** Two updates of a new author, of which the second builds on the first. */
function twoUpdates(text: Uint8Array | null): [Uint8Array, Uint8Array] {
	const doc = new Y.Doc()
	if (text !== null) Y.applyUpdate(doc, text)
	const updates: Uint8Array[] = []
	doc.on('update', (update: Uint8Array) => updates.push(update))
	for (const word of ['one ', 'two ']) doc.getText('text').insert(doc.getText('text').length, word)
	const [first, second] = updates
	if (first === undefined || second === undefined) throw new Error('nothing was typed')
	return [first, second]
}

/** An update that deletes the first unit that `update` brings. */
function deletionOf(update: Uint8Array): Uint8Array {
	const [struct] = Y.decodeUpdate(update).structs
	if (struct === undefined) throw new Error('nothing was inserted')
	const encoder = encoding.createEncoder()
	for (const value of [0, 1, struct.id.client, 1, struct.id.clock, 1]) {
		encoding.writeVarUint(encoder, value)
	}
	return encoding.toUint8Array(encoder)
}

/** The stock acknowledgements that came, as booleans. */
function acknowledged(client: RawClient, document: string): readonly boolean[] {
	return client.of(document, MESSAGE.syncStatus).map(({ body }) => body[0] === 1)
}

const EMPTY = Uint8Array.of(0, 0)

test('[C1] an update is answered with a receipt that names it, and stands on the other screen', async () => {
	const server = await serve()
	const [ua, fr] = [await join(server, 0), await join(server, 1)]
	const document = server.document(0)
	type(ua, server, ' Agreed.')
	const [unsent] = ua.outbox()
	await ua.whenSent()
	const { receipt } = ua.receipts.at(-1) ?? {}
	expect(receipt).toMatchObject({ type: 'saved', digest: unsent?.digest })
	await fr.until(() => fr.text(document).includes('Agreed.'), 'the words of UA')
	expect(fr.receipts.filter((one) => one.receipt.type === 'saved')).toEqual([])
})

test('[C1] words typed offline come with the SyncStep2, and its receipt settles all of them', async () => {
	const server = await serve()
	const [ua, fr] = [await join(server, 0), await join(server, 1)]
	ua.cut()
	for (const letter of 'offline') type(ua, server, letter)
	expect(ua.outbox()).toHaveLength(7)
	await ua.reconnect()
	await ua.whenSent()
	await fr.until(() => fr.text(server.document(0)).includes('offline'), 'the words of UA')
})

test('[C2] what is known is answered so, whoever sends it', async () => {
	const server = await serve()
	const [ua, notes] = [await joinRaw(server, 0), await joinRaw(server, 2)]
	const document = server.document(0)
	const [first] = twoUpdates(ua.text(document))
	ua.send(
		syncFrame(document, 1, EMPTY),
		syncFrame(document, 2, first),
		syncFrame(document, 2, first)
	)
	await ua.until(() => ua.receipts(document).length === 3, 'three receipts')
	expect(ua.receipts(document).map((receipt) => receipt.type)).toEqual(['known', 'saved', 'known'])
	expect(acknowledged(ua, document)).toEqual([true, true, true])
	notes.send(syncFrame(document, 1, EMPTY), syncFrame(document, 2, first))
	await notes.until(() => notes.receipts(document).length === 2, 'two receipts')
	expect(notes.receipts(document).map((receipt) => receipt.type)).toEqual(['known', 'known'])
})

test('[C3] a gap waits for the SyncStep2 and is refused after it', async () => {
	const server = await serve()
	const ua = await joinRaw(server, 0)
	const document = server.document(0)
	const [first, second] = twoUpdates(ua.text(document))
	for (let i = 0; i < 10; i++) ua.send(syncFrame(document, 2, second))
	ua.send(syncFrame(document, 1, EMPTY), syncFrame(document, 2, second))
	ua.send(syncFrame(document, 2, first), syncFrame(document, 2, second))
	await ua.until(() => ua.receipts(document).length === 14, 'all receipts')
	const types = ua.receipts(document).map((receipt) => receipt.type)
	expect(types.slice(0, 10)).toEqual(Array<string>(10).fill('waiting'))
	expect(types.slice(10)).toEqual(['known', 'refused', 'saved', 'saved'])
	expect(ua.receipts(document)[11]).toMatchObject({ reason: 'gap', digest: digestOf(second) })
	expect(acknowledged(ua, document).slice(9)).toEqual([false, true, false, true, true])
})

test('[C3] who has synchronised and is told to wait is sent away to come back: it was the server that failed', async () => {
	const clock = createSteppedClock(START)
	const faults = new FaultyStorage()
	const server = await serve({ clock, fault: faults.fault })
	const ua = await joinRaw(server, 0)
	const document = server.document(0)
	const [first] = twoUpdates(ua.text(document))
	ua.send(syncFrame(document, 1, EMPTY), syncFrame(document, 2, first))
	await ua.until(() => ua.receipts(document).length === 2, 'two receipts')
	await server.room.freeze(server.seat(3).id, clock.now(), 'done')
	faults.isUnreadable = true
	ua.send(syncFrame(document, 2, deletionOf(first)))
	expect(await ua.whenClosed()).toBe(4500)
	expect(ua.receipts(document).at(-1)).toMatchObject({ type: 'waiting' })
})

test('[C4] what comes after the freeze is late, and in nobody’s text', async () => {
	const clock = createSteppedClock(START)
	const server = await serve({ clock })
	const ua = await joinRaw(server, 0)
	const document = server.document(0)
	const [first, second] = twoUpdates(ua.text(document))
	ua.send(syncFrame(document, 1, EMPTY), syncFrame(document, 2, first))
	await ua.until(() => ua.receipts(document).length === 2, 'the receipt')
	await server.room.freeze(server.seat(3).id, clock.now(), 'done')
	ua.send(syncFrame(document, 2, second), syncFrame(document, 1, second))
	await ua.until(() => ua.receipts(document).length === 4, 'two more receipts')
	expect(
		ua
			.receipts(document)
			.slice(2)
			.map((receipt) => receipt.type)
	).toEqual(['late', 'late'])
	expect(acknowledged(ua, document)).toEqual([true, true, false, false])
	const reader = await join(server, 1)
	expect(reader.text(document)).toContain('one')
	expect(reader.text(document)).not.toContain('two')
})

test('[C5] who may not write is refused with the reason, and cut at the sixth refusal', async () => {
	const server = await serve()
	const notes = await joinRaw(server, 2)
	const document = server.document(0)
	const [first] = twoUpdates(notes.text(document))
	notes.send(syncFrame(document, 1, EMPTY))
	for (let i = 0; i < 6; i++) notes.send(syncFrame(document, 2, first))
	expect(await notes.whenClosed()).toBe(4429)
	const refused = notes.receipts(document).slice(1)
	expect(refused).toEqual(
		Array(6).fill({ type: 'refused', digest: digestOf(first), reason: 'role' })
	)
	const reader = await join(server, 1)
	expect(reader.text(document)).not.toContain('one')
})

test('[C5] a client that does not name the text model reads and is refused', async () => {
	const server = await serve()
	const { token } = server.signIn(0)
	const document = server.document(0)
	const client = closing(
		await connectClient({ url: server.url, token, documents: [document], model: null })
	)
	type(client, server, 'x')
	const receipt = await client.whenReceipt((one) => one.receipt.type === 'refused')
	expect(receipt).toMatchObject({ reason: 'model' })
	expect(client.provider(document).authorizedScope).toBe('readonly')
	expect(client.outbox()).toHaveLength(1)
})

test('[C6] the room document takes nothing', async () => {
	const server = await serve()
	const client = closing(await RawClient.open(server.url))
	const document = server.roomDocument
	await client.enter(document, server.signIn(0).token)
	const [first] = twoUpdates(null)
	client.send(syncFrame(document, 1, EMPTY), syncFrame(document, 2, first))
	await client.until(() => client.receipts(document).length === 2, 'two receipts')
	expect(client.receipts(document)).toMatchObject([
		{ type: 'known' },
		{ type: 'refused', reason: 'read-only-document' },
	])
})

test('[C7] a refused SyncStep2 is acknowledged as not saved, and nobody reads its bytes twice', async () => {
	const server = await serve()
	const ua = await joinRaw(server, 0)
	const document = server.document(0)
	const [first] = twoUpdates(ua.text(document))
	// Numbers of structs that the bytes do not hold: Yjs would throw while it reads them.
	const broken = first.slice(0, -6)
	ua.send(syncFrame(document, 1, broken), syncFrame(document, 2, first))
	await ua.until(() => ua.receipts(document).length === 2, 'two receipts')
	expect(ua.receipts(document)).toMatchObject([
		{ type: 'refused', reason: 'malformed' },
		{ type: 'saved' },
	])
	expect(acknowledged(ua, document)).toEqual([false, true])
	expect(ua.closed).toBeNull()
})

test('[C8] an update is received when it was read, however long it waits behind another', async () => {
	const clock = createSteppedClock(START)
	const held = holdStorage()
	const server = await serve({ clock, fault: held.fault })
	const ua = await joinRaw(server, 0)
	const document = server.document(0)
	const [first, second] = twoUpdates(ua.text(document))
	const committing = held.hold()
	ua.send(syncFrame(document, 2, first), syncFrame(document, 2, second))
	await committing
	// An answer on another document shows that both frames have been read.
	await ua.enter(server.document(1), server.signIn(0).token).catch(() => undefined)
	expect(await server.pendingFrames()).toBe(2)
	clock.step(5000)
	held.release()
	await ua.until(() => ua.receipts(document).length === 2, 'both receipts')
	expect(ua.receipts(document)).toMatchObject([
		{ type: 'saved', receivedAt: START },
		{ type: 'saved', receivedAt: START },
	])
	expect(await server.pendingFrames()).toBe(0)
})
