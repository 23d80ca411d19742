/** Rooms that mutants are offered to, and what is looked at while they are. */
import { createId, type Random } from '@parley/domain'
import { type Refusal } from '@parley/protocol'
import { createDocument, readUpdate } from '@parley/schema'
import { FaultyStorage } from '@parley/server/src/negotiation/faultyStorage.ts'
import { type Answer } from '@parley/server/src/negotiation/room.ts'
import {
	openTestRoom,
	seededRandom,
	TestEditor,
	unitsOf,
	type TestRoom,
} from '@parley/server/src/negotiation/testRoom.ts'
import { expect } from 'vitest'
import * as Y from 'yjs'
import { pick } from '../convergence/edits.ts'
import { broken, deal, NO_DEALS, type Deals } from './mutantDeals.ts'
import { bracketedIn, hasWords, reshaped, wholeOf, type Bracketed } from './mutantLooks.ts'
import { writtenBeside, type Taken } from './mutantTaken.ts'
import { honestStock, mutant, Typist, type Stock } from './mutants.ts'

/** How many honest people each room's mutants are made of. */
const PEOPLE = 8

/** How many mutants are offered at once before the first is on disk: a few mostly, and sometimes a crowd. */
const FEW = 12
const CROWD = 120

/** In how many of the steps all is compared. What is wrong once stays so: the last look of a room would see it as well. */
const LOOKS = 1 / 20

/** Nobody looks at signatures here, and each took longer than some mutants. */
const SIGNATURE = new Uint8Array(64)

/** What became of the mutants. */
export interface Outcome {
	mutants: number
	taken: number
	/** Those of them that were taken while something before them was not on disk yet. */
	takenAhead: number
	/** The others by the reason they were given, but for those of which all was known. */
	readonly refused: Partial<Record<Refusal, number>>
	honest: number
	/** How often the server ended the marks of others around words of an edit that it took. */
	written: number
	looks: number
	longestMs: number
}

/** A room, and documents that follow it, each in its own way. */
interface Scene {
	readonly test: TestRoom
	readonly faults: FaultyStorage
	readonly live: Y.Doc
	/** What the answers say that the text is: the updates that were taken, in the order of their positions. */
	readonly told: Y.Doc
	/** Those of them that it does not have yet. */
	readonly untold: Uint8Array[]
	/** Somebody who comes back at each look. */
	readonly returning: Y.Doc
	readonly honest: TestEditor
	readonly forger: TestEditor
	readonly stock: Stock
	readonly typist: Typist
	readonly brackets: readonly Bracket[]
	readonly bracketed: Bracketed
	readonly deals: Deals | null
	readonly random: Random
	readonly name: string
}

/** A bracket that the forger's delegation does not hold, or not alone. */
interface Bracket {
	readonly id: string
	readonly isOthers: boolean
}

/** An update on its way. */
interface Offered {
	readonly bytes: Uint8Array
	readonly kind: 'honest' | 'mutant'
	readonly answer: Promise<Answer>
}

/**
 * A room with a text by several hands, which `count` mutants are offered to: alone, or several at once. Where `seed` is odd, words of it
 * stand under brackets of both delegations; in two of four rooms it is negotiated about.
 *
 * @param looks whether all is compared at seeded moments, or after each step: the room is the same
 */
export async function meet(
	count: number,
	seed: number,
	outcome: Outcome,
	looks: 'now and then' | 'each step'
): Promise<void> {
	const scene = await openScene(seed)
	const chance = seededRandom(seed + 2 ** 31)
	let step = 0
	for (let left = count; left > 0; step++) {
		const size = Math.min(left, sizeOf(scene.random))
		const named = { ...scene, name: `seed ${seed}, step ${step}, ${count - left} mutants before` }
		await offer(named, size, outcome)
		left -= size
		// drawn in either case, so that a room is repeated as it was
		const isDue = chance() < LOOKS
		if (isDue || left === 0 || looks === 'each step') lookAt(named, outcome)
	}
	await end(scene)
}

function sizeOf(random: Random): number {
	const kind = random()
	if (kind < 0.4) return 1
	return 2 + pick(random, kind < 0.75 ? FEW - 1 : CROWD - 1)
}

async function openScene(seed: number): Promise<Scene> {
	const random = seededRandom(seed)
	const name = `seed ${seed}`
	const faults = new FaultyStorage()
	const test = await openTestRoom({ fault: faults.fault, sign: () => SIGNATURE })
	const live = createDocument({ gc: false })
	await test.room.attach(test.document, live)
	const honest = await TestEditor.open(test, 0, 7)
	const forger = await TestEditor.open(test, 1, 8)
	for (let i = 0; i < 8; i++) {
		const { kind } = await (i % 2 === 0 ? honest : forger).say(`${i} `)
		same(kind, 'accepted', name)
	}
	const brackets = seed % 2 === 0 ? [] : await placeBrackets(test)
	const deals = seed % 4 < 2 ? null : await deal(test, honest)
	const state = Y.encodeStateAsUpdate(live)
	const named = { brackets: [...test.room.brackets.keys()], deals: deals?.stock ?? NO_DEALS }
	const [told, returning] = [createDocument({ gc: false }), createDocument()]
	for (const doc of [told, returning]) Y.applyUpdate(doc, state)
	return {
		...{ test, faults, live, told, returning, honest, forger, brackets, random, name },
		untold: [],
		stock: honestStock(state, random, PEOPLE, named),
		typist: new Typist(state, named),
		bracketed: bracketedIn(live),
		deals,
	}
}

/** Brackets over each other: of the honest one's delegation, of the forger's, and of both. Those that the forger does not hold alone are given. */
async function placeBrackets(test: TestRoom): Promise<readonly Bracket[]> {
	const others = [
		await placeBracket(test, 'parties agree.0 2', 0),
		// one whose words are easily taken
		await placeBracket(test, 'h', 0),
	]
	await placeBracket(test, 'agree.0 2 4', 1)
	const joint = await placeBracket(test, '1 3 5', 0)
	const [clause, seat] = [test.clauses[0], test.seats[1]]
	const bracket = [...test.room.brackets.keys()].find((id) => id === joint)
	if (clause === undefined || bracket === undefined || seat?.delegation == null)
		throw new Error('no delegation to join a bracket')
	const { kind } = await test.room.decideBracket({
		act: { kind: 'bracket-joined', clause: clause.id, bracket, delegation: seat.delegation },
		seat,
		receivedAt: test.clock.now(),
	})
	same(kind, 'decided', 'a bracket is joined')
	return [...others.map((id) => ({ id, isOthers: true })), { id: joint, isOthers: false }]
}

async function placeBracket(test: TestRoom, words: string, by: number): Promise<string> {
	const [clause, seat] = [test.clauses[0], test.seats[by]]
	if (clause === undefined || seat === undefined) throw new Error('no clause or seat')
	const placed = await test.room.placeBracket({
		clause: clause.id,
		...(await unitsOf(test.room, test.document, words)),
		...{ holders: null, reason: '', seat, receivedAt: test.clock.now() },
	})
	if (placed.kind !== 'decided') throw new Error(`no bracket around "${words}": ${placed.reason}`)
	return placed.decided.id
}

/** Offers `count` mutants, and looks at what became of them. Where these are several, nothing comes to disk until all are offered. */
async function offer(scene: Scene, count: number, outcome: Outcome): Promise<void> {
	const { test: room, faults, live, name } = scene
	const before = room.room.position
	const made = suggestionsOf(room)
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
	same(ahead, before, name)

	const taken: Taken[] = []
	for (const [i, { bytes, kind }] of offered.entries()) {
		const answer = answers[i]
		const isTaken = answer?.kind === 'accepted'
		if (isTaken) taken.push({ position: answer.position, bytes })
		if (kind === 'honest') {
			outcome.honest++
			if (!isTaken)
				expect(answer, `${name}: ${JSON.stringify(answer)}`).toMatchObject({ kind: 'accepted' })
			continue
		}
		outcome.mutants++
		if (answer?.kind === 'refused') {
			outcome.refused[answer.reason] = (outcome.refused[answer.reason] ?? 0) + 1
			continue
		}
		same(readUpdate(bytes).ok, true, name)
		if (!isTaken) continue
		outcome.taken++
		if (answer.position > before + 1) outcome.takenAhead++
	}
	taken.sort((one, other) => one.position - other.position)
	// an act stands before the update in which a suggestion first stands, and behind words that came under others' marks what ends these there
	const acts = suggestionsOf(room) - made
	const written = room.room.position - before - taken.length - acts
	for (const [i, { position }] of taken.entries()) {
		if (acts + written === 0) same(position, before + i + 1, name)
		else same(position > (taken[i - 1]?.position ?? before), true, name)
	}
	if (written > 0) taken.push(...(await writtenBeside(room, before, taken, name)))
	outcome.written += written
	same(room.room.position, before + taken.length + acts, name)
	if (taken.length === 0) same(changes, 0, name)
	same(live.store.pendingStructs, null, name)
	same(live.store.pendingDs, null, name)
	for (const { bytes } of taken.toSorted((one, other) => one.position - other.position))
		scene.untold.push(bytes)
}

/** How many suggestions were made in a room. */
function suggestionsOf({ room }: TestRoom): number {
	return [...room.suggestions.clauses.values()].reduce((sum, { size }) => sum + size, 0)
}

/** Whether the live document is what was taken, whoever comes now or comes back reads it, and brackets are as they may be. */
function lookAt(
	{ live, told, untold, returning, brackets, bracketed, deals, honest, name }: Scene,
	outcome: Outcome
): void {
	outcome.looks++
	const fresh = new Y.Doc()
	Y.applyUpdate(fresh, Y.encodeStateAsUpdate(live))
	Y.applyUpdate(returning, Y.encodeStateAsUpdate(live, Y.encodeStateVector(returning)))
	told.transact(() => {
		for (const bytes of untold) Y.applyUpdate(told, bytes)
	})
	const whole = wholeOf(live)
	const last = `${name}, of ${untold.map((one) => Buffer.from(one).toString('hex')).join(' ')}`
	for (const doc of [fresh, told, returning]) {
		same(doc.store.pendingStructs, null, last)
		same(wholeOf(doc), whole, last)
	}
	fresh.destroy()
	untold.length = 0
	if (deals !== null) same(broken(deals, live, honest.doc.clientID), null, last)
	if (brackets.length === 0) return
	const now = bracketedIn(live)
	for (const { id, isOthers } of brackets) {
		same(reshaped(id, bracketed, now), null, last)
		if (isOthers) same(hasWords(id, now), true, last)
	}
}

/** Offers `count` mutants, half of them made of what is on its way, behind an honest edit, some of a typist and each other. */
function offerAtOnce(scene: Scene, count: number): readonly Offered[] {
	const { test: room, honest, forger, stock, typist, random } = scene
	const typed = typist.type(random)
	const offered: Offered[] = []
	const add = (by: TestEditor, session: TestEditor['session'], bytes: Uint8Array): void => {
		const answer = room.room.offer(by.offer(bytes, { session }))
		offered.push({ bytes, kind: 'honest', answer })
	}
	add(honest, honest.session, honest.type(random() < 0.5 ? 'honest ' : '😀'))
	for (const bytes of typed.updates) add(forger, createId('session', random), bytes)
	for (let i = 0; i < count; i++) {
		offered.push(offerMutant(scene, random() < 0.5 ? typed : stock))
		if (random() < 0.05) add(honest, honest.session, honest.type('more '))
	}
	return offered
}

function offerMutant({ test: room, forger, random }: Scene, stock: Stock): Offered {
	const bytes = mutant(stock, random)
	// A seat has many sessions here, each with writers of its own: it is not to be refused for their number.
	const session = createId('session', random)
	return { bytes, kind: 'mutant', answer: room.room.offer(forger.offer(bytes, { session })) }
}

/** Whether somebody who comes now reads from what is stored what is live; and the end of the room. */
async function end({ test: room, live, told, returning, typist, name }: Scene): Promise<void> {
	const stored = createDocument({ gc: false })
	const attached = await room.room.attach(room.document, stored)
	attached.close()
	same(wholeOf(stored), wholeOf(live), name)
	await room.rooms.close()
	await room.storage.close()
	typist.close()
	for (const doc of [told, returning, stored, live]) doc.destroy()
}

/** As `expect(actual).toBe(expected)`, which costs more than an offer does. */
function same(actual: unknown, expected: unknown, name: string): void {
	if (actual !== expected) expect(actual, name).toBe(expected)
}
