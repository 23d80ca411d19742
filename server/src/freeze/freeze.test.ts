import { addMs, parseLogPosition, type Act, type Phase } from '@parley/domain'
import { parseKey, verifyFile, verifySnapshot } from '@parley/snapshot'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import {
	committedText,
	HOUR_MS,
	openTestRoom,
	START,
	TestEditor,
	testSigner,
	type TestRoom,
	setStatus,
} from '../negotiation/testRoom.ts'

const DEADLINE = addMs(START, HOUR_MS)

/** Resolves once the room's phase is as `is` says. */
function phase(t: TestRoom, is: (phase: Phase) => boolean): Promise<Phase> {
	if (is(t.room.phase)) return Promise.resolve(t.room.phase)
	return new Promise((resolve) => {
		const stop = t.room.listen((event) => {
			if (event.kind !== 'phase' || !is(event.phase)) return
			stop()
			resolve(event.phase)
		})
	})
}

const isSealed = (p: Phase): boolean => p.kind === 'frozen' && p.snapshot !== null

/** Lets the deadline pass and waits for the snapshot. */
async function passDeadline(t: TestRoom): Promise<void> {
	t.clock.step(DEADLINE - t.clock.now())
	await phase(t, isSealed)
}

async function frozenWords(t: TestRoom): Promise<string> {
	const [stored] = await t.storage.snapshots.list(t.negotiation.id)
	if (stored === undefined) throw new Error('there is no snapshot')
	const result = verifySnapshot(stored.file, { key: parseKey(testSigner().keyText) })
	if (result.kind !== 'valid') throw new Error(`the snapshot is ${result.kind}`)
	const clause = result.document.clauses.find(({ heading }) => heading === 'Purpose')
	return (clause?.content ?? [])
		.flatMap(({ content }) => content)
		.map((piece) => ('text' in piece ? piece.text : ''))
		.join('')
}

test('[F2] [F4] what was received before the deadline is in the text, a millisecond later it is late', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	const fr = await TestEditor.open(t, 1, 12)
	const inTime = t.frames.receive()
	t.clock.step(HOUR_MS - 1)
	expect((await ua.say(' In time.')).kind).toBe('accepted')
	inTime.done()
	await passDeadline(t)
	const late = await fr.say(' Late.')
	expect(late).toMatchObject({ kind: 'late', receivedAt: DEADLINE })
	expect(await frozenWords(t)).toBe('The parties agree. In time.')
	expect(await committedText(t)).toBe('The parties agree. In time.')
})

test('[F2] the first frame after the deadline begins the freeze, however late the timer is', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	const answer = t.room.offer(ua.offer(ua.type(' Late.'), { receivedAt: DEADLINE }))
	expect(t.room.phase.kind).toBe('freezing')
	expect(await answer).toMatchObject({ kind: 'late', receivedAt: DEADLINE })
	await phase(t, isSealed)
	expect(await frozenWords(t)).toBe('The parties agree.')
})

test('[F3] the freeze waits for frames received before it, and holds those received after', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	const fr = await TestEditor.open(t, 1, 12)
	t.clock.step(HOUR_MS - 5)
	const slow = t.frames.receive()
	t.clock.step(10)
	expect(t.room.phase.kind).toBe('freezing')
	let isAnswered = false
	const held = fr.say(' Held.').finally(() => (isAnswered = true))
	const drained = await ua.say(' Drained.', { receivedAt: slow.receivedAt })
	expect(drained.kind).toBe('accepted')
	expect(isAnswered).toBe(false)
	slow.done()
	expect((await held).kind).toBe('late')
	await phase(t, isSealed)
	expect(await frozenWords(t)).toBe('The parties agree. Drained.')
	expect(await frozenAct(t)).toMatchObject({ account: { framesPending: 1, framesLeft: 0 } })
})

test('[F3] [F9] it waits for two seconds at the most', async () => {
	const t = await openTestRoom()
	t.clock.step(HOUR_MS - 1)
	t.frames.receive()
	t.clock.step(2000)
	expect(t.room.phase.kind).toBe('freezing')
	t.clock.step(1)
	await phase(t, isSealed)
	expect(await frozenAct(t)).toMatchObject({
		account: { waitedMs: 2000, framesPending: 1, framesLeft: 1 },
	})
})

test('[F3] a drained entry that moves the deadline releases what was held, as in time', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	t.clock.step(HOUR_MS - 5)
	const slow = t.frames.receive()
	t.clock.step(10)
	const held = ua.say(' Held.')
	const deadline = { at: addMs(DEADLINE, HOUR_MS), zone: 'Europe/London' }
	const moved = await t.room.record({
		act: { kind: 'deadline-moved', deadline, reason: 'one more hour' },
		seat: ua.seat.id,
		receivedAt: slow.receivedAt,
	})
	expect(moved.kind).toBe('recorded')
	slow.done()
	expect((await held).kind).toBe('accepted')
	expect(t.room.phase).toEqual({ kind: 'drafting', deadline })
	t.clock.step(HOUR_MS)
	await phase(t, isSealed)
	expect(await frozenWords(t)).toBe('The parties agree. Held.')
})

test('[F4] a late edit is one, however often it is offered, and answers with its first stamp', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	await passDeadline(t)
	const bytes = ua.type(' Too late.')
	const first = await t.room.offer(ua.offer(bytes))
	t.clock.step(500)
	const all = Y.encodeStateAsUpdate(ua.doc)
	for (let i = 0; i < 5; i++) {
		expect(await t.room.offer(ua.offer(all, { kind: 'sync' }))).toEqual(first)
	}
	const next = await t.restart(1000)
	expect(await next.room.offer(ua.offer(all, { kind: 'sync' }))).toEqual(first)
	expect(await next.room.lateLane()).toMatchObject([{ words: 'Too late.', seat: ua.seat.id }])
	expect(await committedText(next)).toBe('The parties agree.')
})

test('[F4] late edits build on earlier ones of their author and never meet those of others', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	const fr = await TestEditor.open(t, 1, 12)
	await passDeadline(t)
	expect((await ua.say(' One')).kind).toBe('late')
	expect((await ua.say(' two')).kind).toBe('late')
	expect((await fr.say(' Trois')).kind).toBe('late')
	expect((await t.room.lateLane()).map(({ words, seat }) => [words, seat])).toEqual([
		['One', ua.seat.id],
		['two', ua.seat.id],
		['Trois', fr.seat.id],
	])
})

test('[F4] after the freeze, deletions that nobody sees are known; what inserts is kept and not listed', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	const text = ua.doc.getText('text')
	const changed = (change: () => void): Uint8Array => {
		const before = Y.encodeStateVector(ua.doc)
		ua.doc.transact(change)
		return Y.encodeStateAsUpdate(ua.doc, before)
	}
	const marked = changed(() => {
		text.insert(text.length, ' x', { strong: true })
	})
	expect((await t.room.offer(ua.offer(marked))).kind).toBe('accepted')
	await passDeadline(t)
	// The mark ends with the text: taking out the item that ends it is what tidying clients do.
	const tidied = changed(() => {
		const last = Y.getItem(ua.doc.store, Y.createID(11, Y.getState(ua.doc.store, 11) - 1))
		if (last instanceof Y.Item)
			Y.transact(ua.doc, (transaction) => {
				last.delete(transaction)
			})
	})
	expect(await t.room.offer(ua.offer(tidied))).toEqual({ kind: 'known' })
	const nothing = changed(() => {
		text.insert(text.length, 'x')
		text.delete(text.length - 1, 1)
	})
	expect((await t.room.offer(ua.offer(nothing))).kind).toBe('late')
	expect(await t.room.lateLane()).toEqual([])
	expect((await ua.say(' more')).kind).toBe('late')
	expect(await t.room.lateLane()).toHaveLength(1)
})

test('[F5] a process that ends after any step is followed by one that goes on to the same snapshot', async () => {
	const digests = new Set<string>()
	const names = [
		'entry-stored',
		'told',
		'text-read',
		'snapshot-stored',
		'announced',
		'audited',
	] as const
	for (const last of names) {
		const ended = Promise.withResolvers<string>()
		let isOver = false
		const t = await openTestRoom({
			onStep: (step) => {
				if (isOver) return
				if (step === last) {
					isOver = true
					ended.resolve(step)
					// What a killed process never does: go on.
					throw new Error(`ended after ${step}`)
				}
			},
		})
		const ua = await TestEditor.open(t, 0, 11)
		await ua.say(' Last words.')
		t.clock.step(HOUR_MS)
		await ended.promise
		const next = await t.restart(5000)
		await phase(next, isSealed)
		const snapshots = await next.storage.snapshots.list(t.negotiation.id)
		expect(snapshots).toHaveLength(1)
		digests.add(snapshots[0]?.digest ?? '')
		expect(await frozenWords(next)).toBe('The parties agree. Last words.')
	}
	expect(digests.size).toBe(1)
})

test('[F6] after an outage over the deadline nothing is taken until the chair decides', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	await ua.say(' Before.')
	const next = await t.restart(2 * HOUR_MS)
	expect(next.room.phase.kind).toBe('awaiting-chair')
	const bytes = ua.type(' After.')
	expect(await next.room.offer(ua.offer(bytes, { receivedAt: next.clock.now() }))).toEqual({
		kind: 'waiting',
	})
	const secretariat = next.seats[3]
	if (secretariat === undefined) throw new Error('no secretariat')
	expect(await next.room.freeze(secretariat.id, next.clock.now(), '')).toEqual({ kind: 'frozen' })
	expect(await frozenWords(next)).toBe('The parties agree. Before.')
	expect(await frozenAct(next)).toMatchObject({
		cause: 'as-of-deadline',
		at: DEADLINE,
		outages: [{ from: START, to: addMs(START, 2 * HOUR_MS) }],
	})
	expect((await next.room.offer(ua.offer(bytes, { receivedAt: next.clock.now() }))).kind).toBe(
		'late'
	)
})

test('[F6] [F7] after an outage the deadline can be moved, at least a minute ahead', async () => {
	const t = await openTestRoom()
	const next = await t.restart(2 * HOUR_MS)
	const ua = await TestEditor.open(next, 0, 11)
	const move = (ms: number) =>
		next.room.record({
			act: {
				kind: 'deadline-moved',
				deadline: { at: addMs(next.clock.now(), ms), zone: 'Europe/London' },
				reason: 'the server was down',
			},
			seat: ua.seat.id,
			receivedAt: next.clock.now(),
		})
	expect(await move(59_999)).toEqual({ kind: 'refused', reason: 'deadline-too-near' })
	expect((await move(60_000)).kind).toBe('recorded')
	expect((await ua.say(' On we go.')).kind).toBe('accepted')
	next.clock.step(60_000)
	await phase(next, isSealed)
	expect(await frozenWords(next)).toBe('The parties agree. On we go.')
})

test('[F7] an early freeze counts from its receive time', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	t.clock.step(1000)
	const receivedAt = t.clock.now()
	const frozen = t.room.freeze(ua.seat.id, receivedAt, 'agreed early')
	const late = ua.say(' Same instant.')
	expect(await frozen).toEqual({ kind: 'frozen' })
	expect((await late).kind).toBe('late')
	expect(await frozenAct(t)).toMatchObject({
		cause: 'early',
		at: receivedAt,
		reason: 'agreed early',
	})
	expect(t.room.phase).toMatchObject({ kind: 'frozen', reason: 'agreed early' })
	expect(await t.room.freeze(ua.seat.id, t.clock.now(), '')).toEqual({
		kind: 'refused',
		reason: 'frozen',
	})
})

test('[F8] a frozen round takes no decision about its text, but notes', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	await passDeadline(t)
	const [clause] = t.clauses
	if (clause === undefined) throw new Error('no clause')
	const record = (act: Parameters<TestRoom['room']['record']>[0]['act']) =>
		t.room.record({ act, seat: ua.seat.id, receivedAt: t.clock.now() })
	const deadline = { at: addMs(t.clock.now(), HOUR_MS), zone: 'Europe/London' }
	expect(await record({ kind: 'deadline-moved', deadline, reason: 'x' })).toMatchObject({
		reason: 'frozen',
	})
	expect(await setStatus(t, clause.id, 'agreed')).toEqual({ kind: 'denied', reason: 'frozen' })
})

test('[F4] the protocol lists late edits without names or words, and says that the replay was equal', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	await ua.say(' Text.')
	await passDeadline(t)
	await ua.say(' Secret words.')
	const file = await t.room.freezeProtocol()
	if (file === null) throw new Error('there is no protocol')
	const verified = verifyFile(file.bytes, { key: parseKey(testSigner().keyText) })
	expect(verified.kind).toBe('valid')
	const words = new TextDecoder().decode(file.bytes)
	expect(words).toContain('"replay":"equal"')
	expect(words).toContain('"lateEdits":[{"clause"')
	expect(words).not.toContain('Secret')
	expect(words).not.toContain(ua.seat.id)
})

test('[F1] the deadline is armed again after a restart', async () => {
	const t = await openTestRoom()
	const next = await t.restart(1000)
	next.clock.step(HOUR_MS)
	await phase(next, isSealed)
	expect(await frozenWords(next)).toBe('The parties agree.')
})

async function frozenAct(t: TestRoom): Promise<Act | undefined> {
	const range = { after: parseLogPosition(0), until: t.room.position, kind: 'act' } as const
	const { log } = t.storage
	const [id] = await log.logs()
	if (id === undefined) throw new Error('there is no log')
	for await (const { payload } of log.read(id, range)) {
		if (payload.kind === 'act' && payload.act.kind === 'frozen') return payload.act
	}
	return undefined
}
