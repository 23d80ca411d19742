import { foldRights, NO_RIGHTS, parseInstant, type Rights, parseLogPosition } from '@parley/domain'
import { DocumentHead, Numbered } from '@parley/server/src/negotiation/documentHead.ts'
import { judge, type Judgement } from '@parley/server/src/negotiation/judge.ts'
import { type Offer } from '@parley/server/src/negotiation/room.ts'
import {
	openTestRoom,
	seededRandom,
	TestEditor,
	type TestRoom,
} from '@parley/server/src/negotiation/testRoom.ts'
import { createDocument, missingFrom, Places, readUpdate, textOf } from '@parley/schema'
import * as Y from 'yjs'

/** A clause that many have written, and how many keys are pressed in it. */
export interface GateOptions {
	readonly characters: number
	readonly clients: number
	readonly keys: number
}

/** What one update costs at the gate, in µs: read, placed, judged, counted in; without its commit. */
export interface GateFigures {
	readonly medianUs: number
	readonly p99Us: number
	/** Its parts, in the median. */
	readonly readUs: number
	readonly placedUs: number
	readonly judgedUs: number
	/** The clause's items in Yjs. */
	readonly items: number
	/** Keys that were not answered as they must be. */
	readonly faults: readonly string[]
}

/** What the keys of a run are: each at a place of its own, refused since the clause is held, or two by two at one place at once. */
export type GateKeys = 'typing' | 'held' | 'crossing'

/** Of how many keys of a run the first is not counted. */
const WARM_UP_SHARE = 10

/**
 * Presses keys in a clause of `characters` that `clients` have written in short runs all over each other's, each key by another of
 * them at a place of its own, and takes the time of what decides about it. In one process and without a socket: nothing else is in it.
 *
 * @param kind where the keys cross, those are counted that come second
 */
export async function runGate(
	{ characters, clients, keys }: GateOptions,
	kind: GateKeys
): Promise<GateFigures> {
	const isHeld = kind === 'held'
	const room = await openTestRoom()
	const draw = seededRandom(7)
	const author = writtenBy(clients, characters, draw)
	const live = copyOf(author)
	const other = copyOf(author)
	const head = new DocumentHead(Numbered.of(live), 0, [])
	const ground = { ...groundOf(room, isHeld), phase: 'drafting' } as const
	const editor = await TestEditor.open(room, 0, 1)
	const parts: [read: number, placed: number, judged: number][] = []
	const faults: string[] = []
	const warmUp = Math.ceil(keys / WARM_UP_SHARE)
	let crossing: Uint8Array | undefined
	for (let key = 0; key < warmUp + keys; key++) {
		const client = 1 + Math.floor(draw() * clients)
		const at = draw()
		const bytes = crossing ?? press(author, client, at)
		const isSecond = crossing !== undefined
		crossing = undefined
		if (kind === 'crossing' && !isSecond) {
			crossing = press(other, 1 + (client % clients), at)
			Y.applyUpdate(author, crossing)
			Y.applyUpdate(other, bytes)
		}
		const offer = editor.offer(bytes)
		const started = performance.now()
		const edit = readUpdate(bytes)
		const read = performance.now()
		if (!edit.ok) throw new Error(`a key was not read: ${edit.reason}`)
		// Of a held clause no key is taken, so that later ones build on what is not there: nothing more is looked at then.
		const isThere = !missingFrom(edit, head.text.clocks)
		const misplaced = isThere ? new Places(live).take(edit) : undefined
		const placed = performance.now()
		const judgement = misplaced === undefined ? judgeKey(head, edit, offer, ground) : undefined
		const judged = performance.now()
		const expected = isHeld ? 'refused' : 'number'
		if (judgement?.kind !== expected) faults.push(`a key was ${judgement?.kind ?? 'misplaced'}`)
		if (key >= warmUp && (kind !== 'crossing' || isSecond))
			parts.push([read - started, placed - read, judged - placed])
		if (!isHeld) Y.applyUpdate(live, bytes)
	}
	await room.rooms.close()
	const us = (pick: (part: (typeof parts)[number]) => number, at: number): number =>
		quantile(parts.map(pick), at) * 1000
	const whole = ([read, placed, judged]: (typeof parts)[number]): number => read + placed + judged
	return {
		medianUs: us(whole, 0.5),
		p99Us: us(whole, 0.99),
		readUs: us(([read]) => read, 0.5),
		placedUs: us(([, placed]) => placed, 0.5),
		judgedUs: us(([, , judged]) => judged, 0.5),
		items: [...live.store.clients.values()].reduce((sum, { length }) => sum + length, 0),
		faults: [...new Set(faults)],
	}
}

function judgeKey(
	head: DocumentHead,
	edit: Parameters<typeof judge>[1],
	offer: Offer,
	ground: Parameters<typeof judge>[3]
): Judgement {
	const judgement = judge(head, edit, offer, ground)
	if (judgement.kind === 'number') head.add(edit, offer.bytes.byteLength, parseLogPosition(1))
	return judgement
}

/** The first clause, and rights by which its writer may write, or by which nobody may. */
function groundOf(
	{ clauses, seats }: TestRoom,
	isHeld: boolean
): Pick<Parameters<typeof judge>[3], 'clause' | 'rights'> {
	const [clause] = clauses
	const [seat] = seats
	if (clause === undefined || seat === undefined) throw new RangeError('an empty room')
	const at = parseInstant(0)
	let rights: Rights = foldRights(
		NO_RIGHTS,
		{ kind: 'rights-set', subject: { kind: 'seat', seat: seat.id }, level: 'edit', reason: '' },
		null,
		at
	)
	if (isHeld) {
		const act = { kind: 'clause-held', clause: clause.id, reason: 'Lawyers.' } as const
		rights = foldRights(rights, act, null, at)
	}
	return { clause, rights }
}

const RUN = 10

/** A document in which `clients` have written `characters` in turn, each run somewhere in what is there. */
function writtenBy(clients: number, characters: number, draw: () => number): Y.Doc {
	const doc = createDocument({ gc: false })
	const text = textOf(doc)
	doc.clientID = 1
	text.insertEmbed(0, { block: 'block00001' })
	for (let written = 0, turn = 0; written < characters; written += RUN, turn++) {
		doc.clientID = 1 + (turn % clients)
		text.insert(1 + Math.floor(draw() * (text.length - 1)), 'abcdefghi ', {})
	}
	return doc
}

/** A document of its own with all that `doc` has. */
function copyOf(doc: Y.Doc): Y.Doc {
	const copy = createDocument({ gc: false })
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
	return copy
}

/** The update of one key of `client` in the text of `doc`, `at` a part of its length. */
function press(doc: Y.Doc, client: number, at: number): Uint8Array {
	const updates: Uint8Array[] = []
	const take = (update: Uint8Array): void => {
		updates.push(update)
	}
	doc.clientID = client
	doc.on('update', take)
	const text = textOf(doc)
	text.insert(1 + Math.floor(at * (text.length - 1)), 'x', {})
	doc.off('update', take)
	const [update] = updates
	if (update === undefined) throw new Error('a key made no update')
	return update
}

function quantile(values: readonly number[], at: number): number {
	const sorted = values.toSorted((a, b) => a - b)
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))] ?? Number.NaN
}
