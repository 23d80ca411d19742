import {
	addMs,
	createId,
	parseInstant,
	type Clause,
	type ClauseId,
	type ClauseStatus,
	type Instant,
	type Negotiation,
	type Random,
	type Seat,
	type SessionId,
} from '@parley/domain'
import { importMarkdown, placeBrackets } from '@parley/formats'
import { clauseDocument, type DocumentName } from '@parley/protocol'
import { createDocument, type UnitId } from '@parley/schema'
import { formatKey, keyId, readDigestOf, signerFromSeed } from '@parley/snapshot'
import { createPrivateKey, sign, type KeyObject } from 'node:crypto'
import { pino } from 'pino'
import * as Y from 'yjs'
import { type FreezeStep } from '../freeze/freezeHost.ts'
import { deriveKey, type ServerSigner } from '../freeze/signer.ts'
import { createSteppedClock, type SteppedClock } from '../freeze/steppedClock.ts'
import { createMemory } from '../storage/memory/memory.ts'
import { openMemoryStorage } from '../storage/memory/openMemoryStorage.ts'
import { type Storage } from '../storage/ports.ts'
import { createNegotiation } from './createNegotiation.ts'
import { createFrames, type Frames } from './frames.ts'
import { type Offer, type Room, type StandingDecided } from './room.ts'
import { createRooms, type Rooms } from './rooms.ts'

/** The instant at which rooms of tests are made; their deadline lies an hour later. */
export const START: Instant = parseInstant(Date.UTC(2025, 11, 9, 17))

/** An hour in milliseconds: from the start of a test's room to its deadline. */
export const HOUR_MS = 3_600_000

const TEXT = '## 1. Purpose\n\nThe parties agree.\n\n## 2. Territory\n\nTo be settled.\n'

/** Random numbers in [0, 1) that are the same in every run (mulberry32). */
export function seededRandom(seed: number): Random {
	let state = seed >>> 0
	return () => {
		state = (state + 0x6d2b79f5) >>> 0
		let mixed = Math.imul(state ^ (state >>> 15), state | 1)
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
	}
}

/** RFC 8410: what stands before the 32 bytes of an Ed25519 secret key in PKCS #8. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')

const TEST_SEED = new Uint8Array(32).fill(7)

/** The secret key of all tests, the same in every run. */
export function testKey(): KeyObject {
	const der = Buffer.concat([PKCS8_HEAD, TEST_SEED])
	return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
}

/**
 * A signer with the key of all tests.
 *
 * @param signs how it signs; with node:crypto, as the server does, where that is left out
 */
export function testSigner(signs?: ServerSigner['sign']): ServerSigner {
	const secret = testKey()
	const { publicKey } = signerFromSeed(TEST_SEED)
	const id = keyId(publicKey)
	return {
		publicKey,
		keyId: id,
		keyText: formatKey(publicKey),
		fingerprint: id,
		sign: signs ?? ((message) => sign(null, message, secret)),
		derive: (purpose) => deriveKey(secret, purpose),
	}
}

/** A room on a stepped clock, and what tests do to it. */
export interface TestRoom {
	readonly clock: SteppedClock
	readonly frames: Frames
	readonly storage: Storage
	readonly rooms: Rooms
	readonly room: Room
	readonly negotiation: Negotiation
	readonly seats: readonly Seat[]
	readonly clauses: readonly Clause[]
	readonly steps: readonly FreezeStep[]
	/** The document of the first clause. */
	readonly document: DocumentName
	/** Ends this process, as it were, and starts the next one on the same storage, `ms` later. */
	restart(ms: number): Promise<TestRoom>
}

/** Sets the status of a clause as the secretariat of a room does. */
export function setStatus(
	{ room, seats, clock }: Pick<TestRoom, 'room' | 'seats' | 'clock'>,
	clause: ClauseId,
	status: ClauseStatus,
	receivedAt: Instant = clock.now()
): Promise<StandingDecided> {
	const seat = seats.find(({ role }) => role === 'secretariat')
	if (seat === undefined) throw new RangeError('nobody runs the room')
	return room.decideStanding({ acts: [{ kind: 'status-set', clause, status }], seat, receivedAt })
}

/** Has the delegation of a seat confirm the text of a clause as it is on disk, which is what that seat has read. */
export async function confirmRead(
	{ room, clock }: Pick<TestRoom, 'room' | 'clock'>,
	clause: ClauseId,
	seat: Seat
): Promise<StandingDecided> {
	const text = await room.readClauseRead(clause)
	if (text === null) throw new RangeError('a clause of the round')
	const expects = readDigestOf(text.read)
	return room.confirmText({ clause, expects, seat, receivedAt: clock.now() })
}

/** What may be put between a room and its storage. */
export type StorageFault = (storage: Storage) => Storage

/** Makes a negotiation with two delegations, a note-taker and a secretariat, and opens its room. */
export async function openTestRoom(
	options: {
		/** Markdown, with its brackets. */
		text?: string
		fault?: StorageFault
		sign?: ServerSigner['sign']
		onStep?: (step: FreezeStep) => void
		/** Opens where it is kept, again at each start; in memory where that is left out. */
		open?: () => Promise<Storage>
	} = {}
): Promise<TestRoom> {
	const memory = createMemory()
	const open = options.open ?? (() => Promise.resolve(openMemoryStorage(memory)))
	const random = seededRandom(1)
	const signer = testSigner(options.sign)
	const clock = createSteppedClock(START)
	const setup = await open()
	const created = await createNegotiation(
		{ storage: setup, clock, random, signer },
		{
			title: 'Framework',
			notice: '',
			language: 'en',
			contact: '',
			deadline: { at: addMs(START, HOUR_MS), zone: 'Europe/London' },
			delegations: [
				{ code: 'UA', name: 'Ukraine' },
				{ code: 'FR', name: 'France' },
			],
			seats: [
				{ role: 'advisor', name: 'Advisor 1', delegationCode: 'UA' },
				{ role: 'advisor', name: 'Advisor 1', delegationCode: 'FR' },
				{ role: 'note-taker', name: 'Note-taker', delegationCode: null },
				{ role: 'secretariat', name: 'Secretariat', delegationCode: null },
			],
			clauses: placeBrackets(importMarkdown(options.text ?? TEXT), ['UA', 'FR']).clauses,
			baseTextDigest: null,
		}
	)
	await setup.close()

	async function start(clock: SteppedClock): Promise<TestRoom> {
		const steps: FreezeStep[] = []
		const plain = await open()
		const storage = options.fault?.(plain) ?? plain
		const frames = createFrames(clock)
		const rooms = createRooms({
			storage,
			clock,
			frames,
			signer,
			random,
			loopDelay: { maxMs: () => null, close: () => undefined },
			log: pino({ level: 'silent' }),
			onFreezeStep: (_, step) => {
				steps.push(step)
				options.onStep?.(step)
			},
		})
		const room = await rooms.room(created.negotiation.id)
		const clause = created.clauses.find(({ heading }) => heading === 'Purpose')
		if (room === null || clause === undefined) throw new Error('the test room did not open')
		return {
			...created,
			clock,
			frames,
			storage,
			rooms,
			room,
			steps,
			document: clauseDocument(created.negotiation.id, 1, clause.id),
			async restart(ms) {
				await rooms.close()
				await plain.close()
				return start(createSteppedClock(addMs(clock.now(), ms)))
			},
		}
	}
	return start(clock)
}

/** Someone who edits one document of a test room: a Y.Doc and the offers that its changes make. */
export class TestEditor {
	readonly doc = createDocument()
	readonly seat: Seat
	readonly session: SessionId
	readonly #test: TestRoom
	#updates: Uint8Array[] = []

	private constructor(test: TestRoom, seat: Seat, clientId: number) {
		this.#test = test
		this.seat = seat
		this.session = createId('session', seededRandom(clientId))
		this.doc.on('update', (update: Uint8Array, origin: unknown) => {
			if (origin === 'typed') this.#updates.push(update)
		})
	}

	/** An editor with the document as it is committed now. */
	static async open(test: TestRoom, seatIndex: number, clientId: number): Promise<TestEditor> {
		const seat = test.seats[seatIndex]
		if (seat === undefined) throw new RangeError(`no seat ${seatIndex}`)
		const editor = new TestEditor(test, seat, clientId)
		await editor.pull()
		// Yjs takes another clientID when it meets its own in what it reads; a forger would not.
		editor.doc.clientID = clientId
		return editor
	}

	/** Takes in what is committed. */
	async pull(): Promise<void> {
		const live = createDocument({ gc: false })
		const attached = await this.#test.room.attach(this.#test.document, live)
		Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(live))
		attached.close()
	}

	/** Types at the end of the text; gives the update. */
	type(words: string): Uint8Array {
		return this.typeAt(this.doc.getText('text').length, words)
	}

	/** Types before the unit at `index`; gives the update. */
	typeAt(index: number, words: string): Uint8Array {
		return this.change((text) => {
			text.insert(index, words)
		})
	}

	/** Changes the text; gives the update. */
	change(write: (text: Y.Text) => void): Uint8Array {
		this.doc.transact(() => {
			write(this.doc.getText('text'))
		}, 'typed')
		const update = this.#updates.pop()
		if (update === undefined) throw new Error('typing made no update')
		return update
	}

	/** The offer of `bytes`, received now. */
	offer(bytes: Uint8Array, how: Partial<Offer> = {}): Offer {
		return {
			document: this.#test.document,
			kind: 'update',
			bytes,
			receivedAt: this.#test.clock.now(),
			seat: this.seat,
			session: this.session,
			synced: true,
			speaksModel: true,
			...how,
		}
	}

	/** Types and offers in one. */
	say(words: string, how: Partial<Offer> = {}): ReturnType<Room['offer']> {
		return this.#test.room.offer(this.offer(this.type(words), how))
	}
}

/** The plain text of the first clause as committed. */
export async function committedText(test: TestRoom): Promise<string> {
	const clause = test.clauses.find(({ heading }) => heading === 'Purpose')
	const text = clause === undefined ? null : await test.room.readClause(clause.id)
	const inline = text?.blocks.flatMap(({ content }) => content) ?? []
	return inline.map((piece) => ('text' in piece ? piece.text : '')).join('')
}

/** The first and the last character of `words`, where they stand first in a document as committed. Throws where they do not. */
export async function unitsOf(
	room: Room,
	document: DocumentName,
	words: string
): Promise<{ readonly first: UnitId; readonly last: UnitId }> {
	const doc = createDocument({ gc: false })
	const attached = await room.attach(document, doc)
	attached.close()
	const units: { readonly character: string; readonly unit: UnitId }[] = []
	for (let item = doc.getText('text')._start; item !== null; item = item.right) {
		if (item.deleted || !item.countable) continue
		const { client, clock } = item.id
		const text = item.content instanceof Y.ContentString ? item.content.str : '\ufffc'
		for (let at = 0; at < text.length; at++)
			units.push({ character: text.charAt(at), unit: { client, clock: clock + at } })
	}
	const index = units
		.map(({ character }) => character)
		.join('')
		.indexOf(words)
	const [first, last] = [units[index]?.unit, units[index + words.length - 1]?.unit]
	if (first === undefined || last === undefined) throw new Error(`no words ${words}`)
	return { first, last }
}
