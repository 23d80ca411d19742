import { ParleyError } from '@parley/domain'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { closingAfterEach } from '../support/cleanup.ts'
import { openCollabServer, type CollabServer } from '../support/collabServer.ts'
import { holdStorage } from '../support/heldStorage.ts'
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
const CARET = { cursor: { anchor: { type: null }, head: { type: null } } }

async function enter(server: CollabServer, seat: number): Promise<RawClient> {
	const client = closing(await RawClient.open(server.url))
	await client.enter(server.document(0), server.signIn(seat).token)
	return client
}

/** Updates of one client, each of which builds on the one before. */
function typed(words: readonly string[]): readonly Uint8Array[] {
	const doc = new Y.Doc()
	const updates: Uint8Array[] = []
	doc.on('update', (update: Uint8Array) => updates.push(update))
	for (const word of words) doc.getText('text').insert(0, word)
	return updates
}

test('[C34] what one connection sends keeps its order, whichever way it takes', async () => {
	const held = holdStorage()
	const server = closing(await openCollabServer({ fault: held.fault }))
	const document = server.document(0)
	const client = await enter(server, 0)
	const [first, second, third, fourth] = typed(['one ', 'two ', 'three ', 'four '])
	if (!first || !second || !third || !fourth) throw new Error('typing made no updates')
	const committing = held.hold()
	// The SyncStep2 goes by Hocuspocus; until it is through, what builds on it must not be judged.
	client.send(
		syncFrame(document, 1, first),
		syncFrame(document, 2, second),
		awarenessFrame(document, [{ clientId: 11, clock: 1, state: CARET }]),
		syncFrame(document, 2, third),
		syncFrame(document, 1, Uint8Array.of(0, 0)),
		syncFrame(document, 2, fourth)
	)
	await committing
	held.release()
	await client.until(() => client.receipts(document).length === 5, 'all receipts')
	expect(client.receipts(document).map(({ type }) => type)).toEqual([
		'saved',
		'saved',
		'saved',
		'known',
		'saved',
	])
	expect(await server.pendingFrames()).toBe(0)
})

test('[C34] what comes in one breath with the handshake is dealt with in its order once the document is open', async () => {
	const server = closing(await openCollabServer())
	const document = server.document(0)
	const client = closing(await RawClient.open(server.url))
	const [first, second] = typed(['one ', 'two '])
	if (!first || !second) throw new Error('typing made no updates')
	client.send(
		handshakeFrame(document, server.signIn(0).token),
		syncFrame(document, 0, Uint8Array.of(0)),
		syncFrame(document, 1, first),
		awarenessFrame(document, [{ clientId: 11, clock: 1, state: CARET }]),
		syncFrame(document, 2, second),
		syncFrame(document, 2, first),
		frame(document, MESSAGE.close)
	)
	await client.until(() => client.of(document, MESSAGE.close).length === 1, 'the goodbye')
	expect(client.receipts(document).map(({ type }) => type)).toEqual(['saved', 'saved', 'known'])
	const types = client.heard.map(({ type }) => type)
	expect(types.slice(0, 3)).toEqual([MESSAGE.auth, MESSAGE.sync, MESSAGE.sync])
	expect(client.closed).toBeNull()
	expect(await server.pendingFrames()).toBe(0)
})

test('[C11][C34] what comes behind a handshake that is not let in is dropped, and a better one is heard', async () => {
	const server = closing(await openCollabServer())
	const document = server.document(0)
	const client = closing(await RawClient.open(server.url))
	const [first] = typed(['one '])
	if (!first) throw new Error('typing made no update')
	client.send(handshakeFrame(document, 'nobody'), syncFrame(document, 2, first))
	await client.until(() => client.isDenied(document), 'the denial')
	expect(client.receipts(document)).toEqual([])
	expect(await server.pendingFrames()).toBe(0)
	client.heard.splice(0)
	await client.enter(document, server.signIn(0).token)
	client.send(syncFrame(document, 2, first))
	await client.until(() => client.receipts(document).length === 1, 'a receipt')
	expect(client.receipts(document)[0]?.type).toBe('saved')
})

test('[C14] more than is kept behind handshakes closes the socket', async () => {
	const looked = Promise.withResolvers<undefined>()
	const server = closing(
		await openCollabServer({ limits: { maxEarlyBytes: 1000 }, onFound: () => looked.promise })
	)
	const client = closing(await RawClient.open(server.url))
	const document = server.document(0)
	client.send(
		handshakeFrame(document, server.signIn(0).token),
		syncFrame(document, 2, new Uint8Array(600)),
		syncFrame(document, 2, new Uint8Array(600))
	)
	expect(await client.whenClosed()).toBe(4429)
	looked.resolve(undefined)
})

test('[C34] who leaves behind words under way has their receipt first', async () => {
	const held = holdStorage()
	const server = closing(await openCollabServer({ fault: held.fault }))
	const document = server.document(0)
	const client = await enter(server, 0)
	client.send(syncFrame(document, 1, Uint8Array.of(0, 0)))
	await client.until(() => client.receipts(document).length === 1, 'the first receipt')
	const [first = new Uint8Array()] = typed(['last words '])
	const committing = held.hold()
	client.send(syncFrame(document, 2, first), frame(document, MESSAGE.close))
	await committing
	held.release()
	await client.until(() => client.of(document, MESSAGE.close).length === 1, 'the goodbye')
	expect(client.receipts(document).at(-1)?.type).toBe('saved')
	expect(client.closed).toBeNull()
	expect(await server.pendingFrames()).toBe(0)
})

test('[C31][C34] what cannot be dealt with on the short way closes the socket, and the process lives', async () => {
	const server = closing(
		await openCollabServer({
			fault: (storage) => ({
				...storage,
				log: {
					...storage.log,
					append: () => Promise.reject(new ParleyError('disk-full', 'no room')),
				},
			}),
		})
	)
	const document = server.document(0)
	const [client, other] = [await enter(server, 0), await enter(server, 1)]
	client.send(syncFrame(document, 1, Uint8Array.of(0, 0)))
	await client.until(() => client.receipts(document).length === 1, 'the first receipt')
	const [update = new Uint8Array()] = typed(['lost? '])
	client.send(syncFrame(document, 2, update))
	expect(await client.whenClosed()).toBe(4500)
	expect(await other.whenClosed()).toBe(4500)
	expect(client.receipts(document).some(({ type }) => type === 'saved')).toBe(false)
	expect(await server.pendingFrames()).toBe(0)
})

test('[C10][C34] what came before a socket was cut is dealt with to its end, whichever way it takes', async () => {
	const held = holdStorage()
	const server = closing(await openCollabServer({ fault: held.fault }))
	const document = server.document(0)
	const client = await enter(server, 0)
	const [first, second, third] = typed(['one ', 'two ', 'three '])
	if (!first || !second || !third) throw new Error('typing made no updates')
	const before = server.room.position
	const { framesIn } = server.collaboration.traffic
	const committing = held.hold()
	client.send(
		syncFrame(document, 2, first),
		statelessFrame(document, '{}'),
		syncFrame(document, 1, second),
		syncFrame(document, 2, third)
	)
	await committing
	await expect.poll(() => server.collaboration.traffic.framesIn).toBe(framesIn + 4)
	client.close()
	await expect.poll(() => server.collaboration.load().sockets).toBe(0)
	held.release()
	await expect.poll(() => server.room.position).toBe(before + 3)
	expect(await server.pendingFrames()).toBe(0)
})
