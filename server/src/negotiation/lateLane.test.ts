import { parseLogPosition } from '@parley/domain'
import { sharedLog } from '@parley/protocol'
import { createDocument, readBlocks, withReturnNote } from '@parley/schema'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { FaultyStorage } from './faultyStorage.ts'
import { MAX_CLAUSE_BYTES } from './judge.ts'
import { HOUR_MS, openTestRoom, TestEditor } from './testRoom.ts'

const CHUNK = 'x'.repeat(60 * 1024)

/** Types until a clause takes no more, 200 times at the most; gives how the answers ended. */
async function fill(editor: TestEditor): Promise<unknown> {
	for (let i = 0; i < 200; i++) {
		const answer = await editor.say(CHUNK)
		if (answer.kind === 'refused') return answer.reason
	}
	return 'not full'
}

test('[F4] [L8] a late edit is kept however full the clause was and whatever others bring late', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	const fr = await TestEditor.open(t, 1, 12)
	expect(await fill(ua)).toBe('clause-full')
	t.clock.step(HOUR_MS)
	const late = await TestEditor.open(t, 0, 13)
	expect((await late.say(CHUNK)).kind).toBe('late')
	// Each seat has as much again for what it brings late, and nobody else's.
	expect(await fill(late)).toBe('clause-full')
	expect((await fr.say(CHUNK)).kind).toBe('late')
	const next = await t.restart(1)
	expect((await next.room.offer(late.offer(late.type(CHUNK)))).kind).toBe('refused')
	expect((await next.room.offer(fr.offer(fr.type(CHUNK)))).kind).toBe('late')
})

test('[L21] a note of a late edit that is not kept takes no room from what its seat may bring late', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	t.clock.step(HOUR_MS)
	const nothing = new Uint8Array(MAX_CLAUSE_BYTES / 100)
	for (const letter of 'a'.repeat(110)) {
		// a note of a form that is known, with more behind it than there can be
		const noted = Buffer.concat([withReturnNote(ua.type(letter), []), nothing])
		expect((await t.room.offer(ua.offer(noted))).kind).toBe('late')
	}
})

test('[F4] whether a late deletion is seen is judged by what stands in the text, not by what is on disk yet', async () => {
	const faults = new FaultyStorage()
	const t = await openTestRoom({ fault: faults.fault })
	const ua = await TestEditor.open(t, 0, 11)
	const begun = faults.hold()
	const inTime = ua.say(' In time.')
	await begun
	t.clock.step(HOUR_MS)
	const before = Y.encodeStateVector(ua.doc)
	ua.doc.getText('text').delete(ua.doc.getText('text').length - 9, 9)
	const late = t.room.offer(ua.offer(Y.encodeStateAsUpdate(ua.doc, before)))
	await new Promise(setImmediate)
	faults.release()
	expect((await inTime).kind).toBe('accepted')
	expect((await late).kind).toBe('late')
	expect(await t.room.lateLane()).toHaveLength(1)
})

test('[F4] a late edit that waited for one whose commit failed is answered honestly', async () => {
	const faults = new FaultyStorage()
	const t = await openTestRoom({ fault: faults.fault })
	const ua = await TestEditor.open(t, 0, 11)
	const other = await TestEditor.open(t, 0, 12)
	t.clock.step(HOUR_MS)
	await t.room.offer(other.offer(Uint8Array.of(0, 0)))
	const begun = faults.hold()
	faults.failing = 1
	const lost = ua.say(' One.')
	await begun
	const kept = other.say(' Two.')
	await new Promise(setImmediate)
	faults.release()
	expect((await lost).kind).toBe('waiting')
	expect((await kept).kind).toBe('late')
	expect((await t.room.lateLane()).map(({ words }) => words)).toEqual(['Two.'])
})

test('[F4] a late deletion of which nothing is seen is kept: a later edit of its author can show it', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	const text = ua.doc.getText('text')
	const changed = (change: () => void): Uint8Array => {
		const updates: Uint8Array[] = []
		const keep = (update: Uint8Array): number => updates.push(update)
		ua.doc.on('update', keep)
		ua.doc.transact(change)
		ua.doc.off('update', keep)
		return Y.mergeUpdates(updates)
	}
	const marked = changed(() => {
		text.insert(text.length, ' x', { strong: true })
	})
	expect((await t.room.offer(ua.offer(marked))).kind).toBe('accepted')
	t.clock.step(HOUR_MS)
	const tidied = changed(() => {
		// The mark ends with the text: what ends it is taken out, and what is typed behind it is strong.
		const last = Y.getItem(ua.doc.store, Y.createID(11, Y.getState(ua.doc.store, 11) - 1))
		if (last instanceof Y.Item)
			Y.transact(ua.doc, (it) => {
				last.delete(it)
			})
	})
	expect(await t.room.offer(ua.offer(tidied))).toEqual({ kind: 'known' })
	expect(await t.room.lateLane()).toEqual([])
	const typed = changed(() => {
		text.insert(text.length, ' more')
	})
	expect((await t.room.offer(ua.offer(typed))).kind).toBe('late')
	expect((await t.room.lateLane()).map(({ words }) => words)).toEqual(['more'])
	const kept = createDocument({ gc: false })
	const range = { after: parseLogPosition(0), until: t.room.position, document: t.document }
	for await (const { payload } of t.storage.log.read(sharedLog(t.negotiation.id), range)) {
		if (payload.kind === 'update') Y.applyUpdate(kept, payload.bytes)
	}
	expect(readBlocks(kept)).toEqual(readBlocks(ua.doc))
})
