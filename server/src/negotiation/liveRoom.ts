import {
	ParleyError,
	speakersOf,
	type AlternativeGroups,
	type Brackets,
	type Clause,
	type ClauseId,
	type Delegation,
	type Instant,
	type LogPosition,
	type Negotiation,
	type Phase,
	type Placeholders,
	type Rights,
	type SeatId,
	type SessionId,
	type Speakers,
	type Suggestions,
	type Standing,
	type Random,
} from '@parley/domain'
import { clauseDocument, sharedLog, type DocumentName } from '@parley/protocol'
import { toPassage, type Passage } from '@parley/schema'
import { toCanonicalText, type SignedFile } from '@parley/snapshot'
import { type Logger } from 'pino'
import { type Clock } from '../freeze/clock.ts'
import { Freeze } from '../freeze/freeze.ts'
import { type FreezeHost, type FreezeStep } from '../freeze/freezeHost.ts'
import { FrozenText } from '../freeze/frozenText.ts'
import { type LoopDelay } from '../freeze/loopDelay.ts'
import { type ServerSigner } from '../freeze/signer.ts'
import { type Entry, type Storage, type StoredAnswer } from '../storage/ports.ts'
import { AlternativeDecisions } from './alternativeDecisions.ts'
import {
	type AlternativeDecision,
	type AlternativeMerger,
	type AlternativeOffer,
	type AlternativesDecided,
	type AlternativesOpening,
} from './alternativeRoom.ts'
import { type Disbelieved } from './authorship.ts'
import { BracketDecisions } from './bracketDecisions.ts'
import { type Changes } from './changes.ts'
import { CommentWithholdings } from './commentWithholdings.ts'
import { Decisions } from './decisions.ts'
import { Documents } from './documents.ts'
import { Efforts } from './efforts.ts'
import { type Frames } from './frames.ts'
import { readInsertions } from './insertions.ts'
import { LiveLog } from './liveLog.ts'
import { Offers } from './offers.ts'
import { StandingDecisions } from './standingDecisions.ts'
import {
	type Answer,
	type BracketDecided,
	type BracketDecision,
	type BracketPlacement,
	type ClauseAuthorship,
	type ClauseReadAt,
	type ClauseText,
	type CommentWithholding,
	type ExpectedPhase,
	type FreezeAnswer,
	type LateEdit,
	type Offer,
	type Proposal,
	type ProposalMaking,
	type Recorded,
	type Room,
	type RoomEvent,
	type StandingDecided,
	type StandingDecision,
	type TextConfirmation,
	type SuggestionAnswering,
	type StandingSuggestions,
	type SuggestionCommenting,
	type SuggestionDecided,
	type SuggestionExplanation,
	type Withheld,
	type WithholdRequest,
	type WordsOffered,
	type WordsOffering,
} from './room.ts'
import { PlaceholderDecisions } from './placeholderDecisions.ts'
import {
	type PlaceholderDecided,
	type PlaceholderFilling,
	type PlaceholderPlacement,
	type PlaceholderSetting,
} from './placeholderRoom.ts'
import { RoomReader } from './roomReader.ts'
import { ServerWrites } from './serverWrites.ts'
import { TextDecisions } from './textDecisions.ts'
import { SuggestionDecisions } from './suggestionDecisions.ts'
import { Turns } from './turns.ts'
import { Withholdings } from './withholdings.ts'
import { WordSearches } from './wordSearches.ts'
import { type Work } from './work.ts'
import { Writers } from './writers.ts'

/** What rooms are built from; the same for all of them. */
export interface RoomParts {
	readonly storage: Storage
	readonly clock: Clock
	readonly frames: Frames
	readonly signer: ServerSigner
	readonly random: Random
	readonly loopDelay: LoopDelay
	readonly log: Logger
	/** Told after each step of a freeze; a process may end after any of them. */
	readonly onFreezeStep?: ((negotiation: Negotiation, step: FreezeStep) => void) | undefined
}

/** A negotiation that is open in this process: made by `LiveRoom.open`, closed with the process. */
export class LiveRoom implements Room {
	readonly delegations: readonly Delegation[]
	readonly #parts: RoomParts
	readonly #log: LiveLog
	readonly #documents: Documents
	readonly #reader: RoomReader
	readonly #writers: Writers
	readonly #turns: Turns
	readonly #offers: Offers
	readonly #decisions: Decisions
	readonly #brackets: BracketDecisions
	readonly #alternatives: AlternativeDecisions
	readonly #placeholders: PlaceholderDecisions
	readonly #standings: StandingDecisions
	readonly #suggestions: SuggestionDecisions
	readonly #withholdings: Withholdings
	readonly #commentWithholdings: CommentWithholdings
	readonly #searches: WordSearches
	readonly #freeze: Freeze
	readonly #frozenText: FrozenText
	readonly #listeners = new Set<(event: RoomEvent) => void>()
	#negotiation: Negotiation

	private constructor(
		parts: RoomParts,
		negotiation: Negotiation,
		delegations: readonly Delegation[],
		speakers: Speakers,
		log: LiveLog
	) {
		this.#parts = parts
		this.#negotiation = negotiation
		this.delegations = delegations
		this.#log = log
		this.#writers = new Writers(() => parts.clock.now())
		this.#documents = new Documents(parts.storage, log.id, () => ({
			committed: log.committed,
			frozen: log.head.frozen?.position ?? null,
		}))
		const disbelieve = (found: Disbelieved): void => {
			// an honest page says nothing that the log does not bear out; whoever reads this may want to ask
			parts.log.warn({ log: log.id, ...found }, 'words are said to be others’ that are not')
			this.tell({ kind: 'note-disbelieved', found })
		}
		this.#reader = new RoomReader(
			negotiation.id,
			parts.storage.log,
			log,
			this.#documents,
			delegations,
			disbelieve
		)
		this.#frozenText = new FrozenText(parts, negotiation, delegations, (until) =>
			this.#reader.text(until, (text) => text)
		)
		this.#freeze = new Freeze(this.#freezeHost(), parts)
		this.#turns = new Turns(log, this.#freeze)
		this.#decisions = new Decisions(log, this.#turns, this.#freeze)
		// what is looked at for a seat counts, whether it was for an edit or for a decision
		const efforts = new Efforts(() => parts.clock.monotonicMs())
		const writes = new ServerWrites(parts.random)
		const texts = new TextDecisions({
			efforts,
			negotiation: negotiation.id,
			log,
			documents: this.#documents,
			turns: this.#turns,
			writes,
		})
		const deciding = {
			delegations,
			speakers,
			log,
			texts,
			freeze: this.#freeze,
			random: parts.random,
		}
		this.#brackets = new BracketDecisions(deciding)
		this.#alternatives = new AlternativeDecisions(deciding)
		this.#placeholders = new PlaceholderDecisions(deciding)
		this.#standings = new StandingDecisions({
			delegations,
			log,
			texts,
			turns: this.#turns,
			freeze: this.#freeze,
		})
		this.#suggestions = new SuggestionDecisions({
			...{ log, texts, freeze: this.#freeze, random: parts.random },
		})
		this.#withholdings = new Withholdings({
			negotiation: negotiation.id,
			store: parts.storage.log,
			log,
			documents: this.#documents,
			reader: this.#reader,
			turns: this.#turns,
			freeze: this.#freeze,
		})
		this.#commentWithholdings = new CommentWithholdings({
			...{ store: parts.storage.log, log, turns: this.#turns, freeze: this.#freeze },
		})
		this.#searches = new WordSearches({
			clauses: () => log.head.clauses,
			document: (clause) => clauseDocument(negotiation.id, log.head.round, clause),
			documents: this.#documents,
			reader: this.#reader,
		})
		this.#offers = new Offers({
			negotiation: negotiation.id,
			speakers,
			log,
			documents: this.#documents,
			writers: this.#writers,
			writes,
			efforts,
			freeze: this.#freeze,
			turns: this.#turns,
			logger: parts.log,
		})
	}

	/** Reads a negotiation's head from its log and takes up whatever it was doing: a deadline to wait for, a freeze to finish. */
	static async open(parts: RoomParts, negotiation: Negotiation): Promise<LiveRoom> {
		const { storage, signer, clock } = parts
		// Nothing is committed before the room is whole: only it numbers entries.
		const hooks = {
			onCommitted: (entry: Entry): void => {
				room.#onCommitted(entry)
			},
			onFailed: (error: Error): void => {
				const isErased = error instanceof ParleyError && error.code === 'erased'
				room.tell(isErased ? { kind: 'erased' } : { kind: 'commit-failed', error })
			},
			onRecovered: (): void => {
				room.#documents.dropHeads()
				room.#freeze.recovered()
			},
		}
		const id = sharedLog(negotiation.id)
		const log = await LiveLog.open({
			id,
			store: storage.log,
			signer,
			clock,
			log: parts.log,
			...hooks,
		})
		const delegations = await storage.negotiations.delegations(negotiation.id)
		const speakers = speakersOf(await storage.seats.seats(negotiation.id))
		const snapshots = await storage.snapshots.list(negotiation.id)
		const room: LiveRoom = new LiveRoom(parts, negotiation, delegations, speakers, log)
		const snapshot = snapshots.find(({ position }) => position === log.head.frozen?.position)
		room.#freeze.start(snapshot?.id ?? null)
		return room
	}

	get negotiation(): Negotiation {
		return this.#negotiation
	}

	get phase(): Phase {
		return this.#freeze.phase
	}

	get position(): LogPosition {
		return this.#log.committed
	}

	get clauses(): readonly Clause[] {
		return this.#log.head.clauses
	}

	get rights(): Rights {
		return this.#log.head.rights
	}

	get standing(): Standing {
		return this.#log.head.standing
	}

	get brackets(): Brackets {
		return this.#log.head.brackets
	}

	get bracketsChangedAt(): LogPosition {
		return this.#log.head.bracketsChangedAt
	}

	get alternatives(): AlternativeGroups {
		return this.#log.head.alternatives
	}

	get alternativesChangedAt(): LogPosition {
		return this.#log.head.alternativesChangedAt
	}

	get placeholders(): Placeholders {
		return this.#log.head.placeholders
	}

	get placeholdersChangedAt(): LogPosition {
		return this.#log.head.placeholdersChangedAt
	}

	get suggestions(): Suggestions {
		return this.#log.head.suggestions
	}

	get suggestionsChangedAt(): LogPosition {
		return this.#log.head.suggestionsChangedAt
	}

	listen(listener: (event: RoomEvent) => void): () => void {
		this.#listeners.add(listener)
		return () => this.#listeners.delete(listener)
	}

	/** Tells everybody who listens. */
	tell(event: RoomEvent): void {
		for (const listener of this.#listeners) {
			try {
				listener(event)
			} catch (error) {
				// What one listener does wrong must not keep an entry from the next one.
				this.#parts.log.error({ err: error, event: event.kind }, 'a listener of the room failed')
			}
		}
	}

	offer(offer: Offer): Promise<Answer> {
		return this.#offers.offer(offer)
	}

	#onCommitted(entry: Entry): void {
		const { frozen } = this.#log.head
		const isLate =
			frozen !== null && entry.position > frozen.position && entry.payload.kind === 'update'
		if (isLate) {
			this.tell({ kind: 'late', entry })
			return
		}
		try {
			this.#documents.follow(entry)
			this.#withhold(entry)
		} catch (error) {
			// The entry is on disk and in the document; what fails there must keep neither its sender nor the log waiting.
			this.#parts.log.error({ err: error, position: entry.position }, 'a live document failed')
		}
		this.tell({ kind: 'committed', entry })
	}

	/** An act that withholds words takes them out of what is live, before anybody hears of it. */
	#withhold({ payload }: Entry): void {
		if (payload.kind !== 'act' || payload.act.kind !== 'passage-withheld') return
		const { clause, passage } = payload.act
		const document = clauseDocument(this.#negotiation.id, this.#log.head.round, clause)
		this.#reader.withheld(clause)
		this.#documents.withhold(document, toPassage(passage))
	}

	claim(document: DocumentName, clientId: number, seat: SeatId, session: SessionId): boolean {
		return (
			this.#writers.bind(
				document,
				this.#documents.loadedHead(document),
				[clientId],
				seat,
				session
			) === 'bound'
		)
	}

	record(proposal: Proposal): Promise<Recorded> {
		return this.#decisions.record(proposal)
	}

	placeBracket(placement: BracketPlacement): Promise<BracketDecided> {
		return this.#brackets.place(placement)
	}

	offerWords(offering: WordsOffering): Promise<WordsOffered> {
		return this.#brackets.offer(offering)
	}

	decideBracket(decision: BracketDecision): Promise<BracketDecided> {
		return this.#brackets.decide(decision)
	}

	openAlternatives(opening: AlternativesOpening): Promise<AlternativesDecided> {
		return this.#alternatives.open(opening)
	}

	offerAlternative(offer: AlternativeOffer): Promise<AlternativesDecided> {
		return this.#alternatives.offer(offer)
	}

	mergeAlternatives(merger: AlternativeMerger): Promise<AlternativesDecided> {
		return this.#alternatives.merge(merger)
	}

	decideAlternatives(decision: AlternativeDecision): Promise<AlternativesDecided> {
		return this.#alternatives.decide(decision)
	}

	decideStanding(decision: StandingDecision): Promise<StandingDecided> {
		return this.#standings.decide(decision)
	}

	confirmText(confirmation: TextConfirmation): Promise<StandingDecided> {
		return this.#standings.confirm(confirmation)
	}

	readClauseRead(clause: ClauseId): Promise<ClauseReadAt | null> {
		return this.#reader.read(clause)
	}

	explainSuggestion(explanation: SuggestionExplanation): Promise<SuggestionDecided> {
		return this.#suggestions.explain(explanation)
	}

	commentSuggestion(commenting: SuggestionCommenting): Promise<SuggestionDecided> {
		return this.#suggestions.comment(commenting)
	}

	withholdComment(request: CommentWithholding): Promise<Withheld> {
		return this.#commentWithholdings.withhold(request)
	}

	readSuggestions(clause: ClauseId): Promise<StandingSuggestions | null> {
		return this.#reader.suggestions(clause)
	}

	answerSuggestions(answering: SuggestionAnswering): Promise<SuggestionDecided> {
		return this.#suggestions.answer(answering)
	}

	makeProposal(making: ProposalMaking): Promise<SuggestionDecided> {
		return this.#suggestions.propose(making)
	}

	placePlaceholder(placement: PlaceholderPlacement): Promise<PlaceholderDecided> {
		return this.#placeholders.place(placement)
	}

	setPlaceholder(setting: PlaceholderSetting): Promise<PlaceholderDecided> {
		return this.#placeholders.set(setting)
	}

	fillPlaceholder(filling: PlaceholderFilling): Promise<PlaceholderDecided> {
		return this.#placeholders.fill(filling)
	}

	standingPlaceholders(clause: ClauseId): Promise<ReadonlySet<string>> {
		return this.#reader.placeholders(clause)
	}

	withhold(request: WithholdRequest): Promise<Withheld> {
		return this.#withholdings.withhold(request)
	}

	occurrences(...asked: Parameters<Room['occurrences']>): ReturnType<Room['occurrences']> {
		return this.#searches.occurrences(...asked)
	}

	withheld(clause: ClauseId): Passage | undefined {
		return this.#log.head.withheld.get(clause)
	}

	async insertions(clause: ClauseId, author: SeatId): ReturnType<Room['insertions']> {
		const document = clauseDocument(this.#negotiation.id, this.#log.head.round, clause)
		const writers = await this.#parts.storage.log.writers(document)
		const own = writers.filter(({ seat }) => seat === author)
		const clients = own.map(({ clientId }) => clientId)
		return this.#reader.lendProvenance(clause, async (index, work) => {
			const insertions = await readInsertions(index, author, work)
			return { clients, insertions, workMs: work.ms }
		})
	}

	freeze(
		seat: SeatId,
		receivedAt: Instant,
		reason: string,
		expects?: ExpectedPhase,
		answer?: FreezeAnswer
	): ReturnType<Room['freeze']> {
		return this.#freeze.now(seat, receivedAt, toCanonicalText(reason), expects, answer)
	}

	attach(...from: Parameters<Room['attach']>): ReturnType<Room['attach']> {
		return this.#documents.attach(...from)
	}

	readClause(id: ClauseId, at?: LogPosition): Promise<ClauseText | null> {
		return this.#reader.clause(id, at)
	}

	readText<T>(at: LogPosition, make: (text: ClauseText) => T, work?: Work): Promise<readonly T[]> {
		return this.#reader.text(at, make, work)
	}

	readAuthorship(id: ClauseId, at?: LogPosition): Promise<ClauseAuthorship | null> {
		return this.#reader.authorship(id, at)
	}

	changes(since: LogPosition): Promise<Changes> {
		return this.#reader.changes(since)
	}

	answers(...asked: Parameters<Room['answers']>): ReturnType<Room['answers']> {
		return this.#reader.answers(...asked)
	}

	lateLane(): Promise<readonly LateEdit[]> {
		return this.#reader.lateLane()
	}

	notes(after?: LogPosition, limit?: number): Promise<readonly Entry[]> {
		return this.#reader.notes(after, limit)
	}

	async freezeProtocol(): Promise<SignedFile | null> {
		const { phase } = this
		if (phase.kind !== 'frozen' || phase.snapshot === null) return null
		return this.#frozenText.protocol(this.#log.head, await this.lateLane())
	}

	async setContact(contact: string, answer?: StoredAnswer): Promise<void> {
		await this.#parts.storage.negotiations.setContact(this.#negotiation.id, contact, answer)
		this.#negotiation = { ...this.#negotiation, contact }
		this.tell({ kind: 'people-changed' })
	}

	/** What the freeze may do with this room. */
	#freezeHost(): FreezeHost {
		const { onFreezeStep, clock } = this.#parts
		return {
			negotiation: this.negotiation,
			head: () => this.#log.head,
			number: (act, seat, answer) => {
				const beside = { last: true, ...(answer !== undefined && { answer }) }
				return this.#log.number({ kind: 'act', act }, seat, clock.now(), beside).stored
			},
			recovering: () => this.#log.recovering,
			seal: (onStep) => this.#frozenText.seal(this.#log.head, onStep),
			audit: () => this.#frozenText.audit(this.#log.head),
			tell: (phase) => {
				this.tell({ kind: 'phase', phase })
			},
			onStep: (step) => {
				onFreezeStep?.(this.negotiation, step)
			},
		}
	}

	/** Waits for commits under way and stops waiting for the deadline. Closing twice is fine. */
	async close(): Promise<void> {
		this.#turns.close()
		this.#freeze.close()
		this.#reader.close()
		// Together: a freeze may be waiting for a storage that the log tries to read again.
		await Promise.all([this.#freeze.idle(), this.#log.close()])
	}
}
