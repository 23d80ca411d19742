import { parseLogPosition, type ClauseId } from '@parley/domain'
import { parseDocumentName, sharedLog, WithheldMessage, type DocumentName } from '@parley/protocol'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { closingAfterEach } from '../support/cleanup.ts'
import { connectClient, type TestClient } from '../support/client.ts'
import { openCollabServer, type CollabServer } from '../support/collabServer.ts'
import { PlainClient } from '../support/plainClient.ts'
import { MESSAGE, RawClient, syncFrame } from '../support/rawClient.ts'

const closing = closingAfterEach()
const SECRET = 'SECRET words of a capital'

async function serve(): Promise<CollabServer> {
	return closing(await openCollabServer())
}

async function join(server: CollabServer, seat: number): Promise<TestClient> {
	const { token } = server.signIn(seat)
	const documents = [server.document(0), server.roomDocument]
	return closing(await connectClient({ url: server.url, token, documents }))
}

function clauseOf(server: CollabServer): ClauseId {
	const address = parseDocumentName(server.document(0))
	if (address.kind !== 'clause') throw new Error('the document of a clause')
	return address.clause
}

function holds(doc: Y.Doc): boolean {
	return Buffer.from(Y.encodeStateAsUpdate(doc)).includes('SECRET')
}

/** Has `client` write at the end of the text; gives the clocks of the words. */
async function write(client: TestClient, server: CollabServer, words: string) {
	const doc = client.doc(server.document(0))
	const from = Y.getState(doc.store, doc.clientID)
	const text = doc.getText('text')
	text.insert(text.length, words)
	await client.whenSent()
	return { client: doc.clientID, from, to: from + words.length }
}

async function withhold(
	server: CollabServer,
	seat: number,
	range: Awaited<ReturnType<typeof write>>
): Promise<void> {
	const author = server.seat(seat)
	const done = await server.room.withhold({
		clause: clauseOf(server),
		passage: [range],
		...{ author: author.id, seat: author, reason: '', receivedAt: server.clock.now() },
	})
	expect(done.kind).toBe('withheld')
}

/** Asks for all of a document and gives what was sent of it since. */
async function whole(client: RawClient, document: DocumentName): Promise<Uint8Array> {
	const answers = (): readonly Uint8Array[] =>
		client
			.of(document, MESSAGE.syncReply)
			.concat(client.of(document, MESSAGE.sync))
			.map(({ body }) => body)
			.filter(([step]) => step === 1)
	const before = answers().length
	client.send(syncFrame(document, 0, Uint8Array.of(0)))
	await client.until(() => answers().length > before, 'the text')
	return Buffer.concat(answers())
}

/** What a raw client was told to drop. */
function withheldFor(client: RawClient, document: string): readonly WithheldMessage[] {
	return client.of(document, MESSAGE.stateless).flatMap(({ body }) => {
		const text = new TextDecoder().decode(body)
		const parsed = WithheldMessage.safeParse(JSON.parse(text.slice(text.indexOf('{'))))
		return parsed.success ? [parsed.data] : []
	})
}

test('[C60] the words leave every screen, and what is typed meanwhile stays', async () => {
	const server = await serve()
	const [ua, fr] = [await join(server, 0), await join(server, 1)]
	const document = server.document(0)
	const { session } = server.signIn(4)
	const plain = closing(
		new PlainClient({
			url: server.plainUrl,
			document,
			token: server.documentToken(4, session, document),
			doc: new Y.Doc(),
		})
	)
	const range = await write(ua, server, SECRET)
	for (const client of [fr, ua]) {
		await client.until(() => client.text(document).includes(SECRET), 'the words')
	}
	await plain.until(() => plain.text.includes(SECRET), 'the words')
	await Promise.all([withhold(server, 0, range), write(fr, server, ' typed meanwhile')])
	for (const client of [fr, ua]) {
		await client.until(() => !holds(client.doc(document)), 'the words to go')
		const isThere = (): boolean =>
			client.text(document).includes('Words of clause 1. typed meanwhile')
		await client.until(isThere, 'what was typed meanwhile')
	}
	await plain.until(() => !holds(plain.doc), 'the words to go')
	expect([ua.closes, fr.closes, plain.closes]).toEqual([[], [], []])
	await write(ua, server, ' and after')
	await plain.until(() => plain.text.includes('meanwhile and after'), 'what comes then')
})

test('[C60] [C61] whoever opens the document afterwards is told what to drop, and is not sent it', async () => {
	const server = await serve()
	const ua = await join(server, 0)
	const document = server.document(0)
	const range = await write(ua, server, SECRET)
	const doc = ua.doc(document)
	doc.getText('text').delete(doc.getText('text').length - SECRET.length, SECRET.length)
	await ua.whenSent()
	// An answer that is put together once for all has the deleted words.
	const before = closing(await RawClient.open(server.url))
	await before.enter(document, server.signIn(1).token)
	const sent = await whole(before, document)
	expect(Buffer.from(sent).includes('SECRET')).toBe(true)
	await withhold(server, 0, range)
	const after = closing(await RawClient.open(server.url))
	await after.enter(document, server.signIn(1).token)
	expect(Buffer.from(await whole(after, document)).includes('SECRET')).toBe(false)
	await expect
		.poll(() => withheldFor(after, document))
		.toEqual([{ type: 'withheld', passage: [range] }])
	await expect
		.poll(() => withheldFor(before, document))
		.toEqual([{ type: 'withheld', passage: [range] }])
})

test('[C61] a client that was away with the words brings back none of them, and its own new ones', async () => {
	const server = await serve()
	const [ua, fr] = [await join(server, 0), await join(server, 1)]
	const document = server.document(0)
	const range = await write(ua, server, SECRET)
	await fr.until(() => fr.text(document).includes(SECRET), 'the words')
	// Keeps everything, as a program may.
	const hoard = new Y.Doc({ gc: false })
	Y.applyUpdate(hoard, Y.encodeStateAsUpdate(fr.doc(document)))
	await withhold(server, 0, range)
	hoard.getText('text').insert(0, 'From the hoard. ')
	const { session } = server.signIn(4)
	const plain = closing(
		new PlainClient({
			url: server.plainUrl,
			document,
			token: server.documentToken(4, session, document),
			doc: hoard,
		})
	)
	await fr.until(() => fr.text(document).includes('From the hoard.'), 'new words')
	expect(plain.text).not.toContain('SECRET')
	const entries: string[] = []
	const everything = { after: parseLogPosition(0), until: server.room.position }
	const log = sharedLog(server.negotiation.id)
	for await (const { payload } of server.storage.log.read(log, everything)) {
		if (payload.kind === 'update') entries.push(Buffer.from(payload.bytes).toString('latin1'))
	}
	expect(entries.join('\n')).not.toContain('SECRET')
	expect(holds(fr.doc(document))).toBe(false)
})

test('[C62] everybody is told who took out words of which clause', async () => {
	const server = await serve()
	const [ua, fr] = [await join(server, 0), await join(server, 1)]
	const range = await write(ua, server, SECRET)
	await withhold(server, 0, range)
	const told = () => fr.announcements.find(({ type }) => type === 'passage-withheld')
	await fr.until(() => told() !== undefined, 'the news')
	const name = { name: 'Advisor 1', code: 'UA' }
	expect(told()).toMatchObject({ author: name, by: name })
	expect(JSON.stringify(fr.announcements)).not.toContain('SECRET')
})

test('[C63] whoever comes is told in which clauses words are withheld, and nothing where none are', async () => {
	const server = await serve()
	const ua = await join(server, 0)
	await ua.whenAnnounced('phase')
	expect(ua.announcements.map(({ type }) => type)).not.toContain('withheld-clauses')
	await withhold(server, 0, await write(ua, server, SECRET))
	const fr = await join(server, 1)
	expect(await fr.whenAnnounced('withheld-clauses')).toEqual({
		type: 'withheld-clauses',
		clauses: [clauseOf(server)],
	})
})
