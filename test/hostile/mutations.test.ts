import { createId, type Random } from '@parley/domain'
import { createDocument, readBlocks, readUpdate } from '@parley/schema'
import { FaultyStorage } from '@parley/server/src/negotiation/faultyStorage.ts'
import { type Answer } from '@parley/server/src/negotiation/room.ts'
import {
	openTestRoom,
	seededRandom,
	TestEditor,
	type TestRoom,
} from '@parley/server/src/negotiation/testRoom.ts'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { pick } from '../convergence/edits.ts'
import { firstSeed, scaled, share } from '../support/scale.ts'
import { honestStock, mutant, typedStock, type Stock } from './mutants.ts'

const MUTANTS = scaled(20_000, 10_000_000)

/** How many mutants meet one room, and how many of them at most before the first is on disk. */
const PER_ROOM = 1000
const MOST_AT_ONCE = 12

/** How often it is said how far the run is. */
const TOLD_EVERY = 100_000

/** Longer than this and it is a hang: a slow machine takes a few hundred milliseconds. */
const HANG_MS = 5000

/** What became of the mutants. */
interface Outcome {
	mutants: number
	read: number
	taken: number
	/** Those of them that were taken while something before them was not on disk yet. */
	takenAhead: number
	honest: number
	longestMs: number
}

/** A room, and a document that follows it. */
interface Scene {
	readonly test: TestRoom
	readonly faults: FaultyStorage
	readonly live: Y.Doc
	/** What the answers say that the text is: the updates that were taken, in the order of their positions. */
	readonly told: Y.Doc
	readonly honest: TestEditor
	readonly forger: TestEditor
	readonly stock: Stock
	/** The text as it was at first. */
	readonly state: Uint8Array
	readonly random: Random
	readonly name: string
}

/** An update on its way. */
interface Offered {
	readonly bytes: Uint8Array
	readonly kind: 'honest' | 'forger' | 'mutant'
	readonly answer: Promise<Answer>
}

test('[X50] mutated updates: no crash, no hang, no partial effect, and a fresh client reads what the live one reads', async () => {
	const seed = firstSeed(4)
	const { index, of } = share()
	console.log(`[X50] ${MUTANTS} mutants from seed ${seed}, share ${index + 1} of ${of}`)
	const outcome = { mutants: 0, read: 0, taken: 0, takenAhead: 0, honest: 0, longestMs: 0 }
	const began = performance.now()
	for (let first = index * PER_ROOM; first < MUTANTS; first += of * PER_ROOM) {
		await meet(Math.min(PER_ROOM, MUTANTS - first), seed + first, outcome)
		if (outcome.mutants % TOLD_EVERY === 0) console.log(`[X50] ${outcome.mutants}`, outcome)
	}
	const perSecond = Math.round((outcome.mutants / (performance.now() - began)) * 1000)
	console.log(`[X50] all of it, ${perSecond} a second`, outcome)
	expect(outcome.taken).toBeGreaterThan(outcome.mutants / 1000)
	expect(outcome.takenAhead).toBeGreaterThan(outcome.mutants / 1000)
	expect(outcome.longestMs).toBeLessThan(HANG_MS)
})

/** A room with a text by several hands, which `count` mutants are offered to: alone, or several at once. */
async function meet(count: number, seed: number, outcome: Outcome): Promise<void> {
	const random = seededRandom(seed)
	const name = `seed ${seed}`
	const faults = new FaultyStorage()
	const room = await openTestRoom({ fault: faults.fault })
	const live = createDocument({ gc: false })
	const attached = await room.room.attach(room.document, live)
	const honest = await TestEditor.open(room, 0, 7)
	const forger = await TestEditor.open(room, 1, 8)
	for (let i = 0; i < 8; i++) {
		const { kind } = await (i % 2 === 0 ? honest : forger).say(`${i} `)
		expect(kind, name).toBe('accepted')
	}
	const state = Y.encodeStateAsUpdate(live)
	const told = createDocument({ gc: false })
	Y.applyUpdate(told, state)
	const stock = honestStock(state, random, 12)
	const scene = { test: room, faults, live, told, honest, forger, stock, state, random, name }
	for (let left = count; left > 0;) {
		const size = random() < 0.3 ? 1 : Math.min(left, 2 + pick(random, MOST_AT_ONCE - 1))
		await offer(scene, size, outcome)
		left -= size
	}
	expect(textOf(live), name).toBe(textOf(await committed(room)))
	attached.close()
	await room.rooms.close()
	await room.storage.close()
}

/** Offers `count` mutants, and looks at what became of them. Where these are several, nothing comes to disk until all are offered. */
async function offer(scene: Scene, count: number, outcome: Outcome): Promise<void> {
	const { test: room, faults, live, name } = scene
	const before = room.room.position
	let changes = 0
	const countOne = (): void => {
		changes++
	}
	live.on('update', countOne)
	const began = performance.now()
	if (count > 1) void faults.hold()
	const offered = count === 1 ? [offerMutant(scene, scene.stock)] : offerAtOnce(scene, count)
	if (count > 1) await new Promise(setImmediate)
	const ahead = room.room.position
	faults.release()
	const answers = await Promise.all(offered.map(({ answer }) => answer))
	live.off('update', countOne)
	outcome.longestMs = Math.max(outcome.longestMs, performance.now() - began)
	expect(ahead, name).toBe(before)

	const taken: { readonly position: number; readonly bytes: Uint8Array }[] = []
	for (const [i, { bytes, kind }] of offered.entries()) {
		const answer = answers[i]
		const isTaken = answer?.kind === 'accepted'
		if (isTaken) taken.push({ position: answer.position, bytes })
		if (kind === 'honest') {
			outcome.honest++
			expect(answer, name).toMatchObject({ kind: 'accepted' })
		}
		if (kind !== 'mutant') continue
		outcome.mutants++
		if (readUpdate(bytes).ok) outcome.read++
		else expect(answer?.kind, name).toBe('refused')
		if (isTaken) outcome.taken++
		if (isTaken && answer.position > before + 1) outcome.takenAhead++
	}
	taken.sort((one, other) => one.position - other.position)
	const positions = taken.map(({ position }) => position - before)
	expect(positions, name).toEqual(taken.map((_, i) => i + 1))
	expect(room.room.position, name).toBe(before + taken.length)
	if (taken.length === 0) expect(changes, name).toBe(0)
	else lookAt(scene, taken)
}

/** Whether the live document is what was taken, and whoever comes now reads it. */
function lookAt({ live, told, name }: Scene, taken: readonly { bytes: Uint8Array }[]): void {
	for (const { bytes } of taken) Y.applyUpdate(told, bytes)
	const fresh = new Y.Doc()
	Y.applyUpdate(fresh, Y.encodeStateAsUpdate(live))
	expect([live.store.pendingStructs, live.store.pendingDs], name).toEqual([null, null])
	const text = textOf(live)
	expect(textOf(fresh), name).toBe(text)
	expect(textOf(told), name).toBe(text)
	fresh.destroy()
}

/** Offers `count` mutants, half of them made of what is on its way, behind an honest edit, one of the forger and each other. */
function offerAtOnce(scene: Scene, count: number): readonly Offered[] {
	const { test: room, state, honest, forger, stock, random } = scene
	const typed = typedStock(state, random)
	const offered: Offered[] = []
	const add = (by: TestEditor, kind: Offered['kind'], bytes: Uint8Array): void => {
		const session = kind === 'honest' ? by.session : createId('session', random)
		offered.push({ bytes, kind, answer: room.room.offer(by.offer(bytes, { session })) })
	}
	add(honest, 'honest', honest.type(random() < 0.5 ? 'honest ' : '😀'))
	for (const bytes of typed.updates) add(forger, 'forger', bytes)
	for (let i = 0; i < count; i++) {
		offered.push(offerMutant(scene, random() < 0.5 ? typed : stock))
		if (random() < 0.1) add(honest, 'honest', honest.type('more '))
	}
	return offered
}

function offerMutant({ test: room, forger, random }: Scene, stock: Stock): Offered {
	const bytes = mutant(stock, random)
	// A seat has many sessions here, each with writers of its own: it is not to be refused for their number.
	const session = createId('session', random)
	return { bytes, kind: 'mutant', answer: room.room.offer(forger.offer(bytes, { session })) }
}

/** The document as somebody reads it who comes now, from what is stored. */
async function committed({ room, document }: TestRoom): Promise<Y.Doc> {
	const doc = createDocument({ gc: false })
	const attached = await room.attach(document, doc)
	attached.close()
	return doc
}

function textOf(doc: Y.Doc): string {
	return JSON.stringify(readBlocks(doc))
}
