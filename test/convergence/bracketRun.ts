import {
	type BracketEnding,
	type BracketId,
	type DelegationId,
	type Random,
	type Seat,
} from '@parley/domain'
import { type DocumentName } from '@parley/protocol'
import { textOf, type UnitId } from '@parley/schema'
import {
	type BracketDecided,
	type BracketDecision,
	type WordsOffered,
} from '@parley/server/src/negotiation/room.ts'
import { seededRandom } from '@parley/server/src/negotiation/testRoom.ts'
import * as Y from 'yjs'
import { openCollabServer, type CollabServer } from '../support/collabServer.ts'
import { editAtRandom, pick } from './edits.ts'
import { Writer } from './rightsRun.ts'

const CLAUSES = 2
const OPERATIONS = 60
/** Advisors of two delegations, two of one of them, and the secretariat. */
const WRITING_SEATS = [0, 1, 4, 3] as const
const [UKRAINE, FRANCE, SECRETARIAT] = [0, 1, 3] as const
const DECIDE_EVERY = 2

/** A run as it ended: everybody connected, everything answered. */
export interface FinishedBracketRun {
	readonly server: CollabServer
	readonly writers: readonly Writer[]
	readonly documents: readonly DocumentName[]
	readonly frozen: boolean
	/** How many decisions were taken, and how many could not be. */
	readonly decided: number
	readonly stopped: number
}

/**
 * Lets four people edit two clauses over sockets of their own speed, and delete whatever stands there, while brackets are placed, proposed to end,
 * answered, joined and left; a connection is cut meanwhile, and in one run of four the text freezes in the middle. Whoever calls closes.
 */
export async function runWithBrackets(seed: number): Promise<FinishedBracketRun> {
	const random = seededRandom(seed)
	const server = await openCollabServer({ clauses: CLAUSES })
	const documents = Array.from({ length: CLAUSES }, (_, index) => server.document(index))
	const writers = await Promise.all(
		WRITING_SEATS.map((seatIndex) => Writer.open(server, seatIndex, random))
	)
	const freezeAt = seed % 4 === 0 ? 20 + pick(random, OPERATIONS - 30) : null
	const away = {
		who: writers[pick(random, writers.length)],
		from: 10 + pick(random, 20),
		steps: 10,
	}
	const going: Promise<unknown>[] = []
	const outcomes: (BracketDecided | WordsOffered)[] = []
	for (let step = 0; step < OPERATIONS; step++) {
		if (step === freezeAt) {
			going.push(server.room.freeze(server.seat(SECRETARIAT).id, server.clock.now(), 'a test'))
		}
		if (step % DECIDE_EVERY === 0) {
			const decision = decideAtRandom(server, writers, random)
			going.push(decision.then((outcome) => outcome !== null && outcomes.push(outcome)))
		}
		for (const [index, writer] of writers.entries()) {
			const document = documents[pick(random, CLAUSES)]
			if (document === undefined) throw new RangeError('no such clause')
			writer.edit(document, random, `w${index}x${step}`, editAmongBrackets)
			if (writer === away.who && step === away.from) writer.cut()
			if (writer === away.who && step === away.from + away.steps) going.push(writer.comeBack())
		}
		await new Promise(setImmediate)
	}
	await Promise.all(going)
	for (const writer of writers) await writer.whenQuiet()
	const decided = outcomes.filter(({ kind }) => kind === 'decided').length
	const stopped = outcomes.length - decided
	return { server, writers, documents, frozen: freezeAt !== null, decided, stopped }
}

/** An edit as anybody makes them; one of six deletes up to twenty characters, whatever bracket they stand in. */
function editAmongBrackets(doc: Y.Doc, random: Random, word: string): void {
	const text = doc.getText('text')
	if (random() >= 1 / 6 || text.length < 2) {
		editAtRandom(doc, random, word)
		return
	}
	const from = 1 + pick(random, text.length - 1)
	text.delete(from, Math.min(1 + pick(random, 20), text.length - from))
}

/** One decision by somebody who may be entitled to it or not; null where there is nothing to decide about. */
async function decideAtRandom(
	server: CollabServer,
	writers: readonly Writer[],
	random: Random
): Promise<BracketDecided | WordsOffered | null> {
	const open = [...server.room.brackets].filter(([, { ended }]) => ended === null)
	const [id, bracket] = open[pick(random, open.length)] ?? []
	const seat = server.seat(WRITING_SEATS[pick(random, WRITING_SEATS.length)] ?? 0)
	const decider = { seat, receivedAt: server.clock.now() }
	if (id === undefined || bracket === undefined || random() < 0.3) {
		return place(server, writers, random, decider)
	}
	const act = actAtRandom(random, seat, { clause: bracket.clause, bracket: id }, bracket.holders)
	if (act.kind === 'bracket-answered' && bracket.proposed !== null && random() < 0.8) {
		return server.room.decideBracket({
			act: { ...act, ending: bracket.proposed.ending },
			...decider,
		})
	}
	return server.room.decideBracket({ act, ...decider })
}

type Decider = Pick<BracketDecision, 'seat' | 'receivedAt'>

async function place(
	server: CollabServer,
	writers: readonly Writer[],
	random: Random,
	decider: Decider
): Promise<BracketDecided | WordsOffered | null> {
	const index = pick(random, CLAUSES)
	const clause = server.clauses[index]?.id
	const writer = writers[pick(random, writers.length)]
	if (clause === undefined || writer === undefined) throw new RangeError('no such place')
	const text = textOf(writer.client.doc(server.document(index)))
	const from = 1 + pick(random, Math.max(1, text.length - 1))
	const to = Math.min(text.length - 1, from + pick(random, 30))
	const [first, last] = [unitAt(text, from), unitAt(text, to)]
	if (first === null || last === null) return null
	const named = [[UKRAINE], [FRANCE], [UKRAINE, FRANCE]][pick(random, 3)] ?? []
	const holders =
		decider.seat.delegation === null ? named.map((one) => delegation(server, one)) : null
	const placement = { clause, first, last, holders, reason: '', ...decider }
	return random() < 0.3
		? server.room.offerWords({ ...placement, words: 'or this' })
		: server.room.placeBracket(placement)
}

function unitAt(text: Y.Text, index: number): UnitId | null {
	const { item } = Y.createRelativePositionFromTypeIndex(text, index + 1, -1)
	return item === null ? null : { client: item.client, clock: item.clock }
}

function actAtRandom(
	random: Random,
	{ delegation: own }: Seat,
	about: { readonly clause: BracketDecision['act']['clause']; readonly bracket: BracketId },
	holders: ReadonlySet<DelegationId>
): BracketDecision['act'] {
	const ending: BracketEnding = random() < 0.6 ? 'lift' : 'strike'
	// who speaks for nobody tries for somebody: that is refused
	const delegation = own ?? [...holders][0]
	const kind = random()
	if (delegation === undefined || kind < 0.35) {
		const consents = own !== null && holders.has(own) ? [own] : []
		return { kind: 'bracket-ending-proposed', ...about, ending, consents }
	}
	if (kind < 0.75) {
		const consents = random() < 0.8
		return { kind: 'bracket-answered', ...about, ending, delegation, consents }
	}
	if (kind < 0.8) return { kind: 'bracket-ending-withdrawn', ...about, ending }
	return { kind: kind < 0.9 ? 'bracket-joined' : 'bracket-left', ...about, delegation }
}

function delegation(server: CollabServer, seatIndex: number): DelegationId {
	const { delegation: id } = server.seat(seatIndex)
	if (id === null) throw new RangeError(`seat ${seatIndex} speaks for nobody`)
	return id
}
