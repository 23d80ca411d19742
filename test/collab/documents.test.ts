import { type DocumentName } from '@parley/protocol'
import { createDocument } from '@parley/schema'
import { createDecoder, readVarUint8Array } from 'lib0/decoding'
import { expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { closingAfterEach } from '../support/cleanup.ts'
import { connectClient } from '../support/client.ts'
import { openCollabServer, type CollabServer } from '../support/collabServer.ts'
import { MESSAGE, RawClient } from '../support/rawClient.ts'

const closing = closingAfterEach()

test('[C20] 130 documents sync on one socket and take edits', async () => {
	const server = closing(await openCollabServer({ clauses: 130 }))
	const documents = server.clauses.map((_, index) => server.document(index))
	const { token } = server.signIn(0)
	const client = closing(await connectClient({ url: server.url, token, documents }))
	for (const [index, document] of documents.entries()) {
		expect(client.text(document)).toContain(`Words of clause ${index + 1}.`)
		client.doc(document).getText('text').insert(1, 'New ')
	}
	await client.whenSent()
	expect(client.receipts.filter((one) => one.receipt.type === 'saved')).toHaveLength(130)
	expect(await server.pendingFrames()).toBe(0)
})

test('[C20] the first opener of a cold document gets its text once', async () => {
	const server = closing(await openCollabServer())
	const client = closing(await RawClient.open(server.url))
	const { token } = server.signIn(0)
	await client.enter(server.document(0), token)
	// What a second document takes to open is more than enough for the first one to be sent again.
	await client.enter(server.document(1), token)
	const steps = client.of(server.document(0), MESSAGE.sync).map(({ body }) => body[0])
	expect(steps.toSorted()).toEqual([0, 1])
})

test('[C37] a long text is sent to its first opener before it has been read, once, and with what follows its cache', async () => {
	const server = closing(await openCollabServer())
	const document = server.document(0)
	const typed = await typeIn(server, document)
	await server.storage.caches.put(document, typed.long)
	const client = closing(await RawClient.open(server.url))
	const { token } = server.signIn(0)
	await client.enter(document, token)
	await client.enter(server.document(1), token)
	const steps = client.of(document, MESSAGE.sync).map(({ body }) => body[0])
	// What follows the cache goes first: whoever has the answer to a SyncStep1 takes it for the whole.
	expect(steps).toEqual([2, 1, 0])
	expect(textAtSync(client, document)).toBe(typed.text)
	// Who comes now is sent all of it as one.
	const other = closing(await RawClient.open(server.url))
	await other.enter(document, server.signIn(1).token)
	expect(other.of(document, MESSAGE.sync).map(({ body }) => body[0])).toEqual([0, 1])
	expect(textAtSync(other, document)).toBe(typed.text)
})

test('[C37] a text that leaves no room for what is said beside it is sent once it is read, and nobody is cut for it', async () => {
	const limits = { maxUnsentBytes: 80_000, resumeBelowBytes: 20_000 }
	const server = closing(await openCollabServer({ limits }))
	const document = server.document(0)
	const typed = await typeIn(server, document)
	await server.storage.caches.put(document, typed.long)
	const client = closing(await RawClient.open(server.url))
	await client.enter(document, server.signIn(0).token)
	expect(textAtSync(client, document)).toBe(typed.text)
	expect(client.of(document, MESSAGE.sync).map(({ body }) => body[0])).toEqual([0, 1])
})

test('[C7] a document that nobody has open is read again from its log', async () => {
	const server = closing(await openCollabServer())
	const document = server.document(0)
	for (let visit = 1; visit <= 3; visit++) {
		const { token } = server.signIn(0)
		const client = await connectClient({ url: server.url, token, documents: [document] })
		for (let before = 1; before < visit; before++)
			expect(client.text(document)).toContain(`visit ${before}.`)
		client.doc(document).getText('text').insert(1, `visit ${visit}. `)
		await client.whenSent()
		client.close()
	}
})

/** Lets somebody type a long text and a few words more; gives the cache that might stand between the two, and the whole text. */
async function typeIn(server: CollabServer, document: DocumentName) {
	const { token } = server.signIn(0)
	const client = await connectClient({ url: server.url, token, documents: [document] })
	const doc = client.doc(document)
	doc.getText('text').insert(1, 'Long words. '.repeat(4000))
	await client.whenSent()
	const long = { position: server.room.position, state: Y.encodeStateAsUpdate(doc) }
	doc.getText('text').insert(1, 'And more. ')
	await client.whenSent()
	const text = client.text(document)
	client.close()
	await vi.waitUntil(() => server.collaboration.load().documents === 0)
	return { long, text }
}

/** The text of `document` as `client` has it the moment it is sent the answer to its SyncStep1, by which it takes itself for synchronised. */
function textAtSync(client: RawClient, document: DocumentName): string {
	const doc = createDocument()
	for (const { body } of client.of(document, MESSAGE.sync)) {
		if (body[0] !== 0) Y.applyUpdate(doc, readVarUint8Array(createDecoder(body.subarray(1))))
		if (body[0] === 1) break
	}
	return doc.getText('text').toJSON()
}
