import { type Level } from '@parley/domain'
import { createDocument, suggestionKey, suggestionOfKey, textOf } from '@parley/schema'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { FaultyStorage } from './faultyStorage.ts'
import {
	committedText,
	HOUR_MS,
	openTestRoom,
	seededRandom,
	setStatus,
	TestEditor,
	type TestRoom,
} from './testRoom.ts'

/** Places of seats in the test room. */
const [UA, FR, SECRETARIAT] = [0, 1, 3]

const [MINE, OTHER, THEIRS] = ['mine00000001', 'mine00000002', 'theirs000001']
const ins = (id: string) => ({ [suggestionKey('ins', id)]: true })
const del = (id: string) => ({ [suggestionKey('del', id)]: true })

/** A room with an editor of Ukraine, who edits, and one of France, who is at `level`. */
async function roomWith(level: Level, options: Parameters<typeof openTestRoom>[0] = {}) {
	const t = await openTestRoom(options)
	const [ukraine, france] = [
		await TestEditor.open(t, UA, 4711),
		await TestEditor.open(t, FR, 4712),
	] as const
	if (level !== 'edit') {
		const act = {
			kind: 'rights-set',
			subject: { kind: 'seat', seat: france.seat.id },
			level,
			reason: 'Observes first.',
		} as const
		await t.room.record({ act, seat: null, receivedAt: t.clock.now() })
	}
	return { t, ukraine, france }
}

/** What the room answers to what `change` makes of the text. */
async function write(t: TestRoom, editor: TestEditor, change: (text: Y.Text) => void) {
	const answer = await t.room.offer(editor.offer(editor.change(change)))
	return answer.kind === 'refused' ? answer.reason : answer.kind
}

const at = (editor: TestEditor, words: string): number =>
	textOf(editor.doc).toJSON().indexOf(words) + 1

/** What was made of suggestions, by their ids. */
const madeIn = (t: TestRoom) =>
	[...t.room.suggestions.clauses.values()].flatMap((ofClause) =>
		[...ofClause].map(([id, { by }]) => [id, t.seats.findIndex((seat) => seat.id === by)])
	)

test('[Q2] a suggestion is its seat’s from the commit on in which it first stands', async () => {
	const { t, ukraine, france } = await roomWith('edit')
	const from = at(ukraine, 'agree')
	const position = t.room.position
	expect(
		await write(t, ukraine, (text) => {
			text.insert(from, 'shall ', ins(MINE))
		})
	).toBe('accepted')
	expect(madeIn(t)).toEqual([[MINE, UA]])
	expect(t.room.position).toBe(position + 2)
	await france.pull()
	// it stands where France sees it, and stays Ukraine's
	expect(
		await write(t, france, (text) => {
			text.insert(1, 'x', ins(MINE))
		})
	).toBe('not-yours')
	const again = await TestEditor.open(t, UA, 4720)
	expect(
		await write(t, again, (text) => {
			text.insert(1, 'All ', ins(MINE))
		})
	).toBe('accepted')
	expect(madeIn(t)).toHaveLength(1)
	// what is named, and stands nowhere, is nobody's
	const nothing = await TestEditor.open(t, FR, 4721)
	expect(
		await write(t, nothing, (text) => {
			text.insert(1, 'y', ins(THEIRS))
			text.delete(1, 1)
		})
	).toBe('accepted')
	expect(madeIn(t)).toHaveLength(1)
})

test('[Q2] twenty new suggestions come in an update, and no more', async () => {
	const { t } = await roomWith('edit')
	const many =
		(count: number, prefix: string) =>
		(text: Y.Text): void => {
			for (let i = 0; i < count; i++)
				text.insert(1, 'x', ins(`${prefix}${String(i).padStart(8, '0')}`))
		}
	const ukraine = await TestEditor.open(t, UA, 4730)
	expect(await write(t, ukraine, many(21, 'a'))).toBe('too-many-suggestions')
	const once = await TestEditor.open(t, UA, 4731)
	expect(await write(t, once, many(20, 'b'))).toBe('accepted')
	for (let round = 1; round < 25; round++) {
		const next = await TestEditor.open(t, UA, 4800 + round)
		expect(await write(t, next, many(20, `c${round}x`))).toBe('accepted')
	}
	const last = await TestEditor.open(t, UA, 4900)
	expect(await write(t, last, many(1, 'd'))).toBe('too-many-suggestions')
	// others have as many, and what has no marks any more leaves room
	const france = await TestEditor.open(t, FR, 4901)
	expect(await write(t, france, many(1, 'e'))).toBe('accepted')
	const freed = await TestEditor.open(t, UA, 4902)
	expect(
		await write(t, freed, (text) => {
			text.delete(2, 40)
		})
	).toBe('accepted')
	expect(await write(t, freed, many(1, 'f'))).toBe('accepted')
	expect(madeIn(t).filter(([, seat]) => seat === UA)).toHaveLength(501)
})

test('[Q2] fifty marks of suggestions stand over each other at most, whosever they are, and what stands beside is as free as before', async () => {
	const { t, ukraine, france } = await roomWith('edit')
	const layers = (from: number, to: number) =>
		Object.fromEntries(
			Array.from({ length: to - from }, (_, i) => [
				suggestionKey(i % 2 === 0 ? 'del' : 'setEm', `layer${from + i + 100_000}`),
				true,
			])
		)
	const over = (editor: TestEditor, at: number, marks: object) =>
		write(t, editor, (text) => {
			text.format(at, 3, marks)
		})
	expect(await over(ukraine, 1, layers(0, 20))).toBe('accepted')
	await france.pull()
	expect(await over(france, 2, layers(20, 40))).toBe('accepted')
	await ukraine.pull()
	expect(await over(ukraine, 3, layers(40, 51))).toBe('too-many-suggestions')
	const again = await TestEditor.open(t, UA, 4713)
	expect(await over(again, 3, layers(40, 50))).toBe('accepted')
	expect(await over(again, 12, layers(51, 61))).toBe('accepted')
	await france.pull()
	expect(await over(france, 3, layers(61, 62))).toBe('too-many-suggestions')
	// nobody is kept from writing there, nor from ending a suggestion of theirs
	const last = await TestEditor.open(t, FR, 4714)
	expect(
		await write(t, last, (text) => {
			text.insert(3, 'words')
		})
	).toBe('accepted')
	expect(
		await write(t, last, (text) => {
			text.format(2, 3, { [suggestionKey('del', 'layer100020')]: null })
		})
	).toBe('accepted')
})

test('[Q3] what Ukraine suggests is neither changed, widened, split up nor deleted by France', async () => {
	const { t, ukraine } = await roomWith('edit')
	const from = at(ukraine, 'agree')
	await write(t, ukraine, (text) => {
		text.insert(from, 'shall ', ins(MINE))
		text.format(1, 3, del(OTHER))
	})
	const hand = (name: string, change: (text: Y.Text) => void, answer: string) => ({
		name,
		change,
		answer,
	})
	const cases = [
		hand(
			'deletes of it',
			(text) => {
				text.delete(from + 1, 2)
			},
			'not-yours'
		),
		hand(
			'deletes around it',
			(text) => {
				text.delete(from - 1, 8)
			},
			'not-yours'
		),
		hand(
			'takes it in',
			(text) => {
				text.format(from, 6, { [suggestionKey('ins', MINE)]: null })
			},
			'not-yours'
		),
		hand(
			'takes it over',
			(text) => {
				text.format(from + 8, 2, ins(MINE))
			},
			'not-yours'
		),
		hand(
			'writes in it',
			(text) => {
				text.insert(from + 2, 'XX', ins(MINE))
			},
			'not-yours'
		),
		hand(
			'ends what goes',
			(text) => {
				text.format(1, 3, { [suggestionKey('del', OTHER)]: null })
			},
			'not-yours'
		),
		hand(
			'lets more go',
			(text) => {
				text.format(4, 4, del(OTHER))
			},
			'not-yours'
		),
		hand(
			'pastes as going',
			(text) => {
				text.insert(text.length, 'XX', del(OTHER))
			},
			'not-yours'
		),
		hand(
			'says that words come in',
			(text) => {
				text.format(from + 7, 2, ins(THEIRS))
			},
			'not-yours'
		),
		hand(
			'writes between',
			(text) => {
				text.insert(from + 2, 'XX', {})
			},
			'accepted'
		),
		hand(
			'writes behind',
			(text) => {
				text.insert(from + 8, 'YY', {})
			},
			'accepted'
		),
		hand(
			'deletes what goes',
			(text) => {
				text.delete(1, 2)
			},
			'accepted'
		),
	]
	for (const [index, { name, change, answer }] of cases.entries()) {
		const france = await TestEditor.open(t, FR, 5000 + index)
		expect([name, await write(t, france, change)]).toEqual([name, answer])
	}
	expect(await committedText(t)).toContain('shXXall ')
})

test('[Q7] at level suggest a hand-made edit suggests, and does nothing else', async () => {
	const { t, ukraine } = await roomWith('suggest')
	await write(t, ukraine, (text) => {
		text.insert(1, 'Now, ', ins(THEIRS))
	})
	const words = await committedText(t)
	const hand = (name: string, change: (text: Y.Text) => void, answer: string) => ({
		name,
		change,
		answer,
	})
	const cases = [
		hand(
			'suggests words',
			(text) => {
				text.insert(10, 'both ', ins(MINE))
			},
			'accepted'
		),
		hand(
			'goes on in them',
			(text) => {
				text.insert(12, 'xx', ins(MINE))
			},
			'accepted'
		),
		hand(
			'deletes of them',
			(text) => {
				text.delete(12, 1)
			},
			'accepted'
		),
		hand(
			'suggests that words go',
			(text) => {
				text.format(17, 3, del(OTHER))
			},
			'accepted'
		),
		hand(
			'suggests otherwise',
			(text) => {
				text.format(17, 1, { [suggestionKey('del', OTHER)]: null })
			},
			'accepted'
		),
		hand(
			'suggests a paragraph',
			(text) => {
				text.insertEmbed(18, { block: 'block0NEW' }, ins(OTHER))
			},
			'accepted'
		),
		hand(
			'sets its words in strong',
			(text) => {
				text.format(10, 3, { strong: true })
			},
			'accepted'
		),
		hand(
			'writes',
			(text) => {
				text.insert(8, 'x', {})
			},
			'suggest-only'
		),
		hand(
			'deletes',
			(text) => {
				text.delete(8, 1)
			},
			'suggest-only'
		),
		hand(
			'deletes what it would have go',
			(text) => {
				text.delete(19, 1)
			},
			'suggest-only'
		),
		hand(
			'sets in strong',
			(text) => {
				text.format(8, 2, { strong: true })
			},
			'suggest-only'
		),
		hand(
			'makes a paragraph',
			(text) => {
				text.insertEmbed(8, { block: 'block0ONE' }, {})
			},
			'suggest-only'
		),
		hand(
			'makes a heading',
			(text) => {
				text.doc?.getMap('blocks').set('b0:type', 'heading')
			},
			'suggest-only'
		),
		hand(
			'takes its own words in',
			(text) => {
				text.format(10, 3, { [suggestionKey('ins', MINE)]: null })
			},
			'not-yours'
		),
		hand(
			'says the text is its own',
			(text) => {
				text.format(6, 4, ins(MINE))
			},
			'not-yours'
		),
		hand(
			'deletes words of others',
			(text) => {
				text.delete(1, 1)
			},
			'not-yours'
		),
	]
	for (const [index, { name, change, answer }] of cases.entries()) {
		const france = await TestEditor.open(t, FR, 5100 + index)
		expect([name, await write(t, france, change)]).toEqual([name, answer])
	}
	expect(await plainWords(t)).toBe(words.replace('Now, ', ''))
})

/** The words of the text without what is suggested. */
async function plainWords(t: TestRoom): Promise<string> {
	const doc = await textNow(t)
	let words = ''
	for (const { text, marks } of unitsIn(doc).values()) if (!isInserted(marks)) words += text
	return words
}

async function textNow(t: TestRoom): Promise<Y.Doc> {
	const live = createDocument({ gc: false })
	const attached = await t.room.attach(t.document, live)
	attached.close()
	return live
}

const isInserted = (marks: ReadonlySet<string>): boolean =>
	[...marks].some((key) => key.startsWith('ins:'))

/** Every unit of a text by its own name, with its marks. */
function unitsIn(doc: Y.Doc): ReadonlyMap<string, { text: string; marks: ReadonlySet<string> }> {
	const units = new Map<string, { text: string; marks: ReadonlySet<string> }>()
	const marks = new Set<string>()
	for (let item = textOf(doc)._start; item !== null; item = item.right) {
		const { content, id, deleted } = item
		if (deleted) continue
		if (content instanceof Y.ContentFormat) {
			const isSet = JSON.stringify(content.value) !== 'null'
			if (isSet) marks.add(content.key)
			else marks.delete(content.key)
		} else if (content instanceof Y.ContentString)
			for (let i = 0; i < item.length; i++)
				units.set(`${id.client}:${id.clock + i}`, {
					...{ text: content.str.charAt(i), marks: new Set(marks) },
				})
	}
	return units
}

test.each(['late', 'in time'])(
	'[A7] [Q7] the same goes for an edit that comes %s',
	async (when) => {
		const { t, france } = await roomWith('suggest')
		if (when === 'late') t.clock.step(HOUR_MS)
		const answer = when === 'late' ? 'late' : 'accepted'
		expect(
			await write(t, france, (text) => {
				text.insert(5, 'both ', ins(MINE))
			})
		).toBe(answer)
		expect(
			await write(t, france, (text) => {
				text.insert(7, 'xx', ins(MINE))
			})
		).toBe(answer)
		expect(madeIn(t)).toHaveLength(when === 'late' ? 0 : 1)
		const other = await TestEditor.open(t, FR, 4750)
		expect(
			await write(t, other, (text) => {
				text.delete(1, 2)
			})
		).toBe('suggest-only')
	}
)

test('[Q3] [Q7] what is numbered and not on disk yet counts, and what a failed commit took away does not', async () => {
	const faults = new FaultyStorage()
	const { t, ukraine, france } = await roomWith('suggest', { fault: faults.fault })
	void faults.hold()
	const first = t.room.offer(
		ukraine.offer(
			ukraine.change((text) => {
				text.insert(1, 'Now, ', ins(THEIRS))
			})
		)
	)
	const own = t.room.offer(
		france.offer(
			france.change((text) => {
				text.insert(5, 'both ', ins(MINE))
			})
		)
	)
	const more = t.room.offer(
		france.offer(
			france.change((text) => {
				text.insert(7, 'x', ins(MINE))
			})
		)
	)
	// by its clocks, a letter that Ukraine suggests and nobody has on disk
	const steals = t.room.offer(france.offer(Uint8Array.of(0, 1, ...varint(4711), 1, 2, 1)))
	await new Promise((resolve) => setImmediate(resolve))
	faults.release()
	expect((await Promise.all([first, own, more])).map(({ kind }) => kind)).toEqual([
		'accepted',
		'accepted',
		'accepted',
	])
	expect(await steals).toMatchObject({ kind: 'refused', reason: 'not-yours' })
})

/** A number as Yjs writes it. */
function varint(value: number): number[] {
	const bytes: number[] = []
	for (let left = value; ; left = Math.floor(left / 128)) {
		if (left < 128) return [...bytes, left]
		bytes.push((left % 128) + 128)
	}
}

test('[Q3] [Q7] of 400 edits by hand those are taken that touch nothing of others, and at level suggest none that changes the text', async () => {
	const random = seededRandom(7)
	const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T
	const { t } = await roomWith('suggest')
	const counts = new Map<string, number>()
	for (let round = 0; round < 400; round++) {
		const seat = pick([UA, FR])
		const editor = await TestEditor.open(t, seat, 10_000 + round)
		const id = pick(
			seat === UA ? ['ua0000000001', 'ua0000000002'] : ['fr0000000001', 'fr0000000002']
		)
		const any = pick([id, id, id, 'ua0000000001', 'fr0000000001'])
		const before = unitsIn(await textNow(t))
		const answer = await write(t, editor, (text) => {
			const from = 1 + Math.floor(random() * (text.length - 1))
			const count = Math.min(1 + Math.floor(random() * 4), text.length - from)
			const marks = {
				[suggestionKey(pick(['ins', 'ins', 'del', 'setEm']), any)]: pick([true, true, null]),
			}
			const [inserts, deletes] = [random() < 0.5, random() < 0.5]
			if (inserts) text.insert(from, 'abcd'.slice(0, Math.max(1, count)), pick([marks, {}]))
			else if (count > 0 && deletes) text.delete(from, count)
			else {
				text.format(from, Math.max(1, count), marks)
				// so that there is an update, whatever stands there already
				text.insert(text.length, 'z', { [suggestionKey('ins', id)]: true })
			}
		})
		const after = unitsIn(await textNow(t))
		const key = `${seat === UA ? 'edit' : 'suggest'} ${answer}`
		counts.set(key, (counts.get(key) ?? 0) + 1)
		if (answer !== 'accepted') continue
		const isOwn = (mark: string): boolean =>
			suggestionOfKey(mark)?.id.startsWith(seat === UA ? 'ua' : 'fr') ?? true
		for (const [unit, { marks }] of before) {
			const now = after.get(unit)
			if (now === undefined) {
				expect([...marks].filter((mark) => mark.startsWith('ins:')).every(isOwn)).toBe(true)
				if (seat === FR) expect(isInserted(marks)).toBe(true)
				continue
			}
			const changed = [...marks, ...now.marks].filter(
				(mark) => marks.has(mark) !== now.marks.has(mark)
			)
			expect(changed.every((mark) => isOwn(mark) && !mark.startsWith('ins:'))).toBe(true)
		}
		for (const [unit, { marks }] of after) {
			if (before.has(unit)) continue
			expect([...marks].filter((mark) => mark.startsWith('ins:')).every(isOwn)).toBe(true)
			if (seat === FR) expect(isInserted(marks)).toBe(true)
		}
	}
	for (const key of [
		'edit accepted',
		'edit not-yours',
		'suggest accepted',
		'suggest not-yours',
		'suggest suggest-only',
	])
		expect([key, (counts.get(key) ?? 0) > 15]).toEqual([key, true])
})

test('[Q7] an agreed clause takes suggestions of everybody, and nothing else, those who run the room included', async () => {
	const { t } = await roomWith('edit')
	const clause = t.clauses.find(({ heading }) => heading === 'Purpose')
	if (clause === undefined) throw new RangeError('no clause')
	await setStatus(t, clause.id, 'agreed')
	for (const [index, seat] of [UA, FR, SECRETARIAT].entries()) {
		const editor = await TestEditor.open(t, seat, 6000 + index)
		expect(
			await write(t, editor, (text) => {
				text.insert(2, 'x', ins(`id${index}0000000`))
			})
		).toBe('accepted')
		const plain = await TestEditor.open(t, seat, 6100 + index)
		expect(
			await write(t, plain, (text) => {
				text.insert(2, 'x', {})
			})
		).toBe('suggest-only')
	}
})
