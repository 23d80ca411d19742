import { type Random } from '@parley/domain'
import { createDocument, missingFrom, Places, readUpdate, type Edit } from '@parley/schema'
import * as Y from 'yjs'
import { editAtRandom, pick } from '../convergence/edits.ts'
import {
	between,
	CONTENT,
	rawUpdate,
	words,
	type ClientStructs,
	type Unit,
	type WriteStruct,
} from './updates.ts'

/** What became of the edits of a run. */
export interface Placing {
	offered: number
	taken: number
}

/** How many forged edits meet one text, and after how many of them it is put together in all ways. */
const PER_TEXT = 40
const PER_LOOK = 10
const SHUFFLES = 3

/**
 * Offers `count` edits, most of them forged, to small texts by several hands, takes what \`Places\` takes, and puts the updates that were
 * taken together in other orders, again and again. Gives what went wrong, or null.
 */
export function placeAtRandom(random: Random, count: number, outcome: Placing): string | null {
	for (let left = count; left > 0; left -= PER_TEXT) {
		const wrong = placeInOneText(random, Math.min(PER_TEXT, left), outcome)
		if (wrong !== null) return wrong
	}
	return null
}

function placeInOneText(random: Random, count: number, outcome: Placing): string | null {
	const log = honestLog(random)
	const doc = createDocument({ gc: false })
	for (const update of log) Y.applyUpdate(doc, update)
	// Edits that are numbered and not in the document yet; what comes is judged on both.
	let ahead = new Places(doc)
	let pending: Uint8Array[] = []
	const clocks = clocksOf(doc)
	for (let i = 1; i <= count; i++) {
		const bytes = forged(random, doc, clocks)
		const edit = readUpdate(bytes)
		outcome.offered++
		if (edit.ok && !missingFrom(edit, clocks)) {
			if (ahead.take(edit) === undefined) {
				outcome.taken++
				log.push(bytes)
				pending.push(bytes)
				countIn(edit, clocks)
			} else {
				// What was refused may have left something: it is built anew, as the gate does.
				ahead = withEdits(doc, pending)
			}
		}
		if (random() < 0.5) {
			for (const update of pending) Y.applyUpdate(doc, update)
			pending = []
			ahead = new Places(doc)
		}
		if (i % PER_LOOK === 0) {
			const wrong = lookAt(random, log)
			if (wrong !== null) return wrong
		}
	}
	return null
}

function withEdits(doc: Y.Doc, updates: readonly Uint8Array[]): Places {
	const places = new Places(doc)
	for (const update of updates) {
		const edit = readUpdate(update)
		if (!edit.ok || places.take(edit) !== undefined) throw new Error('taken once, and not again')
	}
	return places
}

/** Whether `log` gives one order of units in whatever order it comes; else it is given, to be looked at. */
function lookAt(random: Random, log: readonly Uint8Array[]): string | null {
	const whole = createDocument({ gc: false })
	for (const update of log) Y.applyUpdate(whole, update)
	const asItCame = orderOf(whole)
	const orders = [orderBy([], whole)]
	for (let i = 0; i < SHUFFLES; i++) orders.push(orderBy(shuffled(log, random), whole))
	whole.destroy()
	const isOne = orders.every((order) => order === asItCame)
	return isOne ? null : JSON.stringify(log.map((update) => Buffer.from(update).toString('hex')))
}

/** The order that somebody reads who gets `updates` and then synchronises with `whole`. */
function orderBy(updates: readonly Uint8Array[], whole: Y.Doc): string {
	const doc = createDocument({ gc: false })
	for (const update of updates) Y.applyUpdate(doc, update)
	Y.applyUpdate(doc, Y.encodeStateAsUpdate(whole, Y.encodeStateVector(doc)))
	const order = orderOf(doc)
	doc.destroy()
	return order
}

function orderOf(doc: Y.Doc): string {
	const units: string[] = doc.store.pendingStructs === null ? [] : ['pending']
	for (const { client, from, to } of runsOf(doc.getText('text')._start)) {
		for (let clock = from; clock < to; clock++) units.push(`${client}:${clock}`)
	}
	for (const [key, last] of [...doc.getMap('blocks')._map].toSorted(([one], [other]) =>
		one < other ? -1 : 1
	)) {
		units.push(key)
		let first = last
		while (first.left !== null) first = first.left
		for (const { client, from } of runsOf(first)) units.push(`${client}:${from}`)
	}
	return units.join(' ')
}

function* runsOf(
	first: Y.Item | null
): Generator<{ readonly client: number; readonly from: number; readonly to: number }> {
	for (let item = first; item !== null; item = item.right) {
		yield { client: item.id.client, from: item.id.clock, to: item.id.clock + item.length }
	}
}

function shuffled<T>(values: readonly T[], random: Random): T[] {
	const left = [...values]
	const drawn: T[] = []
	while (left.length > 0) drawn.push(...left.splice(pick(random, left.length), 1))
	return drawn
}

/** What three people write who hear from each other now and then. */
function honestLog(random: Random): Uint8Array[] {
	const log: Uint8Array[] = []
	const docs = [0, 1, 2].map((index) => {
		const doc = createDocument({ gc: false })
		doc.clientID = 1 + index * 10 + pick(random, 9)
		doc.on('update', (update: Uint8Array, origin: unknown) => {
			if (origin !== 'heard') log.push(update)
		})
		return { doc, heard: 0 }
	})
	for (let i = 0; i < 9; i++) {
		const person = docs[pick(random, docs.length)]
		if (person === undefined) continue
		if (random() < 0.6) {
			for (const update of log.slice(person.heard)) Y.applyUpdate(person.doc, update, 'heard')
			person.heard = log.length
		}
		editAtRandom(person.doc, random, 'ab')
	}
	for (const { doc } of docs) doc.destroy()
	return log
}

function clocksOf(doc: Y.Doc): Map<number, number> {
	return Y.decodeStateVector(Y.encodeStateVector(doc))
}

function countIn({ inserted }: Edit, clocks: Map<number, number>): void {
	for (const [client, { to }] of inserted) clocks.set(client, Math.max(to, clocks.get(client) ?? 0))
}

/** An update with a few structs between units that may stand side by side or anywhere, of one or two clients that have written or not. */
function forged(random: Random, doc: Y.Doc, clocks: ReadonlyMap<number, number>): Uint8Array {
	const order: Unit[] = []
	for (const { client, from, to } of runsOf(doc.getText('text')._start)) {
		for (let clock = from; clock < to; clock++) order.push([client, clock])
	}
	const known = [...clocks]
	const clients: ClientStructs[] = []
	for (let left = random() < 0.8 ? 1 : 2; left > 0; left--) {
		const [client] =
			random() < 0.5 ? (known[pick(random, known.length)] ?? [1]) : [1 + pick(random, 40)]
		if (clients.some((one) => one.client === client)) continue
		const used = clocks.get(client) ?? 0
		const clock = random() < 0.9 ? used : pick(random, used + 1)
		const structs: WriteStruct[] = []
		let next = clock
		for (let count = 1 + pick(random, 3); count > 0; count--) {
			const length = 1 + pick(random, 3)
			structs.push(struct(random, order, known, [client, next], length))
			next += length
		}
		clients.push({ client, clock, structs })
	}
	return rawUpdate(clients)
}

function struct(
	random: Random,
	order: readonly Unit[],
	known: readonly Unit[],
	[client, clock]: Unit,
	length: number
): WriteStruct {
	const anyUnit = (): Unit | null => {
		const kind = random()
		if (kind < 0.1) return null
		if (kind < 0.2 && clock > 0) return [client, pick(random, clock)]
		if (kind < 0.4) {
			const [of, end] = known[pick(random, known.length)] ?? [1, 1]
			return [of, pick(random, end)]
		}
		return order[pick(random, order.length)] ?? null
	}
	let origin = anyUnit()
	let rightOrigin = anyUnit()
	const kind = random()
	if (kind < 0.6) {
		// Units that stand near each other: many of these can have been neighbours once.
		const at = pick(random, order.length + 1)
		origin = order[at - 1] ?? null
		rightOrigin = order[at + (random() < 0.5 ? 0 : pick(random, 4))] ?? null
	} else if (kind < 0.75 && clock > 0) {
		origin = [client, clock - 1]
	}
	const content = 'xyz'.slice(0, length)
	return between(origin, rightOrigin, CONTENT.string, words(content))
}
