import {
	ParleyError,
	addMs,
	parseClauseId,
	parseLogPosition,
	parseNegotiationId,
	parseNoteId,
} from '@parley/domain'
import { clauseDocument, roomDocument, sharedLog } from '@parley/protocol'
import {
	createDocument,
	plainText,
	readBlocks,
	readUpdate,
	withReturnNote,
	type UnitId,
} from '@parley/schema'
import { parseCheckpoint, verifyCheckpoint, toHex } from '@parley/snapshot'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { type Storage } from '../storage/ports.ts'
import { Chain } from './chain.ts'
import { MAX_CLAUSE_BYTES } from './judge.ts'
import { type RoomEvent } from './room.ts'
import { committedText, HOUR_MS, openTestRoom, START, TestEditor, testSigner } from './testRoom.ts'

test('[L3] an accepted update is on disk, has the next position and its receive time', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	const answer = await ua.say(' Now.')
	const { position } = t.room
	expect(answer).toEqual({ kind: 'accepted', position, receivedAt: START, isNoteDropped: false })
	expect(await committedText(t)).toBe('The parties agree. Now.')
	const next = await t.restart(1000)
	expect(await committedText(next)).toBe('The parties agree. Now.')
})

test('[L2] what the log has already is known, from whoever and however often', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	const update = ua.type(' Now.')
	expect((await t.room.offer(ua.offer(update))).kind).toBe('accepted')
	expect(await t.room.offer(ua.offer(update))).toEqual({ kind: 'known' })
	const everything = Y.encodeStateAsUpdate(ua.doc)
	expect(await t.room.offer(ua.offer(everything, { kind: 'sync' }))).toEqual({ kind: 'known' })
	const observer = await TestEditor.open(t, 2, 12)
	expect(await t.room.offer(observer.offer(update))).toEqual({ kind: 'known' })
	const next = await t.restart(1000)
	expect(await next.room.offer(ua.offer(update))).toEqual({ kind: 'known' })
})

test('[L4] a deletion is new until it is numbered', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	await ua.say('xyz')
	const before = Y.encodeStateVector(ua.doc)
	ua.doc.getText('text').delete(ua.doc.getText('text').length - 2, 2)
	const deletion = Y.encodeStateAsUpdate(ua.doc, before)
	expect((await t.room.offer(ua.offer(deletion))).kind).toBe('accepted')
	expect(await t.room.offer(ua.offer(deletion))).toEqual({ kind: 'known' })
	expect(await committedText(t)).toBe('The parties agree.x')
})

test('[L5] a gap waits until the connection has synchronised, and is refused after it', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	ua.type('first ')
	const second = ua.type('second')
	expect(await t.room.offer(ua.offer(second, { synced: false }))).toEqual({ kind: 'waiting' })
	expect(await t.room.offer(ua.offer(second))).toEqual({ kind: 'refused', reason: 'gap' })
	const all = Y.encodeStateAsUpdate(ua.doc)
	expect((await t.room.offer(ua.offer(all, { kind: 'sync' }))).kind).toBe('accepted')
	expect(await committedText(t)).toBe('The parties agree.first second')
})

test('[L6] updates that are offered at once get consecutive positions in the order of their offers', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	const fr = await TestEditor.open(t, 1, 12)
	const first = t.room.position
	const offers = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? ua : fr).say(`${i} `))
	const answers = await Promise.all(offers)
	expect(answers.map((a) => (a.kind === 'accepted' ? a.position - first : a))).toEqual(
		Array.from({ length: 40 }, (_, i) => i + 1)
	)
})

test('[L7] structs under the clientID of another seat are refused, also after a restart', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	await ua.say(' Mine.')
	const forger = await TestEditor.open(t, 1, 11)
	const forged = forger.type(' Not mine.')
	expect(await t.room.offer(forger.offer(forged))).toEqual({
		kind: 'refused',
		reason: 'other-author',
	})
	const next = await t.restart(1000)
	expect(await next.room.offer(forger.offer(forged))).toEqual({
		kind: 'refused',
		reason: 'other-author',
	})
	expect(await committedText(next)).toBe('The parties agree. Mine.')
})

test('[L7] a clientID that was claimed by presence alone cannot be taken over', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	const fr = await TestEditor.open(t, 1, 11)
	expect(t.room.claim(t.document, 11, ua.seat.id, ua.session)).toBe(true)
	expect(t.room.claim(t.document, 11, fr.seat.id, fr.session)).toBe(false)
	expect(await fr.say('x')).toEqual({ kind: 'refused', reason: 'other-author' })
	expect((await ua.say('y')).kind).toBe('accepted')
})

test("[L7] the server's own clientIDs cannot be used", async () => {
	const t = await openTestRoom()
	const [server] = await t.storage.log.writers(t.document)
	if (server === undefined) throw new Error('the seed has no writer')
	const forger = await TestEditor.open(t, 0, server.clientId)
	expect(await forger.say('x')).toEqual({ kind: 'refused', reason: 'other-author' })
	expect(t.room.claim(t.document, server.clientId, forger.seat.id, forger.session)).toBe(false)
})

test('[L7] an update that is not taken binds nobody', async () => {
	const t = await openTestRoom()
	const squatter = await TestEditor.open(t, 2, 11)
	expect(await squatter.say('x')).toEqual({ kind: 'refused', reason: 'role' })
	const fr = await TestEditor.open(t, 1, 11)
	expect(await fr.say('x', { speaksModel: false })).toEqual({ kind: 'refused', reason: 'model' })
	const ua = await TestEditor.open(t, 0, 11)
	expect((await ua.say('y')).kind).toBe('accepted')
})

test('only the clauses of its own round take text', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	const { id } = t.negotiation
	const [clause] = t.clauses
	if (clause === undefined) throw new Error('no clause')
	const others = [
		roomDocument(id, 1),
		clauseDocument(id, 2, clause.id),
		clauseDocument(id, 1, parseClauseId('cl_000000000000')),
		clauseDocument(parseNegotiationId('ng_000000000000'), 1, clause.id),
	]
	const update = ua.type('x')
	for (const document of others) {
		const answer = await t.room.offer(ua.offer(update, { document }))
		expect(answer).toEqual({ kind: 'refused', reason: 'read-only-document' })
	}
})

test('[L7] a session brings twenty clientIDs to a document and one more every five minutes', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	const claim = (client: number): boolean =>
		t.room.claim(t.document, client, ua.seat.id, ua.session)
	for (let client = 100; client < 120; client++) expect(claim(client)).toBe(true)
	expect(claim(120)).toBe(false)
	expect(claim(100)).toBe(true)
	t.clock.step(5 * 60_000)
	expect(claim(120)).toBe(true)
	expect(claim(121)).toBe(false)
})

test('[A3] roles that read are refused, and whoever does not speak the model', async () => {
	const t = await openTestRoom()
	const reader = await TestEditor.open(t, 2, 11)
	expect(await reader.say('x')).toEqual({ kind: 'refused', reason: 'role' })
	const ua = await TestEditor.open(t, 0, 12)
	expect(await ua.say('x', { speaksModel: false })).toEqual({ kind: 'refused', reason: 'model' })
	const gone = { ...ua.seat, revoked: true }
	expect(await ua.say('x', { seat: gone })).toEqual({ kind: 'refused', reason: 'revoked' })
})

test('[L8] a clause has a largest size', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	const kinds = new Set<string>()
	for (let i = 0; i < 140; i++) {
		const answer = await ua.say('x'.repeat(40 * 1024))
		kinds.add(answer.kind === 'refused' ? answer.reason : answer.kind)
		if (answer.kind === 'refused') break
	}
	expect([...kinds]).toEqual(['accepted', 'clause-full'])
})

test('[L11] a property that would stand in the text is refused, whether somebody has the document open or not', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	expect((await ua.say('!')).kind).toBe('accepted')
	// One struct of client 11 from clock 1, after (11, 0): one value, the text "a".
	const property = Uint8Array.of(1, 1, 11, 1, 136, 11, 0, 1, 119, 1, 97, 0)
	const refused = { kind: 'refused', reason: 'unknown-content' }
	expect(await t.room.offer(ua.offer(property))).toEqual(refused)
	await t.room.attach(t.document, createDocument({ gc: false }))
	expect(await t.room.offer(ua.offer(property))).toEqual(refused)
})

test('[L9] a live document follows the log, also what was committed while it was being read', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	const live = createDocument({ gc: false })
	const attaching = t.room.attach(t.document, live)
	const said = [ua.say(' One.'), ua.say(' Two.')]
	const attached = await attaching
	await Promise.all(said)
	await ua.say(' Three.')
	expect(textOf(live)).toBe('The parties agree. One. Two. Three.')
	attached.close()
	await ua.say(' Four.')
	expect(textOf(live)).not.toContain('Four')
})

test('[L10] every commit ends with a signed checkpoint of the chain, which a replay finds again', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	for (let i = 0; i < 5; i++) await ua.say(`${i}`)
	const log = sharedLog(t.negotiation.id)
	const chain = Chain.start(log)
	const chains = new Map<number, string>()
	for await (const entry of t.storage.log.read(log, {
		after: parseLogPosition(0),
		until: t.room.position,
	})) {
		chain.add(entry)
		chains.set(entry.position, chain.hex)
	}
	let count = 0
	for await (const checkpoint of t.storage.log.checkpoints(log)) {
		count++
		expect(checkpoint.chain).toBe(chains.get(checkpoint.position))
		expect(verifyCheckpoint(checkpoint.note, testSigner().publicKey).kind).toBe('valid')
		expect(toHex(parseCheckpoint(checkpoint.note)?.chain ?? new Uint8Array())).toBe(
			checkpoint.chain
		)
	}
	expect(count).toBe(6)
})

test('a note is stamped, and the text it saw can be read again', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	const [clause] = t.clauses.filter(({ heading }) => heading === 'Purpose')
	if (clause === undefined) throw new Error('no clause')
	const seen = t.room.position
	await ua.say(' Later.')
	const note = parseNoteId('nt_000000000001')
	const recorded = await t.room.record({
		act: { kind: 'note-taken', note, clause: clause.id, seen, text: 'UA: fine' },
		seat: ua.seat.id,
		receivedAt: t.clock.now(),
	})
	expect(recorded.kind).toBe('recorded')
	expect((await t.room.notes()).map(({ payload }) => payload)).toMatchObject([
		{ act: { text: 'UA: fine', seen } },
	])
	const then = await t.room.readClause(clause.id, seen)
	expect(JSON.stringify(then?.blocks)).not.toContain('Later')
})

/** Lets `fails` commits in a row fail. */
function failing(state: { fails: number }) {
	return (storage: Storage): Storage => ({
		...storage,
		log: {
			...storage.log,
			append: (commit) =>
				state.fails-- > 0
					? Promise.reject(new ParleyError('disk-full', 'no room on the disk'))
					: storage.log.append(commit),
		},
	})
}

test('[L3] a failed commit acknowledges nobody, is told, and the same words are taken afterwards', async () => {
	const state = { fails: 0 }
	const t = await openTestRoom({ fault: failing(state) })
	const events: RoomEvent['kind'][] = []
	t.room.listen(({ kind }) => events.push(kind))
	const ua = await TestEditor.open(t, 0, 11)
	await ua.say(' Kept.')
	state.fails = 1
	const lost = [ua.type(' One.'), ua.type(' Two.')]
	const answers = await Promise.all(lost.map((bytes) => t.room.offer(ua.offer(bytes))))
	expect(answers).toEqual([{ kind: 'waiting' }, { kind: 'waiting' }])
	expect(events).toContain('commit-failed')
	expect(await committedText(t)).toBe('The parties agree. Kept.')
	const all = Y.encodeStateAsUpdate(ua.doc)
	expect((await t.room.offer(ua.offer(all, { kind: 'sync' }))).kind).toBe('accepted')
	expect(await committedText(t)).toBe('The parties agree. Kept. One. Two.')
	expect((await (await t.restart(1)).room.offer(ua.offer(all, { kind: 'sync' }))).kind).toBe(
		'known'
	)
})

test('[L1] acts and text share one order, and a deadline needs a minute of notice', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	const at = addMs(START, 2 * HOUR_MS)
	await ua.say('a')
	const moved = await t.room.record({
		act: { kind: 'deadline-moved', deadline: { at, zone: 'Europe/London' }, reason: 'more time' },
		seat: ua.seat.id,
		receivedAt: t.clock.now(),
	})
	const said = await ua.say('b')
	expect(
		moved.kind === 'recorded' && said.kind === 'accepted' && said.position - moved.entry.position
	).toBe(1)
	expect(t.room.phase).toEqual({ kind: 'drafting', deadline: { at, zone: 'Europe/London' } })
	const soon = { at: addMs(t.clock.now(), 59_999), zone: 'Europe/London' }
	expect(
		await t.room.record({
			act: { kind: 'deadline-moved', deadline: soon, reason: 'hurry' },
			seat: ua.seat.id,
			receivedAt: t.clock.now(),
		})
	).toEqual({ kind: 'refused', reason: 'deadline-too-near' })
	const next = await t.restart(1000)
	expect(next.room.phase).toEqual({ kind: 'drafting', deadline: { at, zone: 'Europe/London' } })
})

function textOf(doc: Y.Doc): string {
	return plainText(readBlocks(doc))
}

test('[L11] what would stand in the wrong place of the document is refused', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	await ua.say(' A pair: 😀.')
	const text = ua.doc.getText('text')
	const before = Y.encodeStateVector(ua.doc)
	// Yjs counts in UTF-16 units: this deletes one half of the pair.
	text.delete(plainText(readBlocks(ua.doc)).indexOf('😀') + 2, 1)
	const cut = Y.encodeStateAsUpdate(ua.doc, before)
	expect(await t.room.offer(ua.offer(cut))).toEqual({ kind: 'refused', reason: 'cut-pair' })
	expect(await committedText(t)).toBe('The parties agree. A pair: 😀.')
})

test('a long sitting leaves caches while its document is open, so that a server that is killed has little to read again', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	const live = createDocument({ gc: false })
	await t.room.attach(t.document, live)
	const before = t.room.position
	await Promise.all(Array.from({ length: 2100 }, () => ua.say('x')))
	const cache = await t.storage.caches.newest(t.document, t.room.position)
	// The entry with the words that it was made with is the first of the 2,000.
	expect(cache?.position).toBe(before + 1999)
	const cached = createDocument({ gc: false })
	if (cache !== null) Y.applyUpdate(cached, cache.state)
	expect(textOf(cached)).toBe(textOf(live).replace('x'.repeat(2100), 'x'.repeat(1999)))
})

test('[L21] what an edit says that it brings back is kept with it; what cannot be true is not, and costs no words', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	const run = { unit: { client: 11, clock: 0 }, source: { client: 1, clock: 0 }, length: 1 }
	const offerWith = async (typed: string, source: UnitId) => {
		const update = ua.type(typed)
		const unit = { client: 11, clock: Y.getState(ua.doc.store, 11) - 1 }
		return t.room.offer(ua.offer(withReturnNote(update, [{ ...run, unit, source }])))
	}
	const [known] = [...ua.doc.store.clients.keys()].filter((client) => client !== 11)
	if (known === undefined) throw new Error('the text has no author')
	const isNoteDropped = false
	expect(await offerWith('a', { client: known, clock: 0 })).toMatchObject({ isNoteDropped })
	expect(await offerWith('b', { client: known, clock: 9000 })).toMatchObject({
		isNoteDropped: true,
	})
	expect(await offerWith('c', { client: 4711, clock: 0 })).toMatchObject({ isNoteDropped: true })
	expect(await committedText(t)).toBe('The parties agree.abc')
	const ends: boolean[] = []
	const range = { after: parseLogPosition(0), until: t.room.position, document: t.document }
	for await (const { payload, seat } of t.storage.log.read(sharedLog(t.negotiation.id), range)) {
		if (payload.kind !== 'update' || seat === null) continue
		const edit = readUpdate(payload.bytes)
		ends.push(edit.ok && edit.noteBytes > 0)
	}
	expect(ends).toEqual([true, false, false])
})

test('[L21] a note that is not kept takes no room from a clause', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	const nothing = new Uint8Array(MAX_CLAUSE_BYTES / 100)
	const letters = 'a'.repeat(110)
	for (const letter of letters) {
		const noted = withReturnNote(ua.type(letter), [])
		// a note of a form that is known, with more behind it than there can be
		const offered = Buffer.concat([noted, nothing])
		expect(await t.room.offer(ua.offer(offered))).toMatchObject({ isNoteDropped: true })
	}
	expect(await committedText(t)).toBe(`The parties agree.${letters}`)
})
