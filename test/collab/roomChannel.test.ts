import { createId, NO_STANDING, type ClauseStatus } from '@parley/domain'
import { toStandingJson } from '@parley/protocol'
import { createSteppedClock } from '@parley/server/src/freeze/steppedClock.ts'
import { seededRandom, START } from '@parley/server/src/negotiation/testRoom.ts'
import { expect, test } from 'vitest'
import { closingAfterEach } from '../support/cleanup.ts'
import { connectClient, type TestClient } from '../support/client.ts'
import { holdStorage } from '../support/heldStorage.ts'
import { openCollabServer, type CollabServer } from '../support/collabServer.ts'

const closing = closingAfterEach()

const serve = async (...options: Parameters<typeof openCollabServer>): Promise<CollabServer> =>
	closing(await openCollabServer(...options))

async function join(server: CollabServer, seat: number): Promise<TestClient> {
	const documents = [server.roomDocument, server.document(0)]
	const options = { url: server.url, token: server.signIn(seat).token, documents }
	const client = closing(await connectClient(options))
	await client.whenAnnounced('phase')
	return client
}

function say(client: TestClient, server: CollabServer, remark: unknown): void {
	client.provider(server.roomDocument).sendStateless(JSON.stringify(remark))
}

/** Waits until `client` has heard everything that was announced before now. */
async function caughtUp(client: TestClient, server: CollabServer): Promise<void> {
	const asked = client.announcements.length
	say(client, server, { type: 'ask-time', asked })
	const isAnswer = (): boolean =>
		client.announcements.some((one) => one.type === 'time' && one.asked === asked)
	await client.until(isAnswer, 'the time')
}

test('[C27] the time, the rights, how clauses stand, how new brackets, alternatives, placeholders and suggestions are and the phase come first, and the time when it is asked for', async () => {
	const clock = createSteppedClock(START)
	const server = await serve({ clock })
	const ua = await join(server, 0)
	const { deadline } = server.room.phase
	expect(ua.announcements).toEqual([
		{ type: 'time', now: START },
		{ type: 'rights', rights: { seats: [], delegations: [], clauses: [], held: [] } },
		{
			type: 'standing',
			standing: toStandingJson(NO_STANDING),
			statuses: server.clauses.map(({ id, status }) => ({ clause: id, status })),
		},
		{ type: 'brackets', position: 0 },
		{ type: 'alternatives', position: 0 },
		{ type: 'placeholders', position: 0 },
		{ type: 'suggestions', position: 0 },
		{
			type: 'phase',
			phase: { kind: 'drafting', deadline },
			now: START,
			position: server.room.position,
		},
	])
	const told = ua.announcements.length
	clock.step(1234)
	say(ua, server, { type: 'ask-time', asked: 42.5 })
	await ua.until(() => ua.announcements.length > told, 'the time')
	expect(ua.announcements[told]).toEqual({ type: 'time', now: START + 1234, asked: 42.5 })
})

test('[C27] what cannot be said is not heard', async () => {
	const server = await serve()
	const ua = await join(server, 0)
	const before = ua.announcements.length
	for (const remark of ['{', '[]', '{"type":"phase"}', '{"type":"ask-time"}']) {
		ua.provider(server.roomDocument).sendStateless(remark)
	}
	ua.provider(server.document(0)).sendStateless('{"type":"ask-time","asked":1}')
	await caughtUp(ua, server)
	expect(ua.announcements).toHaveLength(before + 1)
})

test('[C28] decisions are told to everybody', async () => {
	const server = await serve()
	const [ua, fr] = [await join(server, 0), await join(server, 1)]
	const { room, clock } = server
	const clause = room.clauses[0]?.id
	if (clause === undefined) throw new Error('no clause')
	const note = createId('note', seededRandom(5))
	const seat = server.seat(2).id
	const secretariat = server.seat(3).id
	const receivedAt = clock.now()
	await room.decideStanding({
		acts: [{ kind: 'status-set', clause, status: 'bracketed' }],
		seat: server.seat(3),
		receivedAt,
	})
	await room.record({
		act: { kind: 'note-taken', note, clause, seen: room.position, text: 'hm' },
		seat,
		receivedAt,
	})
	const deadline = { at: room.phase.deadline.at, zone: 'Europe/Kyiv' }
	await room.record({
		act: { kind: 'deadline-moved', deadline, reason: 'clock stopped' },
		seat: secretariat,
		receivedAt,
	})
	room.tell({ kind: 'people-changed' })
	for (const client of [ua, fr]) {
		await client.whenAnnounced('people-changed')
		expect(await client.whenAnnounced('status')).toMatchObject({ clause, status: 'bracketed' })
		expect(await client.whenAnnounced('deadline-moved')).toMatchObject({
			deadline,
			reason: 'clock stopped',
		})
		const by = { seat, name: 'Note-taker', code: null }
		expect(await client.whenAnnounced('note')).toMatchObject({
			note: { id: note, clause, text: 'hm', by },
		})
	}
})

test('[C28] of a late edit only its delegation and the secretariat hear', async () => {
	const server = await serve()
	const clients = await Promise.all([0, 1, 2, 3, 4].map((seat) => join(server, seat)))
	const [author] = clients
	await server.room.freeze(server.seat(3).id, server.clock.now(), 'done')
	const text = author?.doc(server.document(0)).getText('text')
	text?.insert(text.length, ' too late')
	await author?.whenReceipt((one) => one.receipt.type === 'late')
	for (const client of clients) await caughtUp(client, server)
	const heard = clients.map(({ announcements }) =>
		announcements.some((one) => one.type === 'late-edit')
	)
	expect(heard).toEqual([true, false, false, true, true])

	const act = { kind: 'late-released', edits: [server.room.position] } as const
	await server.room.record({ act, seat: server.seat(4).id, receivedAt: server.clock.now() })
	for (const client of clients) await caughtUp(client, server)
	const told = clients.map(({ announcements }) =>
		announcements.some((one) => one.type === 'late-released')
	)
	expect(told).toEqual([true, false, false, true, true])
})

test('[C29] no announcement overtakes the words that were committed before it', async () => {
	const held = holdStorage()
	const server = await serve({ fault: held.fault })
	const [ua, fr] = [await join(server, 0), await join(server, 1)]
	const { room, clock } = server
	const document = server.document(0)
	const [clause] = room.clauses
	if (clause === undefined) throw new Error('no clause')
	const setStatus = (status: ClauseStatus) =>
		room.decideStanding({
			acts: [{ kind: 'status-set', clause: clause.id, status }],
			seat: server.seat(3),
			receivedAt: clock.now(),
		})
	const committing = held.hold()
	const first = setStatus('bracketed')
	await committing
	ua.doc(document).getText('text').insert(1, 'In time. ')
	// The answer shows that the words before it have been read; they and the next act make one commit.
	await caughtUp(ua, server)
	const second = setStatus('agreed')
	const textThen = new Promise<string>((resolve) => {
		fr.provider(server.roomDocument).on('stateless', ({ payload }: { payload: string }) => {
			if (payload.includes('"agreed"')) resolve(fr.text(document))
		})
	})
	held.release()
	await Promise.all([first, second])
	expect(await textThen).toContain('In time.')
})

test('[C30] those who run the room are warned of a server whose clock is off', async () => {
	const server = await serve()
	const clients = await Promise.all([0, 1, 3, 4].map((seat) => join(server, seat)))
	for (const client of clients) say(client, server, { type: 'clock-offset', offsetMs: 2500 })
	const [, , secretariat] = clients
	expect(await secretariat?.whenAnnounced('clock-warning')).toEqual({
		type: 'clock-warning',
		medianOffsetMs: 2500,
	})
	for (const client of clients) await caughtUp(client, server)
	const heard = clients.map(
		({ announcements }) => announcements.filter((one) => one.type === 'clock-warning').length
	)
	expect(heard).toEqual([0, 0, 1, 0])
	const latecomer = await join(server, 3)
	expect(await latecomer.whenAnnounced('clock-warning')).toMatchObject({ medianOffsetMs: 2500 })
})

test('[C32] which clauses changed is told once every two seconds, and not after the freeze', async () => {
	const clock = createSteppedClock(START)
	const server = await serve({ clock })
	const [ua, fr] = [await join(server, 0), await join(server, 1)]
	const { room } = server
	const write = async (words: string): Promise<void> => {
		ua.doc(server.document(0)).getText('text').insert(1, words)
		await ua.whenSent()
	}
	const told = () => fr.announcements.filter((one) => one.type === 'text-changed')
	await write('One. ')
	await write('Two. ')
	clock.step(1_999)
	await caughtUp(fr, server)
	expect(told()).toEqual([])
	clock.step(1)
	await caughtUp(fr, server)
	const clauses = [room.clauses[0]?.id]
	expect(told()).toEqual([{ type: 'text-changed', position: room.position, clauses }])
	clock.step(10_000)
	await caughtUp(fr, server)
	expect(told()).toHaveLength(1)

	await write('Three. ')
	await room.freeze(server.seat(3).id, clock.now(), 'done')
	clock.step(2_000)
	await caughtUp(fr, server)
	expect(told()).toHaveLength(1)
})

test('[C39] whoever runs the room calls everybody to a place, not too often, and nobody else does', async () => {
	const clock = createSteppedClock(START)
	const server = await serve({ clock })
	const clients = await Promise.all([0, 2, 3].map((seat) => join(server, seat)))
	const [ua, noteTaker, secretariat] = clients
	if (ua === undefined || noteTaker === undefined || secretariat === undefined) throw new Error()
	const otherWindow = await join(server, 3)
	const clause = server.room.clauses[1]?.id ?? ''
	const call = { type: 'call', clause, paragraph: 2 }
	const { position } = server.room
	const heard = async (client: TestClient) => {
		await caughtUp(client, server)
		return client.announcements.filter(({ type }) => type === 'called' || type === 'call-refused')
	}

	// what the client says of itself does not count
	say(secretariat, server, { ...call, by: { seat: 'st_1', name: 'The chair' } })
	const { id: seat, name, role } = server.seat(3)
	const by = { seat, name, initials: 'S', role, delegation: null }
	const called = { type: 'called', clause, paragraph: 2, by }
	await secretariat.whenAnnounced('called')
	for (const client of [ua, noteTaker, secretariat, otherWindow]) {
		expect(await heard(client)).toEqual([called])
	}
	expect(server.room.position).toBe(position)

	for (const client of [ua, noteTaker]) {
		say(client, server, call)
		expect((await heard(client)).slice(1)).toEqual([
			{ type: 'call-refused', reason: 'not-allowed' },
		])
	}
	say(secretariat, server, { ...call, clause: 'cl_000000000000' })
	expect((await heard(secretariat)).slice(1)).toEqual([
		{ type: 'call-refused', reason: 'no-such-place' },
	])

	// from all windows of the seat together
	say(secretariat, server, { ...call, paragraph: null })
	await caughtUp(secretariat, server)
	say(otherWindow, server, call)
	await caughtUp(otherWindow, server)
	say(secretariat, server, call)
	expect((await heard(secretariat)).at(-1)).toEqual({ type: 'call-refused', reason: 'too-often' })
	expect((await heard(otherWindow)).filter(({ type }) => type === 'call-refused')).toEqual([])
	expect((await heard(ua)).filter(({ type }) => type === 'called')).toHaveLength(3)
	clock.step(10_000)
	say(secretariat, server, call)
	expect((await heard(secretariat)).at(-1)).toEqual(called)
})
