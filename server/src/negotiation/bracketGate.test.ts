import { type DelegationId } from '@parley/domain'
import { bracketIdOf, bracketKey, textOf } from '@parley/schema'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { FaultyStorage } from './faultyStorage.ts'
import { committedText, openTestRoom, TestEditor, unitsOf, type TestRoom } from './testRoom.ts'

/** Places of seats in the test room. */
const [UA, FR, SECRETARIAT] = [0, 1, 3]

/** A room with a bracket of Ukraine around `words`, and an editor of each delegation. */
async function bracketed(words: string, options: Parameters<typeof openTestRoom>[0] = {}) {
	const t = await openTestRoom(options)
	const id = await place(t, words, UA)
	const [ukraine, france] = [
		await TestEditor.open(t, UA, 4711),
		await TestEditor.open(t, FR, 4712),
	] as const
	return { t, id, ukraine, france }
}

async function place(
	t: TestRoom,
	words: string,
	by: number,
	holders: readonly DelegationId[] | null = null
): Promise<string> {
	const [clause, seat] = [t.clauses[0], t.seats[by]]
	if (clause === undefined || seat === undefined) throw new RangeError('no clause or seat')
	const done = await t.room.placeBracket({
		clause: clause.id,
		...(await unitsOf(t.room, t.document, words)),
		...{ holders, reason: '', seat, receivedAt: t.clock.now() },
	})
	if (done.kind !== 'decided') throw new Error(done.reason)
	return done.decided.id
}

/** What the room answers to what `write` makes of the text. */
function write(t: TestRoom, editor: TestEditor, change: (text: Y.Text) => void) {
	return t.room.offer(editor.offer(editor.change(change)))
}

const at = (editor: TestEditor, words: string): number =>
	textOf(editor.doc).toJSON().indexOf(words) + 1

const NOT_HOLDER = { kind: 'refused', reason: 'not-holder' }
const NOT_ALONE = { kind: 'refused', reason: 'not-only-holder' }
const TAKEN = { kind: 'accepted' }

test('[B6] whoever may edit writes and deletes within a bracket, and everybody leaves its last words', async () => {
	const { t, ukraine, france } = await bracketed('parties')
	const from = at(france, 'parties')
	expect(
		await write(t, france, (text) => {
			text.insert(from + 3, 'XY')
		})
	).toMatchObject(TAKEN)
	expect(
		await write(t, france, (text) => {
			text.delete(from, 8)
		})
	).toMatchObject(TAKEN)
	expect(
		await write(t, france, (text) => {
			text.delete(from, 1)
		})
	).toEqual(NOT_HOLDER)
	await ukraine.pull()
	expect(
		await write(t, ukraine, (text) => {
			text.delete(from, 1)
		})
	).toMatchObject(TAKEN)
	expect(await committedText(t)).toContain('The  agree.')
})

test('[B6] France neither ends, moves nor cuts the mark of Ukraine, and Ukraine can', async () => {
	const { t, id, ukraine, france } = await bracketed('parties')
	const from = at(france, 'parties')
	const key = bracketKey(id)
	const changes: ((text: Y.Text) => void)[] = [
		(text) => {
			text.format(from, 7, { [key]: null })
		},
		(text) => {
			text.format(from, 1, { [key]: null })
		},
		(text) => {
			text.format(from - 4, 4, { [key]: true })
		},
		(text) => {
			text.insert(from + 3, 'free', { [key]: null })
		},
	]
	for (const change of changes) {
		const stranger = await TestEditor.open(t, FR, 5000 + changes.indexOf(change))
		expect(await write(t, stranger, change)).toEqual(NOT_HOLDER)
	}
	expect(
		await write(t, ukraine, (text) => {
			text.format(from, 7, { [key]: null })
		})
	).toMatchObject(TAKEN)
})

test('[B6] France writes behind bold words in a bracket of Ukraine, and where the text ends behind one that Ukraine has left open', async () => {
	const t = await openTestRoom()
	const ukraine = await TestEditor.open(t, UA, 4711)
	const bold = await write(t, ukraine, (text) => {
		text.format(at(ukraine, 'agree'), 'agree.'.length, { strong: true })
	})
	expect(bold).toMatchObject(TAKEN)
	await place(t, 'agree.', UA)
	const france = await TestEditor.open(t, FR, 4712)
	const behind = await write(t, france, (text) => {
		text.insert(text.length, 'x', { strong: true })
	})
	expect(behind).toMatchObject(TAKEN)
	await ukraine.pull()
	const open = await write(t, ukraine, (text) => {
		text.delete(text.length - 1, 1)
		text.doc?.transact((transaction) => {
			for (let item = text._start; item !== null; item = item.right)
				if (item.content instanceof Y.ContentFormat && isEnd(item.content)) item.delete(transaction)
		})
	})
	expect(open).toMatchObject(TAKEN)
	await france.pull()
	const behindAll = await write(t, france, (text) => {
		text.insert(text.length, ' more')
	})
	expect(behindAll).toMatchObject(TAKEN)
})

/** Puts contents one behind the other right behind `left`, as no editor does. */
function put(transaction: Y.Transaction, first: Y.Item, contents: readonly object[]): void {
	const { doc } = transaction
	let left = first
	for (const content of contents) {
		const { right, lastId } = left
		const id = Y.createID(doc.clientID, Y.getState(doc.store, doc.clientID))
		const beside = [left, lastId, right, right?.id ?? null] as const
		left = new Y.Item(id, ...beside, textOf(doc), null, content as Y.Item['content'])
		left.integrate(transaction, 0)
	}
}

const mark = (id: string, value: true | null): object =>
	new Y.ContentFormat(bracketKey(id), value as unknown as object)

const words = (text: string): object => new Y.ContentString(text)

/** The items that begin, or end, the mark of the bracket `id`. */
function marksOf(text: Y.Text, id: string, value: true | null): readonly [Y.Item, ...Y.Item[]] {
	const found: Y.Item[] = []
	for (let item = text._start; item !== null; item = item.right) {
		const { content, deleted } = item
		if (deleted || !(content instanceof Y.ContentFormat) || content.key !== bracketKey(id)) continue
		if (JSON.stringify(content.value) === JSON.stringify(value)) found.push(item)
	}
	const [first, ...others] = found
	if (first === undefined) throw new RangeError('no such mark')
	return [first, ...others]
}

/** A change of a text, by hand. */
type Change = (text: Y.Text, transaction: Y.Transaction) => void

/** Takes each of `changes` to the room as the edit of one of France who has just come, and gives what becomes of them. */
async function oneByOne(t: TestRoom, changes: readonly Change[]): Promise<readonly string[]> {
	const answers: string[] = []
	for (const [index, change] of changes.entries()) {
		const editor = await TestEditor.open(t, FR, 6000 + index)
		const answer = await write(t, editor, (text) => {
			text.doc?.transact((transaction) => {
				change(text, transaction)
			})
		})
		answers.push(answer.kind === 'refused' ? answer.reason : answer.kind)
	}
	return answers
}

test('[B6] no bracket is cut by words where its mark ends and begins again around nothing, or around where a paragraph begins', async () => {
	const { t, id, france } = await bracketed('parties')
	const from = at(france, 'parties')
	const end: Change = (text, transaction) => {
		text.insert(from + 3, 'x', { [bracketKey(id)]: true })
		for (let item = text._start; item !== null; item = item.right)
			if (item.content instanceof Y.ContentString && item.content.str === 'x')
				put(transaction, item, [mark(id, null), mark(id, true)])
	}
	const cut: Change = (text, transaction) => {
		put(transaction, marksOf(text, id, null)[0], [words(' NOT ')])
	}
	expect(await oneByOne(t, [end, cut])).toEqual(['accepted', 'not-holder'])

	const other = await bracketed('parties')
	const enter: Change = (text) => {
		text.insertEmbed(from + 3, { block: 'block999' }, {})
	}
	const before: Change = (text, transaction) => {
		put(transaction, marksOf(text, other.id, null)[0], [words('NOT')])
	}
	expect(await oneByOne(other.t, [enter, before])).toEqual(['accepted', 'not-holder'])
})

/** Puts marks behind the end of a bracket that begin and end around nothing, words between, and words into them. */
const spread = (id: string): readonly Change[] => [
	(text, transaction) => {
		put(transaction, marksOf(text, id, null)[0], [mark(id, true), mark(id, null)])
	},
	(text, transaction) => {
		put(transaction, marksOf(text, id, null)[0], [words(' and others')])
	},
	(text, transaction) => {
		put(transaction, marksOf(text, id, true)[1] ?? raise(), [words(' not')])
	},
]

function raise(): never {
	throw new RangeError('no second mark')
}

test('[B6] no bracket goes on elsewhere with words where its mark begins and ends again around nothing', async () => {
	const { t, id } = await bracketed('parties')
	expect(await oneByOne(t, spread(id))).toEqual(['accepted', 'accepted', 'not-holder'])
	// all in one moment, each numbered behind the last before anything is on disk
	const other = await bracketed('parties')
	const editor = await TestEditor.open(other.t, FR, 6100)
	const offers = spread(other.id).map((change) =>
		editor.offer(
			editor.change((text) => {
				text.doc?.transact((transaction) => {
					change(text, transaction)
				})
			})
		)
	)
	const answers = await Promise.all(offers.map((offer) => other.t.room.offer(offer)))
	expect(answers.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'refused'])
})

/** Whether that ends the mark of a bracket. */
const isEnd = ({ key, value }: Y.ContentFormat): boolean =>
	bracketIdOf(key) !== undefined && JSON.stringify(value) === 'null'

test('[B6] one of several holders takes neither the last words nor the mark, whoever joined whom', async () => {
	const { t, id, ukraine } = await bracketed('parties')
	const [clause, seat] = [t.clauses[0], t.seats[FR]]
	if (clause === undefined || seat?.delegation == null) throw new RangeError('no delegation')
	const bracket = [...t.room.brackets.keys()].find((key) => key === id)
	if (bracket === undefined) throw new RangeError('no bracket')
	const act = {
		kind: 'bracket-joined',
		clause: clause.id,
		bracket,
		delegation: seat.delegation,
	} as const
	await t.room.decideBracket({ act, seat, receivedAt: t.clock.now() })
	const from = at(ukraine, 'parties')
	const key = bracketKey(id)
	const other = await TestEditor.open(t, UA, 4800)
	expect(
		await write(t, other, (text) => {
			text.format(from, 7, { [key]: null })
		})
	).toEqual(NOT_ALONE)
	const joined = await TestEditor.open(t, FR, 4801)
	for (const holder of [joined, ukraine])
		expect(
			await write(t, holder, (text) => {
				text.delete(from, 7)
			})
		).toEqual(NOT_ALONE)
	expect(await committedText(t)).toContain('The parties agree.')
})

test('[B6] words are moved with their bracket by anybody, and cut by its only holder', async () => {
	const { t, id, france } = await bracketed('parties')
	const from = at(france, 'parties')
	const moved = (text: Y.Text): void => {
		text.delete(from, 7)
		text.insert(1, 'parties', { [bracketKey(id)]: true })
	}
	expect(await write(t, france, moved)).toMatchObject(TAKEN)
	const thief = await TestEditor.open(t, FR, 4900)
	expect(
		await write(t, thief, (text) => {
			text.delete(1, 7)
		})
	).toEqual(NOT_HOLDER)
})

test('[B6] what deletes the last words behind what is not on disk yet is found all the same', async () => {
	const faults = new FaultyStorage()
	const { t, france } = await bracketed('parties', { fault: faults.fault })
	const from = at(france, 'parties')
	const begun = faults.hold()
	const first = write(t, france, (text) => {
		text.delete(from, 4)
	})
	await begun
	const last = write(t, france, (text) => {
		text.delete(from, 3)
	})
	faults.release()
	expect(await first).toMatchObject(TAKEN)
	expect(await last).toEqual(NOT_HOLDER)
	expect(await committedText(t)).toContain('The ies agree.')
})

test('[B6] a mark of a bracket that was never placed is not taken; one of an ended bracket means nothing', async () => {
	const { t, id, ukraine, france } = await bracketed('parties')
	const from = at(france, 'parties')
	const strange = await TestEditor.open(t, FR, 5100)
	const forged = write(t, strange, (text) => {
		text.format(from, 3, { [bracketKey('forged00')]: true })
	})
	expect(await forged).toEqual({ kind: 'refused', reason: 'no-such-bracket' })
	const [clause, seat] = [t.clauses[0], t.seats[SECRETARIAT]]
	const bracket = [...t.room.brackets.keys()][0]
	if (clause === undefined || seat === undefined || bracket === undefined)
		throw new RangeError('no')
	const about = { clause: clause.id, bracket, ending: 'lift' } as const
	const receivedAt = t.clock.now()
	await t.room.decideBracket({
		act: { kind: 'bracket-ending-proposed', ...about, consents: [] },
		...{ seat, receivedAt },
	})
	if (ukraine.seat.delegation === null) throw new RangeError('no delegation')
	await t.room.decideBracket({
		act: {
			kind: 'bracket-answered',
			...about,
			delegation: ukraine.seat.delegation,
			consents: true,
		},
		...{ seat: ukraine.seat, receivedAt },
	})
	const late = write(t, france, (text) => {
		text.insert(from, 'again', { [bracketKey(id)]: true })
	})
	expect(await late).toMatchObject(TAKEN)
})

test('[B6] what takes out where a mark begins that is not on disk yet is found all the same', async () => {
	const faults = new FaultyStorage()
	const { t, france } = await bracketed('parties', { fault: faults.fault })
	const from = at(france, 'parties')
	const begun = faults.hold()
	// Without the mark: it ends before the marker of the new paragraph and begins again behind it.
	const enter = write(t, france, (text) => {
		text.insertEmbed(from + 3, { block: 'paragraph01' }, {})
	})
	await begun
	const beginning = Uint8Array.of(0, 1, 0xe8, 0x24, 1, 2, 1)
	const taken = t.room.offer(france.offer(beginning))
	faults.release()
	expect(await enter).toMatchObject(TAKEN)
	expect(await taken).toEqual(NOT_HOLDER)
})

test('[B6] the words of a bracket that has its number and is not on disk yet are not taken by others', async () => {
	const faults = new FaultyStorage()
	const t = await openTestRoom({ fault: faults.fault })
	const [clause, seat] = [t.clauses[0], t.seats[0]]
	if (clause === undefined || seat === undefined) throw new Error('no clause or seat')
	const france = await TestEditor.open(t, 1, 4712)
	const from = france.doc.getText('text').toJSON().indexOf('agree') + 1
	const around = await unitsOf(t.room, t.document, 'agree')
	const begun = faults.hold()
	const how = { holders: null, reason: '', seat, receivedAt: t.clock.now() }
	const placed = t.room.placeBracket({ clause: clause.id, ...around, ...how })
	await begun
	const deletes = france.change((text) => {
		text.delete(from, 5)
	})
	const gone = t.room.offer(france.offer(deletes))
	await new Promise(setImmediate)
	faults.release()
	expect((await placed).kind).toBe('decided')
	expect(await gone).toEqual({ kind: 'refused', reason: 'not-holder' })
	expect(await committedText(t)).toContain('agree')
})

/** A room with fifty brackets around `parties`, the first of them of Ukraine and the others of `holders`, two of Ukraine around `agree`, and whoever edits it. */
async function piledUp(
	holders: readonly number[],
	options: Parameters<typeof openTestRoom>[0] = {}
) {
	const t = await openTestRoom(options)
	const named = holders.flatMap((index) => t.seats[index]?.delegation ?? [])
	await place(t, 'parties', UA)
	for (let placed = 1; placed < 50; placed++) await place(t, 'parties', SECRETARIAT, named)
	const others = [await place(t, 'agree', UA), await place(t, 'agree', UA)] as const
	const [first, second] = others.map((id) => ({ [bracketKey(id)]: true }))
	const [ukraine, france] = [
		await TestEditor.open(t, UA, 4711),
		await TestEditor.open(t, FR, 4712),
	] as const
	const from = at(ukraine, 'parties')
	return { t, others, first: first ?? {}, second: second ?? {}, ukraine, france, from }
}

/** Whether a mark begins there, and does not end. */
const isSet = ({ value }: Y.ContentFormat): boolean => (value as unknown) === true

const TOO_MANY = { kind: 'refused', reason: 'too-many-brackets' }

test('[B12] no edit puts more than fifty brackets over each other, and what else is done there is as free as before', async () => {
	const { t, first, ukraine, france, from } = await piledUp([UA])
	expect(
		await write(t, ukraine, (text) => {
			text.format(from + 2, 2, first)
		})
	).toEqual(TOO_MANY)
	const all = Object.fromEntries([...t.room.brackets.keys()].map((id) => [bracketKey(id), true]))
	const brings = await TestEditor.open(t, UA, 4720)
	expect(
		await write(t, brings, (text) => {
			text.insert(1, 'more', all)
		})
	).toEqual(TOO_MANY)
	// nobody is kept from writing there, in these brackets or in none, nor from marking what stands beside
	const changes: ((text: Y.Text) => void)[] = [
		(text) => {
			text.insert(from + 3, 'words')
		},
		(text) => {
			text.insert(from + 3, 'free', {})
		},
		(text) => {
			text.delete(from + 1, 2)
		},
		(text) => {
			text.format(1, 3, first)
		},
	]
	for (const [index, change] of changes.entries()) {
		const editor = await TestEditor.open(t, UA, 4730 + index)
		expect([index, await write(t, editor, change)]).toMatchObject([index, TAKEN])
	}
	expect(
		await write(t, france, (text) => {
			text.insert(from + 3, 'words')
		})
	).toMatchObject(TAKEN)
})

test('[B12] where a mark ends is not taken out either where more would be over each other then', async () => {
	const { t, others, ukraine, from } = await piledUp([UA, FR])
	const [id] = others
	const key = bracketKey(id)
	// shortly before the fifty
	const beside = await TestEditor.open(t, UA, 4740)
	expect(
		await write(t, beside, (text) => {
			text.format(from - 4, 2, { [key]: true })
		})
	).toMatchObject(TAKEN)
	await ukraine.pull()
	const ends: Y.Item[] = []
	for (let item = textOf(ukraine.doc)._start; item !== null; item = item.right) {
		const { content, deleted } = item
		const isEnd = content instanceof Y.ContentFormat && content.key === key && !isSet(content)
		if (!deleted && isEnd) ends.push(item)
	}
	const [end] = ends
	if (end === undefined) throw new Error('a mark without an end')
	const takesOut = ukraine.change(({ doc }) => {
		doc?.transact((transaction) => {
			end.delete(transaction)
		})
	})
	expect(await t.room.offer(ukraine.offer(takesOut))).toEqual(TOO_MANY)
})

test('[B12] marks that have their number and are not on disk yet count, too', async () => {
	const faults = new FaultyStorage()
	const { t, first, second, ukraine, from } = await piledUp([UA, FR], { fault: faults.fault })
	const [bracket] = t.room.brackets.keys()
	const own = ukraine.change((text) => {
		if (bracket !== undefined) text.format(from, 7, { [bracketKey(bracket)]: null })
	})
	expect(await t.room.offer(ukraine.offer(own))).toMatchObject(TAKEN)
	const begun = faults.hold()
	const one = write(t, ukraine, (text) => {
		text.format(from, 3, first)
	})
	await begun
	const other = await TestEditor.open(t, UA, 4750)
	const two = write(t, other, (text) => {
		text.format(from, 3, second)
	})
	faults.release()
	expect(await one).toMatchObject(TAKEN)
	expect(await two).toEqual(TOO_MANY)
})
