import { type ClauseId, type LogPosition } from '@parley/domain'
import { parseDocumentName, sharedLog } from '@parley/protocol'
import { createDocument, type ClockRange } from '@parley/schema'
import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { checkLog } from '../commands/logCheck.ts'
import { everyEntry } from '../storage/contract/samples.ts'
import { FaultyStorage } from './faultyStorage.ts'
import { type WithholdRequest, type Withheld } from './room.ts'
import {
	committedText,
	HOUR_MS,
	openTestRoom,
	setStatus,
	TestEditor,
	testSigner,
	type TestRoom,
} from './testRoom.ts'

const SECRET = 'SECRET from the capital'

let place: TestRoom
afterEach(async () => {
	await place.rooms.close()
})

function clauseOf({ document }: TestRoom): ClauseId {
	const address = parseDocumentName(document)
	if (address.kind !== 'clause') throw new RangeError('the document of a clause')
	return address.clause
}

/** Asks that clocks of `editor` be withheld. */
function withhold(
	editor: TestEditor,
	range: ClockRange,
	how: Partial<WithholdRequest> = {}
): Promise<Withheld> {
	const request = {
		clause: clauseOf(place),
		passage: [{ client: editor.doc.clientID, ...range }],
		author: editor.seat.id,
		seat: editor.seat,
		reason: '',
		receivedAt: place.clock.now(),
		...how,
	}
	return place.room.withhold(request)
}

/** Everything that the storage holds of the log, and of caches, as one string of bytes. */
async function everything({ storage, negotiation, document }: TestRoom): Promise<string> {
	const log = sharedLog(negotiation.id)
	const entries = await everyEntry(storage.log, log)
	const bytes = entries.map(({ payload }) =>
		payload.kind === 'update'
			? Buffer.from(payload.bytes).toString('latin1')
			: JSON.stringify(payload.act)
	)
	const cache = await storage.caches.newest(document, Number.MAX_SAFE_INTEGER as LogPosition)
	return [...bytes, Buffer.from(cache?.state ?? []).toString('latin1')].join('\n')
}

/** What somebody else sends who deletes the last words of the text and brings them back by undoing. */
function deletedAndUndone(other: TestEditor, length: number): readonly Uint8Array[] {
	const text = other.doc.getText('text')
	const made: Uint8Array[] = []
	other.doc.on('update', (update: Uint8Array) => made.push(update))
	const undo = new Y.UndoManager(text, { captureTimeout: 0 })
	text.delete(text.length - length, length)
	undo.undo()
	undo.destroy()
	return made
}

async function faultOf({ storage, negotiation }: TestRoom) {
	const finding = await checkLog(storage.log, sharedLog(negotiation.id), testSigner().publicKey)
	return finding.fault
}

describe('withholding', () => {
	test('[L12] the words leave the text, the log and every position of it; those around stay', async () => {
		place = await openTestRoom()
		const [one, other] = [await TestEditor.open(place, 0, 11), await TestEditor.open(place, 1, 22)]
		const live = createDocument({ gc: false })
		await place.room.attach(place.document, live)
		await one.say(` A ${SECRET} Z`)
		const { position } = place.room
		await other.pull()
		await other.say(' and more')
		await one.pull()
		expect(await everything(place)).toContain(SECRET)

		const done = await withhold(one, { from: 3, to: 3 + SECRET.length }, { reason: 'wrong window' })
		expect(done).toMatchObject({
			kind: 'withheld',
			entry: { payload: { act: { author: one.seat.id, reason: 'wrong window' } } },
		})
		const text = 'The parties agree. A  Z and more'
		expect(await committedText(place)).toBe(text)
		expect(live.getText('text').toJSON()).toContain('A  Z and more')
		expect(Buffer.from(Y.encodeStateAsUpdate(live)).includes('SECRET')).toBe(false)
		expect(await everything(place)).not.toContain('SECRET')
		const before = await place.room.readClause(clauseOf(place), position)
		expect(before?.blocks[0]?.content).toEqual([{ text: 'The parties agree. A  Z' }])
		expect(await faultOf(place)).toBeNull()

		// Who has the document of before goes on in it.
		await one.say(' on')
		await other.pull()
		expect(await committedText(place)).toBe(`${text} on`)
		place = await place.restart(1000)
		expect(await committedText(place)).toBe(`${text} on`)
		expect(await faultOf(place)).toBeNull()
	})

	test('[L12] words that were deleted before are withheld as well, and so is what another brought back by undoing', async () => {
		place = await openTestRoom()
		const [one, other] = [await TestEditor.open(place, 0, 11), await TestEditor.open(place, 1, 22)]
		await one.say(SECRET)
		await other.pull()
		for (const update of deletedAndUndone(other, SECRET.length))
			await place.room.offer(other.offer(update))
		expect(await committedText(place)).toBe(`The parties agree.${SECRET}`)
		expect((await withhold(one, { from: 0, to: SECRET.length })).kind).toBe('withheld')
		expect(await committedText(place)).toBe('The parties agree.')
		expect(await everything(place)).not.toContain('SECRET')
		expect(await faultOf(place)).toBeNull()
	})

	test('[L13] whoever sends the words again brings nothing back', async () => {
		place = await openTestRoom()
		const one = await TestEditor.open(place, 0, 11)
		const first = one.type(SECRET)
		await place.room.offer(one.offer(first))
		await withhold(one, { from: 0, to: SECRET.length })
		expect(await place.room.offer(one.offer(first))).toEqual({ kind: 'known' })
		const second = one.type(' and new')
		const both = Y.mergeUpdates([first, second])
		expect(Buffer.from(both).includes('SECRET')).toBe(true)
		expect(await place.room.offer(one.offer(both))).toMatchObject({ kind: 'accepted' })
		expect(await committedText(place)).toBe('The parties agree. and new')
		expect(await everything(place)).not.toContain('SECRET')
		place = await place.restart(1000)
		const late = await TestEditor.open(place, 0, 33)
		await late.say('!')
		await place.room.offer(one.offer(Y.mergeUpdates([both, one.type(' more')])))
		expect(await everything(place)).not.toContain('SECRET')
		expect(await faultOf(place)).toBeNull()
	})

	test('[L12] twice in one entry: each act takes its own words, and a repeated one finds none', async () => {
		place = await openTestRoom()
		const one = await TestEditor.open(place, 0, 11)
		await one.say('ONE two THREE')
		const both = await Promise.all([
			withhold(one, { from: 0, to: 3 }),
			withhold(one, { from: 8, to: 13 }),
		])
		expect(both.map(({ kind }) => kind)).toEqual(['withheld', 'withheld'])
		expect(await committedText(place)).toBe('The parties agree. two ')
		expect(await everything(place)).not.toMatch(/ONE|THREE/)
		expect(await withhold(one, { from: 0, to: 3 })).toEqual({
			kind: 'refused',
			reason: 'no-such-words',
		})
		expect(await faultOf(place)).toBeNull()
	})

	test('[L12] while others type without a pause nothing of theirs is lost', async () => {
		place = await openTestRoom()
		const [one, other] = [await TestEditor.open(place, 0, 11), await TestEditor.open(place, 1, 22)]
		await one.say(SECRET)
		await other.pull()
		const typing: Promise<unknown>[] = []
		const withholding = withhold(one, { from: 0, to: SECRET.length })
		for (let i = 0; i < 40; i++) {
			typing.push(other.say(`${i},`))
			if (i % 7 === 0) await typing.at(-1)
		}
		expect((await withholding).kind).toBe('withheld')
		await Promise.all(typing)
		const numbers = Array.from({ length: 40 }, (_, i) => `${i},`).join('')
		expect(await committedText(place)).toBe(`The parties agree.${numbers}`)
		expect(await everything(place)).not.toContain('SECRET')
		expect(await faultOf(place)).toBeNull()
	})

	test('[L18] what is brought back while the log is being read for it goes along, at whatever moment', async () => {
		const reached: number[] = []
		for (let moment = 1; reached.length === moment - 1; moment++) {
			const faulty = new FaultyStorage()
			place = await openTestRoom({ fault: faulty.fault })
			const one = await TestEditor.open(place, 0, 11)
			const other = await TestEditor.open(place, 1, 22)
			await one.say(SECRET)
			await other.pull()
			let reads = 0
			faulty.beforeRead = async () => {
				if (++reads !== moment) return
				reached.push(moment)
				for (const update of deletedAndUndone(other, SECRET.length))
					expect((await place.room.offer(other.offer(update))).kind).toBe('accepted')
			}
			const done = await withhold(one, { from: 0, to: SECRET.length })
			faulty.beforeRead = () => Promise.resolve()
			expect(done.kind).toBe('withheld')
			expect(reads).toBeGreaterThan(1)
			expect(await committedText(place), `read ${moment}`).toBe('The parties agree.')
			expect(await everything(place)).not.toContain('SECRET')
			expect(await faultOf(place)).toBeNull()
			if (reached.includes(moment)) await place.rooms.close()
		}
	})

	test('[L12] the text of all clauses is one state, and has none of what is withheld while it is being read', async () => {
		const faulty = new FaultyStorage()
		place = await openTestRoom({ fault: faulty.fault })
		const { room } = place
		const one = await TestEditor.open(place, 0, 11)
		await one.say(SECRET)
		const read = () => room.readText(room.position, (text) => text)
		const before = await read()
		expect(JSON.stringify(before)).toContain(SECRET)
		let reads = 0
		faulty.beforeRead = async () => {
			if (++reads !== before.length) return
			// all but the last clause are read by now
			faulty.beforeRead = () => Promise.resolve()
			await one.say(' and more')
			expect((await withhold(one, { from: 0, to: SECRET.length })).kind).toBe('withheld')
			const set = await setStatus(place, clauseOf(place), 'agreed')
			expect(set.kind).toBe('decided')
		}
		const { position } = room
		const meanwhile = await read()
		expect(reads).toBe(before.length)
		expect(meanwhile.map((text) => [text.clause, text.position])).toEqual(
			before.map(({ clause }) => [clause, position])
		)
		expect(meanwhile[0]?.blocks[0]?.content).toEqual([{ text: 'The parties agree.' }])
		const [now] = await read()
		expect(now?.blocks[0]?.content).toEqual([{ text: 'The parties agree. and more' }])
		expect(now?.clause.status).toBe('agreed')
	})

	/** A room with the words in it and its document open, so that what is offered gets its number at once. */
	async function openWithWords(faulty: FaultyStorage): Promise<[TestEditor, TestEditor]> {
		place = await openTestRoom({ fault: faulty.fault })
		const one = await TestEditor.open(place, 0, 11)
		const other = await TestEditor.open(place, 1, 22)
		await one.say(SECRET)
		await other.pull()
		await place.room.attach(place.document, createDocument({ gc: false }))
		return [one, other]
	}

	/** Lets everything go on that waits for nothing from outside. */
	async function settle(): Promise<void> {
		for (let i = 0; i < 20; i++) await new Promise(setImmediate)
	}

	/** Offers the words brought back, while an edit before them is on its way to the disk: they have their numbers then, and wait. */
	async function bringBack(
		faulty: FaultyStorage,
		other: TestEditor,
		before: () => void = () => undefined
	): Promise<Promise<unknown>[]> {
		const begun = faulty.hold()
		const first = other.say('x')
		await begun
		before()
		const length = SECRET.length + 1
		const back = deletedAndUndone(other, length).map((update) => other.offer(update))
		const offers = [first, ...back.map((offer) => place.room.offer(offer))]
		await settle()
		return offers
	}

	test('[L18] what is brought back and numbered, and not on disk yet, goes along', async () => {
		const faulty = new FaultyStorage()
		const [one, other] = await openWithWords(faulty)
		let offers: Promise<unknown>[] = []
		let reads = 0
		faulty.beforeRead = async () => {
			if (++reads === 2) offers = await bringBack(faulty, other)
		}
		const done = withhold(one, { from: 0, to: SECRET.length })
		await expect.poll(() => reads).toBe(3)
		await settle()
		faulty.beforeRead = () => Promise.resolve()
		faulty.release()
		expect((await done).kind).toBe('withheld')
		for (const answer of await Promise.all(offers))
			expect(answer).toMatchObject({ kind: 'accepted' })
		expect(await committedText(place)).toBe('The parties agree.x')
		expect(await everything(place)).not.toContain('SECRET')
		expect(await faultOf(place)).toBeNull()
	})

	test('[L18] what was brought back and lost its number, since the disk failed, takes nothing along', async () => {
		const faulty = new FaultyStorage()
		const [one, other] = await openWithWords(faulty)
		const asked: Promise<Withheld>[] = []
		const offers = await bringBack(faulty, other, () => {
			asked.push(withhold(one, { from: 0, to: SECRET.length }))
		})
		faulty.failing = 1
		faulty.release()
		for (const answer of await Promise.all(offers)) expect(answer).toEqual({ kind: 'waiting' })
		expect(await asked[0]).toMatchObject({ kind: 'withheld' })
		expect(await committedText(place)).toBe('The parties agree.')
		expect(await everything(place)).not.toContain('SECRET')
		expect(await faultOf(place)).toBeNull()
	})

	test('[L12] only the author’s own words, that are there, and not after the freeze', async () => {
		place = await openTestRoom()
		const [one, other] = [await TestEditor.open(place, 0, 11), await TestEditor.open(place, 1, 22)]
		await one.say('ONE😀')
		await other.pull()
		await other.say('TWO')
		const refused = async (answer: Promise<Withheld>): Promise<string> => {
			const answered = await answer
			return answered.kind === 'refused' ? answered.reason : answered.kind
		}
		const [seed] = await place.storage.log.writers(place.document)
		const base = [{ client: seed?.clientId ?? 0, from: 0, to: 3 }]
		const range = { from: 0, to: 3 }
		expect(await refused(withhold(other, range, { author: one.seat.id }))).toBe('not-own-words')
		expect(await refused(withhold(one, range, { passage: base }))).toBe('not-own-words')
		expect(await refused(withhold(one, { from: 0, to: 9 }))).toBe('no-such-words')
		expect(await refused(withhold(one, { from: 0, to: 4 }))).toBe('no-such-words')
		expect(await refused(withhold(one, { from: 3, to: 3 }))).toBe('no-such-words')
		expect(await refused(withhold(one, range, { passage: [] }))).toBe('no-such-words')
		expect(await committedText(place)).toBe('The parties agree.ONE😀TWO')
		const secretariat = place.seats[3]
		if (secretariat === undefined) throw new RangeError('a secretariat')
		expect(await refused(withhold(one, range, { seat: secretariat }))).toBe('withheld')
		place.clock.step(HOUR_MS + 1)
		await expect.poll(() => place.room.phase.kind).toBe('frozen')
		expect(await refused(withhold(other, range))).toBe('frozen')
		expect(await committedText(place)).toBe('The parties agree.😀TWO')
	})

	test('[L12] an act that is not stored withholds nothing', async () => {
		const faulty = new FaultyStorage()
		place = await openTestRoom({ fault: faulty.fault })
		const one = await TestEditor.open(place, 0, 11)
		await one.say(SECRET)
		faulty.failing = 1
		expect(await withhold(one, { from: 0, to: SECRET.length })).toEqual({
			kind: 'refused',
			reason: 'not-stored',
		})
		expect(await committedText(place)).toContain(SECRET)
		expect((await withhold(one, { from: 0, to: SECRET.length })).kind).toBe('withheld')
		expect(await committedText(place)).toBe('The parties agree.')
	})

	test('[L12] the larger insertions of a seat are listed until they are withheld, deleted or not', async () => {
		place = await openTestRoom()
		const one = await TestEditor.open(place, 0, 11)
		const other = await TestEditor.open(place, 1, 22)
		await one.say('short')
		await one.say(SECRET)
		place.clock.step(60_000)
		await other.say('what another one has pasted')
		await one.say('another paste of some length')
		const text = one.doc.getText('text')
		text.delete(text.length - 8, 8)
		await place.room.offer(one.offer(Y.encodeStateAsUpdate(one.doc), { kind: 'sync' }))
		const { insertions: list, clients } = await place.room.insertions(clauseOf(place), one.seat.id)
		expect(clients).toEqual([11])
		expect(list.map(({ words, visible }) => [words, visible])).toEqual([
			['another paste of some length', 20],
			[SECRET, SECRET.length],
		])
		await withhold(one, { from: 0, to: 0 }, { passage: list[1]?.passage ?? [] })
		const { insertions: left } = await place.room.insertions(clauseOf(place), one.seat.id)
		expect(left.map(({ words }) => words)).toEqual(['another paste of some length'])
	})
})
