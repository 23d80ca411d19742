import { type StampedCaret } from '@parley/protocol'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { closingAfterEach } from '../support/cleanup.ts'
import { holdStorage } from '../support/heldStorage.ts'
import { openCollabServer, type CollabServer } from '../support/collabServer.ts'
import {
	awarenessFrame,
	frame,
	MESSAGE,
	RawClient,
	statelessFrame,
	syncFrame,
} from '../support/rawClient.ts'

const closing = closingAfterEach()

const serve = async (): Promise<CollabServer> => closing(await openCollabServer())

async function enter(server: CollabServer, seat: number, document: string): Promise<RawClient> {
	const client = closing(await RawClient.open(server.url))
	const known = [server.document(0), server.roomDocument].find((name) => name === document)
	if (known === undefined) throw new RangeError('no such document')
	await client.enter(known, server.signIn(seat).token)
	return client
}

const CARET = { cursor: { anchor: { type: null }, head: { type: null } } }
const PLACE = { clause: null, typing: false, idle: false }

/** Waits until `seer` has been told of `clientId`; gives its state. */
async function seen(seer: RawClient, document: string, clientId: number): Promise<unknown> {
	await seer.until(() => seer.states(document).has(clientId), `client ${clientId} to be seen`)
	return seer.states(document).get(clientId)
}

async function gone(seer: RawClient, document: string, clientId: number): Promise<void> {
	await seer.until(
		() => seer.states(document).get(clientId) === null,
		`client ${clientId} to be gone`
	)
}

/** Waits until the server has dealt with everything that `client` has sent on the room document. */
async function settled(client: RawClient, room: string): Promise<void> {
	const asked = client.heard.length
	client.send(statelessFrame(room, JSON.stringify({ type: 'ask-time', asked })))
	await client.until(
		() =>
			client
				.of(room, MESSAGE.stateless)
				.some(({ body }) => Buffer.from(body).includes(`"asked":${asked}`)),
		'the time'
	)
}

test('[C23] others see the seat that the server knows, whatever the client claims', async () => {
	const server = await serve()
	const document = server.document(0)
	const [ua, fr] = [await enter(server, 0, document), await enter(server, 1, document)]
	const who = { name: 'President', role: 'chair', delegation: { code: 'US' } }
	const state = { ...CARET, who, user: { name: 'President' }, html: '<b>' }
	ua.send(awarenessFrame(document, [{ clientId: 11, clock: 1, state }]))
	const expected: StampedCaret = {
		...CARET,
		who: {
			seat: server.seat(0).id,
			name: 'Advisor 1',
			initials: 'A1',
			role: 'advisor',
			delegation: { code: 'UA', name: 'Ukraine', slot: 1 },
		},
	}
	expect(await seen(fr, document, 11)).toEqual(expected)
})

test('[C23] a state that is none is not shown', async () => {
	const server = await serve()
	const document = server.roomDocument
	const [ua, fr] = [await enter(server, 0, document), await enter(server, 1, document)]
	for (const state of [{}, CARET, 'here', { ...PLACE, clause: 'x'.repeat(41) }]) {
		ua.send(awarenessFrame(document, [{ clientId: 11, clock: 1, state }]))
	}
	ua.send(awarenessFrame(document, [{ clientId: 12, clock: 1, state: PLACE }]))
	await seen(fr, document, 12)
	expect(fr.states(document).has(11)).toBe(false)
})

test('[C24] nobody speaks for somebody else, and nobody for two', async () => {
	const server = await serve()
	const document = server.roomDocument
	const [ua, fr] = [await enter(server, 0, document), await enter(server, 1, document)]
	ua.send(awarenessFrame(document, [{ clientId: 11, clock: 1, state: PLACE }]))
	await seen(fr, document, 11)
	const typing = { ...PLACE, typing: true }
	fr.send(
		awarenessFrame(document, [
			{ clientId: 11, clock: 9, state: typing },
			{ clientId: 22, clock: 1, state: typing },
		])
	)
	fr.send(awarenessFrame(document, [{ clientId: 11, clock: 10, state: null }]))
	await seen(ua, document, 22)
	await settled(fr, document)
	expect(ua.states(document).get(11)).toMatchObject({
		typing: false,
		who: { seat: server.seat(0).id },
	})
	// Another client of its own replaces the one before.
	fr.send(awarenessFrame(document, [{ clientId: 23, clock: 1, state: PLACE }]))
	await seen(ua, document, 23)
	await gone(ua, document, 22)
})

test('[C25] who leaves a document is off every screen at once', async () => {
	const server = await serve()
	const document = server.roomDocument
	const [ua, fr] = [await enter(server, 0, document), await enter(server, 1, document)]
	ua.send(awarenessFrame(document, [{ clientId: 11, clock: 1, state: PLACE }]))
	await seen(fr, document, 11)
	ua.send(awarenessFrame(document, [{ clientId: 11, clock: 2, state: null }]))
	await gone(fr, document, 11)
	ua.send(awarenessFrame(document, [{ clientId: 11, clock: 3, state: PLACE }]))
	await fr.until(() => fr.states(document).get(11) !== null, 'UA to be back')
	ua.send(frame(document, MESSAGE.close))
	await gone(fr, document, 11)
})

test('[C25] who loses the connection is gone within a second, also after coming back under the same clientID', async () => {
	const server = await serve()
	const document = server.roomDocument
	const fr = await enter(server, 1, document)
	for (const clock of [1, 2, 3]) {
		const ua = await enter(server, 0, document)
		ua.send(awarenessFrame(document, [{ clientId: 11, clock, state: { ...PLACE, typing: true } }]))
		await fr.until(
			() => fr.states(document).get(11) !== null && fr.states(document).has(11),
			'UA to be there'
		)
		const cutAt = performance.now()
		ua.close()
		await gone(fr, document, 11)
		expect(performance.now() - cutAt).toBeLessThan(1000)
	}
})

test('[C25] who is cut off is gone, whatever is still queued', async () => {
	const held = holdStorage()
	const server = closing(await openCollabServer({ fault: held.fault }))
	const document = server.document(0)
	const [ua, fr] = [await enter(server, 0, document), await enter(server, 1, document)]
	ua.send(awarenessFrame(document, [{ clientId: 11, clock: 1, state: CARET }]))
	await seen(fr, document, 11)
	const doc = new Y.Doc()
	doc.getText('text').insert(0, 'first')
	const first = Y.encodeStateAsUpdate(doc)
	doc.getText('text').insert(0, 'second')
	const second = Y.encodeStateAsUpdate(doc, Y.encodeStateVectorFromUpdate(first))
	const committing = held.hold()
	ua.send(syncFrame(document, 1, first))
	ua.send(awarenessFrame(document, [{ clientId: 11, clock: 2, state: CARET }]))
	ua.send(syncFrame(document, 2, second))
	await committing
	await expect.poll(() => server.pendingFrames()).toBe(2)
	await server.revoke(0)
	await ua.whenClosed()
	await gone(fr, document, 11)
	held.release()
	await held.hold()
	// Behind the first words the caret came up, and the second words are still held.
	fr.send(awarenessFrame(document, [{ clientId: 22, clock: 1, state: CARET }]))
	await seen(fr, document, 22)
	expect(fr.states(document).get(11)).toBeNull()
	held.release()
	await expect.poll(() => server.pendingFrames()).toBe(0)
})

test('[C38] who is quiet has a caret for their own delegation alone, and a place in the room that says no more than that', async () => {
	const server = await serve()
	const document = server.document(0)
	const [ua, own, fr, secretariat] = [
		await enter(server, 0, document),
		await enter(server, 4, document),
		await enter(server, 1, document),
		await enter(server, 3, document),
	]
	ua.send(awarenessFrame(document, [{ clientId: 11, clock: 1, state: CARET }]))
	for (const client of [own, fr, secretariat]) await seen(client, document, 11)
	const quiet = { ...CARET, quiet: true }
	ua.send(awarenessFrame(document, [{ clientId: 11, clock: 2, state: quiet }]))
	for (const client of [fr, secretariat]) await gone(client, document, 11)
	await own.until(
		() => JSON.stringify(own.states(document).get(11)).includes('"quiet":true'),
		'what is said quietly'
	)
	// Who comes later is told no more, and moving about tells them nothing.
	const late = await enter(server, 1, document)
	ua.send(awarenessFrame(document, [{ clientId: 11, clock: 3, state: quiet }]))
	fr.send(awarenessFrame(document, [{ clientId: 22, clock: 1, state: CARET }]))
	await seen(late, document, 22)
	expect(late.states(document).get(11) ?? null).toBeNull()
	expect(fr.states(document).get(11)).toBeNull()
	// Not quiet any more, they are there again.
	ua.send(awarenessFrame(document, [{ clientId: 11, clock: 4, state: CARET }]))
	await fr.until(() => fr.states(document).get(11) !== null, 'the caret')
})

test('[C38] in the room who is quiet is there, and nowhere', async () => {
	const server = await serve()
	const room = server.roomDocument
	const [ua, own, fr] = [
		await enter(server, 0, room),
		await enter(server, 4, room),
		await enter(server, 1, room),
	]
	const place = { ...PLACE, clause: 'cl_1', typing: true, follows: server.seat(1).id, quiet: true }
	ua.send(awarenessFrame(room, [{ clientId: 11, clock: 1, state: place }]))
	expect(await seen(own, room, 11)).toMatchObject({ clause: 'cl_1', typing: true })
	const told = await seen(fr, room, 11)
	expect(told).toMatchObject({ ...PLACE, who: { seat: server.seat(0).id } })
	expect(JSON.stringify(told)).not.toMatch(/cl_1|follows|quiet/)
})

test('[C26] a state over 4 KB is dropped', async () => {
	const server = await serve()
	const document = server.document(0)
	const [ua, fr] = [await enter(server, 0, document), await enter(server, 1, document)]
	const anchor = { type: 'x'.repeat(4096) }
	ua.send(
		awarenessFrame(document, [{ clientId: 11, clock: 1, state: { cursor: { anchor, head: {} } } }])
	)
	ua.send(awarenessFrame(document, [{ clientId: 12, clock: 1, state: CARET }]))
	await seen(fr, document, 12)
	expect(fr.states(document).has(11)).toBe(false)
	expect(ua.closed).toBeNull()
})

test('[C35] carets that follow what their owner types are told to those who do not see it by the words', async () => {
	const server = await serve()
	const document = server.document(0)
	const writer = await enter(server, 0, document)
	const plain = await enter(server, 1, document)
	const follower = closing(await RawClient.open(server.url))
	await follower.enter(document, server.signIn(2).token, true)

	const doc = new Y.Doc()
	const { clientID } = doc
	const typed: Uint8Array[] = []
	doc.on('update', (update: Uint8Array) => typed.push(update))
	const caretAt = (clock: number): object => {
		const place = { item: { client: clientID, clock }, assoc: -1 }
		return { cursor: { anchor: place, head: place } }
	}
	const told = (client: RawClient): number => client.of(document, MESSAGE.awareness).length
	writer.send(syncFrame(document, 1, Uint8Array.of(0, 0)))
	for (let clock = 0; clock < 3; clock++) {
		doc.getText('text').insert(clock, 'x')
		const state = [{ clientId: clientID, clock: clock + 1, state: caretAt(clock) }]
		writer.send(
			syncFrame(document, 2, typed[clock] ?? new Uint8Array()),
			awarenessFrame(document, state)
		)
		await plain.until(
			() =>
				JSON.stringify(plain.states(document).get(clientID) ?? null).includes(`"clock":${clock}`),
			'the caret'
		)
	}
	// The first one is how the follower gets to know of it at all.
	expect(told(follower)).toBe(1)
	expect(told(plain)).toBe(3)
	// A caret that goes elsewhere is told to both.
	writer.send(awarenessFrame(document, [{ clientId: clientID, clock: 4, state: caretAt(1) }]))
	await follower.until(
		() => JSON.stringify(follower.states(document).get(clientID) ?? null).includes('"clock":1'),
		'the caret'
	)
	expect(told(follower)).toBe(2)
	// Who comes later is told where everybody is.
	const late = closing(await RawClient.open(server.url))
	await late.enter(document, server.signIn(4).token, true)
	expect(await seen(late, document, clientID)).toMatchObject(caretAt(1))
})
