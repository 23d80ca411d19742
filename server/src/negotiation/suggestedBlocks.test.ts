import { parseSuggestionId, type Level } from '@parley/domain'
import {
	createDocument,
	propertiesOf,
	readBlocks,
	suggestionDigests,
	suggestionKey,
	suggestionsIn,
	type Block,
} from '@parley/schema'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { openTestRoom, TestEditor, type TestRoom } from './testRoom.ts'

const [UA, FR] = [0, 1]
const [MINE, THEIRS] = ['mine00000001', 'theirs000001']
const PATH = [
	['bullet_list', 'bl.block000001'],
	['list_item', 'li.block000001'],
]

/** A room in which Ukraine is at `level`. */
async function roomWith(level: Level): Promise<TestRoom> {
	const t = await openTestRoom()
	const seat = seatOf(t, UA).id
	const act = {
		kind: 'rights-set',
		subject: { kind: 'seat', seat },
		level,
		reason: 'Observes first.',
	} as const
	if (level !== 'edit') await t.room.record({ act, seat: null, receivedAt: t.clock.now() })
	return t
}

function seatOf(t: TestRoom, index: number) {
	const seat = t.seats[index]
	if (seat === undefined) throw new RangeError('no seat')
	return seat
}

let nextClient = 7000

/** What the room answers to what a seat writes on the text as it is now. */
async function write(
	t: TestRoom,
	by: number,
	change: (text: Y.Text, doc: Y.Doc, first: string) => void
): Promise<string> {
	const editor = await TestEditor.open(t, by, nextClient++)
	const first = readBlocks(editor.doc)[0]?.id ?? ''
	const answer = await t.room.offer(
		editor.offer(
			editor.change((text) => {
				change(text, editor.doc, first)
			})
		)
	)
	return answer.kind === 'refused' ? answer.reason : answer.kind
}

async function textNow(t: TestRoom): Promise<Y.Doc> {
	const live = createDocument({ gc: false })
	const attached = await t.room.attach(t.document, live)
	attached.close()
	return live
}

async function answer(
	t: TestRoom,
	by: number,
	how: 'accepted' | 'declined' | 'withdrawn',
	id: string,
	seen: ReadonlyMap<string, string>
): Promise<string> {
	const [clause] = t.clauses
	if (clause === undefined) throw new RangeError('no clause')
	const suggestions = [{ id: parseSuggestionId(id), expects: seen.get(id) ?? null }]
	const receivedAt = t.clock.now()
	const decided = await t.room.answerSuggestions({
		...{ clause: clause.id, suggestions, how, seat: seatOf(t, by), receivedAt },
	})
	return decided.kind === 'decided' ? 'decided' : decided.reason
}

async function digests(t: TestRoom, ...ids: readonly string[]) {
	const said = new Map(ids.map((id) => [id, { reason: '', counters: null }]))
	return suggestionDigests(await textNow(t), said)
}

const heading = (block: string) => ({ block, type: 'heading', attrs: { level: 2 } })
const item = (block: string) => ({ block, in: PATH })
const set = (value: object, id = MINE) => ({ [suggestionKey('setBlock', id)]: value })
const link = (href: string, id = MINE) => ({ [suggestionKey('setLink', id)]: { href } })
const first = async (t: TestRoom): Promise<Block | undefined> => readBlocks(await textNow(t))[0]

test('[Q7] a seat that only suggests suggests levels, lists and links, and sets none', async () => {
	const t = await roomWith('suggest')
	expect(
		await write(t, UA, (text, _doc, id) => {
			text.format(0, 1, set(heading(id)))
		})
	).toBe('accepted')
	expect(
		await write(t, UA, (text) => {
			text.format(1, 3, link('https://example.org/'))
		})
	).toBe('accepted')
	const before = await first(t)
	const set2 = await write(t, UA, (_text, doc, id) =>
		propertiesOf(doc).set(`${id}:type`, 'heading')
	)
	expect(set2).toBe('suggest-only')
	const linked = await write(t, UA, (text) => {
		text.format(1, 3, { link: { href: 'https://example.org/' } })
	})
	expect(linked).toBe('suggest-only')
	expect(await first(t)).toEqual(before)
	expect(before).toMatchObject({ type: 'paragraph', marks: set(heading(before?.id ?? '')) })
})

test('[Q13] where a suggested link may not lead, and what a block may not become, is refused of whoever may edit as well', async () => {
	const t = await roomWith('edit')
	const before = await first(t)
	for (const href of ['javascript:alert(1)', 'file:///etc/passwd'])
		expect(
			await write(t, UA, (text) => {
				text.format(1, 3, link(href))
			})
		).toBe('bad-link')
	for (const value of [
		{ type: 'chart' },
		{ type: 'heading', attrs: { level: 9 } },
		{ in: [['alternative', 'first0000001']] },
		{},
	]) {
		const refused = await write(t, UA, (text, _doc, id) => {
			text.format(0, 1, set({ block: id, ...value }))
		})
		expect(refused, JSON.stringify(value)).toBe('unknown-content')
	}
	expect(await first(t)).toEqual(before)
	expect(t.room.suggestions.clauses.size).toBe(0)
})

test('[Q3] nobody changes or ends what others suggest of a block', async () => {
	const t = await roomWith('edit')
	await write(t, UA, (text, _doc, id) => {
		text.format(0, 1, set(heading(id)))
	})
	const changed = await write(t, FR, (text, _doc, id) => {
		text.format(0, 1, set(item(id)))
	})
	const ended = await write(t, FR, (text) => {
		text.format(0, 1, { [suggestionKey('setBlock', MINE)]: null })
	})
	expect([changed, ended]).toEqual(['not-yours', 'not-yours'])
	// and its author does
	expect(
		await write(t, UA, (text, _doc, id) => {
			text.format(0, 1, set(item(id)))
		})
	).toBe('accepted')
	expect(Object.values((await first(t))?.marks ?? {})).toMatchObject([{ in: PATH }])
})

test('[Q3] nobody prepares that others suggest something of a block which is then brought there', async () => {
	const t = await roomWith('edit')
	await write(t, UA, (text, _doc, id) => {
		text.format(0, 1, set(heading(id)))
	})
	const other = { block: 'block0000099' }
	const prepared = await write(t, FR, (text) => {
		text.insert(2, 'xy', set(heading(other.block)))
	})
	const around = await write(t, FR, (text, doc) => {
		text.insert(2, 'xy', set(heading(other.block)))
		doc.transact((transaction) => {
			for (let item = text._start; item !== null; item = item.right)
				if (item.content instanceof Y.ContentString && item.content.str === 'xy')
					item.delete(transaction)
		})
	})
	expect([prepared, around]).toEqual(['not-yours', 'not-yours'])
	// what it says already may be set again, and says nothing of words
	const again = await write(t, FR, (text, _doc, id) => {
		text.insert(2, 'xy', set(heading(id)))
	})
	expect(again).toBe('accepted')
	expect(readBlocks(await textNow(t)).filter(({ marks }) => marks !== undefined)).toHaveLength(1)
})

test('[Q3] an author who does not know of the answer yet said for nobody else what they said of a block that is gone', async () => {
	const t = await roomWith('edit')
	await write(t, UA, (text) => {
		text.insertEmbed(2, { block: 'block0000099' })
	})
	await write(t, UA, (text) => {
		text.format(2, 1, set(heading('block0000099')))
	})
	const editor = await TestEditor.open(t, UA, nextClient++)
	const said = editor.change((text) => {
		text.format(2, 1, set(item('block0000099')))
	})
	const forged = await TestEditor.open(t, FR, nextClient++)
	const same = forged.change((text) => {
		text.format(2, 1, set(item('block0000099')))
	})
	await write(t, FR, (text) => {
		text.delete(2, 1)
	})
	expect(await answer(t, UA, 'withdrawn', MINE, new Map())).toBe('decided')
	expect(await t.room.offer(forged.offer(same))).toMatchObject({ reason: 'not-yours' })
	expect(await t.room.offer(editor.offer(said))).toMatchObject({ kind: 'accepted' })
})

test('[Q13] what is accepted of two delegations is written by the server, in one commit with the act, the later over the earlier', async () => {
	for (const order of [
		[MINE, THEIRS],
		[THEIRS, MINE],
	]) {
		const t = await roomWith('edit')
		await write(t, UA, (text, _doc, id) => {
			text.format(0, 1, set({ ...heading(id), ...item(id) }))
		})
		await write(t, FR, (text, _doc, id) => {
			text.format(0, 1, set({ ...heading(id), attrs: { level: 3 } }, THEIRS))
		})
		await write(t, FR, (text) => {
			text.format(1, 3, link('https://example.org/', THEIRS))
		})
		for (const id of order) {
			const { position } = t.room
			expect(await answer(t, FR, 'accepted', id, await digests(t, id))).toBe('decided')
			expect(t.room.position).toBe(position + 2)
		}
		const level = order.at(-1) === MINE ? 2 : 3
		const block = await first(t)
		expect(block).toMatchObject({ type: 'heading', attrs: { level }, in: PATH })
		expect(block?.marks).toBeUndefined()
		expect(block?.content[0]).toMatchObject({ marks: { link: { href: 'https://example.org/' } } })
		expect(suggestionsIn(await textNow(t)).size).toBe(0)
	}
})

test('[Q9] [Q13] an answer is one to what was read: also where the block has become another meanwhile', async () => {
	const t = await roomWith('edit')
	await write(t, UA, (text, _doc, id) => {
		text.format(0, 1, set(item(id)))
	})
	const seen = await digests(t, MINE)
	await write(t, FR, (_text, doc, id) => propertiesOf(doc).set(`${id}:type`, 'heading'))
	expect(await answer(t, FR, 'accepted', MINE, seen)).toBe('suggestion-changed')
	expect((await first(t))?.in).toBeUndefined()
	expect(await answer(t, FR, 'declined', MINE, await digests(t, MINE))).toBe('decided')
	expect((await first(t))?.marks).toBeUndefined()
})

test('[Q10] one whose block is joined to another is moot with the decision that does so', async () => {
	const t = await roomWith('edit')
	await write(t, UA, (text) => {
		text.insertEmbed(4, { block: 'block000002' })
	})
	await write(t, UA, (text) => {
		text.format(4, 1, set(heading('block000002')))
	})
	await write(t, FR, (text) => {
		text.format(4, 1, { [suggestionKey('del', THEIRS)]: true })
	})
	expect(await answer(t, UA, 'accepted', THEIRS, await digests(t, THEIRS))).toBe('decided')
	const [clause] = t.clauses
	const all = clause && [...(t.room.suggestions.clauses.get(clause.id) ?? [])]
	expect(all?.find(([id]) => id === MINE)?.[1].answered?.answer).toBe('moot')
})
