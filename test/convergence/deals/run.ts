import { effectOf, type Random } from '@parley/domain'
import { type DocumentName } from '@parley/protocol'
import { seededRandom } from '@parley/server/src/negotiation/testRoom.ts'
import { openCollabServer, type CollabServer } from '../../support/collabServer.ts'
import { pick } from '../edits.ts'
import { Writer } from '../rightsRun.ts'
import {
	decideAlternativesAtRandom,
	decidePlaceholderAtRandom,
	decideSuggestionsAtRandom,
	type Deciding,
	type Outcome,
} from './decisions.ts'
import { dealAtRandom } from './edits.ts'
import { decideBracketAtRandom, decideRightsAtRandom, decideStandingAtRandom } from './standings.ts'

const CLAUSES = 2
const OPERATIONS = 60
/** Advisors of two delegations, two of one of them, and the secretariat. */
const WRITING_SEATS = [0, 1, 4, 3] as const
const SECRETARIAT = 3

/** How often what is decided about, of a hundred decisions. */
const DECISIONS = [
	['alternatives', 30, decideAlternativesAtRandom],
	['suggestions', 30, decideSuggestionsAtRandom],
	['placeholders', 10, decidePlaceholderAtRandom],
	['standing', 15, decideStandingAtRandom],
	['brackets', 10, decideBracketAtRandom],
	['rights', 5, decideRightsAtRandom],
] as const

/** How many decisions about something were taken, and how many could not be. */
export interface DecisionCounts {
	readonly decided: number
	readonly stopped: number
}

/** A run as it ended: everybody connected, everything answered. */
export interface FinishedDeals {
	readonly server: CollabServer
	readonly writers: readonly Writer[]
	readonly documents: readonly DocumentName[]
	readonly frozen: boolean
	readonly decisions: ReadonlyMap<string, DecisionCounts>
}

/**
 * Lets four people write and suggest in two clauses over sockets of their own speed while alternatives, suggestions, placeholders, brackets and the
 * standing of clauses are decided about, by whoever, entitled or not; a connection is cut meanwhile, and in one run of four the text freezes in
 * the middle. Whoever calls closes.
 */
export async function runDeals(seed: number): Promise<FinishedDeals> {
	const random = seededRandom(seed)
	const server = await openCollabServer({ clauses: CLAUSES, isBracketed: true })
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
	const outcomes = new Map<string, Outcome[]>()
	for (let step = 0; step < OPERATIONS; step++) {
		if (step === freezeAt) {
			going.push(server.room.freeze(server.seat(SECRETARIAT).id, server.clock.now(), 'a test'))
		}
		going.push(decideAtRandom(server, writers, random, outcomes))
		for (const [index, writer] of writers.entries()) {
			deal(server, writer, random, `w${index}x${step}`)
			if (writer === away.who && step === away.from) writer.cut()
			if (writer === away.who && step === away.from + away.steps) going.push(writer.comeBack())
		}
		await new Promise(setImmediate)
	}
	await Promise.all(going)
	for (const writer of writers) await writer.whenQuiet()
	const decisions = new Map(
		[...outcomes].map(([what, all]) => {
			const decided = all.filter(({ kind }) => kind === 'decided').length
			return [what, { decided, stopped: all.length - decided }] as const
		})
	)
	return { server, writers, documents, frozen: freezeAt !== null, decisions }
}

/** One edit; mostly one that its writer may make as things stand. */
function deal(server: CollabServer, writer: Writer, random: Random, word: string): void {
	const index = pick(random, CLAUSES)
	const clause = server.room.clauses[index]
	if (clause === undefined) throw new RangeError('no such clause')
	const { rights, standing, suggestions } = server.room
	const { id } = server.seat(writer.seatIndex)
	const effect = effectOf(standing.ladder, clause.status)
	const isBound =
		rights.clauses.get(clause.id)?.level === 'suggest' ||
		rights.seats.get(id)?.level === 'suggest' ||
		effect === 'agreed' ||
		effect === 'ad-referendum'
	const isCareful = random() < 0.85
	if (isCareful && rights.holds.has(clause.id)) return
	const mine = [...(suggestions.clauses.get(clause.id) ?? [])].flatMap(([suggestion, one]) =>
		one.by === id && one.answered === null ? [suggestion] : []
	)
	writer.tryToEdit(server.document(index), (doc) => {
		dealAtRandom(doc, random, word, { suggests: isBound && isCareful, mine })
	})
}

async function decideAtRandom(
	server: CollabServer,
	writers: readonly Writer[],
	random: Random,
	outcomes: Map<string, Outcome[]>
): Promise<void> {
	let left = random() * 100
	const [what, , decide] =
		DECISIONS.find(([, share]) => {
			left -= share
			return left < 0
		}) ?? DECISIONS[0]
	const writer = writers[pick(random, writers.length)]
	if (writer === undefined) throw new RangeError('nobody takes part')
	const seat = server.seat(WRITING_SEATS[pick(random, WRITING_SEATS.length)] ?? 0)
	const deciding: Deciding = {
		...{ server, writer, seat, random, index: pick(random, CLAUSES) },
		delegations: server.room.delegations.map(({ id }) => id),
	}
	const outcome = await decide(deciding)
	if (outcome === null) return
	outcomes.set(what, [...(outcomes.get(what) ?? []), outcome])
}
