import { parseSuggestionId, type GivenAnswer } from '@parley/domain'
import {
	bracketKey,
	createDocument,
	readBlocks,
	suggestionExtents,
	suggestionKey,
	textOf,
} from '@parley/schema'
import { expect, test } from 'vitest'
import type * as Y from 'yjs'
import { FaultyStorage } from './faultyStorage.ts'
import { type SuggestionDecided } from './room.ts'
import {
	committedText,
	HOUR_MS,
	openTestRoom,
	TestEditor,
	unitsOf,
	type TestRoom,
} from './testRoom.ts'

/** Places of seats in the test room. */
const [UA, FR, NOTES, SECRETARIAT] = [0, 1, 2, 3]

const [MINE, OTHER, THEIRS] = ['mine00000001', 'mine00000002', 'theirs000001']
const ins = (id: string) => ({ [suggestionKey('ins', id)]: true })
const del = (id: string) => ({ [suggestionKey('del', id)]: true })
let nextClient = 700

/** Has a seat change the text by hand. */
async function write(t: TestRoom, seat: number, change: (text: Y.Text) => void): Promise<string> {
	const editor = await TestEditor.open(t, seat, nextClient++)
	return (await t.room.offer(editor.offer(editor.change(change)))).kind
}

function purpose(t: TestRoom) {
	const clause = t.clauses.find(({ heading }) => heading === 'Purpose')
	if (clause === undefined) throw new RangeError('no clause')
	return clause.id
}

/** The digests of what stands suggested in the first clause. */
async function seen(t: TestRoom): Promise<ReadonlyMap<string, string>> {
	const standing = await t.room.readSuggestions(purpose(t))
	return new Map([...(standing?.suggestions ?? [])].map(([id, { digest }]) => [id, digest]))
}

/** What the room makes of an answer of a seat to suggestions of the first clause, as they are now. */
async function answer(
	t: TestRoom,
	by: number,
	how: GivenAnswer,
	...ids: readonly string[]
): Promise<string> {
	const seat = t.seats[by]
	if (seat === undefined) throw new RangeError('no seat')
	const digests: ReadonlyMap<string, string> = await seen(t)
	const suggestions = ids.map((id) => {
		return { id: parseSuggestionId(id), expects: digests.get(id) ?? null }
	})
	const receivedAt = t.clock.now()
	return said(
		await t.room.answerSuggestions({ clause: purpose(t), suggestions, how, seat, receivedAt })
	)
}

const said = (decided: SuggestionDecided): string =>
	decided.kind === 'decided' ? 'decided' : decided.reason

async function explain(
	t: TestRoom,
	by: number,
	id: string,
	reason: string,
	counters: string | null = null
): Promise<string> {
	const seat = t.seats[by]
	if (seat === undefined) throw new RangeError('no seat')
	return said(
		await t.room.explainSuggestion({
			clause: purpose(t),
			suggestion: parseSuggestionId(id),
			counters: counters === null ? null : parseSuggestionId(counters),
			...{ reason, seat, receivedAt: t.clock.now() },
		})
	)
}

const of = (t: TestRoom, id: string) =>
	[...(t.room.suggestions.clauses.get(purpose(t)) ?? [])].find(([known]) => known === id)?.[1]

async function textNow(t: TestRoom): Promise<Y.Doc> {
	const live = createDocument({ gc: false })
	const attached = await t.room.attach(t.document, live)
	attached.close()
	return live
}

/** "The parties agree.", with "shall " suggested before "agree" and "The " to go, both by Ukraine. */
async function suggested(options: Parameters<typeof openTestRoom>[0] = {}): Promise<TestRoom> {
	const t = await openTestRoom(options)
	await write(t, UA, (text) => {
		text.insert(13, 'shall ', ins(MINE))
		text.format(1, 4, del(MINE))
	})
	return t
}

test('[Q5] what is accepted is in the text with its author, act and text in one commit, and no mark is left', async () => {
	const t = await suggested()
	const { position } = t.room
	expect(await answer(t, FR, 'accepted', MINE)).toBe('decided')
	expect(await committedText(t)).toContain('parties shall agree.')
	expect(await committedText(t)).not.toContain('The parties')
	expect(t.room.position).toBe(position + 2)
	expect(suggestionExtents(readBlocks(await textNow(t))).size).toBe(0)
	expect(of(t, MINE)?.answered).toMatchObject({ answer: 'accepted', by: t.seats[FR]?.id })
	const authorship = await t.room.readAuthorship(purpose(t))
	const [, accepted] = authorship?.text.runs ?? []
	expect(accepted).toMatchObject({ length: 6, author: { seat: t.seats[UA]?.id } })
	expect(accepted?.placed).toEqual(accepted?.author)
	expect(await answer(t, FR, 'declined', MINE)).toBe('suggestion-answered')
})

test('[Q11] what a seat says is stamped with its delegation, put into NFC, in a held clause too, and leaves the text as it is', async () => {
	const t = await suggested()
	const words = await committedText(t)
	const seat = t.seats[FR]
	const [chair] = t.seats.slice(SECRETARIAT)
	if (seat === undefined || chair === undefined) throw new RangeError('no seat')
	const held = { kind: 'clause-held', clause: purpose(t), reason: '' } as const
	await t.room.record({ act: held, seat: chair.id, receivedAt: t.clock.now() })
	const suggestion = parseSuggestionId(MINE)
	const say = async (what: string): Promise<string> =>
		said(
			await t.room.commentSuggestion({
				...{ clause: purpose(t), suggestion, words: what, seat, receivedAt: t.clock.now() },
			})
		)
	const { position } = t.room
	expect(await say('Which cafe\u0301s?')).toBe('decided')
	expect(t.room.position).toBe(position + 1)
	const { id: by, delegation } = seat
	expect(of(t, MINE)?.comments).toMatchObject([{ by, delegation, words: 'Which cafés?' }])
	expect(await committedText(t)).toBe(words)
	for (let more = 1; more < 20; more++) expect(await say(`${more}`)).toBe('decided')
	expect(await say('and more')).toBe('too-many-comments')
	expect(t.room.position).toBe(position + 20)
})

test('[Q9] an answer to a suggestion that is another since it was read is none, and none of those beside it is answered', async () => {
	const t = await suggested()
	await write(t, FR, (text) => {
		text.insert(text.length - 1, ' at once', ins(THEIRS))
	})
	const digests = await seen(t)
	const [secretariat] = t.seats.slice(SECRETARIAT)
	if (secretariat === undefined) throw new RangeError('no seat')
	const accept = (...ids: readonly string[]): Promise<SuggestionDecided> =>
		t.room.answerSuggestions({
			...{ clause: purpose(t), how: 'accepted', seat: secretariat, receivedAt: t.clock.now() },
			suggestions: ids.map((id) => {
				return { id: parseSuggestionId(id), expects: digests.get(id) ?? null }
			}),
		})
	const before = await committedText(t)
	// what others write beside it changes nothing of it
	await write(t, FR, (text) => {
		text.insert(1, 'Today. ', {})
	})
	await write(t, UA, (text) => {
		text.insert(text.toJSON().indexOf('shall') + 7, 'not ', ins(MINE))
	})
	expect(said(await accept(THEIRS, MINE))).toBe('suggestion-changed')
	expect(said(await accept(MINE))).toBe('suggestion-changed')
	expect([of(t, MINE)?.answered, of(t, THEIRS)?.answered]).toEqual([null, null])
	expect(await committedText(t)).toBe(`Today. ${before.replace('shall ', 'shall not ')}`)
	expect(said(await accept(THEIRS))).toBe('decided')
	expect(await explain(t, UA, MINE, 'Later')).toBe('decided')
	expect(await answer(t, FR, 'declined', MINE)).toBe('decided')
})

test.each(['declined', 'withdrawn'] as const)(
	'[Q5] what is %s leaves the text as it was',
	async (how) => {
		const t = await suggested()
		expect(await answer(t, how === 'declined' ? FR : UA, how, MINE)).toBe('decided')
		expect(await committedText(t)).toContain('The parties agree.')
		expect(suggestionExtents(readBlocks(await textNow(t))).size).toBe(0)
		expect(of(t, MINE)?.answered?.answer).toBe(how)
	}
)

test('[Q5] what its author still writes in a suggestion that was declined is no text', async () => {
	const t = await suggested()
	const ukraine = await TestEditor.open(t, UA, nextClient++)
	const at = textOf(ukraine.doc).toJSON().indexOf('shall') + 1
	const late = ukraine.change((text) => {
		text.insert(at + 3, 'XX', ins(MINE))
	})
	expect(await answer(t, FR, 'declined', MINE)).toBe('decided')
	expect(await t.room.offer(ukraine.offer(late))).toMatchObject({
		kind: 'refused',
		reason: 'not-yours',
	})
	expect(await committedText(t)).not.toContain('XX')
})

test('[Q6] who answers, and who takes back', async () => {
	const t = await suggested()
	expect(await answer(t, NOTES, 'accepted', MINE)).toBe('role')
	expect(await answer(t, FR, 'withdrawn', MINE)).toBe('not-yours')
	expect(await answer(t, SECRETARIAT, 'withdrawn', MINE)).toBe('not-yours')
	const set = async (level: 'suggest' | null, clause = false): Promise<void> => {
		const seat = t.seats[FR]
		if (seat === undefined) throw new RangeError('no seat')
		const subject = clause
			? ({ kind: 'clause', clause: purpose(t) } as const)
			: ({ kind: 'seat', seat: seat.id } as const)
		const act = { kind: 'rights-set', subject, level, reason: 'For now.' } as const
		await t.room.record({ act, seat: null, receivedAt: t.clock.now() })
	}
	await set('suggest')
	expect(await answer(t, FR, 'accepted', MINE)).toBe('suggest-only')
	await set(null)
	await set('suggest', true)
	expect(await answer(t, FR, 'declined', MINE)).toBe('suggest-only')
	const hold = { kind: 'clause-held', clause: purpose(t), reason: 'Lawyers.' } as const
	await t.room.record({ act: hold, seat: null, receivedAt: t.clock.now() })
	for (const [by, how] of [
		[SECRETARIAT, 'accepted'],
		[UA, 'withdrawn'],
	] as const)
		expect(await answer(t, by, how, MINE)).toBe('held')
	const release = { kind: 'clause-released', clause: purpose(t), reason: '' } as const
	await t.room.record({ act: release, seat: null, receivedAt: t.clock.now() })
	expect(await answer(t, SECRETARIAT, 'accepted', MINE)).toBe('decided')
	t.clock.step(HOUR_MS)
	expect(await answer(t, SECRETARIAT, 'accepted', MINE)).toBe('frozen')
})

test('[Q6] accepting does not take the last words of a bracket that its seat does not hold', async () => {
	const t = await openTestRoom()
	const seat = t.seats[UA]
	if (seat === undefined) throw new RangeError('no seat')
	await t.room.placeBracket({
		...{ clause: purpose(t), ...(await unitsOf(t.room, t.document, 'parties')) },
		...{ holders: null, reason: '', seat, receivedAt: t.clock.now() },
	})
	await write(t, FR, (text) => {
		text.format(5, 7, del(THEIRS))
	})
	for (const by of [FR, SECRETARIAT])
		expect(await answer(t, by, 'accepted', THEIRS)).toBe('bracket-inside')
	expect(await committedText(t)).toContain('The parties agree.')
	expect(await answer(t, UA, 'accepted', THEIRS)).toBe('decided')
	expect(await committedText(t)).toContain('The  agree.')
})

test('[B6] [Q6] no bracket is emptied by way of words that are suggested in it and taken back', async () => {
	const t = await openTestRoom()
	const seat = t.seats[UA]
	if (seat === undefined) throw new RangeError('no seat')
	const placed = await t.room.placeBracket({
		...{ clause: purpose(t), ...(await unitsOf(t.room, t.document, 'agree')) },
		...{ holders: null, reason: '', seat, receivedAt: t.clock.now() },
	})
	if (placed.kind !== 'decided') throw new Error(placed.reason)
	const at =
		textOf(await textNow(t))
			.toJSON()
			.indexOf('agree') + 1
	const marks = { [bracketKey(placed.decided.id)]: true, ...ins(THEIRS) }
	await write(t, FR, (text) => {
		text.insert(at + 2, 'x', marks)
	})
	const rest = (text: Y.Text): void => {
		text.delete(at + 3, 3)
		text.delete(at, 2)
	}
	expect(await write(t, FR, rest)).toBe('refused')
	expect(await answer(t, FR, 'withdrawn', THEIRS)).toBe('decided')
	expect(await committedText(t)).toContain('The parties agree.')
	// who holds it leaves nothing but what is suggested, and its author may still take that back
	await write(t, FR, (text) => {
		text.insert(at + 2, 'y', { ...marks, ...ins(OTHER), [suggestionKey('ins', THEIRS)]: null })
	})
	expect(await write(t, UA, rest)).toBe('accepted')
	expect(await answer(t, FR, 'withdrawn', OTHER)).toBe('decided')
	expect(await committedText(t)).toContain('The parties .')
})

test('[Q4] [Q5] a counter that is accepted answers what it stands in place of, and takes its words back', async () => {
	const t = await suggested()
	await write(t, FR, (text) => {
		text.insert(13, 'must ', ins(THEIRS))
	})
	expect(await explain(t, UA, THEIRS, 'No.', MINE)).toBe('not-yours')
	expect(await explain(t, FR, THEIRS, ' As in\tArticle 4. ', MINE)).toBe('decided')
	expect(await explain(t, UA, MINE, '', THEIRS)).toBe('cannot-counter')
	expect(of(t, THEIRS)).toMatchObject({ counters: MINE })
	expect(await answer(t, UA, 'accepted', THEIRS)).toBe('decided')
	expect(of(t, MINE)?.answered?.answer).toBe('countered')
	expect(await committedText(t)).toContain('The parties must agree.')
})

test.each([
	['it first', [MINE, THEIRS]],
	['its counter first', [THEIRS, MINE]],
])('[Q5] of one and its counter, accepted together, the counter comes in: %s', async (_, ids) => {
	const t = await suggested()
	await write(t, FR, (text) => {
		text.insert(13, 'must ', ins(THEIRS))
	})
	expect(await explain(t, FR, THEIRS, '', MINE)).toBe('decided')
	expect(await answer(t, UA, 'accepted', ...ids)).toBe('decided')
	expect([MINE, THEIRS].map((id) => of(t, id)?.answered?.answer)).toEqual(['countered', 'accepted'])
	expect(await committedText(t)).toContain('The parties must agree.')
})

test.each([
	['all', [OTHER, MINE, THEIRS], ['countered', 'countered', 'accepted']],
	['the last', [THEIRS], ['countered', 'countered', 'accepted']],
	['both ends', [MINE, THEIRS], ['countered', 'countered', 'accepted']],
	['the middle and what that counters', [MINE, OTHER], ['countered', 'accepted', null]],
] as const)(
	'[Q5] of a chain of counters what stands in the place of the others comes in: %s accepted',
	async (_, ids, answers) => {
		const t = await suggested()
		await write(t, UA, (text) => {
			text.insert(13, 'should ', ins(OTHER))
		})
		await write(t, FR, (text) => {
			text.insert(13, 'must ', ins(THEIRS))
		})
		expect(await explain(t, UA, OTHER, '', MINE)).toBe('decided')
		expect(await explain(t, FR, THEIRS, '', OTHER)).toBe('decided')
		expect(await answer(t, UA, 'accepted', ...ids)).toBe('decided')
		expect([MINE, OTHER, THEIRS].map((id) => of(t, id)?.answered?.answer ?? null)).toEqual(answers)
	}
)

test('[Q5] what one counters that was declined stays open', async () => {
	const t = await suggested()
	await write(t, UA, (text) => {
		text.insert(13, 'should ', ins(OTHER))
	})
	await write(t, FR, (text) => {
		text.insert(13, 'must ', ins(THEIRS))
	})
	expect(await explain(t, UA, OTHER, '', MINE)).toBe('decided')
	expect(await explain(t, FR, THEIRS, '', OTHER)).toBe('decided')
	expect(await answer(t, FR, 'declined', OTHER)).toBe('decided')
	expect(await answer(t, UA, 'accepted', THEIRS)).toBe('decided')
	expect(of(t, MINE)?.answered).toBe(null)
})

test('[Q5] many are answered at once, and none where one of them is answered already', async () => {
	const t = await suggested()
	await write(t, UA, (text) => {
		text.insert(text.length, ' Soon.', ins(OTHER))
	})
	await write(t, FR, (text) => {
		text.insert(text.length, ' Now.', ins(THEIRS))
	})
	expect(await answer(t, FR, 'declined', THEIRS)).toBe('decided')
	expect(await answer(t, FR, 'accepted', MINE, OTHER, THEIRS)).toBe('suggestion-answered')
	expect(of(t, OTHER)?.answered).toBe(null)
	expect(await answer(t, FR, 'accepted', MINE, OTHER, OTHER)).toBe('decided')
	expect(await committedText(t)).toContain('parties shall agree. Soon.')
})

test('[Q8] a proposal takes in suggestions of its delegation, and none of others', async () => {
	const t = await suggested()
	await write(t, FR, (text) => {
		text.insert(1, 'x', ins(THEIRS))
	})
	const propose = async (by: number, ...ids: readonly string[]) => {
		const seat = t.seats[by]
		if (seat === undefined) throw new RangeError('no seat')
		const suggestions = ids.map((id) => ({ clause: purpose(t), suggestion: parseSuggestionId(id) }))
		const made = { title: 'Purpose', reason: '', suggestions, seat, receivedAt: t.clock.now() }
		return said(await t.room.makeProposal(made))
	}
	expect(await propose(UA, MINE, THEIRS)).toBe('not-yours')
	expect(t.room.suggestions.proposals.size).toBe(0)
	expect(await propose(UA, MINE)).toBe('decided')
	expect([...t.room.suggestions.proposals.values()]).toMatchObject([{ title: 'Purpose' }])
})

test('[Q5] what is numbered and not on disk yet is answered as well', async () => {
	const faults = new FaultyStorage()
	const t = await openTestRoom({ fault: faults.fault })
	const ukraine = await TestEditor.open(t, UA, nextClient++)
	void faults.hold()
	const offered = t.room.offer(
		ukraine.offer(
			ukraine.change((text) => {
				text.insert(13, 'shall ', ins(MINE))
			})
		)
	)
	const turn = () => new Promise((resolve) => setImmediate(resolve))
	await turn()
	const accepted = answer(t, FR, 'accepted', MINE)
	await turn()
	faults.release()
	expect((await offered).kind).toBe('accepted')
	expect(await accepted).toBe('decided')
	expect(await committedText(t)).toContain('The parties shall agree.')
	expect(suggestionExtents(readBlocks(await textNow(t))).size).toBe(0)
})

test('[Q2] [Q5] whose a suggestion is and how it was answered is read again from the log', async () => {
	const t = await suggested()
	await write(t, FR, (text) => {
		text.insert(1, 'x', ins(THEIRS))
	})
	await answer(t, FR, 'accepted', MINE)
	const before = t.room.suggestions
	const again = await t.restart(1000)
	expect(again.room.suggestions).toEqual(before)
	expect(again.room.suggestionsChangedAt).toBe(t.room.suggestionsChangedAt)
	expect(await answer(again, UA, 'withdrawn', THEIRS)).toBe('not-yours')
	expect(await answer(again, FR, 'withdrawn', THEIRS)).toBe('decided')
})
