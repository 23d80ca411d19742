/** Pages that suggest, correct, delete, undo and answer in one short text, each seeing the others' edits late and some while they are not on disk. */
import {
	DEFAULT_LADDER,
	createId,
	parseLogPosition,
	type Random,
	type Seat,
	type SessionId,
} from '@parley/domain'
import { sharedLog } from '@parley/protocol'
import { createDocument, ReturnNotes, silence } from '@parley/schema'
import { FaultyStorage } from '@parley/server/src/negotiation/faultyStorage.ts'
import { type Answer } from '@parley/server/src/negotiation/room.ts'
import {
	openTestRoom,
	seededRandom,
	type TestRoom,
} from '@parley/server/src/negotiation/testRoom.ts'
import * as Y from 'yjs'
import { pick } from '../edits.ts'
import { dealAtRandom } from './edits.ts'
import { need } from './need.ts'
import { Referee } from './referee.ts'
import { insertersOf, unitsIn } from './units.ts'

const STEPS = 60
/** Advisors of two delegations, and the secretariat. */
const SEATS = [0, 1, 3] as const

/** What a run came to. */
export interface CrossingCounts {
	accepted: number
	refused: number
	answered: number
	undone: number
	/** Blocks that became others by answers. */
	restyled: number
}

/** A page of one seat. What it is refused is gone from it: it opens the text anew, as our page does. */
class Page {
	readonly seat: Seat
	doc = createDocument()
	undo = new Y.UndoManager(this.doc.getText('text'))
	session: SessionId
	readonly #random: Random
	#notes = new ReturnNotes()
	/** Updates that the room has not answered, oldest first. */
	made: Uint8Array[] = []

	constructor(seat: Seat, random: Random) {
		this.seat = seat
		this.#random = random
		this.session = createId('session', random)
	}

	/** Opens the text anew from `state`. */
	open(state: Uint8Array): void {
		this.undo.destroy()
		this.doc.destroy()
		const doc = silence(new Y.Doc())
		this.doc = doc
		this.session = createId('session', this.#random)
		this.#notes = new ReturnNotes()
		this.made = []
		Y.applyUpdate(doc, state, 'log')
		this.undo = new Y.UndoManager([doc.getText('text'), doc.getMap('blocks')], {
			trackedOrigins: new Set(['own']),
			captureTimeout: 0,
		})
		doc.on('update', (update: Uint8Array, origin: unknown, _doc, transaction: Y.Transaction) => {
			if (origin === 'log') return
			this.#notes.note(transaction)
			this.made.push(this.#notes.noted(update))
		})
	}
}

/** Runs one seed. Throws where an entry of the log does what its seat may not do, and where a page reads something else than the log gives. */
export async function runCrossing(seed: number, counts: CrossingCounts): Promise<void> {
	const crossing = new Crossing(seed, counts)
	await crossing.run()
}

class Crossing {
	readonly #random: Random
	readonly #counts: CrossingCounts
	readonly #faults = new FaultyStorage()
	readonly #live = createDocument({ gc: false })
	#test: TestRoom | null = null
	#pages: readonly Page[] = []
	readonly #underWay = new Set<Promise<void>>()

	constructor(seed: number, counts: CrossingCounts) {
		this.#random = seededRandom(seed)
		this.#counts = counts
	}

	async run(): Promise<void> {
		const random = this.#random
		const sign = (): Uint8Array => new Uint8Array(64)
		const test = await openTestRoom({ fault: this.#faults.fault, sign })
		this.#test = test
		await test.room.attach(test.document, this.#live)
		this.#pages = SEATS.flatMap((index) => test.seats[index] ?? []).map(
			(seat) => new Page(seat, random)
		)
		for (const page of this.#pages) page.open(Y.encodeStateAsUpdate(this.#live))
		for (let step = 0; step < STEPS; step++) {
			if (random() < 0.15) void this.#faults.hold()
			else if (random() < 0.4) this.#faults.release()
			for (const [index, page] of this.#pages.entries()) this.#act(test, page, `${index}${step}`)
			if (random() < 0.3) this.#answer(test)
			await new Promise(setImmediate)
		}
		await this.#settle()
		await this.#check(test)
		await test.rooms.close()
	}

	#act(test: TestRoom, page: Page, word: string): void {
		const random = this.#random
		// whoever has unsent edits sees what others do all the same
		if (random() < 0.35) Y.applyUpdate(page.doc, Y.encodeStateAsUpdate(this.#live), 'log')
		const kind = random()
		if (kind < 0.15) {
			const back = random() < 0.7 ? page.undo.undo() : page.undo.redo()
			if (back !== null) this.#counts.undone++
		} else if (kind < 0.3) this.#deleteOwn(test, page)
		else if (kind < 0.75) {
			page.doc.transact(() => {
				dealAtRandom(page.doc, random, word, {
					suggests: random() < 0.5,
					mine: this.#ownOf(test, page),
				})
			}, 'own')
		}
		if (random() < 0.6) for (const update of page.made.splice(0)) this.#offer(test, page, update)
	}

	/** Suggestions of the seat that are open. */
	#ownOf({ room }: TestRoom, { seat }: Page): readonly string[] {
		return [...room.suggestions.clauses.values()].flatMap((ofClause) =>
			[...ofClause].flatMap(([id, one]) =>
				one.by === seat.id && one.answered === null ? [id] : []
			)
		)
	}

	/** Takes out some of what the page's own suggestions insert, as somebody does who corrects themselves. */
	#deleteOwn(test: TestRoom, page: Page): void {
		const own = new Set(this.#ownOf(test, page))
		const units = unitsIn(page.doc)
		const isOwn = units.map((unit) => {
			const by = insertersOf(unit)
			return unit.kind === 'character' && by.length > 0 && by.every((id) => own.has(id))
		})
		const places = isOwn.flatMap((is, at) => (is ? [at] : []))
		const from = places[pick(this.#random, places.length)]
		if (from === undefined) return
		let length = 1
		while (length < 4 && isOwn[from + length] === true) length++
		page.doc.transact(() => {
			page.doc.getText('text').delete(from, length)
		}, 'own')
	}

	#offer({ room, document, clock }: TestRoom, page: Page, bytes: Uint8Array): void {
		const { seat, session, doc } = page
		const how = { document, kind: 'update', synced: true, speaksModel: true } as const
		const offered = room.offer({ ...how, bytes, receivedAt: clock.now(), seat, session })
		this.#wait(
			offered.then((answer) => {
				this.#hear(page, doc, answer)
			})
		)
	}

	#hear(page: Page, doc: Y.Doc, answer: Answer): void {
		if (answer.kind === 'accepted') this.#counts.accepted++
		// what built on a refused edit is gone with it
		if (answer.kind !== 'refused') return
		this.#counts.refused++
		need(answer.reason === 'not-yours' || answer.reason === 'gap', `refused: ${answer.reason}`)
		if (page.doc === doc) page.open(Y.encodeStateAsUpdate(this.#live))
	}

	#answer({ room, clauses, clock }: TestRoom): void {
		const random = this.#random
		const [clause] = clauses
		const page = this.#pages[pick(random, this.#pages.length)]
		if (clause === undefined || page === undefined) return
		const open = [...(room.suggestions.clauses.get(clause.id) ?? [])].filter(
			([, { answered }]) => answered === null
		)
		const chosen = open[pick(random, open.length)]
		if (chosen === undefined) return
		const [id, { by }] = chosen
		const how = by === page.seat.id ? 'withdrawn' : random() < 0.6 ? 'accepted' : 'declined'
		const answering = { clause: clause.id, suggestions: [{ id, expects: null }], how } as const
		const answered = room.answerSuggestions({
			...answering,
			seat: page.seat,
			receivedAt: clock.now(),
		})
		this.#wait(
			answered.then(({ kind }) => {
				if (kind === 'decided') this.#counts.answered++
			})
		)
	}

	#wait(what: Promise<void>): void {
		this.#underWay.add(what)
		what.then(
			() => this.#underWay.delete(what),
			() => undefined
		)
	}

	/** All that was made is sent and answered, and all that was refused is gone from its page. */
	async #settle(): Promise<void> {
		this.#faults.release()
		await Promise.all(this.#underWay)
		for (const page of this.#pages) {
			if (this.#test === null) continue
			for (const update of page.made.splice(0)) this.#offer(this.#test, page, update)
			await Promise.all(this.#underWay)
		}
	}

	async #check({ room, storage, seats, clauses, negotiation }: TestRoom): Promise<void> {
		const referee = new Referee(seats, clauses, DEFAULT_LADDER)
		for await (const entry of storage.log.read(sharedLog(negotiation.id), {
			after: parseLogPosition(0),
			until: room.position,
		})) {
			referee.add(entry)
		}
		this.#counts.restyled += referee.counts.restyled
		const whole = shownIn(this.#live)
		for (const page of this.#pages) {
			Y.applyUpdate(page.doc, Y.encodeStateAsUpdate(this.#live), 'log')
			need(page.doc.store.pendingStructs === null, 'a page waits for what never comes')
			need(
				shownIn(page.doc) === whole,
				`a page reads another text: ${shownIn(page.doc)} not ${whole}`
			)
			need(
				Y.getState(this.#live.store, page.doc.clientID) ===
					Y.getState(page.doc.store, page.doc.clientID),
				'a page has what the log has not'
			)
		}
	}
}

/** What is read in a document, unit by unit with its marks. */
function shownIn(doc: Y.Doc): string {
	return JSON.stringify(
		unitsIn(doc).map(({ id, character, block, marks }) => [id, character, block, [...marks].sort()])
	)
}
