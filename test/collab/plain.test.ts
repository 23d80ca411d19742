import { addMs } from '@parley/domain'
import { type StampedCaret } from '@parley/protocol'
import { createSteppedClock } from '@parley/server/src/freeze/steppedClock.ts'
import { FaultyStorage } from '@parley/server/src/negotiation/faultyStorage.ts'
import { START } from '@parley/server/src/negotiation/testRoom.ts'
import { plainText } from '@parley/schema'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { expect, test } from 'vitest'
import { closingAfterEach } from '../support/cleanup.ts'
import { connectClient, type TestClient } from '../support/client.ts'
import { openCollabServer, type CollabServer } from '../support/collabServer.ts'
import { PlainClient, type PlainClientOptions } from '../support/plainClient.ts'

const closing = closingAfterEach()

const serve = async (...options: Parameters<typeof openCollabServer>): Promise<CollabServer> =>
	closing(await openCollabServer(...options))

/** A plain client in the first clause, which may not be in sync yet. */
function start(
	server: CollabServer,
	seat: number,
	options: Partial<PlainClientOptions> = {}
): PlainClient {
	const { session } = server.signIn(seat)
	const document = server.document(0)
	const token = server.documentToken(seat, session, document)
	return closing(new PlainClient({ url: server.plainUrl, document, token, ...options }))
}

async function join(...args: Parameters<typeof start>): Promise<PlainClient> {
	const client = start(...args)
	await client.until(() => client.syncs > 0, 'the first sync')
	return client
}

/** A client with Hocuspocus' provider in the first clause. */
async function joinOurs(server: CollabServer, seat: number): Promise<TestClient> {
	const { token } = server.signIn(seat)
	const documents = [server.document(0)]
	return closing(await connectClient({ url: server.url, token, documents, awareness: true }))
}

async function textOf(server: CollabServer): Promise<string> {
	const [clause] = server.clauses
	const read = clause && (await server.room.readClause(clause.id))
	return plainText(read?.blocks ?? [])
}

function typeOurs(client: TestClient, server: CollabServer, words: string): void {
	const text = client.doc(server.document(0)).getText('text')
	text.insert(text.length, words)
}

/** The carets that a client sees, its own excepted, by the name that the server wrote beside them. */
function seenBy({ provider }: PlainClient): Map<string, StampedCaret> {
	const own = provider.awareness.clientID
	const others = [...provider.awareness.getStates()].filter(([id]) => id !== own)
	return new Map(
		others.map(([, state]) => {
			const caret = state as StampedCaret
			return [`${caret.who.name}, ${caret.who.delegation?.name ?? ''}`, caret]
		})
	)
}

test('[C40] text goes both ways between y-websocket and our own provider, through the log', async () => {
	const server = await serve()
	const [plain, ours] = [await join(server, 0), await joinOurs(server, 1)]
	expect(plain.text).toBe('Words of clause 1.')
	plain.type(' From a script.')
	await ours.until(() => ours.text(server.document(0)).includes('script.'), 'the script’s words')
	expect(await textOf(server)).toBe('Words of clause 1. From a script.')
	typeOurs(ours, server, ' From a page.')
	await plain.until(() => plain.text.endsWith('From a page.'), 'the page’s words')
	expect(await textOf(server)).toBe(plain.text)
})

test('[C40] what was written without a connection comes when it is back, with what builds on it', async () => {
	const server = await serve()
	const [plain, ours] = [await join(server, 0), await joinOurs(server, 1)]
	plain.provider.disconnect()
	for (const letter of ' offline') plain.type(letter)
	plain.provider.connect()
	plain.provider.on('status', ({ status }) => {
		// said before the SyncStep2 that carries what it builds on
		if (status === 'connected') plain.type(', and on')
	})
	await ours.until(() => ours.text(server.document(0)).endsWith(' offline, and on'), 'all of it')
	expect(plain.closes).toEqual([])
	expect(await textOf(server)).toBe(plain.text)
})

test('[C41] carets are seen both ways, under the name that the server knows', async () => {
	const server = await serve()
	const [plain, other] = [await join(server, 0), await join(server, 1)]
	const text = plain.doc.getText('text')
	const here: unknown = JSON.parse(JSON.stringify(Y.createRelativePositionFromTypeIndex(text, 3)))
	plain.provider.awareness.setLocalState({
		user: { name: 'Somebody else' },
		cursor: { anchor: here, head: here },
	})
	other.provider.awareness.setLocalState({ user: { name: 'Nobody' } })
	await other.until(() => seenBy(other).has('Advisor 1, Ukraine'), 'the caret of Ukraine')
	expect(seenBy(other).get('Advisor 1, Ukraine')).toMatchObject({ cursor: { anchor: here } })
	await plain.until(() => seenBy(plain).has('Advisor 1, France'), 'that France is here')
	expect(seenBy(plain).get('Advisor 1, France')).toMatchObject({ cursor: null })
	plain.close()
	await other.until(() => seenBy(other).size === 0, 'the caret to be gone')
})

test('[C42] without the digest of the model it reads; writing ends it, with the reason', async () => {
	const server = await serve()
	const [reader, ours] = [await join(server, 0, { model: null }), await joinOurs(server, 1)]
	typeOurs(ours, server, ' More.')
	await reader.until(() => reader.text.endsWith('More.'), 'the words of France')
	reader.type(' Mine.')
	await reader.until(() => reader.hasStopped, 'the end')
	expect(reader.closes).toEqual([{ code: 4400, reason: 'model' }])
	expect(await textOf(server)).toBe('Words of clause 1. More.')
})

test('[C42] a seat that may not write reads; writing ends it, with the reason', async () => {
	const server = await serve()
	const reader = await join(server, 2)
	reader.type(' Mine.')
	await reader.until(() => reader.hasStopped, 'the end')
	expect(reader.closes).toEqual([{ code: 4400, reason: 'role' }])
	expect(await textOf(server)).toBe('Words of clause 1.')
})

test('[C42] a reader with stock Yjs is not taken for a writer when it tidies formatting', async () => {
	const server = await serve()
	const stock = new Y.Doc()
	stock.getText('text')
	let tidied = 0
	stock.on('update', (_update, _origin, _doc, { local }: Y.Transaction) => {
		if (local) tidied++
	})
	const reader = await join(server, 2, { doc: stock })
	const [ua, fr] = [await joinOurs(server, 0), await joinOurs(server, 1)]
	const document = server.document(0)
	ua.doc(document).getText('text').format(1, 4, { strong: true })
	await fr.until(() => hasMarks(fr.doc(document)), 'the mark')
	// Two who delete one half each of what is marked leave marks around nothing.
	ua.hold()
	fr.hold()
	ua.doc(document).getText('text').delete(1, 2)
	fr.doc(document).getText('text').delete(3, 2)
	ua.release()
	fr.release()
	await Promise.all([ua.whenSent(), fr.whenSent()])
	typeOurs(ua, server, ' End.')
	await reader.until(() => plainTextOf(stock).endsWith('End.'), 'the last words')
	expect(tidied).toBeGreaterThan(0)
	typeOurs(ua, server, ' Still here.')
	await reader.until(() => plainTextOf(stock).endsWith('Still here.'), 'words after tidying')
	expect(reader.closes).toEqual([])
})

function hasMarks(doc: Y.Doc): boolean {
	const pieces = doc.getText('text').toDelta() as { readonly attributes?: object }[]
	return pieces.some(({ attributes }) => attributes !== undefined)
}

function plainTextOf(doc: Y.Doc): string {
	return doc.getText('text').toJSON()
}

test('[C43] what is refused ends it, and nothing of it is kept', async () => {
	const server = await serve()
	const plain = await join(server, 0)
	plain.doc.getText('text').insertEmbed(2, { unknown: true })
	await plain.until(() => plain.hasStopped, 'the end')
	expect(plain.closes).toEqual([{ code: 4400, reason: 'unknown-content' }])
	expect(await textOf(server)).toBe('Words of clause 1.')
})

test('[C43] words after the freeze are kept late, and it is told so and stays away', async () => {
	const clock = createSteppedClock(START)
	const server = await serve({ clock })
	const [plain, reader] = [await join(server, 0), await join(server, 1)]
	await server.room.freeze(server.seat(3).id, clock.now(), 'done')
	plain.type(' Too late.')
	await plain.until(() => plain.hasStopped, 'the end')
	expect(plain.closes).toEqual([{ code: 4409, reason: 'frozen' }])
	expect(await textOf(server)).toBe('Words of clause 1.')
	expect((await server.room.lateLane()).map(({ words }) => words)).toEqual(['Too late.'])
	expect(reader.closes).toEqual([])
})

test('[C43] words that had to wait for the chair come in after the decision', async () => {
	const clock = createSteppedClock(START)
	const server = await serve({ clock, deadlineInMs: 60_000, sleepsMs: 120_000 })
	expect(server.room.phase.kind).toBe('awaiting-chair')
	const [plain, other] = [await join(server, 0), await join(server, 1)]
	plain.type(' In the meantime.')
	// What is said on one socket is dealt with in its order: who sees the caret knows that the words have been answered.
	plain.provider.awareness.setLocalState({})
	await other.until(() => seenBy(other).size > 0, 'the caret')
	const moved = await server.room.record({
		act: {
			kind: 'deadline-moved',
			deadline: { at: addMs(clock.now(), 3_600_000), zone: 'Europe/London' },
			reason: 'an outage',
		},
		seat: server.seat(3).id,
		receivedAt: clock.now(),
	})
	expect(moved.kind).toBe('recorded')
	await plain.until(() => plain.closes.length > 0, 'to be sent away to come back')
	expect(plain.closes[0]?.code).toBe(4500)
	await expect.poll(() => textOf(server)).toBe('Words of clause 1. In the meantime.')
})

test('[C44] a token opens its own document, for its time, to a session and a seat that stand', async () => {
	const server = await serve()
	const { session } = server.signIn(0)
	const [document, other] = [server.document(0), server.document(1)]
	const whole = server.documentToken(0, session, document)
	const flipped = `${whole.slice(0, -3)}${whole.at(-3) === 'A' ? 'B' : 'A'}${whole.slice(-2)}`
	const wrong = [
		['none', ''],
		['not ours', 'e30.e30'],
		['changed', flipped],
		['for another document', server.documentToken(0, session, other)],
		['run out', server.documentToken(0, session, document, 0)],
	] as const
	for (const [what, token] of wrong) {
		const client = start(server, 0, { token })
		await client.until(() => client.hasStopped, what)
		expect(client.closes, what).toEqual([{ code: 4401, reason: 'revoked' }])
	}
	const right = await join(server, 0, { token: whole })
	await server.revoke(0)
	await right.until(() => right.hasStopped, 'the seat to be taken away')
	expect(right.closes).toEqual([{ code: 4401, reason: 'revoked' }])
	const again = start(server, 0, { token: whole })
	await again.until(() => again.hasStopped, 'the seat to be gone')
	expect(again.closes).toEqual([{ code: 4403, reason: 'forbidden' }])
})

test('[C44] an open connection outlives its token', async () => {
	const clock = createSteppedClock(START)
	const server = await serve({ clock })
	const plain = await join(server, 0)
	clock.step(6 * 60_000)
	plain.type(' Later.')
	await expect.poll(() => textOf(server)).toBe('Words of clause 1. Later.')
})

test('[C44] what does not exist and what one may not see are answered alike', async () => {
	const server = await serve()
	const { session } = server.signIn(0)
	const names = [
		server.document(0).replace('/1/', '/2/'),
		server.document(0).replace(/cl_.*/, 'cl_000000000000'),
		server.document(0).replaceAll(server.negotiation.id, 'ng_000000000000'),
	]
	for (const name of names) {
		const document = name as PlainClientOptions['document']
		const token = server.documentToken(0, session, document)
		const client = start(server, 0, { document, token })
		await client.until(() => client.hasStopped, name)
		expect(client.closes, name).toEqual([{ code: 4403, reason: 'forbidden' }])
	}
})

test('[C44] names that are no document’s, and a cookie in place of a token, open nothing', async () => {
	const server = await serve()
	const { token, session } = server.signIn(0)
	const good = server.documentToken(0, session, server.document(0))
	const addresses = [
		`../../etc/passwd?token=${good}`,
		`%2e%2e%2f?token=${good}`,
		`%ff%?token=${good}`,
		`?token=${good}`,
		`${'x'.repeat(5000)}?token=${good}`,
		server.document(0),
	]
	for (const address of addresses) {
		const headers = { Cookie: `parley_session=${token}` }
		const socket = new WebSocket(`${server.plainUrl}/${address}`, { headers })
		const code = await new Promise<number>((resolve) => {
			socket.on('close', resolve)
			socket.on('error', () => undefined)
		})
		// Some are another address once the client has tidied them up: that is no address of a socket.
		expect([4401, 1006], address).toContain(code)
	}
})

test('[C45] it comes back by itself where a commit failed, and after the server was stopped, with all its words', async () => {
	const faults = new FaultyStorage()
	const server = await serve({ fault: faults.fault })
	const plain = await join(server, 0)
	faults.failing = 1
	plain.type(' Kept.')
	await plain.until(() => plain.closes.length > 0, 'the failure')
	expect(plain.closes[0]?.code).toBe(4500)
	await expect.poll(() => textOf(server)).toBe('Words of clause 1. Kept.')
	expect(plain.hasStopped).toBe(false)
	await server.collaboration.close()
	await plain.until(() => plain.closes.length > 1, 'the stop')
	expect(plain.closes.at(-1)?.code).toBe(1012)
	expect(plain.hasStopped).toBe(false)
})

test('[C46] an idle client hears often enough that its provider does not take the server for gone', async () => {
	const clock = createSteppedClock(START)
	const server = await serve({ clock })
	const plain = await join(server, 2)
	const heardAt = plain.provider.wsLastMessageReceived
	await plain.until(() => Date.now() > heardAt, 'the clock to have moved on')
	clock.step(15_000)
	await plain.until(() => plain.provider.wsLastMessageReceived > heardAt, 'a sign of life')
	expect(plain.closes).toEqual([])
})

test('[C47] only what y-websocket says is understood: nothing of Hocuspocus’ own gets through', async () => {
	const server = await serve()
	const messages = [
		[2, 0, 0],
		[4, 0, 1, 0],
		[5, 2, 0x7b, 0x7d],
		[6, 2, 0x7b, 0x7d],
		[7],
		[9],
		[10],
		[0, 9, 1, 0],
		[0],
		[],
	]
	for (const message of messages) {
		const { session } = server.signIn(0)
		const document = server.document(0)
		const token = server.documentToken(0, session, document)
		const socket = new WebSocket(`${server.plainUrl}/${document}?token=${token}`)
		const code = await new Promise<number>((resolve) => {
			socket.on('open', () => {
				socket.send(Uint8Array.from(message))
			})
			socket.on('close', resolve)
		})
		expect(code, JSON.stringify(message)).toBe(4422)
	}
})
