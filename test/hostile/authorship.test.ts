import { AuthorshipJson } from '@parley/protocol'
import { createDocument, withReturnNote, type UnitId } from '@parley/schema'
import { expect } from 'vitest'
import * as Y from 'yjs'
import { type ApiClient } from '../support/api.ts'
import { isLong, scaled } from '../support/scale.ts'
import { arena, type Field } from './arena.ts'
import { offerAll, tally } from './knocking.ts'
import { behind, CONTENT, inRoot, rawUpdate, typed, words } from './updates.ts'

const attack = arena()

type Run = Parameters<typeof withReturnNote>[1][number]

const BLOCKS = Array.from({ length: 24 }, (_, i) => `hostile0${String(i).padStart(2, '0')}`)
const PASSAGE = 'b' + 'a'.repeat(60)

/**
 * What is dearest to look at for whoever wants to know whose words these are: pastes of words that stand in many places or nearly do, blocks
 * that are moved together with changed words, among the remains of what was deleted one by one, and undoing of it.
 */
function dearUpdates(count: number): readonly Uint8Array[] {
	const doc = createDocument({ gc: false })
	const updates: Uint8Array[] = []
	doc.on('update', (update: Uint8Array) => updates.push(update))
	const text = doc.getText('text')
	const undo = new Y.UndoManager(text, { captureTimeout: 0 })
	const blocks = (words: string): void => {
		for (const block of BLOCKS) {
			text.insertEmbed(text.length, { block })
			text.insert(text.length, words)
		}
	}
	doc.transact(() => {
		blocks('some words of it ')
		text.insert(1, 'a'.repeat(8_000))
	})
	for (let i = 0; updates.length < count; i++) {
		const words = String(i).padStart(17, '0')
		doc.transact(() => {
			const { length } = text
			text.delete(length - 18 * BLOCKS.length, 18 * BLOCKS.length)
			blocks(words)
		})
		for (let k = 0; k < 4; k++) text.insert((997 * (4 * i + k)) % 6_000, PASSAGE)
		for (let k = 0; k < 8; k++) text.delete((613 * (8 * i + k)) % 6_000, 1)
		text.delete(40, 30)
		undo.undo()
		undo.redo()
		undo.undo()
	}
	undo.destroy()
	doc.destroy()
	return updates.slice(0, count)
}

/** Asks for `path` and reads all of the answer; gives its status. */
async function read(client: ApiClient, path: string): Promise<number> {
	const answer = await client.fetch(path)
	await answer.arrayBuffer()
	return answer.status
}

/** The attacker asks for each of `paths`, eight at a time; none of it is answered otherwise than as it is, or by telling them to wait. */
async function askAll(client: ApiClient, paths: readonly string[]): Promise<number> {
	let told = 0
	const left = [...paths]
	const worker = async (): Promise<void> => {
		for (let path = left.pop(); path !== undefined; path = left.pop()) {
			const status = await read(client, path)
			expect([200, 429]).toContain(status)
			if (status === 429) told++
		}
	}
	await Promise.all(Array.from({ length: 8 }, worker))
	return told
}

/**
 * Somebody else asks for who wrote what meanwhile, and is told: each time another, since an index that is built anew can take a session's share
 * of the minute on a machine that is busy.
 */
async function expectAnswered(field: Field, clause: string): Promise<void> {
	const client = await field.freshSeat()
	const { written } = await client.json(`/clauses/${clause}/authorship?limit=500`, AuthorshipJson)
	expect(written.length).toBeGreaterThan(0)
}

async function writeDearly(field: Field): Promise<{ clause: string; attacker: ApiClient }> {
	const { otherDocument } = field
	const attacker = await field.freshSeat()
	const updates = dearUpdates(scaled(150, 3000))
	for (let i = 0; i < updates.length;) {
		const some = updates.slice(i, i + 250)
		const answers = await offerAll(field, attacker.token, otherDocument, some)
		// What was too much to look at waits, and what builds on it: its sender offers it again, with what is known by then.
		expect(['saved', 'known', 'waiting']).toEqual(
			expect.arrayContaining(Object.keys(tally(answers)))
		)
		const waiting = answers.findIndex(({ type }) => type === 'waiting')
		i += waiting === -1 ? some.length : waiting
	}
	return { clause: otherDocument.split('/').at(-1) ?? '', attacker }
}

attack('[X70] the dearest updates, and who wrote them asked over and over', async (field) => {
	const { clause, attacker } = await writeDearly(field)
	const path = `/clauses/${clause}/authorship`
	const paths = Array.from({ length: scaled(60, 3000) }, (_, i) => `${path}?limit=${1 + (i % 500)}`)
	const asked = askAll(attacker, paths)
	await expectAnswered(field, clause)
	await asked
	await expectAnswered(field, clause)
})

attack('[X71] who wrote what at any position, changes, old texts and files', async (field) => {
	const { clause, attacker } = await writeDearly(field)
	const paths = Array.from({ length: scaled(20, 1000) }, (_, i) => {
		const at = 150 - ((7 * i) % 140)
		return [
			`/clauses/${clause}/authorship?at=${at}`,
			'/changes?since=1',
			`/text?at=${at}`,
			`/clauses/${clause}?at=${at}`,
			`/text?format=html&at=${at}`,
		]
	}).flat()
	const asked = askAll(attacker, paths)
	await expectAnswered(field, clause)
	const told = await asked
	// so much is more than a session's share of a minute
	if (isLong) expect(told).toBeGreaterThan(0)
	await expectAnswered(field, clause)
})

/** What notes may say of five units of `client` from `clock` on: that they are words of a victim, and what nobody can mean. */
function forgedNotes(client: number, clock: number, victim: number): readonly (readonly Run[])[] {
	const unit = { client, clock }
	const theirs = { client: victim, clock: 0 }
	const from = (source: UnitId, length = 5): Run => ({ unit, source, length })
	return [
		[],
		[from(theirs)],
		[from({ client: victim, clock: 2 ** 31 - 9 })],
		[from({ client: 4711, clock: 0 })],
		[from(unit)],
		[from({ client, clock: Math.max(0, clock - 5) })],
		[{ ...from(theirs), unit: theirs }],
		[{ ...from(theirs), unit: { client, clock: clock + 100 } }],
		[from(theirs, 2 ** 40)],
		[from(theirs), from(theirs)],
		Array.from({ length: 5000 }, (_, i): Run => {
			return { unit: { client, clock: clock + (i % 5) }, source: theirs, length: 1 }
		}),
	]
}

attack('[X79] notes that say of words that they are a victim’s', async (field) => {
	const { otherDocument: document } = field
	const clause = document.split('/').at(-1) ?? ''
	const victim = await field.freshSeat()
	const deletion = rawUpdate([], [{ client: 9100, clock: 0, length: 5 }])
	const written = [typed(9100, 0, 'abcde'), deletion]
	expect(tally(await offerAll(field, victim.token, document, written))).toEqual({ saved: 2 })

	const sharesNow = async (): Promise<ReadonlyMap<string | null, number>> => {
		const path = `/clauses/${clause}/authorship?limit=1`
		const { shares } = await victim.json(path, AuthorshipJson)
		return new Map(shares.map(({ seat, units }) => [seat, units]))
	}
	const before = await sharesNow()
	const attacker = await field.freshSeat()
	const tries = scaled(200, 5000)
	const updates = Array.from({ length: tries }, (_, i) => {
		const notes = forgedNotes(9001, 5 * i, 9100)
		const last = 5 * i - 1
		const own = words('abcde')
		const struct = i === 0 ? inRoot(CONTENT.string, own) : behind(9001, last, CONTENT.string, own)
		const update = rawUpdate([{ client: 9001, clock: 5 * i, structs: [struct] }])
		const noted = withReturnNote(update, notes[i % notes.length] ?? [])
		// some end in the middle of what they say
		return i % 3 === 0 ? noted.subarray(0, -1) : noted
	})
	// no word of it is lost, whatever is said of it
	const answers = await offerAll(field, attacker.token, document, updates)
	expect(tally(answers)).toEqual({ saved: tries })
	const fresh = [...(await sharesNow())].filter(([seat, units]) => before.get(seat) !== units)
	expect(fresh.map(([, units]) => units)).toEqual([5 * tries])
})
