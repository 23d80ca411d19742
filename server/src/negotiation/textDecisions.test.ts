/** What every decision about a text goes by, whatever it is about: capitals that have confirmed it, and what its seat costs. */
import { addMs, parseSuggestionId, type GivenAnswer } from '@parley/domain'
import { createDocument, suggestionKey } from '@parley/schema'
import { readDigestOf } from '@parley/snapshot'
import { expect, test } from 'vitest'
import type * as Y from 'yjs'
import { type PlainStandingAct } from './room.ts'
import {
	clauseId,
	FR,
	opened,
	reasonOf,
	seatAt,
	SECRETARIAT,
	UA,
	words,
} from './testAlternatives.ts'
import {
	committedText,
	confirmRead,
	HOUR_MS,
	openTestRoom,
	setStatus,
	TestEditor,
	unitsOf,
	type TestRoom,
} from './testRoom.ts'

const STATUS = 'agreed-ad-referendum'
const [MINE, OTHER] = ['mine00000001', 'mine00000002']
const ins = (id: string) => ({ [suggestionKey('ins', id)]: true })
let nextClient = 7000

async function write(t: TestRoom, by: number, change: (text: Y.Text) => void): Promise<string> {
	const editor = await TestEditor.open(t, by, nextClient++)
	const answer = await t.room.offer(editor.offer(editor.change(change)))
	return answer.kind === 'refused' ? answer.reason : answer.kind
}

async function answer(t: TestRoom, by: number, how: GivenAnswer, id: string): Promise<string> {
	const decided = await t.room.answerSuggestions({
		...{ clause: clauseId(t), suggestions: [{ id: parseSuggestionId(id), expects: null }] },
		...{ how, seat: seatAt(t, by), receivedAt: t.clock.now() },
	})
	return decided.kind === 'decided' ? 'decided' : decided.reason
}

async function decideStanding(t: TestRoom, by: number, ...acts: readonly PlainStandingAct[]) {
	const now = t.clock.now()
	const decided = await t.room.decideStanding({ acts, seat: seatAt(t, by), receivedAt: now })
	expect(decided.kind).toBe('decided')
}

/** Takes the first clause to the step that capitals confirm. */
function agreeAdReferendum(t: TestRoom): Promise<void> {
	const clause = clauseId(t)
	const confirmBy = addMs(t.clock.now(), HOUR_MS / 2)
	return decideStanding(
		...([t, SECRETARIAT, { kind: 'status-set', clause, status: STATUS }] as const),
		{ kind: 'ad-referendum-opened', clause, status: STATUS, confirmBy }
	)
}

async function confirm(t: TestRoom, by: number): Promise<void> {
	expect((await confirmRead(t, clauseId(t), seatAt(t, by))).kind).toBe('decided')
}

test('[S12] what is agreed ad referendum takes suggestions only, and none is taken in once a capital has confirmed', async () => {
	const t = await openTestRoom()
	await agreeAdReferendum(t)
	expect(
		await write(t, FR, (text) => {
			text.insert(3, 'not ')
		})
	).toBe('suggest-only')
	expect(
		await write(t, SECRETARIAT, (text) => {
			text.delete(3, 4)
		})
	).toBe('suggest-only')
	for (const id of [MINE, OTHER]) {
		const suggested = await write(t, FR, (text) => {
			text.insert(5, `${id.at(-1)} `, ins(id))
		})
		expect(suggested).toBe('accepted')
	}
	// before anybody has confirmed, those who run the room take one in
	expect(await answer(t, SECRETARIAT, 'accepted', MINE)).toBe('decided')
	await confirm(t, UA)
	const before = await committedText(t)
	expect(await answer(t, SECRETARIAT, 'accepted', OTHER)).toBe('capitals-confirmed')
	expect(await committedText(t)).toBe(before)
	expect(
		await write(t, FR, (text) => {
			text.insert(3, '3 ', ins('mine00000003'))
		})
	).toBe('accepted')
	// what is only suggested goes, and confirmations stay
	expect(await answer(t, SECRETARIAT, 'declined', 'mine00000003')).toBe('decided')
	expect(await committedText(t)).toBe(before)
	// another step first: what is confirmed behind it is the new text
	expect((await setStatus(t, clauseId(t), 'open')).kind).toBe('decided')
	expect(await answer(t, SECRETARIAT, 'accepted', OTHER)).toBe('decided')
	await agreeAdReferendum(t)
	const [, ledger] = t.room.standing.clauses.get(clauseId(t))?.ledgers ?? []
	expect([ledger?.leftAt, ledger?.confirmed.size]).toEqual([null, 0])
})

test('[S13] a capital confirms the text that it has read: where that is another by now, nothing is recorded', async () => {
	const t = await openTestRoom()
	await agreeAdReferendum(t)
	const clause = clauseId(t)
	const suggested = await write(t, FR, (text) => {
		text.insert(5, 'not ', ins(MINE))
	})
	expect(suggested).toBe('accepted')
	const read = await t.room.readClauseRead(clause)
	if (read === null) throw new RangeError('a clause')
	// nothing of what is only suggested is read, and another suggestion changes no text
	expect(JSON.stringify(read.read.content)).not.toContain('not ')
	const expects = readDigestOf(read.read)
	await write(t, FR, (text) => {
		text.insert(9, 'never ', ins(OTHER))
	})
	const confirming = (by: number) =>
		t.room.confirmText({ clause, expects, seat: seatAt(t, by), receivedAt: t.clock.now() })
	expect((await confirming(UA)).kind).toBe('decided')
	// what was not confirmed yet may be changed: as it is numbered counts, and not as it is on disk
	expect((await setStatus(t, clause, 'open')).kind).toBe('decided')
	await agreeAdReferendum(t)
	const accepting = answer(t, SECRETARIAT, 'accepted', MINE)
	const confirmation = confirming(UA)
	expect(await accepting).toBe('decided')
	expect(await confirmation).toEqual({ kind: 'refused', reason: 'text-changed', clauses: [] })
	expect(t.room.standing.clauses.get(clause)?.ledgers.at(-1)?.confirmed.size).toBe(0)
	expect((await confirmRead(t, clause, seatAt(t, UA))).kind).toBe('decided')
})

test('[S12] no decision about brackets and alternatives changes what a capital has confirmed', async () => {
	const t = await openTestRoom()
	const clause = clauseId(t)
	const { alternative, decide, offer } = await opened(t, 'parties')
	await offer(FR, words('No party agrees.'))
	const placed = await t.room.placeBracket({
		...{ clause, ...(await unitsOf(t.room, t.document, 'agree')) },
		...{ holders: null, reason: '', seat: seatAt(t, FR), receivedAt: t.clock.now() },
	})
	if (placed.kind !== 'decided') throw new Error(placed.reason)
	await agreeAdReferendum(t)
	await confirm(t, UA)
	const before = await committedText(t)
	const choose = { kind: 'alternative-chosen', alternative: alternative('A') } as const
	expect(reasonOf(await decide(SECRETARIAT, choose))).toBe('capitals-confirmed')
	const withdraw = { kind: 'alternative-withdrawn', alternative: alternative('B') } as const
	expect(reasonOf(await decide(FR, withdraw))).toBe('suggest-only')
	const { delegation } = seatAt(t, FR)
	if (delegation === null) throw new RangeError('no delegation')
	const about = { clause, bracket: placed.decided.id }
	for (const ending of ['lift', 'strike'] as const) {
		const asked = await t.room.decideBracket({
			act: { kind: 'bracket-ending-proposed', ...about, ending, consents: [] },
			...{ seat: seatAt(t, SECRETARIAT), receivedAt: t.clock.now() },
		})
		expect(asked).toEqual({ kind: 'denied', reason: 'capitals-confirmed' })
		const done = await t.room.decideBracket({
			act: { kind: 'bracket-answered', ...about, ending, delegation, consents: true },
			...{ seat: seatAt(t, FR), receivedAt: t.clock.now() },
		})
		expect(done).toEqual({ kind: 'denied', reason: 'capitals-confirmed' })
	}
	expect(await committedText(t)).toBe(before)
	// what changes no text is decided as before
	const stance = { kind: 'stance-taken', alternative: alternative('B'), stance: 'oppose' } as const
	const ours = seatAt(t, UA).delegation
	if (ours === null) throw new RangeError('no delegation')
	expect(reasonOf(await decide(UA, { ...stance, delegation: ours }))).toBeNull()
})

test('[L19] decisions that look at a text count as much as edits do, for their seat alone', async () => {
	const t = await openTestRoom()
	// one unit each: a text that is dear to copy
	const editor = await TestEditor.open(t, UA, nextClient++)
	for (let i = 0; i < 4; i++) {
		const bytes = editor.change((text) => {
			const runs = Array.from({ length: 500 }, (_, at) => ({
				...{ insert: 'a', attributes: at % 2 === 0 ? { strong: true } : { em: true } },
			}))
			text.applyDelta([{ retain: 3 }, ...runs])
		})
		for (;;) {
			if ((await t.room.offer(editor.offer(bytes))).kind === 'accepted') break
			t.clock.step(20_000)
		}
	}
	t.clock.step(HOUR_MS / 2)
	const around = await t.room.placeBracket({
		...{ clause: clauseId(t), ...(await unitsOf(t.room, t.document, 'agree')) },
		...{ holders: null, reason: '', seat: seatAt(t, UA), receivedAt: t.clock.now() },
	})
	if (around.kind !== 'decided') throw new Error(around.reason)
	const bracket = around.decided.id
	// a bracket around words that are not there: the text is copied to find that out
	const place = async (by: number): Promise<string> => {
		const unit = { client: 1, clock: 99_999 }
		const done = await t.room.placeBracket({
			...{ clause: clauseId(t), first: unit, last: unit, holders: null, reason: '' },
			...{ seat: seatAt(t, by), receivedAt: t.clock.now() },
		})
		return done.kind === 'decided' ? 'decided' : done.reason
	}
	const said: string[] = []
	while (said.at(-1) !== 'too-many-requests' && said.length < 200) said.push(await place(FR))
	expect(said[0]).toBe('no-such-words')
	expect(said.length).toBeGreaterThan(20)
	expect(said.at(-1)).toBe('too-many-requests')
	expect(
		await write(t, FR, (text) => {
			text.insert(2, 'z')
		})
	).toBe('waiting')
	// what looks at no words is decided all the same
	const ours = seatAt(t, FR).delegation
	if (ours === null) throw new RangeError('no delegation')
	const joined = await t.room.decideBracket({
		act: { kind: 'bracket-joined', clause: clauseId(t), bracket, delegation: ours },
		...{ seat: seatAt(t, FR), receivedAt: t.clock.now() },
	})
	expect(joined.kind).toBe('decided')
	// nobody else waits for it, and some has come back a little later
	expect(await place(UA)).toBe('no-such-words')
	t.clock.step(5000)
	expect(await place(FR)).toBe('no-such-words')
})

test('[L19] a text that is closed at any moment of a decision about it is opened again for it', async () => {
	const t = await openTestRoom()
	const units = await unitsOf(t.room, t.document, 'agree')
	// more than one delegation may have over the same words
	const holders = [UA, FR].flatMap((by) => seatAt(t, by).delegation ?? [])
	for (let moment = 0; moment < 40; moment++) {
		const open = await t.room.attach(t.document, createDocument({ gc: false }))
		const placed = t.room.placeBracket({
			...{ clause: clauseId(t), ...units, holders, reason: '' },
			...{ seat: seatAt(t, SECRETARIAT), receivedAt: t.clock.now() },
		})
		for (let passed = 0; passed < moment; passed++) await Promise.resolve()
		open.close()
		expect((await placed).kind).toBe('decided')
	}
})
