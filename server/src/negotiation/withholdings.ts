import { ParleyError, type LogPosition, type NegotiationId, type SeatId } from '@parley/domain'
import { clauseDocument, type DocumentName } from '@parley/protocol'
import {
	atOnce,
	cutsPair,
	isSeen,
	rangesOf,
	toPassage,
	type Passage,
	type Provenance,
} from '@parley/schema'
import { toCanonicalText, toHex } from '@parley/snapshot'
import { type Freeze } from '../freeze/freeze.ts'
import { type LogStore } from '../storage/ports.ts'
import { sha256 } from './chain.ts'
import { type DocumentHead } from './documentHead.ts'
import { type Documents } from './documents.ts'
import { clauseOf } from './head.ts'
import { Gathered } from './gathered.ts'
import { HeldWords } from './heldWords.ts'
import { type LiveLog } from './liveLog.ts'
import { type Withheld, type WithholdRequest } from './room.ts'
import { type RoomReader } from './roomReader.ts'
import { type Turns } from './turns.ts'
import {
	closedTo,
	refused,
	whenStored,
	withholdingDenial,
	type WithholdingRefusal,
} from './withholdingActs.ts'
import { Work } from './work.ts'

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

/** What is to be withheld: what was asked for, with the same words wherever they were moved or brought back. */
interface Found {
	readonly passage: Passage
	/** Whether any of it is seen in the text. */
	readonly seen: boolean
	/** The newest entry of the document that it was found in. */
	readonly newest: LogPosition | undefined
}

/** How a round ends: with an answer, or with another one, which goes on with what was read or begins anew. */
type Round = Withheld | { readonly kind: 'again'; readonly held: HeldWords | null }

const ANEW: Round = { kind: 'again', held: null }

/** Each round reads what came since the one before, which is less each time; only where words came again by another act it is all. */
const MOST_ROUNDS = 100

const ignore = (): void => undefined

/**
 * The way in which words leave the record. Reading what holds them takes a while in which others go on writing, and bring words back by
 * undoing. So what gets its number meanwhile is gathered, and what was not read is folded in the very turn in which the act is numbered: it takes all
 * that stands before it in the log.
 */
export class Withholdings {
	readonly #parts: WithholdingsParts

	constructor(parts: WithholdingsParts) {
		this.#parts = parts
	}

	/** See `Room.withhold`. */
	async withhold(request: WithholdRequest): Promise<Withheld> {
		const { negotiation, log } = this.#parts
		const clause = clauseOf(log.head, request.clause)
		if (clause === undefined) throw new RangeError(`there is no clause ${request.clause}`)
		const document = clauseDocument(negotiation, log.head.round, clause.id)
		const gathered = new Gathered(log, document)
		try {
			let held: HeldWords | null = null
			for (let round = 0; round < MOST_ROUNDS; round++) {
				const done: Round = await this.#round(request, document, held, gathered)
				if (done.kind !== 'again') return done
				;({ held } = done)
			}
		} finally {
			gathered.close()
		}
		throw new ParleyError('storage-failed', `the words of ${document} came again and again`)
	}

	/** Reads on from where the round before has read to, and numbers the act if that was nearly all. */
	async #round(
		request: WithholdRequest,
		document: DocumentName,
		before: HeldWords | null,
		gathered: Gathered
	): Promise<Round> {
		const { log, documents, turns, reader } = this.#parts
		const { receivedAt, clause, author } = request
		const asked = toPassage(request.passage)
		// Whatever has its number before this is on disk when reading begins, or has it no more.
		if (before === null) gathered.restart()
		await turns.take(receivedAt, () => log.stored.catch(ignore))
		const reading = documents.head(document)
		const head = await reading
		if (isMissing(head, asked)) return refused('no-such-words')
		if (await documents.read(document, null, (doc) => cutsPair(doc, asked)))
			return refused('no-such-words')
		const found = await reader.lendProvenance(clause, (index) => findIn(index, asked, author))
		if (typeof found === 'string') return refused(found)
		const held = before ?? new HeldWords(document, found.passage, log.committed)
		if (!held.extend(found.passage)) return ANEW
		await this.#read(document, held)
		gathered.forget(held.until)
		const answer = await reader.lendProvenance(clause, (index) =>
			turns.take(receivedAt, () => {
				// What another act has taken out since must not come back with what is left by this one.
				const isOld = reading !== documents.head(document) || head.withheldAt > held.since
				if (isOld || !gathered.isTrue) return { round: ANEW }
				if (gathered.isMuch) return { round: { kind: 'again', held } as const }
				const whole = fold(index, asked, author, found, held, gathered)
				if (whole === null) return { round: ANEW }
				if (typeof whole === 'string') return { round: refused(whole) }
				return { round: this.#number(request, head, whole, held) }
			})
		)
		return answer.round
	}

	/** Gives what is on disk of a document behind what was given already, with rests in which others have their turn. */
	async #read(document: DocumentName, held: HeldWords): Promise<void> {
		const { store, log } = this.#parts
		const until = log.committed
		const range = { after: held.until, until, document }
		const work = new Work()
		for await (const { position, payload } of store.read(log.id, range)) {
			if (payload.kind === 'update') await work.all(held.take(position, payload.bytes))
			if (work.isDue) await work.rest()
		}
		held.reach(until)
	}

	/** Numbers the act, in the turn in which this is called, and waits until it is on disk. */
	async #number(
		request: WithholdRequest,
		head: DocumentHead,
		{ passage, seen }: Found,
		{ standIns }: HeldWords
	): Promise<Withheld> {
		const { log, freeze } = this.#parts
		const { clause, author, seat, receivedAt, reason, answer } = request
		const closed = closedTo(freeze, receivedAt)
		if (closed !== null) return refused(closed)
		// what is seen in the text is not taken out past a hold, or by who may only read
		const denial = withholdingDenial(log.head, request, seen ? ['delete'] : undefined)
		if (denial !== null) return refused(denial)
		if (standIns.length === 0) return refused('no-such-words')
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
		return whenStored(entry, stored)
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
function findIn(index: Provenance, asked: Passage, author: SeatId): Found | WithholdingRefusal {
	for (const part of index.authorsIn(asked)) {
		if (part.author === undefined) return 'no-such-words'
		if (part.author !== author) return 'not-own-words'
	}
	const passage = index.withSameUnits(asked)
	const seen = index.look((doc) => isSeen(doc, passage))
	return { passage, seen, newest: index.newest?.position }
}

/**
 * What is to be withheld once everything that has a number is counted in, and `held` with it. Null where all has to be read anew: what
 * came brings in more than itself.
 */
function fold(
	index: Provenance,
	asked: Passage,
	author: SeatId,
	before: Found,
	held: HeldWords,
	gathered: Gathered
): Found | WithholdingRefusal | null {
	for (const entry of gathered.entries)
		if (entry.position > (index.newest?.position ?? 0)) index.add(entry)
	const isSame = index.newest?.position === before.newest
	const found = isSame ? before : findIn(index, asked, author)
	if (typeof found === 'string') return found
	if (!held.extend(found.passage)) return null
	for (const { position, bytes } of gathered.entries) atOnce(held.take(position, bytes))
	gathered.forget(held.until)
	return held.isWhole ? found : null
}
