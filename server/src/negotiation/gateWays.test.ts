/** Ways around the gates for edits: an answer to a suggestion, and edits that come after the freeze. */
import { parseSuggestionId, type GivenAnswer } from '@parley/domain'
import { suggestionKey, type Path } from '@parley/schema'
import { expect, test } from 'vitest'
import type * as Y from 'yjs'
import { clauseId, FR, opened, seatAt, shown, SECRETARIAT, UA, words } from './testAlternatives.ts'
import { HOUR_MS, openTestRoom, TestEditor, unitsOf, type TestRoom } from './testRoom.ts'

const TEXT =
	'## 1. Purpose\n\nThe parties agree.\n\nThe second one.\n\n## 2. Territory\n\nTo be settled.\n'
const MINE = 'mine00000001'
const ins = (id: string) => ({ [suggestionKey('ins', id)]: true })
const del = (id: string) => ({ [suggestionKey('del', id)]: true })
let nextClient = 6000

async function write(t: TestRoom, by: number, change: (text: Y.Text) => void): Promise<string> {
	const editor = await TestEditor.open(t, by, nextClient++)
	const answer = await t.room.offer(editor.offer(editor.change(change)))
	return answer.kind === 'refused' ? answer.reason : answer.kind
}

async function answer(
	t: TestRoom,
	by: number,
	how: GivenAnswer,
	...ids: readonly string[]
): Promise<string> {
	const decided = await t.room.answerSuggestions({
		clause: clauseId(t),
		suggestions: ids.map((id) => ({ id: parseSuggestionId(id), expects: null })),
		...{ how, seat: seatAt(t, by), receivedAt: t.clock.now() },
	})
	return decided.kind === 'decided' ? 'decided' : decided.reason
}

/** The index of `words` in the text, in which a marker counts as one. */
function indexOf(text: Y.Text, words: string): number {
	let all = ''
	for (const { insert } of text.toDelta() as { insert: unknown }[])
		all += typeof insert === 'string' ? insert : '¶'
	const index = all.indexOf(words)
	if (index < 0) throw new RangeError(`no words ${words}`)
	return index
}

/** A room in which Ukraine opened A and offered B. */
async function ukrainian() {
	const t = await openTestRoom({ text: TEXT })
	const about = await opened(t, 'The parties')
	await about.offer(UA, words('No party agrees.'))
	return { t, ...about }
}

const BEFORE = ['A: The parties agree.', 'B: No party agrees.', 'The second one.']

test('[N6] [Q6] a suggestion that takes an alternative out is taken in by those alone who might do that themselves', async () => {
	const { t } = await ukrainian()
	const suggested = await write(t, FR, (text) => {
		text.format(indexOf(text, '¶No party'), 17, del(MINE))
	})
	expect(suggested).toBe('accepted')
	expect(await answer(t, FR, 'accepted', MINE)).toBe('not-proposer')
	expect(await answer(t, SECRETARIAT, 'accepted', MINE)).toBe('not-proposer')
	expect(await shown(t)).toEqual(BEFORE)
	expect(await answer(t, UA, 'accepted', MINE)).toBe('decided')
	expect(await shown(t)).toEqual([BEFORE[0], BEFORE[2]])
})

test('[N6] [Q6] nor does an answer join the words of others to an alternative, taken in or back', async () => {
	const { t, group, alternative } = await ukrainian()
	// a suggested join of the text behind
	const join = await write(t, FR, (text) => {
		text.format(indexOf(text, '¶The second'), 1, del(MINE))
	})
	expect(join).toBe('accepted')
	for (const by of [FR, UA, SECRETARIAT])
		expect([by, await answer(t, by, 'accepted', MINE)]).toEqual([by, 'not-proposer'])
	expect(await answer(t, FR, 'withdrawn', MINE)).toBe('decided')
	// a block of B in the text, and behind it another one: without that the rest would be of B
	const path: Path = [
		['alternatives', group],
		['alternative', alternative('B')],
	]
	const [block, rest] = ['block0000001', 'block0000002']
	const put = await write(t, UA, (text) => {
		const index = indexOf(text, ' second')
		text.insertEmbed(index, { block: rest }, ins('mine00000003'))
		text.insertEmbed(index, { block, in: path }, ins('mine00000002'))
	})
	expect(put).toBe('accepted')
	const split = [...BEFORE.slice(0, 2), 'The', 'B: ', ' second one.']
	expect(await shown(t)).toEqual(split)
	expect(await answer(t, UA, 'withdrawn', 'mine00000003')).toBe('not-proposer')
	expect(await shown(t)).toEqual(split)
	expect(await answer(t, UA, 'withdrawn', 'mine00000002', 'mine00000003')).toBe('decided')
	expect(await shown(t)).toEqual(BEFORE)
})

test('[A7] [N6] [B6] what an edit may not do to brackets and alternatives, no late edit does', async () => {
	const { t, group, alternative } = await ukrainian()
	const clause = clauseId(t)
	const placed = await t.room.placeBracket({
		...{ clause, ...(await unitsOf(t.room, t.document, 'second')) },
		...{ holders: null, reason: '', seat: seatAt(t, UA), receivedAt: t.clock.now() },
	})
	expect(placed.kind).toBe('decided')
	t.clock.step(HOUR_MS)
	const wrong: readonly (readonly [string, (text: Y.Text) => void])[] = [
		[
			'not-holder',
			(text) => {
				text.delete(indexOf(text, 'second'), 6)
			},
		],
		[
			'not-proposer',
			(text) => {
				text.delete(indexOf(text, '¶No party'), 17)
			},
		],
		[
			'not-proposer',
			(text) => {
				text.delete(indexOf(text, '¶The second'), 1)
			},
		],
		[
			'no-such-alternative',
			(text) => {
				const invented = [
					['alternatives', group],
					['alternative', 'invented0001'],
				]
				text.insertEmbed(3, { block: 'block0000001', in: invented })
			},
		],
		[
			'not-proposer',
			(text) => {
				const path = [
					['alternatives', group],
					['alternative', alternative('B')],
				]
				text.insertEmbed(indexOf(text, ' one.'), { block: 'block0000001', in: path })
			},
		],
	]
	for (const [reason, change] of wrong)
		expect([reason, await write(t, FR, change)]).toEqual([reason, reason])
	expect(await t.room.lateLane()).toEqual([])

	// its own earlier late edits are under the next one: two that take half of a bracket each
	const france = await TestEditor.open(t, FR, nextClient++)
	const half = (from: string, length: number) =>
		france.change((text) => {
			text.delete(indexOf(text, from), length)
		})
	expect((await t.room.offer(france.offer(half('sec', 3)))).kind).toBe('late')
	expect(await t.room.offer(france.offer(half('ond', 3)))).toEqual({
		...{ kind: 'refused', reason: 'not-holder' },
	})
})
