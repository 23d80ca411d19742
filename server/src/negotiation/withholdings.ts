import {
	actorOf,
	can,
	clauseSubject,
	type Denial,
	ParleyError,
	parseLogPosition,
	type LogPosition,
	type NegotiationId,
	type SeatId,
} from '@parley/domain'
import { clauseDocument, type DocumentName } from '@parley/protocol'
import {
	cutsPair,
	isSeen,
	rangesOf,
	readUpdate,
	toPassage,
	touches,
	withholdFromUpdate,
	type Passage,
	type Provenance,
} from '@parley/schema'
import { toCanonicalText, toHex } from '@parley/snapshot'
import { type Freeze } from '../freeze/freeze.ts'
import { type LogStore, type StandIn } from '../storage/ports.ts'
import { sha256 } from './chain.ts'
import { type DocumentHead } from './documentHead.ts'
import { type Documents } from './documents.ts'
import { clauseOf } from './head.ts'
import { Intervals } from './intervals.ts'
import { type LiveLog } from './liveLog.ts'
import { type Withheld, type WithholdRequest } from './room.ts'
import { type RoomReader } from './roomReader.ts'
import { type Turns } from './turns.ts'

/** What withholding works with. */
export interface WithholdingsParts {
	readonly negotiation: NegotiationId
	readonly store: Pick<LogStore, 'read'>
	readonly log: LiveLog
	readonly documents: Documents
	readonly reader: Pick<RoomReader, 'lendProvenance'>
	readonly turns: Turns
	readonly freeze: Pick<Freeze, 'phaseFor'>
}

type Refused = Extract<Withheld, { kind: 'refused' }>['reason']

/** What is to be withheld: what was asked for, with the same words wherever they were moved or brought back. */
interface Found {
	readonly passage: Passage
	/** Whether any of it is seen in the text. */
	readonly seen: boolean
}

/** What of a passage the log holds, up to and with `until`. */
interface Held {
	readonly until: LogPosition
	/** Whether every clock of the passage came with an entry. */
	readonly isWhole: boolean
	/** The entries with words of it, without them. */
	readonly standIns: readonly Omit<StandIn, 'act'>[]
}

/** Each round reads the log as far as it has come; it takes another one only where a clock came again, or came meanwhile. */
const MOST_ROUNDS = 100

const START = parseLogPosition(0)

const ignore = (): void => undefined

/**
 * The way in which words leave the record. Reading what holds them takes a while in which others go on writing; the act is numbered in a turn
 * in which that is still all: clocks that are known come with no new entry, but where an update repeats them, which the document's
 * head knows (`repeatedAt`).
 */
export class Withholdings {
	readonly #parts: WithholdingsParts

	constructor(parts: WithholdingsParts) {
		this.#parts = parts
	}

	/** See `Room.withhold`. */
	async withhold(request: WithholdRequest): Promise<Withheld> {
		const { negotiation, log, documents, turns, reader } = this.#parts
		const { receivedAt } = request
		const clause = clauseOf(log.head, request.clause)
		if (clause === undefined) throw new RangeError(`there is no clause ${request.clause}`)
		const document = clauseDocument(negotiation, log.head.round, clause.id)
		const asked = toPassage(request.passage)
		for (let round = 0; round < MOST_ROUNDS; round++) {
			await turns.take(receivedAt, () => log.stored.catch(ignore))
			const reading = documents.head(document)
			const head = await reading
			if (isMissing(head, asked)) return { kind: 'refused', reason: 'no-such-words' }
			if (await documents.read(document, null, (doc) => cutsPair(doc, asked))) {
				return { kind: 'refused', reason: 'no-such-words' }
			}
			const found = await reader.lendProvenance(clause.id, (index) =>
				findIn(index, asked, request.author)
			)
			if (typeof found === 'string') return { kind: 'refused', reason: found }
			const held = await this.#held(document, found.passage)
			const answer = await turns.take(receivedAt, () => {
				if (reading !== documents.head(document) || head.repeatedAt > held.until) return null
				return held.isWhole ? this.#number(request, head, found, held) : null
			})
			if (answer !== null) return answer
		}
		throw new ParleyError('storage-failed', `the words of ${document} came again and again`)
	}

	async #held(document: DocumentName, passage: Passage): Promise<Held> {
		const { store, log } = this.#parts
		const until = log.committed
		const came = new Map([...passage.keys()].map((client) => [client, new Intervals()]))
		const standIns: Omit<StandIn, 'act'>[] = []
		const range = { after: START, until, document }
		for await (const { position, payload } of store.read(log.id, range)) {
			if (payload.kind !== 'update') continue
			const edit = readUpdate(payload.bytes, Infinity)
			if (!edit.ok)
				throw new ParleyError('log-corrupt', `entry ${position} of ${log.id} is no update`)
			if (!touches(edit.inserted, passage)) continue
			for (const [client, inserted] of edit.inserted) came.get(client)?.add([inserted])
			const bytes = withholdFromUpdate(payload.bytes, passage)
			if (bytes !== null) standIns.push({ position, document, bytes })
		}
		const isWhole = rangesOf(passage).every(({ client, from, to }) =>
			came.get(client)?.covers(from, to)
		)
		return { until, isWhole, standIns }
	}

	/** Why whoever asks may not withhold now, or null: what is seen in the text is not taken out past a hold, or by who may only read. */
	#denialOf({ clause, author, seat }: WithholdRequest, seen: boolean): Denial | null {
		const { head } = this.#parts.log
		const subject = clauseOf(head, clause)
		if (subject === undefined) throw new RangeError(`there is no clause ${clause}`)
		const action = seat.id === author ? 'withhold' : 'withhold-for-others'
		const verdict = can(actorOf(seat, head.rights), action, {
			phase: 'drafting',
			clause: clauseSubject(subject, head.rights),
			...(seen && { touches: ['delete'] }),
		})
		return verdict.allowed ? null : verdict.reason
	}

	/** Numbers the act, in the turn in which this is called, and waits until it is on disk. */
	async #number(
		request: WithholdRequest,
		head: DocumentHead,
		{ passage, seen }: Found,
		{ standIns }: Held
	): Promise<Withheld> {
		const { log, freeze } = this.#parts
		const { clause, author, seat, receivedAt, reason, answer } = request
		const phase = freeze.phaseFor(receivedAt)
		if (phase === 'awaiting-chair') return { kind: 'refused', reason: phase }
		if (phase !== 'drafting') return { kind: 'refused', reason: 'frozen' }
		const denial = this.#denialOf(request, seen)
		if (denial !== null) return { kind: 'refused', reason: denial }
		if (standIns.length === 0) return { kind: 'refused', reason: 'no-such-words' }
		const act = {
			kind: 'passage-withheld',
			clause,
			author,
			passage: rangesOf(passage),
			entries: standIns.map(({ position, bytes }) => ({ position, digest: toHex(sha256(bytes)) })),
			reason: toCanonicalText(reason),
		} as const
		head.withhold(passage, log.next)
		const { entry, stored } = log.number({ kind: 'act', act }, seat.id, receivedAt, {
			standIns,
			...(answer !== undefined && { answer }),
		})
		try {
			await stored
			return { kind: 'withheld', entry }
		} catch {
			// The reason was logged where it happened, and everybody who listens was told.
			return { kind: 'refused', reason: 'not-stored' }
		}
	}
}

/** Whether not every clock of a passage is there. */
function isMissing(head: DocumentHead, passage: Passage): boolean {
	const ranges = rangesOf(passage)
	return (
		ranges.length === 0 ||
		ranges.some(({ client, from, to }) => from >= to || to > head.text.clock(client))
	)
}

/** What is to be withheld, or why a passage is not the author's to withhold: each of its clocks has words of that seat. */
function findIn(index: Provenance, asked: Passage, author: SeatId): Found | Refused {
	for (const part of index.authorsIn(asked)) {
		if (part.author === undefined) return 'no-such-words'
		if (part.author !== author) return 'not-own-words'
	}
	const passage = index.withSameUnits(asked)
	return { passage, seen: index.look((doc) => isSeen(doc, passage)) }
}
