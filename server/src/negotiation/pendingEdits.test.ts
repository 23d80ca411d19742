import { createDocument, plainText, readBlocks, readUpdate, type Edit } from '@parley/schema'
import { parseLogPosition } from '@parley/domain'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { FaultyStorage } from './faultyStorage.ts'
import { PendingEdits } from './pendingEdits.ts'
import { type Answer } from './room.ts'
import { committedText, HOUR_MS, openTestRoom, TestEditor, type TestRoom } from './testRoom.ts'

/** Resolves once whatever has been offered has been judged: nothing in memory takes longer than a turn of the loop. */
function judged(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve))
}

/** What `change` makes of the editor's document, as one update. */
function updateOf(editor: TestEditor, change: (text: Y.Text) => void): Uint8Array {
	const before = Y.encodeStateVector(editor.doc)
	change(editor.doc.getText('text'))
	return Y.encodeStateAsUpdate(editor.doc, before)
}

/** Offers `updates` one right after the other, while nothing is brought to disk, then lets the disk go on; gives the answers. */
async function offerWhileHeld(
	t: TestRoom,
	faults: FaultyStorage,
	editor: TestEditor,
	updates: readonly Uint8Array[]
): Promise<readonly Answer[]> {
	void faults.hold()
	const answers = updates.map((bytes) => t.room.offer(editor.offer(bytes)))
	await judged()
	faults.release()
	return Promise.all(answers)
}

test.each(['open', 'not open'])(
	'[L11] a half of a pair that is numbered and not on disk yet is not cut off: the document is %s',
	async (how) => {
		const faults = new FaultyStorage()
		const t = await openTestRoom({ fault: faults.fault })
		const ua = await TestEditor.open(t, 0, 11)
		if (how === 'open') await t.room.attach(t.document, createDocument({ gc: false }))
		const pair = ua.type(' 😀.')
		// The space is the first unit of client 11, the halves are its second and third.
		const cut = Uint8Array.of(0, 1, 11, 1, 2, 1)
		expect(await offerWhileHeld(t, faults, ua, [pair, cut])).toMatchObject([
			{ kind: 'accepted' },
			{ kind: 'refused', reason: 'cut-pair' },
		])
		expect(await committedText(t)).toBe('The parties agree. 😀.')
		expect((await ua.say(' More.')).kind).toBe('accepted')
	}
)

test('[L11] a property that would stand in text which is not on disk yet is refused', async () => {
	const faults = new FaultyStorage()
	const t = await openTestRoom({ fault: faults.fault })
	const ua = await TestEditor.open(t, 0, 11)
	// One struct of client 11 from clock 1, after (11, 0): one value, the text "a".
	const property = Uint8Array.of(1, 1, 11, 1, 136, 11, 0, 1, 119, 1, 97, 0)
	expect(await offerWhileHeld(t, faults, ua, [ua.type('!'), property])).toMatchObject([
		{ kind: 'accepted' },
		{ kind: 'refused', reason: 'unknown-content' },
	])
})

test('[L17] a struct between units that its author cannot have seen side by side is refused, also while these are not on disk', async () => {
	const faults = new FaultyStorage()
	const t = await openTestRoom({ fault: faults.fault })
	const ua = await TestEditor.open(t, 0, 11)
	// Client 12 puts "z" behind unit 0 of client 11 and before its unit 2: unit 1 stands between them.
	const forged = Uint8Array.of(1, 1, 12, 0, 0xc4, 11, 0, 11, 2, 1, 122, 0)
	const answers = await offerWhileHeld(t, faults, ua, [ua.type('abc'), forged, ua.type('d')])
	expect(answers).toMatchObject([
		{ kind: 'accepted' },
		{ kind: 'refused', reason: 'malformed' },
		{ kind: 'accepted' },
	])
	expect(await committedText(t)).toBe('The parties agree.abcd')
})

test('[L17] whoever types fast, goes back, deletes and undoes, is taken with all of it while nothing of it is on disk', async () => {
	const faults = new FaultyStorage()
	const t = await openTestRoom({ fault: faults.fault })
	const ua = await TestEditor.open(t, 0, 11)
	const undo = new Y.UndoManager(ua.doc.getText('text'), { captureTimeout: 0 })
	const end = ua.doc.getText('text').length
	const updates = [
		...Array.from('Fast words go.', (key, index) =>
			updateOf(ua, (text) => {
				text.insert(end + (index % 3 === 0 ? 0 : index), key)
			})
		),
		updateOf(ua, (text) => {
			text.format(end - 2, 6, { strong: true })
		}),
		updateOf(ua, (text) => {
			text.delete(end - 4, 8)
		}),
		updateOf(ua, () => undo.undo()),
		updateOf(ua, () => undo.redo()),
		updateOf(ua, () => undo.undo()),
	]
	const answers = await offerWhileHeld(t, faults, ua, updates)
	expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(['accepted']))
	expect(await committedText(t)).toBe(plainText(readBlocks(ua.doc)))
})

test('[L17] after a failed commit nothing of what was pending is built on', async () => {
	const faults = new FaultyStorage()
	const t = await openTestRoom({ fault: faults.fault })
	const ua = await TestEditor.open(t, 0, 11)
	faults.failing = 1
	const lost = [ua.type('One'), ua.type('Two')]
	expect(await offerWhileHeld(t, faults, ua, lost)).toEqual([
		{ kind: 'waiting' },
		{ kind: 'waiting' },
	])
	const [, second] = lost
	if (second === undefined) throw new RangeError('two were typed')
	expect(await t.room.offer(ua.offer(second))).toEqual({ kind: 'refused', reason: 'gap' })
	const all = Y.encodeStateAsUpdate(ua.doc)
	expect((await t.room.offer(ua.offer(all, { kind: 'sync' }))).kind).toBe('accepted')
	expect(await committedText(t)).toBe('The parties agree.OneTwo')
})

test('[L17] [F4] late edits are looked at on the text with the late edits of their seat', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 11)
	t.clock.step(HOUR_MS)
	expect((await ua.say(' 😀.')).kind).toBe('late')
	const cut = Uint8Array.of(0, 1, 11, 1, 2, 1)
	expect(await t.room.offer(ua.offer(cut))).toEqual({ kind: 'refused', reason: 'cut-pair' })
	const forged = Uint8Array.of(1, 1, 12, 0, 0xc4, 11, 0, 11, 3, 1, 122, 0)
	expect(await t.room.offer(ua.offer(forged))).toEqual({ kind: 'refused', reason: 'malformed' })
	const more = await Promise.all([ua.say(' More.'), ua.say(' And more.')])
	expect(more.map(({ kind }) => kind)).toEqual(['late', 'late'])
	expect((await t.room.lateLane()).map(({ words }) => words)).toEqual(['😀.', 'More.', 'And more.'])
})

test('[L17] what was looked at and then not numbered is not built on', () => {
	const doc = createDocument({ gc: false })
	const pending = new PendingEdits()
	const edit = (...bytes: readonly number[]): Edit => {
		const read = readUpdate(Uint8Array.of(...bytes))
		if (!read.ok) throw new Error(read.reason)
		return read
	}
	const none = parseLogPosition(0)
	// Client 1 begins the text with "a"; clients 1 and 2 put something behind it.
	const first = edit(1, 1, 1, 0, 4, 1, 4, 116, 101, 120, 116, 1, 97, 0)
	const other = edit(1, 1, 2, 0, 0x84, 1, 0, 1, 98, 0)
	const behindOther = edit(1, 1, 1, 1, 0x84, 2, 0, 1, 99, 0)
	expect(pending.misplaced(first, doc, none)).toBeUndefined()
	pending.add(first, parseLogPosition(1))
	expect(pending.misplaced(other, doc, none)).toBeUndefined()
	// "b" was refused for another reason: "c" cannot stand behind it.
	expect(pending.misplaced(behindOther, doc, none)).toBe('malformed')
	expect(pending.misplaced(other, doc, none)).toBeUndefined()
	pending.add(other, parseLogPosition(2))
	expect(pending.misplaced(behindOther, doc, none)).toBeUndefined()
})
