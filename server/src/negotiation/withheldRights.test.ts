import { type ClauseId, type Level, type RightsSubject } from '@parley/domain'
import { parseDocumentName, sharedLog } from '@parley/protocol'
import { toPassage, withholdFromDocument } from '@parley/schema'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { checkLog } from '../commands/logCheck.ts'
import { type WithholdRequest } from './room.ts'
import {
	committedText,
	HOUR_MS,
	openTestRoom,
	TestEditor,
	testSigner,
	type TestRoom,
} from './testRoom.ts'

let place: TestRoom
afterEach(async () => {
	await place.rooms.close()
})

function seatOf(index: number): TestRoom['seats'][number] {
	const seat = place.seats[index]
	if (seat === undefined) throw new RangeError(`no seat ${index}`)
	return seat
}

function clauseId(): ClauseId {
	const address = parseDocumentName(place.document)
	if (address.kind !== 'clause') throw new RangeError('the document of a clause')
	return address.clause
}

async function decide(act: Parameters<TestRoom['room']['record']>[0]['act']): Promise<void> {
	const receivedAt = place.clock.now()
	const done = await place.room.record({ act, seat: seatOf(3).id, receivedAt })
	expect(done.kind).toBe('recorded')
}

const set = (subject: RightsSubject, level: Level): Promise<void> =>
	decide({ kind: 'rights-set', subject, level, reason: '' })

/** Everything by which an author may not write, and what it is called. */
const BARS: Readonly<Record<string, (author: TestEditor) => Promise<void>>> = {
	held: () => decide({ kind: 'clause-held', clause: clauseId(), reason: '' }),
	'clause-reads': () => set({ kind: 'clause', clause: clauseId() }, 'read'),
	'seat-reads': ({ seat }) => set({ kind: 'seat', seat: seat.id }, 'read'),
	'delegation-reads': async ({ seat: { delegation } }) => {
		if (delegation === null) throw new Error('a delegation')
		await set({ kind: 'delegation', delegation }, 'read')
	},
}

/** Asks as the author, or as whoever is named; gives why not, or `withheld`. */
async function ask(
	editor: TestEditor,
	range: { readonly from: number; readonly to: number },
	how: Partial<WithholdRequest> = {}
): Promise<string> {
	const done = await place.room.withhold({
		clause: clauseId(),
		passage: [{ client: editor.doc.clientID, ...range }],
		...{ author: editor.seat.id, seat: editor.seat, reason: '' },
		receivedAt: place.clock.now(),
		...how,
	})
	return done.kind === 'withheld' ? done.kind : done.reason
}

/** `one` writes ONE and TWO, and deletes ONE again. */
async function open(): Promise<TestEditor> {
	place = await openTestRoom()
	const one = await TestEditor.open(place, 0, 11)
	await one.say('ONE')
	await one.say('TWO')
	const made: Uint8Array[] = []
	one.doc.once('update', (update: Uint8Array) => made.push(update))
	const text = one.doc.getText('text')
	text.delete(text.length - 6, 3)
	for (const update of made) await place.room.offer(one.offer(update))
	expect(await committedText(place)).toBe('The parties agree.TWO')
	return one
}

test.each(Object.entries(BARS))(
	'[A9] %s: what is seen stays until those who run the room take it out, what was deleted goes',
	async (reason, bar) => {
		const one = await open()
		await bar(one)
		expect(await ask(one, { from: 3, to: 6 })).toBe(reason)
		// A part that was deleted does not take one along that is seen.
		expect(await ask(one, { from: 0, to: 4 })).toBe(reason)
		expect(await committedText(place)).toBe('The parties agree.TWO')
		expect(await ask(one, { from: 0, to: 3 })).toBe('withheld')
		expect(await committedText(place)).toBe('The parties agree.TWO')
		expect(await ask(one, { from: 3, to: 6 }, { seat: seatOf(1) })).toBe('role')
		expect(await ask(one, { from: 3, to: 6 }, { seat: seatOf(3) })).toBe('withheld')
		expect(await committedText(place)).toBe('The parties agree.')
	}
)

test('[A9] those who run the room take out words of their own past a hold, and words of a seat that was taken away', async () => {
	const one = await open()
	const secretariat = await TestEditor.open(place, 3, 33)
	await secretariat.say('THREE')
	await decide({ kind: 'clause-held', clause: clauseId(), reason: '' })
	expect(await ask(secretariat, { from: 0, to: 5 })).toBe('withheld')
	const revoked = { ...one.seat, revoked: true }
	expect(await ask(one, { from: 0, to: 3 }, { seat: revoked })).toBe('revoked')
	expect(await ask(one, { from: 0, to: 6 }, { seat: seatOf(3) })).toBe('withheld')
	expect(await committedText(place)).toBe('The parties agree.')
})

test('[A9] a copy that another brought back is seen, though the author’s own words were deleted', async () => {
	const one = await open()
	const other = await TestEditor.open(place, 1, 22)
	const made: Uint8Array[] = []
	other.doc.on('update', (update: Uint8Array) => made.push(update))
	const text = other.doc.getText('text')
	const undo = new Y.UndoManager(text)
	text.delete(text.length - 3, 3)
	undo.undo()
	for (const update of made) await place.room.offer(other.offer(update))
	await decide({ kind: 'clause-held', clause: clauseId(), reason: '' })
	expect(await ask(one, { from: 3, to: 6 })).toBe('held')
	expect(await ask(one, { from: 3, to: 6 }, { seat: seatOf(3) })).toBe('withheld')
	expect(await committedText(place)).toBe('The parties agree.')
})

test('[L12] after the freeze, and while nobody has decided at the deadline, nothing is withheld by anybody', async () => {
	const one = await open()
	place = await place.restart(HOUR_MS + 1)
	const after = (how: Partial<WithholdRequest> = {}) => ask(one, { from: 0, to: 3 }, how)
	expect(await after()).toBe('awaiting-chair')
	expect(await after({ seat: seatOf(3) })).toBe('awaiting-chair')
	await place.room.freeze(seatOf(3).id, place.clock.now(), '')
	await expect.poll(() => place.room.phase.kind).toBe('frozen')
	expect(await after()).toBe('frozen')
	expect(await after({ seat: seatOf(3) })).toBe('frozen')
})

test('[L12] at once with a freeze: what is withheld before it is not in the frozen text, and after it nothing is', async () => {
	for (const isFirst of [true, false]) {
		const one = await open()
		const freeze = () => place.room.freeze(seatOf(3).id, place.clock.now(), '')
		const withhold = () => ask(one, { from: 3, to: 6 })
		const both = isFirst ? [withhold(), freeze()] : [freeze(), withhold()]
		const [answers] = [await Promise.all(both)]
		const isWithheld = answers.includes('withheld')
		if (!isWithheld) expect(answers).toContain('frozen')
		expect(await committedText(place)).toBe(`The parties agree.${isWithheld ? '' : 'TWO'}`)
		const { phase } = place.room
		if (phase.kind !== 'frozen' || phase.snapshot === null) throw new Error('a frozen text')
		const [stored] = await place.storage.snapshots.list(place.negotiation.id)
		expect(Buffer.from(stored?.file ?? []).includes('TWO')).toBe(!isWithheld)
		const checked = await checkLog(
			place.storage.log,
			sharedLog(place.negotiation.id),
			testSigner().publicKey
		)
		expect(checked.fault).toBeNull()
		if (isFirst) await place.rooms.close()
	}
})

test('[L15] words that one moved or brought back are their author’s: whoever put them there takes none of them out', async () => {
	const one = await open()
	const other = await TestEditor.open(place, 1, 22)
	const made: Uint8Array[] = []
	other.doc.on('update', (update: Uint8Array) => made.push(update))
	const text = other.doc.getText('text')
	other.doc.transact(() => {
		text.delete(text.length - 3, 3)
		text.insert(text.length, 'own words ')
	})
	const undo = new Y.UndoManager(text)
	text.delete(text.length - 10, 10)
	undo.undo()
	for (const update of made) await place.room.offer(other.offer(update))
	// Theirs are the first ten clocks, and those that they brought back.
	expect(await ask(other, { from: 10, to: 20 })).toBe('withheld')
	expect(await committedText(place)).toBe('The parties agree.')
	await one.pull()
	await one.say('SECRET of one')
	await other.pull()
	made.length = 0
	const back = new Y.UndoManager(text)
	text.delete(text.length - 13, 13)
	back.undo()
	for (const update of made) await place.room.offer(other.offer(update))
	expect(await committedText(place)).toBe('The parties agree.SECRET of one')
	expect(await ask(other, { from: 20, to: 33 })).toBe('not-own-words')
	const passage = [{ client: 22, from: 20, to: 33 }]
	expect(await ask(one, { from: 0, to: 0 }, { passage })).toBe('withheld')
	expect(await committedText(place)).toBe('The parties agree.')
	expect(await ask(one, { from: 6, to: 19 })).toBe('no-such-words')
	// Whoever has the document of before loses both.
	withholdFromDocument(other.doc, toPassage([{ client: 22, from: 20, to: 33 }]))
	expect(text.toJSON()).not.toContain('SECRET')
})
