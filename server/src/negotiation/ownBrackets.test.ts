import { parseBracketId, type DelegationId } from '@parley/domain'
import { bracketIdOf, bracketKey, createDocument, textOf } from '@parley/schema'
import { expect, test } from 'vitest'
import type * as Y from 'yjs'
import { clauseId, FR, seatAt, SECRETARIAT, UA } from './testAlternatives.ts'
import { delegationAt, place } from './testBrackets.ts'
import { openTestRoom, seededRandom, TestEditor, unitsOf, type TestRoom } from './testRoom.ts'

const TOO_MANY = { kind: 'refused', reason: 'too-many-brackets' }
const DECIDED = { kind: 'decided' }

/** Has as many brackets placed as are named, and gives their ids. */
async function pile(t: TestRoom, count: number, ...how: [string, number, DelegationId[]?]) {
	const ids: string[] = []
	for (let placed = 0; placed < count; placed++) {
		const done = await place(t, ...how)
		if (done.kind !== 'decided') throw new Error(`${placed}: ${done.reason}`)
		ids.push(done.decided.id)
	}
	return ids
}

/** What the room answers to what `change` makes of the text, by a page that was just opened. */
async function write(t: TestRoom, by: number, client: number, change: (text: Y.Text) => void) {
	const editor = await TestEditor.open(t, by, client)
	return t.room.offer(editor.offer(editor.change(change)))
}

/** Marks some characters of the text as of `brackets`. */
const marking = (from: number, length: number, brackets: readonly string[]) => (text: Y.Text) => {
	text.format(from, length, Object.fromEntries(brackets.map((id) => [bracketKey(id), true])))
}

/** The text as committed: of each character the brackets over it, as they are read with it. */
async function committed(t: TestRoom) {
	const doc = createDocument({ gc: false })
	const attached = await t.room.attach(t.document, doc)
	attached.close()
	const runs = textOf(doc).toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[]
	return runs.flatMap(({ insert, attributes = {} }) => {
		const brackets = Object.keys(attributes).flatMap((key) => bracketIdOf(key) ?? [])
		const characters = typeof insert === 'string' ? Array.from(insert) : ['']
		return characters.map((character) => ({ character, brackets }))
	})
}

/** Where `words` begin, as `Y.Text` counts. */
async function at(t: TestRoom, words: string): Promise<number> {
	const characters = (await committed(t)).map(({ character }) => character || '\ufffc')
	return characters.join('').indexOf(words)
}

test('[B13] a delegation places ten over each other, and others as many as before', async () => {
	const t = await openTestRoom()
	await pile(t, 10, 'parties', UA)
	const before = t.room.position
	expect(await place(t, 'parties', UA)).toEqual(TOO_MANY)
	expect(await place(t, 'The parties agree', UA)).toEqual(TOO_MANY)
	const offering = {
		...{ clause: clauseId(t), words: 'States', holders: null, reason: '' },
		...{ seat: seatAt(t, UA), receivedAt: t.clock.now() },
	}
	const units = await unitsOf(t.room, t.document, 'parties')
	expect(await t.room.offerWords({ ...offering, ...units })).toEqual(TOO_MANY)
	expect(t.room.position).toBe(before)
	expect(await place(t, 'agree', UA)).toMatchObject(DECIDED)
	// France has its own ten, and who runs the room whatever is left
	const offered = await t.room.offerWords({ ...offering, ...units, seat: seatAt(t, FR) })
	expect(offered).toMatchObject(DECIDED)
	await pile(t, 9, 'parties', FR)
	expect(await place(t, 'parties', FR)).toEqual(TOO_MANY)
	await pile(t, 30, 'parties', SECRETARIAT, [delegationAt(t, UA)])
	expect(await place(t, 'parties', SECRETARIAT, [delegationAt(t, UA)])).toEqual(TOO_MANY)
})

test('[B13] those that it placed are its own whoever holds them since, and so are those that it alone holds', async () => {
	const t = await openTestRoom()
	const [ours, theirs] = [delegationAt(t, UA), delegationAt(t, FR)]
	const ids = await pile(t, 10, 'parties', UA)
	const receivedAt = t.clock.now()
	for (const id of ids) {
		const about = { clause: clauseId(t), bracket: parseBracketId(id) }
		const joins = { kind: 'bracket-joined', ...about, delegation: theirs } as const
		const leaves = { kind: 'bracket-left', ...about, delegation: ours } as const
		for (const [act, by] of [[joins, FR] as const, [leaves, UA] as const]) {
			const done = await t.room.decideBracket({ act, seat: seatAt(t, by), receivedAt })
			expect(done).toMatchObject(DECIDED)
		}
	}
	// now France alone holds what Ukraine placed: both have ten
	expect(await place(t, 'parties', UA)).toEqual(TOO_MANY)
	expect(await place(t, 'parties', FR)).toEqual(TOO_MANY)
	// with somebody else it holds as many as there are
	await pile(t, 12, 'agree', SECRETARIAT, [ours, theirs])
	expect(await place(t, 'agree', FR)).toMatchObject(DECIDED)
	await pile(t, 9, 'agree', SECRETARIAT, [theirs])
	expect(await place(t, 'agree', FR)).toEqual(TOO_MANY)
	expect(await place(t, 'agree', UA)).toMatchObject(DECIDED)
	expect(await place(t, 'agree', SECRETARIAT, [theirs])).toMatchObject(DECIDED)
})

test('[B13] a draft that nests deeper is imported and written in as before', async () => {
	const deep = `${'[UA: '.repeat(14)}one two${']'.repeat(14)}`
	const t = await openTestRoom({
		text: `## 1. Purpose\n\nThe parties ${deep} agree.\n\n## 2. Territory\n\nTo be settled.\n`,
	})
	const from = await at(t, 'one two')
	expect((await committed(t))[from]?.brackets).toHaveLength(14)
	const all = [...t.room.brackets.keys()]
	for (const [index, by] of [UA, FR].entries()) {
		const done = await write(t, by, 4800 + index, (text) => {
			text.insert(from + 3, 'more')
		})
		expect(done).toMatchObject({ kind: 'accepted' })
	}
	// its holder gives letters these marks, takes them elsewhere and back, but comes to no more than there were
	const marks = Object.fromEntries(all.map((id) => [bracketKey(id), true]))
	const done = await write(t, UA, 4810, (text) => {
		text.insert(1, 'more', marks)
	})
	expect(done).toMatchObject({ kind: 'accepted' })
	expect(await place(t, 'two', UA)).toEqual(TOO_MANY)
	expect(await place(t, 'two', FR)).toMatchObject(DECIDED)
	expect(await place(t, 'two', SECRETARIAT, [delegationAt(t, UA)])).toMatchObject(DECIDED)
})

test('[B13] no edit of a delegation puts more than ten of its own over each other', async () => {
	const t = await openTestRoom()
	const ours = delegationAt(t, UA)
	await pile(t, 9, 'parties', UA)
	// two that it alone holds, by whomever they were placed
	const beside = await pile(t, 1, 'agree', UA)
	beside.push(...(await pile(t, 1, 'agree', SECRETARIAT, [ours])))
	const from = await at(t, 'parties')
	expect(await write(t, UA, 4801, marking(from, 2, beside))).toEqual(TOO_MANY)
	expect(await write(t, UA, 4802, marking(from, 2, beside.slice(1)))).toMatchObject({
		kind: 'accepted',
	})
	expect(await write(t, UA, 4803, marking(from + 1, 2, beside.slice(0, 1)))).toEqual(TOO_MANY)
	expect(await write(t, UA, 4804, marking(from + 2, 2, beside.slice(0, 1)))).toMatchObject({
		kind: 'accepted',
	})
	const theirs = await pile(t, 1, 'agree', FR)
	expect(await write(t, FR, 4805, marking(from, 4, theirs))).toMatchObject({ kind: 'accepted' })
})

/** How many of the brackets that count for a delegation are over each other where there are the most, read off what everybody reads. */
async function ownLayers(t: TestRoom, index: number): Promise<number> {
	const delegation = delegationAt(t, index)
	const isOwn = (id: string): boolean => {
		const bracket = t.room.brackets.get(parseBracketId(id))
		if (bracket === undefined) return false
		const { holders, placedBy } = bracket
		return placedBy === seatAt(t, index).id || [...holders].join() === delegation
	}
	const layers = (await committed(t)).map(({ brackets }) => brackets.filter(isOwn).length)
	return Math.max(0, ...layers)
}

test.each([4711, 4712, 4713])(
	'[B13] whatever a delegation places, marks, joins and leaves, it has ten over each other at most (seed %i)',
	async (seed) => {
		const random = seededRandom(seed)
		const upTo = (count: number): number => Math.floor(random() * count)
		const t = await openTestRoom()
		const sides = [UA, FR] as const
		const found = { taken: 0, refused: 0, others: 0 }
		for (let step = 0; step < 160; step++) {
			const by = sides[upTo(2)] ?? UA
			const counts = await Promise.all(sides.map((side) => ownLayers(t, side)))
			const words = ['The parties', 'parties', 'parties agree', 'agree'][upTo(4)] ?? 'agree'
			const open = [...t.room.brackets.keys()]
			const kind = random()
			const bracket = open[upTo(open.length)]
			let done: { readonly kind: string; readonly reason?: string }
			if (kind < 0.5 || bracket === undefined) done = await place(t, words, by)
			else if (kind < 0.6) {
				done = await place(t, words, SECRETARIAT, [delegationAt(t, by)])
				if (done.kind === 'decided') found.others++
				// who runs the room is bounded by the fifty alone
				expect(done.reason ?? 'too-many-brackets', `step ${step}`).toBe('too-many-brackets')
				continue
			} else if (kind < 0.85) {
				const [from, length] = [(await at(t, words)) + upTo(3), 1 + upTo(4)]
				const marked = (await committed(t)).slice(from, from + length)
				if (marked.every(({ brackets }) => brackets.includes(bracket))) continue
				done = await write(t, by, 5000 + step, marking(from, length, [bracket]))
			} else {
				const about = { clause: clauseId(t), bracket, delegation: delegationAt(t, by) }
				const joins = { kind: 'bracket-joined', ...about } as const
				const act = random() < 0.5 ? joins : ({ ...joins, kind: 'bracket-left' } as const)
				await t.room.decideBracket({ act, seat: seatAt(t, by), receivedAt: t.clock.now() })
				continue
			}
			const before = counts[sides.indexOf(by)] ?? 0
			const after = await ownLayers(t, by)
			expect(after, `step ${step} of seat ${by}`).toBeLessThanOrEqual(Math.max(10, before))
			if (done.kind === 'decided' || done.kind === 'accepted') found.taken++
			if (done.reason === 'too-many-brackets') {
				found.refused++
				expect(before, `step ${step}`).toBeGreaterThanOrEqual(10)
			}
		}
		// what is asked for happens in this run
		expect(Object.entries(found).filter(([, count]) => count < 5)).toEqual([])
	},
	60_000
)
