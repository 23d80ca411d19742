import { type BracketEnding, type BracketId, type DelegationId } from '@parley/domain'
import { bracketExtents, bracketKey, createDocument, textOf } from '@parley/schema'
import { verifyFile, verifySnapshot } from '@parley/snapshot'
import { expect, test } from 'vitest'
import type * as Y from 'yjs'
import { FaultyStorage } from './faultyStorage.ts'
import { type BracketDecision } from './room.ts'
import { clauseId, FR, NOTES, seatAt, SECRETARIAT, UA } from './testAlternatives.ts'
import { delegationAt, place } from './testBrackets.ts'
import { committedText, openTestRoom, TestEditor, unitsOf, type TestRoom } from './testRoom.ts'

/** Places a bracket, and gives what decides about it. */
async function placed(t: TestRoom, words: string, ...how: [by?: number, holders?: DelegationId[]]) {
	const done = await place(t, words, ...how)
	if (done.kind !== 'decided') throw new Error(done.reason)
	return deciding(t, done.decided.id)
}

/** The first bracket of an imported text, and what decides about it. */
function imported(t: TestRoom) {
	const [bracket] = t.room.brackets.keys()
	if (bracket === undefined) throw new RangeError('no bracket')
	return deciding(t, bracket)
}

/** What decides about a bracket of the first clause. */
function deciding(t: TestRoom, bracket: BracketId) {
	const about = { clause: clauseId(t), bracket }
	const decide = (act: BracketDecision['act'], by: number) =>
		t.room.decideBracket({ act, seat: seatAt(t, by), receivedAt: t.clock.now() })
	return {
		bracket,
		propose: (by: number, ending: BracketEnding, ...consents: DelegationId[]) =>
			decide({ kind: 'bracket-ending-proposed', ...about, ending, consents }, by),
		answer: (by: number, ending: BracketEnding, consents = true) =>
			decide(
				{ kind: 'bracket-answered', ...about, ending, delegation: delegationAt(t, by), consents },
				by
			),
		withdraw: (by: number, ending: BracketEnding) =>
			decide({ kind: 'bracket-ending-withdrawn', ...about, ending }, by),
		join: (by: number, delegation = delegationAt(t, by)) =>
			decide({ kind: 'bracket-joined', ...about, delegation }, by),
		leave: (by: number, delegation = delegationAt(t, by)) =>
			decide({ kind: 'bracket-left', ...about, delegation }, by),
	}
}

/** How many units stand under each bracket, as committed. */
async function extents(t: TestRoom): Promise<readonly number[]> {
	const doc = createDocument({ gc: false })
	const attached = await t.room.attach(t.document, doc)
	attached.close()
	return [...bracketExtents(doc).values()].map(({ units }) => units)
}

const open = (t: TestRoom) => [...t.room.brackets.values()].filter(({ ended }) => ended === null)

test('[B1] a bracket is placed around words for one’s own delegation, act and mark in one commit', async () => {
	const t = await openTestRoom()
	const before = t.room.position
	const done = await place(t, 'parties')
	expect(done).toMatchObject({ kind: 'decided', decided: { bracket: { proposed: null } } })
	expect(t.room.position).toBe(before + 2)
	expect(open(t).map(({ holders }) => [...holders])).toEqual([[delegationAt(t, UA)]])
	expect(await extents(t)).toEqual([7])
	expect(await committedText(t)).toContain('The parties agree.')
})

test('[B1] nobody speaks for another delegation, and who runs the room names the holders', async () => {
	const t = await openTestRoom()
	const france = delegationAt(t, FR)
	expect(await place(t, 'parties', UA, [france])).toEqual({ kind: 'denied', reason: 'role' })
	expect(await place(t, 'parties', NOTES)).toEqual({ kind: 'denied', reason: 'role' })
	expect(await place(t, 'parties', SECRETARIAT)).toEqual({ kind: 'denied', reason: 'role' })
	expect(open(t)).toEqual([])
	const both = [delegationAt(t, UA), france]
	expect(await place(t, 'parties', SECRETARIAT, both)).toMatchObject({ kind: 'decided' })
	expect(open(t).map(({ holders }) => [...holders])).toEqual([both])
})

test('[B4] France cannot end a bracket of Ukraine, and Ukraine can', async () => {
	const t = await openTestRoom()
	const { propose, answer, leave, bracket } = await placed(t, 'parties')
	const none = { kind: 'denied', reason: 'not-holder' }
	expect(await propose(FR, 'lift')).toEqual(none)
	expect(await answer(FR, 'lift')).toEqual(none)
	expect(await leave(FR)).toEqual(none)
	expect(await leave(SECRETARIAT, delegationAt(t, UA))).toEqual({ kind: 'denied', reason: 'role' })
	expect(await propose(SECRETARIAT, 'lift', delegationAt(t, UA))).toEqual({
		...{ kind: 'denied', reason: 'role' },
	})
	expect(await extents(t)).toEqual([7])
	expect(await propose(UA, 'lift', delegationAt(t, UA))).toMatchObject({ kind: 'decided' })
	expect(t.room.brackets.get(bracket)?.ended).toMatchObject({ ending: 'lift' })
	expect(await extents(t)).toEqual([])
	expect(await committedText(t)).toContain('The parties agree.')
})

test('[B3] [B5] the last consent carries the ending out, in one commit', async () => {
	const t = await openTestRoom()
	const { propose, answer, join, bracket } = await placed(t, 'parties ')
	await join(FR)
	await propose(SECRETARIAT, 'strike')
	await answer(UA, 'strike')
	expect(await committedText(t)).toContain('The parties agree.')
	const before = t.room.position
	expect(await answer(FR, 'strike')).toMatchObject({ kind: 'decided' })
	expect(t.room.position).toBe(before + 3)
	expect(t.room.brackets.get(bracket)?.ended).toMatchObject({ ending: 'strike' })
	expect(await committedText(t)).toContain('The agree.')
})

test('[A5] [B5] the last consent waits until a clause is released that was held meanwhile', async () => {
	const t = await openTestRoom()
	const { propose, answer, join } = await placed(t, 'parties')
	await join(FR)
	await propose(UA, 'strike', delegationAt(t, UA))
	const seat = seatAt(t, SECRETARIAT).id
	const record = (kind: 'clause-held' | 'clause-released') =>
		t.room.record({
			act: { kind, clause: clauseId(t), reason: 'The lawyers look.' },
			...{ seat, receivedAt: t.clock.now() },
		})
	await record('clause-held')
	expect(await answer(FR, 'strike')).toEqual({ kind: 'denied', reason: 'held' })
	expect(await committedText(t)).toContain('The parties agree.')
	await record('clause-released')
	expect(await answer(FR, 'strike')).toMatchObject({ kind: 'decided' })
	expect(await committedText(t)).toContain('The  agree.')
})

test('[B2] [B5] who leaves is not waited for any more', async () => {
	const t = await openTestRoom()
	const { propose, join, leave, bracket } = await placed(t, 'parties')
	await join(FR)
	await propose(UA, 'lift', delegationAt(t, UA))
	expect(open(t)).toHaveLength(1)
	expect(await leave(FR)).toMatchObject({ kind: 'decided' })
	expect(t.room.brackets.get(bracket)?.ended).toMatchObject({ ending: 'lift' })
	expect(await extents(t)).toEqual([])
})

test('[B5] words that are numbered and not on disk yet are struck with the others', async () => {
	const faults = new FaultyStorage()
	const t = await openTestRoom({ fault: faults.fault })
	const editor = await TestEditor.open(t, FR, 4711)
	const { propose } = await placed(t, 'parties')
	await editor.pull()
	const begun = faults.hold()
	const at = textOf(editor.doc).toJSON().indexOf('parties') + 4
	const typed = t.room.offer(editor.offer(editor.typeAt(at, 'XYZ')))
	await begun
	const struck = propose(UA, 'strike', delegationAt(t, UA))
	faults.release()
	expect(await typed).toMatchObject({ kind: 'accepted' })
	expect(await struck).toMatchObject({ kind: 'decided' })
	expect(await committedText(t)).toContain('The  agree.')
})

test('[B1] [L3] what could not be stored leaves neither act nor mark', async () => {
	const faults = new FaultyStorage()
	const t = await openTestRoom({ fault: faults.fault })
	faults.failing = 1
	expect(await place(t, 'parties')).toEqual({ kind: 'refused', reason: 'not-stored' })
	expect(await extents(t)).toEqual([])
	expect(await place(t, 'parties')).toMatchObject({ kind: 'decided' })
	expect(open(t)).toHaveLength(1)
	expect(await extents(t)).toEqual([7])
})

test('[B1] brackets stand as they were when the process starts again', async () => {
	const t = await openTestRoom()
	const { join, propose } = await placed(t, 'parties')
	await join(FR)
	await propose(SECRETARIAT, 'strike')
	const before = [...t.room.brackets]
	const again = await t.restart(1000)
	expect([...again.room.brackets]).toEqual(before)
	expect(await extents(again)).toEqual([7])
	expect(await place(again, 'agree', FR)).toMatchObject({ kind: 'decided' })
})

test('[B1] [P28] a frozen text names its open brackets and their holders, and the replay of the log finds the same', async () => {
	const t = await openTestRoom()
	await placed(t, 'parties')
	const { join } = await placed(t, 'The parties', FR)
	await join(UA)
	const { propose } = await placed(t, 'agree', FR)
	await propose(FR, 'lift', delegationAt(t, FR))
	const secretariat = seatAt(t, SECRETARIAT).id
	expect(await t.room.freeze(secretariat, t.clock.now(), 'Done')).toEqual({ kind: 'frozen' })
	const [stored] = await t.storage.snapshots.list(t.negotiation.id)
	const checked = verifySnapshot(stored?.file ?? new Uint8Array())
	if (checked.kind === 'invalid') throw new Error(checked.reason)
	const clause = checked.document.clauses.find(({ id }) => id === clauseId(t))
	expect(clause?.openBrackets.map(({ holders }) => holders)).toEqual([['FR', 'UA'], ['UA']])
	const protocol = verifyFile((await t.room.freezeProtocol())?.bytes ?? new Uint8Array())
	expect(protocol).toMatchObject({ document: { replay: 'equal' } })
})

test('[B1] a bracket is placed where the words stand, and nothing is done where they do not', async () => {
	const t = await openTestRoom()
	const editor = await TestEditor.open(t, FR, 4711)
	const { first, last } = await unitsOf(t.room, t.document, 'parties')
	const ask = { clause: clauseId(t), holders: null, reason: '', seat: seatAt(t, UA) }
	const receivedAt = t.clock.now()
	const none = { kind: 'refused', reason: 'no-such-words' }
	expect(await t.room.placeBracket({ ...ask, first: last, last: first, receivedAt })).toEqual(none)
	const unsent = { client: editor.doc.clientID, clock: 0 }
	expect(await t.room.placeBracket({ ...ask, first, last: unsent, receivedAt })).toEqual(none)
	expect(open(t)).toEqual([])
})

test('[B8] [L12] words that are withheld go from under a bracket of others, which stays open until its holders end it', async () => {
	const t = await openTestRoom()
	const ukraine = await TestEditor.open(t, UA, 11)
	await ukraine.say(' SECRET')
	const { bracket, propose } = await placed(t, 'SECRET', FR)
	const withheld = await t.room.withhold({
		clause: clauseId(t),
		passage: [{ client: ukraine.doc.clientID, from: 0, to: ' SECRET'.length }],
		author: seatAt(t, UA).id,
		seat: seatAt(t, UA),
		reason: '',
		receivedAt: t.clock.now(),
	})
	expect(withheld).toMatchObject({ kind: 'withheld' })
	expect(await committedText(t)).not.toContain('SECRET')
	expect(await extents(t)).toEqual([])
	expect(t.room.brackets.get(bracket)).toMatchObject({ ended: null })
	expect(await propose(UA, 'lift')).toEqual({ kind: 'denied', reason: 'not-holder' })
	expect(await propose(FR, 'lift', delegationAt(t, FR))).toMatchObject({ kind: 'decided' })
	expect(t.room.brackets.get(bracket)?.ended).toMatchObject({ ending: 'lift' })
})

test('[B9] nobody strikes the words of a bracket of others by striking one around it', async () => {
	const t = await openTestRoom()
	const [ukraine, france] = [delegationAt(t, UA), delegationAt(t, FR)]
	const theirs = await placed(t, 'parties')
	const around = await placed(t, 'The parties agree', FR)
	const position = t.room.position
	const inside = { kind: 'refused', reason: 'bracket-inside' }
	expect(await around.propose(FR, 'strike', france)).toEqual(inside)
	expect(t.room.position).toBe(position)
	expect(await committedText(t)).toContain('The parties agree.')
	// nor by asking the secretariat for it
	expect(await around.propose(SECRETARIAT, 'strike')).toMatchObject({ kind: 'decided' })
	expect(await around.answer(FR, 'strike')).toEqual(inside)
	// whoever holds both consents for both
	await around.join(UA)
	expect(await around.answer(FR, 'strike')).toMatchObject({ kind: 'decided' })
	expect(await around.answer(UA, 'strike')).toMatchObject({ kind: 'decided' })
	expect(await committedText(t)).not.toContain('parties')
	expect(t.room.brackets.get(theirs.bracket)?.ended).toBeNull()
	expect(await theirs.propose(UA, 'lift', ukraine)).toMatchObject({ kind: 'decided' })
})

test('[B7] [B9] what nobody holds goes along where those who run the room decide, and a part of others may go', async () => {
	const t = await openTestRoom({
		text: '## 1. Purpose\n\nThe [parties] agree [UA: now].\n\n## 2. End\n\nNever.\n',
	})
	expect(open(t).map(({ holders, placedBy }) => [[...holders], placedBy])).toEqual([
		[[], null],
		[[delegationAt(t, UA)], null],
	])
	const france = delegationAt(t, FR)
	const around = await placed(t, 'The parties', FR)
	expect(await around.propose(FR, 'strike', france)).toEqual({
		...{ kind: 'refused', reason: 'bracket-inside' },
	})
	expect(await imported(t).propose(SECRETARIAT, 'lift')).toMatchObject({ kind: 'decided' })
	await placed(t, 'parties agree')
	expect(await around.propose(FR, 'strike', france)).toMatchObject({ kind: 'decided' })
	expect(await extents(t)).toEqual([' agree'.length, 'now'.length])
})

test('[B4] [B6] [B9] whoever joins what an imported text names nobody for is asked how it ends, and ends it by nothing', async () => {
	const t = await openTestRoom({
		text: '## 1. Purpose\n\nThe [parties] agree.\n\n## 2. End\n\nNever.\n',
	})
	const france = delegationAt(t, FR)
	const ownerless = imported(t)
	expect(await ownerless.join(FR)).toMatchObject({ kind: 'decided' })
	const notAlone = { kind: 'denied', reason: 'not-only-holder' }
	for (const ending of ['lift', 'strike'] as const)
		expect(await ownerless.propose(FR, ending, france)).toEqual(notAlone)
	// nor by deleting its words, ending its mark, or striking a bracket of one's own around it
	const key = bracketKey(ownerless.bracket)
	const changes: ((text: Y.Text, from: number) => void)[] = [
		(text, from) => {
			text.delete(from, 'parties'.length)
		},
		(text, from) => {
			text.format(from, 'parties'.length, { [key]: null })
		},
	]
	for (const [index, change] of changes.entries()) {
		const editor = await TestEditor.open(t, FR, 4711 + index)
		const update = editor.change((text) => {
			change(text, text.toJSON().indexOf('parties') + 1)
		})
		expect(await t.room.offer(editor.offer(update))).toEqual({
			...{ kind: 'refused', reason: 'not-only-holder' },
		})
	}
	const around = await placed(t, 'The parties', FR)
	const inside = { kind: 'refused', reason: 'bracket-inside' }
	expect(await around.propose(FR, 'strike', france)).toEqual(inside)
	expect(await committedText(t)).toContain('The parties agree.')

	expect(await ownerless.leave(FR)).toMatchObject({ kind: 'decided' })
	await ownerless.join(FR)
	expect(await ownerless.propose(SECRETARIAT, 'strike')).toMatchObject({ kind: 'decided' })
	expect(await ownerless.leave(FR)).toEqual({ kind: 'refused', reason: 'last-holder' })
	expect(await ownerless.answer(FR, 'strike', false)).toMatchObject({ kind: 'decided' })
	// nor by having the room propose to strike another, and bringing its words into that
	expect(await around.propose(SECRETARIAT, 'strike')).toMatchObject({ kind: 'decided' })
	expect(await around.answer(FR, 'strike')).toEqual(inside)
	// the one inside is proposed of itself
	expect(await ownerless.propose(SECRETARIAT, 'strike')).toMatchObject({ kind: 'decided' })
	expect(await ownerless.answer(FR, 'strike')).toMatchObject({ kind: 'decided' })
	expect(await around.answer(FR, 'strike')).toMatchObject({ kind: 'decided' })
	expect(await committedText(t)).toContain(' agree.')
})

test('[B4] those who run the room consent for nobody, also where they speak for a delegation', async () => {
	const t = await openTestRoom()
	const ukraine = delegationAt(t, UA)
	const { propose, answer, withdraw, bracket } = await placed(t, 'parties')
	const chair = { ...seatAt(t, SECRETARIAT), delegation: ukraine }
	const decide = (consents: readonly DelegationId[]) =>
		t.room.decideBracket({
			act: {
				...{ kind: 'bracket-ending-proposed', clause: clauseId(t), bracket },
				...{ ending: 'strike', consents },
			},
			...{ seat: chair, receivedAt: t.clock.now() },
		})
	expect(await decide([ukraine])).toEqual({ kind: 'denied', reason: 'role' })
	expect(await decide([])).toMatchObject({ kind: 'decided' })
	expect(t.room.brackets.get(bracket)?.proposed).toMatchObject({ delegation: null })
	expect(await withdraw(SECRETARIAT, 'strike')).toMatchObject({ kind: 'decided' })
	// and whoever holds it consents by what they propose
	expect(await propose(UA, 'lift')).toEqual({ kind: 'denied', reason: 'role' })
	expect(await propose(UA, 'lift', ukraine)).toMatchObject({ kind: 'decided' })
	expect(await answer(UA, 'lift')).toMatchObject({ kind: 'refused' })
})

test('[A10] who only reads neither joins a bracket nor proposes how it ends, and answers for what their delegation holds', async () => {
	const t = await openTestRoom()
	const [ukraine, france] = [delegationAt(t, UA), delegationAt(t, FR)]
	const shared = await placed(t, 'parties', SECRETARIAT, [ukraine, france])
	const own = await placed(t, 'agree', UA)
	const subject = { kind: 'delegation', delegation: france } as const
	const act = { kind: 'rights-set', subject, level: 'read', reason: 'For now.' } as const
	await t.room.record({ act, seat: null, receivedAt: t.clock.now() })
	const reads = { kind: 'denied', reason: 'delegation-reads' }
	expect(await own.join(FR)).toEqual(reads)
	expect(await shared.propose(FR, 'strike', france)).toEqual(reads)
	expect((await shared.propose(UA, 'lift', ukraine)).kind).toBe('decided')
	expect((await shared.answer(FR, 'lift')).kind).toBe('decided')
	expect(open(t).map(({ holders }) => [...holders])).toEqual([[ukraine]])
})

test('[B11] the proposer withdraws an ending and nobody else does; a consent that comes behind it ends nothing', async () => {
	const t = await openTestRoom()
	const { propose, answer, join, withdraw, bracket } = await placed(t, 'parties')
	await join(FR)
	await propose(UA, 'strike', delegationAt(t, UA))
	const foreign = { kind: 'denied', reason: 'not-yours' }
	expect(await withdraw(FR, 'strike')).toEqual(foreign)
	expect(await withdraw(SECRETARIAT, 'strike')).toEqual(foreign)
	expect(await withdraw(NOTES, 'strike')).toEqual({ kind: 'denied', reason: 'role' })
	expect(await withdraw(UA, 'lift')).toEqual({ kind: 'refused', reason: 'bracket-changed' })
	expect(await withdraw(UA, 'strike')).toMatchObject({
		...{ kind: 'decided', decided: { bracket: { proposed: null } } },
	})
	expect(await answer(FR, 'strike')).toEqual({ kind: 'refused', reason: 'bracket-changed' })
	expect(t.room.brackets.get(bracket)?.ended).toBe(null)
	expect(await committedText(t)).toContain('The parties agree.')
	await propose(SECRETARIAT, 'lift')
	expect(await withdraw(UA, 'lift')).toEqual(foreign)
	expect(await withdraw(SECRETARIAT, 'lift')).toMatchObject({ kind: 'decided' })
})

test('[B12] fifty brackets are placed over each other, those that were only lifted not counted, and beside them as many as one likes', async () => {
	const t = await openTestRoom()
	const refused = { kind: 'refused', reason: 'too-many-brackets' }
	const ours = delegationAt(t, UA)
	const both = [ours, delegationAt(t, FR)]
	const lifted = await placed(t, 'parties', UA)
	expect((await lifted.propose(UA, 'lift', ours)).kind).toBe('decided')
	for (let count = 0; count < 49; count++)
		expect([count, (await place(t, 'parties', SECRETARIAT, both)).kind]).toEqual([count, 'decided'])
	const before = t.room.position
	const offering = {
		...{ clause: clauseId(t), words: 'States', holders: null, reason: '' },
		...{ seat: seatAt(t, UA), receivedAt: t.clock.now() },
	}
	const last = await placed(t, 'The parties', UA)
	expect(await place(t, 'parties', FR)).toEqual(refused)
	expect(await place(t, 'art', SECRETARIAT, [ours])).toEqual(refused)
	const offered = await t.room.offerWords({
		...offering,
		...(await unitsOf(t.room, t.document, 'parties')),
	})
	expect(offered).toEqual(refused)
	expect(t.room.position).toBe(before + 2)
	expect(t.room.brackets.size).toBe(51)
	expect((await place(t, 'agree', FR)).kind).toBe('decided')
	// one that ends leaves its place to another
	expect((await last.propose(UA, 'lift', ours)).kind).toBe('decided')
	expect((await place(t, 'parties', FR)).kind).toBe('decided')
})
