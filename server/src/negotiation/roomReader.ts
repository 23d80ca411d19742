import {
	parseLogPosition,
	type ClauseId,
	type Delegation,
	type Instant,
	type LogPosition,
	type NegotiationId,
	type Seat,
} from '@parley/domain'
import { clauseDocument } from '@parley/protocol'
import {
	placeholdersIn,
	readBlocks,
	suggestionDigests,
	suggestionExtents,
	type Provenance,
} from '@parley/schema'
import { type Entry, type LogStore } from '../storage/ports.ts'
import { Authorships, type Disbelieved } from './authorship.ts'
import { clauseRead } from './clauseRead.ts'
import { answerTo, type Answer, type Answers } from './answers.ts'
import { countChanges, type Changes } from './changes.ts'
import { textEnd, type Documents } from './documents.ts'
import { clauseOf } from './head.ts'
import { lateEdits } from './lateLane.ts'
import { type LiveLog } from './liveLog.ts'
import {
	type ClauseAuthorship,
	type ClauseReadAt,
	type ClauseText,
	type LateEdit,
	type StandingSuggestions,
} from './room.ts'
import { Work } from './work.ts'

/** A log and how far it goes, live or as it is stored. */
type LogExtent = Pick<LiveLog, 'id' | 'head' | 'committed'>

const ignore = (): void => undefined

/** What can be read of a room's log: all of it is on disk. */
export class RoomReader {
	readonly #negotiation: NegotiationId
	readonly #store: Pick<LogStore, 'read'>
	readonly #log: LogExtent
	readonly #documents: Documents
	readonly #delegations: readonly Delegation[]
	readonly #authorships: Authorships
	/** How often words were withheld so far. */
	#withheld = 0

	/** @param onDisbelieved told of entries that say of their words what cannot be (see `Authorships`) */
	constructor(
		negotiation: NegotiationId,
		store: Pick<LogStore, 'read'>,
		log: LogExtent,
		documents: Documents,
		delegations: readonly Delegation[],
		onDisbelieved: (found: Disbelieved) => void = ignore
	) {
		this.#negotiation = negotiation
		this.#store = store
		this.#log = log
		this.#documents = documents
		this.#delegations = delegations
		this.#authorships = new Authorships(store, log.id, onDisbelieved)
	}

	/** See `Room.readClause`. */
	async clause(id: ClauseId, at?: LogPosition): Promise<ClauseText | null> {
		const { head, committed } = this.#log
		const clause = clauseOf(head, id)
		if (clause === undefined) return null
		const document = clauseDocument(this.#negotiation, head.round, id)
		const position = at === undefined || at > committed ? committed : at
		const blocks = await this.#documents.read(document, at ?? null, readBlocks)
		return { clause, position, blocks }
	}

	/** See `Room.readText`. */
	async text<T>(
		at: LogPosition,
		make: (text: ClauseText) => T,
		work = new Work()
	): Promise<readonly T[]> {
		const { head, committed } = this.#log
		const position = at > committed ? committed : at
		for (;;) {
			const withheld = this.#withheld
			const made: T[] = []
			for (const clause of head.clauses) {
				const document = clauseDocument(this.#negotiation, head.round, clause.id)
				const blocks = await this.#documents.read(document, position, readBlocks)
				made.push(make({ clause, position, blocks }))
				if (work.isDue) await work.rest()
			}
			// what was read before that may be among what was taken out
			if (withheld === this.#withheld) return made
		}
	}

	/** See `Room.readClauseRead`. */
	async read(id: ClauseId): Promise<ClauseReadAt | null> {
		const { head } = this.#log
		const text = await this.clause(id)
		if (text === null) return null
		const { clause, position, blocks } = text
		return { clause, position, read: clauseRead(head, clause, blocks, this.#delegations) }
	}

	/** See `Room.standingPlaceholders`. */
	async placeholders(id: ClauseId): Promise<ReadonlySet<string>> {
		const { head } = this.#log
		if (clauseOf(head, id) === undefined) return new Set()
		const document = clauseDocument(this.#negotiation, head.round, id)
		return this.#documents.read(document, null, placeholdersIn)
	}

	/** See `Room.readSuggestions`. */
	async suggestions(id: ClauseId): Promise<StandingSuggestions | null> {
		const { head, committed: position } = this.#log
		if (clauseOf(head, id) === undefined) return null
		const document = clauseDocument(this.#negotiation, head.round, id)
		const known = [...(head.suggestions.clauses.get(id) ?? [])]
		const open = new Map(known.filter(([, { answered }]) => answered === null))
		const suggestions = await this.#documents.read(document, null, (doc) => {
			const extents = suggestionExtents(readBlocks(doc))
			const digests: ReadonlyMap<string, string> = suggestionDigests(doc, open)
			return [...open.keys()].flatMap((one) => {
				const [extent, digest] = [extents.get(one), digests.get(one)]
				return extent === undefined || digest === undefined
					? []
					: [[one, { ...extent, digest }] as const]
			})
		})
		return { position, suggestions: new Map(suggestions) }
	}

	/** See `Room.readAuthorship`. */
	async authorship(id: ClauseId, at?: LogPosition): Promise<ClauseAuthorship | null> {
		const { head, committed } = this.#log
		if (clauseOf(head, id) === undefined) return null
		const position = at === undefined || at > committed ? committed : at
		const end = textEnd({ committed, frozen: head.frozen?.position ?? null })
		const until = position > end ? end : position
		const document = clauseDocument(this.#negotiation, head.round, id)
		return { ...(await this.#authorships.read(document, until)), position }
	}

	/** Lets go of what was made of the log. Closing twice is fine. */
	close(): void {
		this.#authorships.close()
	}

	/** Gives what `use` makes of whose words stand and stood in a clause of the round, as committed now: the index is only lent. */
	lendProvenance<T>(
		id: ClauseId,
		use: (index: Provenance, work: Work) => T | Promise<T>
	): Promise<T> {
		const { head, committed } = this.#log
		const until = textEnd({ committed, frozen: head.frozen?.position ?? null })
		return this.#authorships.lend(clauseDocument(this.#negotiation, head.round, id), until, use)
	}

	/** Words of a clause were withheld: nothing that was made of them is kept. */
	withheld(id: ClauseId): void {
		this.#withheld++
		const { round } = this.#log.head
		this.#authorships.withheld(clauseDocument(this.#negotiation, round, id))
	}

	/** See `Room.changes`. */
	async changes(since: LogPosition): Promise<Changes> {
		const { id, head, committed } = this.#log
		// what stands behind the freeze is late: it changed nobody's text
		const position = head.frozen?.position ?? committed
		const entries = this.#store.read(id, { after: since, until: position })
		const clauses = head.clauses.map((clause) => clause.id)
		const work = new Work()
		const changes = await countChanges(entries, clauses, work)
		return { position, clauses: changes, workMs: work.ms }
	}

	/** See `Room.answers`. */
	async answers(seat: Seat, since: LogPosition, limit: number): Promise<Answers> {
		const { id, head, committed } = this.#log
		const position = head.frozen?.position ?? committed
		const work = new Work()
		const answers: Answer[] = []
		const range = { after: since, until: position, kind: 'act' } as const
		for await (const entry of this.#store.read(id, range)) {
			if (work.isDue) await work.rest()
			const answer = answerTo(seat, entry, head)
			if (answer === null) continue
			answers.push(answer)
			if (answers.length >= limit) break
		}
		return { position, answers, workMs: work.ms }
	}

	/** See `Room.lateLane`. */
	async lateLane(): Promise<readonly LateEdit[]> {
		const { id, head, committed } = this.#log
		if (head.frozen === null) return []
		const range = { after: head.frozen.position, until: committed } as const
		const released = new Map<LogPosition, Instant>()
		for await (const { payload, receivedAt } of this.#store.read(id, { ...range, kind: 'act' })) {
			if (payload.kind !== 'act' || payload.act.kind !== 'late-released') continue
			// the first time counts
			for (const edit of payload.act.edits) released.set(edit, released.get(edit) ?? receivedAt)
		}
		const updates = this.#store.read(id, { ...range, kind: 'update' })
		return lateEdits(this.#documents, updates, released)
	}

	/** See `Room.notes`. */
	async notes(after = parseLogPosition(0), limit = Infinity): Promise<readonly Entry[]> {
		const { id, committed } = this.#log
		const range = { after, until: committed, kind: 'act' } as const
		const notes: Entry[] = []
		for await (const entry of this.#store.read(id, range)) {
			if (entry.payload.kind === 'act' && entry.payload.act.kind === 'note-taken') notes.push(entry)
			if (notes.length >= limit) break
		}
		return notes
	}
}
