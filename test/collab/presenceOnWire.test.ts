import { createSteppedClock } from '@parley/server/src/freeze/steppedClock.ts'
import { START } from '@parley/server/src/negotiation/testRoom.ts'
import { type DocumentName } from '@parley/protocol'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { closingAfterEach } from '../support/cleanup.ts'
import { openCollabServer, type CollabServer } from '../support/collabServer.ts'
import { awarenessFrame, MESSAGE, RawClient, syncFrame } from '../support/rawClient.ts'

const closing = closingAfterEach()

const caretAt = (clock: number): object => {
	const place = { item: { client: 11, clock }, assoc: -1 }
	return { cursor: { anchor: place, head: place } }
}
const PLACE = { clause: null, typing: false, idle: false }

async function enter(
	server: CollabServer,
	seat: number,
	documents: readonly DocumentName[]
): Promise<RawClient> {
	const client = closing(await RawClient.open(server.url))
	const { token } = server.signIn(seat)
	for (const document of documents) await client.enter(document, token)
	return client
}

/** What `client` says next on a document, as its awareness client 11. */
function speaker(client: RawClient): (document: string, state: unknown) => void {
	let clock = 0
	return (document, state) => {
		client.send(awarenessFrame(document, [{ clientId: 11, clock: ++clock, state }]))
	}
}

/** Waits until everything that `client` has sent was dealt with and told: an empty update is answered in its turn. */
async function told(client: RawClient, document: string, ...seers: RawClient[]): Promise<void> {
	const answered = client.receipts(document).length
	client.send(syncFrame(document, 1, Uint8Array.of(0, 0)))
	await client.until(() => client.receipts(document).length > answered, 'an answer')
	for (const seer of seers) await seer.whenRead()
}

const presence = (client: RawClient, document: string) => client.of(document, MESSAGE.awareness)

test('[C54] who views another clause is told of no caret, and of the person where they are', async () => {
	const clock = createSteppedClock(START)
	const server = closing(await openCollabServer({ clock }))
	const [here, there, room] = [server.document(0), server.document(1), server.roomDocument]
	const ua = await enter(server, 0, [here, room])
	const beside = await enter(server, 1, [here, room])
	const elsewhere = await enter(server, 3, [there, room])
	const say = speaker(ua)
	const doc = new Y.Doc()
	doc.clientID = 11
	doc.on('update', (update: Uint8Array) => {
		ua.send(syncFrame(here, 2, update))
	})
	say(room, { ...PLACE, clause: 'cl_here' })
	say(room, { ...PLACE, clause: 'cl_here', typing: true })
	for (let i = 0; i < 100; i++) {
		doc.getText('text').insert(i, 'x')
		say(here, caretAt(i))
		await told(ua, here, elsewhere)
		// the answer may be read before those who see the caret are told of it
		await beside.until(() => presence(beside, here).length > i, 'the caret')
	}
	await elsewhere.whenRead()
	expect(presence(beside, here)).toHaveLength(100)
	// Of the clause nothing at all comes; the room's is of no caret.
	expect(elsewhere.heard.filter(({ document }) => document === here)).toEqual([])
	const heard = elsewhere.heard.map(({ body }) => Buffer.from(body).toString('latin1')).join()
	expect(heard).not.toMatch(/cursor|anchor/)
	expect(elsewhere.states(room).get(11)).toEqual({
		clause: 'cl_here',
		typing: expect.any(Boolean) as boolean,
		idle: false,
		who: {
			seat: server.seat(0).id,
			name: 'Advisor 1',
			initials: 'A1',
			role: 'advisor',
			delegation: { code: 'UA', name: 'Ukraine', slot: 1 },
		},
	})
	clock.step(500)
	await told(ua, room, elsewhere)
	expect(elsewhere.states(room).get(11)).toMatchObject({ typing: true })
	// However often a caret moves, the room is told when the place changes.
	expect(presence(elsewhere, room).length).toBeLessThanOrEqual(2)
})

test('[C54] whoever changes place again and again is told of twice a second, and at last where they are', async () => {
	const clock = createSteppedClock(START)
	const server = closing(await openCollabServer({ clock }))
	const room = server.roomDocument
	const [ua, fr] = [await enter(server, 0, [room]), await enter(server, 1, [room])]
	const say = speaker(ua)
	const places = async (from: number): Promise<void> => {
		for (let i = from; i < from + 50; i++) {
			say(room, { ...PLACE, clause: `cl_${i}` })
			await told(ua, room, fr)
		}
	}
	await places(0)
	// The first at once.
	expect(presence(fr, room)).toHaveLength(1)
	expect(fr.states(room).get(11)).toMatchObject({ clause: 'cl_0' })
	clock.step(499)
	await places(50)
	expect(presence(fr, room)).toHaveLength(1)
	clock.step(1)
	await told(ua, room, fr)
	expect(presence(fr, room)).toHaveLength(2)
	expect(fr.states(room).get(11)).toMatchObject({ clause: 'cl_99' })
	clock.step(500)
	await told(ua, room, fr)
	expect(presence(fr, room)).toHaveLength(2)
	// Who comes in the meantime is told where everybody is now, and who goes is gone at once.
	say(room, { ...PLACE, clause: 'cl_100' })
	say(room, { ...PLACE, clause: 'cl_101' })
	await told(ua, room, fr)
	const late = await enter(server, 3, [room])
	await late.until(() => late.states(room).has(11), 'the place')
	expect(late.states(room).get(11)).toMatchObject({ clause: 'cl_101' })
	say(room, null)
	await fr.until(() => fr.states(room).get(11) === null, 'UA to go')
	clock.step(500)
	await told(fr, room)
	expect(fr.states(room).get(11)).toBeNull()
})

test('[C38] of somebody quiet those of other delegations hear nothing, whatever they do, not even that something was said', async () => {
	const server = closing(await openCollabServer())
	const [text, room] = [server.document(0), server.roomDocument]
	const fr = await enter(server, 1, [text, room])
	const [ua, own] = [await enter(server, 0, [text, room]), await enter(server, 4, [text, room])]
	const say = speaker(ua)
	const quiet = { quiet: true }
	say(room, { ...PLACE, ...quiet })
	await fr.until(() => fr.states(room).has(11), 'UA to be in the room')
	const before = presence(fr, room).length
	for (let i = 0; i < 20; i++) {
		say(text, { ...caretAt(i), ...quiet })
		const place = { ...PLACE, clause: `cl_${i}`, typing: i % 2 === 0, ...quiet }
		say(room, { ...place, follows: server.seat(1).id })
		await told(ua, text, fr, own)
	}
	await own.until(() => own.states(room).get(11) !== null, 'what is said quietly')
	expect(own.states(text).get(11)).toMatchObject(caretAt(19))
	expect(presence(fr, text)).toEqual([])
	expect(presence(fr, room)).toHaveLength(before)
	expect(fr.states(room).get(11)).toEqual({
		...PLACE,
		who: expect.objectContaining({ seat: server.seat(0).id }) as object,
	})
	// Nor are they told in the clause that somebody whom they never saw there has gone.
	ua.close()
	await fr.until(() => fr.states(room).get(11) === null, 'UA to leave the room')
	await own.until(() => own.states(text).get(11) === null, 'UA to leave the clause')
	expect(presence(fr, text)).toEqual([])
})

test('[C38] who comes while somebody is quiet hears of them in the room alone, by whichever client', async () => {
	const server = closing(await openCollabServer())
	const [text, room] = [server.document(0), server.roomDocument]
	const ua = await enter(server, 0, [text, room])
	const say = speaker(ua)
	say(text, { ...caretAt(1), quiet: true })
	say(room, { ...PLACE, clause: 'cl_1', quiet: true })
	await told(ua, text)
	const late = await enter(server, 1, [text, room])
	await late.until(() => late.states(room).has(11), 'UA to be in the room')
	expect(late.states(room).get(11)).toMatchObject({ clause: null, typing: false })
	const follower = closing(await RawClient.open(server.url))
	await follower.enter(text, server.signIn(3).token, true)
	const { session } = server.signIn(1)
	const token = encodeURIComponent(server.documentToken(1, session, text))
	const plain = closing(await RawClient.open(`${server.plainUrl}/${text}?token=${token}`))
	await plain.whenRead()
	say(text, { ...caretAt(2), quiet: true })
	await told(ua, text, late, follower, plain)
	for (const seer of [late, follower]) expect(presence(seer, text)).toEqual([])
	const said = plain.heard.map(({ body }) => Buffer.from(body).toString('latin1')).join()
	expect(plain.closed).toBeNull()
	expect(said).not.toContain(server.seat(0).id)
})
