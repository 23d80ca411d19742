import { type Level, type RightsSubject } from '@parley/domain'
import { writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import * as Y from 'yjs'
import { expect, test } from 'vitest'
import { closingAfterEach } from '../support/cleanup.ts'
import { connectClient, type TestClient } from '../support/client.ts'
import { openCollabServer, type CollabServer } from '../support/collabServer.ts'
import { PlainClient } from '../support/plainClient.ts'
import { frame, RawClient, statelessFrame, syncFrame } from '../support/rawClient.ts'

const closing = closingAfterEach()
const [UA, FR, SECRETARIAT, UA_2] = [0, 1, 3, 4]

const serve = async (): Promise<CollabServer> => closing(await openCollabServer())

async function join(server: CollabServer, seat: number): Promise<TestClient> {
	const documents = [server.roomDocument, server.document(0)]
	const { token } = server.signIn(seat)
	return closing(await connectClient({ url: server.url, token, documents }))
}

function clauseOf(server: CollabServer): CollabServer['clauses'][number]['id'] {
	const [clause] = server.room.clauses
	if (clause === undefined) throw new RangeError('no clause')
	return clause.id
}

async function set(
	server: CollabServer,
	subject: RightsSubject,
	level: Level | null
): Promise<void> {
	const act = { kind: 'rights-set', subject, level, reason: 'Not accredited yet.' } as const
	const seat = server.seat(SECRETARIAT).id
	const recorded = await server.room.record({ act, seat, receivedAt: server.clock.now() })
	expect(recorded.kind).toBe('recorded')
}

async function hold(server: CollabServer): Promise<void> {
	const act = { kind: 'clause-held', clause: clauseOf(server), reason: 'Lawyers.' } as const
	const seat = server.seat(SECRETARIAT).id
	await server.room.record({ act, seat, receivedAt: server.clock.now() })
}

function type(client: TestClient, server: CollabServer, words: string): void {
	const text = client.doc(server.document(0)).getText('text')
	text.insert(text.length, words)
}

/** What becomes of words that a client types, by the reason where they are refused. */
async function answerTo(client: TestClient, server: CollabServer, words: string): Promise<string> {
	type(client, server, words)
	return answerToNewest(client)
}

async function answerToNewest(client: TestClient): Promise<string> {
	const made = client.outbox().at(-1)
	const answer = await client.whenReceipt(({ receipt }) => receipt.digest === made?.digest)
	return answer.type === 'refused' ? answer.reason : answer.type
}

async function committed(server: CollabServer): Promise<string> {
	const text = await server.room.readClause(clauseOf(server))
	const inline = text?.blocks.flatMap(({ content }) => content) ?? []
	return inline.map((piece) => ('text' in piece ? piece.text : '')).join('')
}

/** An update that types at the start of whatever is there. */
function typed(client: number): Uint8Array {
	const doc = new Y.Doc()
	doc.clientID = client
	doc.getText('text').insert(0, '☠')
	return Y.encodeStateAsUpdate(doc)
}

test('[A4] [A6] rights change between two updates of one connection, without a word of it to the connection', async () => {
	const server = await serve()
	const [ua, fr] = [await join(server, UA), await join(server, FR)]
	const subject = { kind: 'seat', seat: server.seat(UA).id } as const
	expect(await answerTo(ua, server, ' one')).toBe('saved')
	await set(server, subject, 'read')
	expect(await answerTo(ua, server, ' two')).toBe('seat-reads')
	expect(ua.isOnline).toBe(true)
	// whoever has not heard of the words before writes beside them, on either side
	const heard = fr.doc(server.document(0)).getText('text')
	await fr.until(() => heard.toJSON().endsWith(' one'), 'the words of the other')
	expect(await answerTo(fr, server, ' three')).toBe('saved')
	// a refused edit stays in the Y.Doc that made it: whoever goes on writes from a fresh one
	await set(server, subject, 'edit')
	const again = await join(server, UA)
	expect(await answerTo(again, server, ' four')).toBe('saved')
	expect(await committed(server)).toMatch(/ one three four$/)
})

test('[A4] a delegation that only reads: all its seats, and nobody else', async () => {
	const server = await serve()
	const { delegation } = server.seat(UA)
	if (delegation === null) throw new Error('no delegation')
	const clients = await Promise.all([UA, FR, UA_2].map((seat) => join(server, seat)))
	await set(server, { kind: 'delegation', delegation }, 'read')
	const answers = await Promise.all(clients.map((client, i) => answerTo(client, server, ` ${i}`)))
	expect(answers).toEqual(['delegation-reads', 'saved', 'delegation-reads'])
})

test('[A5] a held clause takes nothing from anybody, by Hocuspocus or as plain Yjs, and its neighbour all', async () => {
	const server = await serve()
	await hold(server)
	const [ua, holder] = [await join(server, UA), await join(server, SECRETARIAT)]
	const before = await committed(server)
	expect(await answerTo(ua, server, ' one')).toBe('held')
	expect(await answerTo(holder, server, ' two')).toBe('held')
	const document = server.document(0)
	const { session } = server.signIn(FR)
	const plain = closing(
		new PlainClient({
			url: server.plainUrl,
			document,
			token: server.documentToken(FR, session, document),
		})
	)
	await plain.until(() => plain.syncs > 0, 'the text')
	plain.type(' three')
	await plain.until(() => plain.hasStopped, 'the end')
	expect(plain.closes).toEqual([{ code: 4400, reason: 'held' }])
	const beside = await ua.open(server.document(1))
	beside.getText('text').insert(1, 'Beside. ')
	expect(await answerToNewest(ua)).toBe('saved')
	expect(await committed(server)).toBe(before)
})

test('[A4] a seat that only reads, over every kind of message', async () => {
	const server = await serve()
	const document = server.document(0)
	await set(server, { kind: 'seat', seat: server.seat(UA).id }, 'read')
	const before = await committed(server)
	const { token } = server.signIn(UA)
	const update = typed(700)
	const reasons = new Set<string>()
	for (const step of [1, 2] as const) {
		const client = closing(await RawClient.open(server.url))
		await client.enter(document, token)
		client.send(syncFrame(document, step, update))
		await client.until(() => client.receipts(document).length > 0, 'a receipt')
		for (const receipt of client.receipts(document))
			reasons.add(receipt.type === 'refused' ? receipt.reason : receipt.type)
	}
	for (let kind = 0; kind < 12; kind++) {
		const client = closing(await RawClient.open(server.url))
		await client.enter(document, token)
		client.send(
			frame(document, kind, (encoder) => {
				writeVarUint(encoder, 2)
				writeVarUint8Array(encoder, update)
			})
		)
		client.send(statelessFrame(document, JSON.stringify({ type: 'saved', digest: 'x' })))
		client.send(syncFrame(document, 2, update))
		await client.until(
			() => client.closed !== null || client.receipts(document).length > 0,
			'an end'
		)
		for (const receipt of client.receipts(document))
			reasons.add(receipt.type === 'refused' ? receipt.reason : receipt.type)
	}
	expect([...reasons]).toEqual(['seat-reads'])
	expect(await committed(server)).toBe(before)
})

test('[A4] words typed offline by somebody who lost the right meanwhile come back refused, and only those', async () => {
	const server = await serve()
	const [ua, fr] = [await join(server, UA), await join(server, FR)]
	ua.cut()
	type(ua, server, ' written offline')
	await set(server, { kind: 'seat', seat: server.seat(UA).id }, 'read')
	await ua.reconnect()
	const refused = await ua.whenReceipt(({ receipt }) => receipt.type === 'refused')
	expect(refused).toMatchObject({ reason: 'seat-reads' })
	// the client still has every word of it
	expect(ua.outbox()).toHaveLength(1)
	expect(ua.text(server.document(0))).toContain('written offline')
	expect(fr.text(server.document(0))).not.toContain('written offline')
	expect(await committed(server)).not.toContain('written offline')
})

test('[C28] everybody is told who may write where, and whoever comes later of all that stands', async () => {
	const server = await serve()
	const ua = await join(server, UA)
	await hold(server)
	const told = await ua.whenAnnounced('rights-changed')
	const by = server.seat(SECRETARIAT).id
	const act = { kind: 'clause-held', clause: clauseOf(server), reason: 'Lawyers.' }
	expect(told).toMatchObject({ act, by })
	const later = await join(server, FR)
	expect(await later.whenAnnounced('rights')).toMatchObject({
		rights: { held: [{ clause: clauseOf(server), holder: by, reason: 'Lawyers.' }] },
	})
})

test('[C5] keystrokes under way when a right is taken end no connection, and whoever goes on with them loses it', async () => {
	const server = await serve()
	await hold(server)
	const ua = await join(server, UA)
	for (let i = 0; i < 60; i++) type(ua, server, 'x')
	expect(await answerToNewest(ua)).toBe('held')
	expect(ua.isOnline).toBe(true)
	for (let i = 0; i < 100; i++) type(ua, server, 'x')
	expect(await ua.whenClosed()).toBe(4429)
})

test('[C64] who ends bold where they may not write is refused by Hocuspocus, and does not go on with a text that nobody else has', async () => {
	const server = await serve()
	const document = server.document(0)
	const [ua, fr] = [await join(server, UA), await join(server, FR)]
	const bold = [{}, { attributes: { strong: true } }, {}]
	const seen = (): unknown => fr.doc(document).getText('text').toDelta()
	ua.doc(document).getText('text').format(1, 4, { strong: true })
	await ua.whenSent()
	await expect.poll(seen).toMatchObject(bold)
	await hold(server)
	ua.doc(document).getText('text').format(1, 4, { strong: null })
	expect(await answerToNewest(ua)).toBe('held')
	expect(seen()).toMatchObject(bold)
})
