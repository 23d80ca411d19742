import { createId, type Random } from '@parley/domain'
import { createDocument, plainText, readBlocks, readUpdate } from '@parley/schema'
import {
	openTestRoom,
	seededRandom,
	TestEditor,
	type TestRoom,
} from '@parley/server/src/negotiation/testRoom.ts'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { firstSeed, scaled } from '../support/scale.ts'
import { honestStock, mutant } from './mutants.ts'

const MUTANTS = scaled(20_000, 10_000_000)

/** How many mutants meet one room, and how many of them one honest edit. */
const PER_ROOM = 1000
const PER_EDIT = 100

/** How often it is said how far the run is. */
const TOLD_EVERY = 100_000

/** Longer than this and it is a hang: a slow machine takes a few hundred milliseconds. */
const HANG_MS = 5000

/** What became of the mutants. */
interface Outcome {
	read: number
	taken: number
	honest: number
	longestMs: number
}

test('[X50] mutated updates: no crash, no hang, no partial effect, and a fresh client reads what the live one reads', async () => {
	const seed = firstSeed(4)
	console.log(`[X50] ${MUTANTS} mutants from seed ${seed}`)
	const outcome: Outcome = { read: 0, taken: 0, honest: 0, longestMs: 0 }
	for (let first = 0; first < MUTANTS; first += PER_ROOM) {
		const random = seededRandom(seed + first)
		await meet(random, Math.min(PER_ROOM, MUTANTS - first), outcome, `seed ${seed + first}`)
		if (first % TOLD_EVERY === 0) console.log(`[X50] ${first + PER_ROOM}`, outcome)
	}
	console.log(`[X50] all ${MUTANTS}`, outcome)
	expect(outcome.taken).toBeGreaterThan(MUTANTS / 1000)
	expect(outcome.longestMs).toBeLessThan(HANG_MS)
})

/** A room with a text by several hands, which `count` mutants are offered to. */
async function meet(random: Random, count: number, outcome: Outcome, name: string): Promise<void> {
	const room = await openTestRoom()
	const live = createDocument({ gc: false })
	const attached = await room.room.attach(room.document, live)
	const honest = await TestEditor.open(room, 0, 7)
	const forger = await TestEditor.open(room, 1, 8)
	for (let i = 0; i < 8; i++) await expectTaken(i % 2 === 0 ? honest : forger, outcome, name)
	const stock = honestStock(Y.encodeStateAsUpdate(live), random, 12)
	for (let i = 0; i < count; i++) {
		const bytes = mutant(stock, random)
		await offer(room, live, forger, bytes, random, outcome, `${name}, mutant ${i}`)
		if (i % PER_EDIT === 0) await expectTaken(honest, outcome, name)
	}
	expect(textOf(live), name).toBe(textOf(await committed(room)))
	attached.close()
	await room.rooms.close()
	await room.storage.close()
}

async function offer(
	{ room }: TestRoom,
	live: Y.Doc,
	forger: TestEditor,
	bytes: Uint8Array,
	random: Random,
	outcome: Outcome,
	name: string
): Promise<void> {
	const began = performance.now()
	const isRead = readUpdate(bytes).ok
	// A seat has many sessions here, each with writers of its own: it is not to be refused for their number.
	const session = createId('session', random)
	const before = room.position
	let changes = 0
	const count = (): void => {
		changes++
	}
	live.on('update', count)
	const answer = await room.offer(forger.offer(bytes, { session }))
	live.off('update', count)
	outcome.longestMs = Math.max(outcome.longestMs, performance.now() - began)
	if (isRead) outcome.read++
	else expect(answer.kind, name).toBe('refused')
	if (answer.kind !== 'accepted') {
		expect([changes, room.position], name).toEqual([0, before])
		return
	}
	outcome.taken++
	const fresh = new Y.Doc()
	Y.applyUpdate(fresh, Y.encodeStateAsUpdate(live))
	expect([live.store.pendingStructs, live.store.pendingDs], name).toEqual([null, null])
	expect(textOf(fresh), name).toBe(textOf(live))
	fresh.destroy()
}

async function expectTaken(editor: TestEditor, outcome: Outcome, name: string): Promise<void> {
	expect((await editor.say(`honest ${outcome.honest++} `)).kind, name).toBe('accepted')
}

/** The document as somebody reads it who comes now, from what is stored. */
async function committed({ room, document }: TestRoom): Promise<Y.Doc> {
	const doc = createDocument({ gc: false })
	const attached = await room.attach(document, doc)
	attached.close()
	return doc
}

function textOf(doc: Y.Doc): string {
	return JSON.stringify([readBlocks(doc), plainText(readBlocks(doc))])
}
