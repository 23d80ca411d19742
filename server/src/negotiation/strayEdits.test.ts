import {
	suggestionDigests,
	suggestionKey,
	suggestionsIn,
	textOf,
	createDocument,
} from '@parley/schema'
import { sharedLog } from '@parley/protocol'
import { expect, test } from 'vitest'
import type * as Y from 'yjs'
import { FaultyStorage } from './faultyStorage.ts'
import { committedText, openTestRoom, TestEditor, type TestRoom } from './testRoom.ts'

/** Places of seats in the test room. */
const [UA, FR, SECRETARIAT] = [0, 1, 3]

const THEIRS = 'theirs000001'
const ins = { [suggestionKey('ins', THEIRS)]: true }

/**
 * A room where France is about to suggest a word on each side of "agree", and to delete that in the same edit, so that one mark is `around` all of it; and
 * Ukraine, who sees nothing of this.
 */
async function openRoom(options: Parameters<typeof openTestRoom>[0] = {}) {
	const t = await openTestRoom(options)
	const [ukraine, france] = [
		await TestEditor.open(t, UA, 4711),
		await TestEditor.open(t, FR, 4712),
	] as const
	const from = textOf(ukraine.doc).toJSON().indexOf('agree') + 1
	const around = france.change((text) => {
		text.insert(from + 5, 'right', ins)
		text.insert(from, 'left ', ins)
		text.delete(from + 5, 5)
	})
	return { t, ukraine, france, from, around }
}

/** The same once France has. */
async function roomAroundNothing(options?: Parameters<typeof openTestRoom>[0]) {
	const { france, around, ...others } = await openRoom(options)
	expect(await others.t.room.offer(france.offer(around))).toMatchObject({ kind: 'accepted' })
	return others
}

/** A room in which three have the text open; `from` is where "agree" begins in it. */
async function openForThree() {
	const t = await openTestRoom()
	const [ukraine, france, secretariat] = [
		await TestEditor.open(t, UA, 4711),
		await TestEditor.open(t, FR, 4712),
		await TestEditor.open(t, SECRETARIAT, 4713),
	] as const
	const from = textOf(ukraine.doc).toJSON().indexOf('agree') + 1
	return { t, ukraine, france, secretariat, from }
}

async function committed(t: TestRoom): Promise<Y.Doc> {
	const doc = createDocument({ gc: false })
	const attached = await t.room.attach(t.document, doc)
	attached.close()
	return doc
}

/** The words of a text, with those in braces that a suggestion would insert. */
function marked(doc: Y.Doc): string {
	const delta = textOf(doc).toDelta() as { insert: unknown; attributes?: object }[]
	return delta
		.map(({ insert, attributes = {} }) => {
			const words = typeof insert === 'string' ? insert : ''
			return Object.keys(attributes).some((key) => key.startsWith('ins:')) ? `{${words}}` : words
		})
		.join('')
}

/** The words that a suggestion would delete. */
function underDeletion(doc: Y.Doc): string {
	const delta = textOf(doc).toDelta() as { insert: unknown; attributes?: object }[]
	return delta
		.map(({ insert, attributes = {} }) =>
			Object.keys(attributes).some((key) => key.startsWith('del:')) ? String(insert) : ''
		)
		.join('')
}

const digestsIn = (doc: Y.Doc) => {
	const known = { reason: '', counters: null }
	return suggestionDigests(doc, new Map([...suggestionsIn(doc)].map((id) => [id, known])))
}

test('[Q12] what somebody types among words that another deleted and put a suggestion around comes in as words of the text', async () => {
	const { t, ukraine, from } = await roomAroundNothing()
	const before = digestsIn(await committed(t))
	const { position } = t.room
	const answers = []
	for (const [index, words] of ['x', '😀', 'y'].entries()) {
		const typed = ukraine.typeAt(from + 2 + index * 2, words)
		answers.push(await t.room.offer(ukraine.offer(typed)))
	}
	expect(answers.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'accepted'])
	const doc = await committed(t)
	const shown = marked(doc)
	expect(shown).toContain('{left }')
	expect(shown).toContain('{right}')
	for (const words of ['x', '😀', 'y'])
		expect(shown).toMatch(new RegExp(`\\}[^{}]*${words}[^{}]*\\{`))
	expect(digestsIn(doc)).toEqual(before)
	// with what the server wrote behind them
	expect(t.room.position).toBeGreaterThan(position + 3)
	await ukraine.pull()
	expect(marked(ukraine.doc)).toBe(shown)
})

test('[Q12] what somebody types among words that another would delete, and that are gone by then, is not what that suggestion would delete', async () => {
	const { t, ukraine, france, secretariat, from } = await openForThree()
	const suggested = ukraine.change((text) => {
		text.format(from, 5, { [suggestionKey('del', THEIRS)]: true })
	})
	expect(await t.room.offer(ukraine.offer(suggested))).toMatchObject({ kind: 'accepted' })
	await Promise.all([france.pull(), secretariat.pull()])
	const typed = [france.typeAt(from + 1, 'x'), france.typeAt(from + 4, 'y')] as const
	// where words beside it have the mark it comes under that, as what is typed among these does
	expect(await t.room.offer(france.offer(typed[0]))).toMatchObject({ kind: 'accepted' })
	expect(underDeletion(await committed(t))).toBe('axgree')
	await secretariat.pull()
	const gone = secretariat.change((text) => {
		text.delete(from, 6)
	})
	expect(await t.room.offer(secretariat.offer(gone))).toMatchObject({ kind: 'accepted' })
	expect(await t.room.offer(france.offer(typed[1]))).toMatchObject({ kind: 'accepted' })
	const doc = await committed(t)
	expect(marked(doc)).toContain('y')
	expect(underDeletion(doc)).toBe('')
})

test('[Q12] the edit and the end of the mark are one commit: where that fails neither is there, and the edit is taken again', async () => {
	const faults = new FaultyStorage()
	const { t, ukraine, from } = await roomAroundNothing({ fault: faults.fault })
	const before = await committedText(t)
	const typed = ukraine.typeAt(from + 2, 'x')
	faults.failing = 1
	expect(await t.room.offer(ukraine.offer(typed))).toMatchObject({ kind: 'waiting' })
	expect(await committedText(t)).toBe(before)
	expect(await t.room.offer(ukraine.offer(typed))).toMatchObject({ kind: 'accepted' })
	expect(marked(await committed(t))).toContain('{left }x{right}')
	const log = sharedLog(t.negotiation.id)
	const { position } = t.room
	const last = await t.storage.log.checkpointAt(log, position)
	const between = await t.storage.log.checkpointAt(log, (position - 1) as typeof position)
	expect([last !== null, between !== null]).toEqual([true, false])
	const again = await t.restart(1000)
	expect(marked(await committed(again))).toContain('{left }x{right}')
})

test.for([['at once'], ['once the text was read anew']])(
	'[Q12] the same where a suggestion was never made, since what it was about was gone when it came: %s',
	async ([when]) => {
		const { t, ukraine, france, secretariat, from } = await openForThree()
		const gone = secretariat.change((text) => {
			text.delete(from, 5)
		})
		const around = france.change((text) => {
			text.format(from, 5, { [suggestionKey('del', THEIRS)]: true })
		})
		for (const update of [secretariat.offer(gone), france.offer(around)])
			expect(await t.room.offer(update)).toMatchObject({ kind: 'accepted' })
		const now = when === 'at once' ? t : await t.restart(1000)
		const typed = ukraine.offer(ukraine.typeAt(from + 2, 'x'))
		expect(await now.room.offer(typed)).toMatchObject({ kind: 'accepted' })
		const doc = await committed(now)
		expect(marked(doc)).toContain('x')
		expect(underDeletion(doc)).toBe('')
		expect(suggestionsIn(doc).size).toBe(0)
	}
)

test('[Q3] [Q12] whoever writes beside what another has written in a suggestion is refused, be that gone by now', async () => {
	const t = await openTestRoom()
	const ukraine = await TestEditor.open(t, UA, 4711)
	const from = textOf(ukraine.doc).toJSON().indexOf('agree') + 1
	const suggests = ukraine.change((text) => {
		text.insert(from, 'shXYall ', ins)
	})
	await t.room.offer(ukraine.offer(suggests))
	const france = await TestEditor.open(t, FR, 4712)
	const corrects = ukraine.change((text) => {
		text.delete(from + 2, 2)
	})
	await t.room.offer(ukraine.offer(corrects))
	const between = france.change((text) => {
		text.insert(from + 3, 'not', ins)
	})
	expect(await t.room.offer(france.offer(between))).toMatchObject({
		kind: 'refused',
		reason: 'not-yours',
	})
	expect(marked(await committed(t))).toContain('{shall }')
})

test('[Q12] the same where the suggestion has its number and is not on disk yet: in the text as committed nothing is around the words', async () => {
	const faults = new FaultyStorage()
	const { t, ukraine, france, from, around } = await openRoom({ fault: faults.fault })
	void faults.hold()
	const suggested = t.room.offer(france.offer(around))
	const typed = t.room.offer(ukraine.offer(ukraine.typeAt(from + 2, 'x')))
	await new Promise(setImmediate)
	faults.release()
	expect((await suggested).kind).toBe('accepted')
	expect((await typed).kind).toBe('accepted')
	expect(marked(await committed(t))).toContain('{left }x{right}')
})

test('[Q10] what would be formatted on the marker of a block, and nowhere else any more, is nothing that a suggestion stands on', () => {
	const doc = createDocument({ gc: false })
	const text = textOf(doc)
	text.insertEmbed(0, { block: 'block000' }, { [suggestionKey('endEm', THEIRS)]: true })
	expect(suggestionsIn(doc).size).toBe(0)
	text.insert(1, 'x', { [suggestionKey('endEm', THEIRS)]: true })
	expect([...suggestionsIn(doc)]).toEqual([THEIRS])
})
