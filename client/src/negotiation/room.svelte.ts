import {
	can,
	clauseSubject,
	foldRights,
	parseClauseId,
	parseInstant,
	parseSeatId,
	type Action,
	type Actor,
	type Hold,
	type LevelSet,
	type Rights,
	type Standing,
} from '@parley/domain'
import {
	fromRightsActJson,
	fromRightsJson,
	fromStandingJson,
	type Announcement,
	type ClauseJson,
	type PhaseJson,
	type RoomJson,
	type StampedSeat,
} from '@parley/protocol'
import { modelDigest } from '@parley/schema'
import { type ContentBlock } from '@parley/snapshot'
import { createContext } from 'svelte'
import { ActivityWatch } from './activityWatch.ts'
import { ApiError, readChanges, readClause, readRoom, readText } from './api.ts'
import { parseBlocks } from './blocks.ts'
import { Changes } from './changes.ts'
import { clauseLabel } from './clauseName.ts'
import { Authorship } from './authorship.svelte.ts'
import { RoomAlternatives } from './alternatives.ts'
import { RoomBrackets } from './brackets.ts'
import { RoomPlaceholders } from './placeholders.ts'
import { RoomClock } from './clock.svelte.ts'
import { ClauseDocument } from './clauseDocument.svelte.ts'
import { comebackOf, namesAll } from './comeback.ts'
import { DeviceCopies } from './deviceCopies.ts'
import { forgetNegotiation, forgetSeat, wipeDevice } from './deviceStore.ts'
import { FarText } from './farText.ts'
import { FreezeWatch } from './freezeWatch.svelte.ts'
import { LateLane } from './lateLane.svelte.ts'
import { modeOf, type Mode, type ModeGround } from './mode.ts'
import { Notes } from './notes.svelte.ts'
import { Outbox } from './outbox.ts'
import { type Person } from './people.ts'
import { Presence } from './presence.svelte.ts'
import { actorFor } from './rights.ts'
import { openRoomLine, type RoomLine } from './roomLine.ts'
import { SeatWatch } from './seatWatch.svelte.ts'
import { SetAsideWords } from './setAside.ts'
import { CollaborationSocket, collaborationUrl, type LinkState } from './socket.ts'
import { stoodAfter } from './standing.ts'
import { RoomSuggestions } from './suggestions.ts'
import { untilAnswered } from './untilAnswered.ts'
import { Visits, type Visit } from './visit.ts'

/** A decision about what stands in a clause that was announced. */
type Decided = Extract<
	Announcement,
	{
		type: 'bracket-changed' | 'alternatives-changed' | 'placeholder-changed' | 'suggestion-changed'
	}
>

/** A move of the deadline that was announced while this page was open. */
export type DeadlineMove = Extract<Announcement, { type: 'deadline-moved' }>

/** Words that somebody took out of the record while this page was open. */
export type Withholding = Extract<Announcement, { type: 'passage-withheld' }>

/** A call to a place that was made while this page was open, or one of mine that the server did not let through. */
export type Call = Extract<Announcement, { type: 'called' | 'call-refused' }>

const [readContext, setContext] = createContext<Room>()

/** The room that this part of the page is in. Throws outside of the drafting room. */
export const getRoom = readContext

/** Puts a room around the components below. */
export const setRoom = setContext

/**
 * The drafting room as this page knows it: what the server said over HTTP at first, then over the socket. Components read it; the
 * Y.Docs and the socket are held by it and never by them.
 */
export class Room {
	readonly id: string
	readonly outbox: Outbox
	readonly clock: RoomClock
	readonly presence: Presence
	readonly freeze: FreezeWatch
	readonly setAside: SetAsideWords
	/** What others changed, and I have not seen. */
	readonly changes = new Changes()
	/** Who changed what while this page is open. */
	readonly activity: ActivityWatch
	/** Words of my delegation that came after the freeze. */
	readonly late: LateLane
	/** Who wrote what, where it is looked at. */
	readonly authorship: Authorship
	/** The disputed words: who holds them, and where they stand. */
	readonly brackets: RoomBrackets
	/** The texts that are offered for one place: whose they are, and what delegations think of them. */
	readonly alternatives: RoomAlternatives
	/** What somebody would have and nobody has taken in yet: whose it is, and what would change. */
	readonly suggestions: RoomSuggestions
	/** What is missing, and who is to say it. */
	readonly placeholders: RoomPlaceholders
	readonly notes: Notes
	/** What became of my seat. */
	readonly seat: SeatWatch
	readonly #socket: CollaborationSocket
	readonly #line: RoomLine
	readonly #documents: Readonly<Record<string, ClauseDocument>>
	readonly #farText = new FarText({
		one: (clause) => this.#drawAnew(clause),
		all: () => this.#drawAllAnew(),
	})
	readonly #stop = new AbortController()
	readonly #copies: DeviceCopies
	readonly #visits: Visits | null
	#info: RoomJson
	#phase: PhaseJson
	#clauses: readonly ClauseJson[]
	#rights: Rights
	#standing: Standing
	#rightsReason = ''
	#text = $state.raw<Readonly<Record<string, readonly ContentBlock[]>> | null>(null)
	#deadlineMove = $state.raw<DeadlineMove | null>(null)
	#clockWarningMs = $state(0)
	#withholding = $state.raw<Withholding | null>(null)
	#lateAlerts = $state(0)
	#call = $state.raw<Call | null>(null)
	#cleaned = $state.raw<Readonly<Record<string, number>>>({})
	/** Clauses of which words are withheld that the first text may have. */
	#stale: readonly string[] = []
	/** The first text is on its way. */
	#loading: Promise<void> | null = null
	#isLeft = false
	#position = $state(0)
	#leftAt = $state.raw(0)

	/**
	 * @param info what `GET /negotiations/:id` said; the text may follow with `loadText`.
	 * @param isDisplay whether the page is on a wall: it says so to the others, and leaves what this device keeps for its person's page
	 */
	constructor(info: RoomJson, isDisplay = false) {
		this.id = info.id
		this.#info = $state.raw(info)
		this.#phase = $state.raw(info.phase)
		this.#clauses = $state.raw(inOrder(info.clauses))
		this.#rights = $state.raw(fromRightsJson(info.rights))
		this.#standing = $state.raw(fromStandingJson(info.standing))
		this.#position = info.position
		this.#leftAt = info.position
		this.outbox = new Outbox(info.me.id, Date.now)
		this.activity = new ActivityWatch(info.me.id, (clause) => this.#typingIn(clause))
		this.setAside = new SetAsideWords({
			seat: info.me.id,
			documentOf: (clause) => this.document(clause).name,
			clauseOf: (document) =>
				info.clauses.find((clause) => clause.document === document)?.id ?? null,
			now: Date.now,
		})
		this.#copies = new DeviceCopies(this.outbox, this.setAside)
		this.late = new LateLane(info.id, this.#stop.signal)
		this.authorship = new Authorship(info.id, this.#stop.signal)
		this.brackets = new RoomBrackets(
			{
				negotiation: info.id,
				delegations: () => this.#info.delegations,
				textOf: (clause) => this.shownText(clause),
			},
			this.#stop.signal
		)
		this.suggestions = new RoomSuggestions(
			{
				negotiation: info.id,
				me: info.me.id,
				delegations: () => this.#info.delegations,
				ownDelegation: () => this.#info.me.delegation?.id ?? null,
				textOf: (clause) => this.shownText(clause),
				docOf: (clause) => {
					const document = this.document(clause)
					return document.isFollowed ? document.doc : null
				},
			},
			this.#stop.signal
		)
		this.alternatives = new RoomAlternatives(info.id, this.#stop.signal)
		this.placeholders = new RoomPlaceholders(info.id, this.#stop.signal)
		this.notes = new Notes(info.id, this.#stop.signal)
		const watched = { negotiation: info.id, seat: info.me.id }
		this.seat = new SeatWatch(watched, this.#stop.signal)
		this.freeze = new FreezeWatch(info.id, () => {
			for (const { id } of info.clauses) this.#textChanged(id)
		})
		const handshake = { model: modelDigest(), seat: info.me.id }
		this.#socket = new CollaborationSocket(collaborationUrl(location), handshake, Date.now, {
			sendingSyncStep2: (document, update) => {
				this.outbox.built(document, update)
			},
			lost: () => {
				this.outbox.disconnected()
				this.presence.hold(true)
			},
			stopped: (reason) => {
				// whoever lost the seat leaves no copies on this device; this page still has the words
				if (reason === 'erased' || reason === 'revoked') this.#visits?.close(true)
				if (reason === 'erased') void this.#copies.end(() => forgetNegotiation(this.id))
				if (reason !== 'revoked') return
				void this.#copies.end(() => forgetSeat(info.me.id))
				void this.seat.lookWhatBecame()
			},
		})
		this.#line = openRoomLine(this.#socket, info.roomDocument, {
			announced: (announcement) => {
				this.#hear(announcement)
			},
			denied: () => {
				void this.seat.lookWhyDenied(() => {
					this.#socket.stop('revoked')
				})
			},
		})
		this.presence = new Presence(this.#line.awareness, stampOf(info), isDisplay)
		this.clock = new RoomClock(info.now, {
			ask: (asked) => {
				this.#line.say({ type: 'ask-time', asked })
			},
			report: (offsetMs) => {
				this.#line.say({ type: 'clock-offset', offsetMs })
			},
		})
		this.#documents = Object.fromEntries(
			info.clauses.map((clause) => [clause.id, this.#createDocument(clause)])
		)
		this.#enterPhase(info.phase)
		if (!isDisplay) void this.#restore()
		this.#visits = isDisplay
			? null
			: new Visits(
					{ negotiation: info.id, seat: info.me.id },
					() => ({ position: this.#position, at: this.clock.now() }),
					(since) => void this.#askWhatChanged(since)
				)
		void this.notes.load()
		void this.brackets.load()
		void this.alternatives.load()
		void this.suggestions.load()
	}

	/** What the server said of the room: title, people's seats, contact. */
	get info(): RoomJson {
		return this.#info
	}

	get phase(): PhaseJson {
		return this.#phase
	}

	/** The clauses in the order of the text. */
	get clauses(): readonly ClauseJson[] {
		return this.#clauses
	}

	get link(): LinkState {
		return this.#socket.state
	}

	/** Whether this page has left the room: nothing is asked of the person any more. */
	get isLeft(): boolean {
		return this.#isLeft
	}

	/** Whether I can type, and if not, why. */
	get mode(): Mode {
		if (this.seat.isOutdated || this.#info.model !== modelDigest()) {
			const reason = 'This page is older than the server. Reload it to write.'
			return { kind: 'reading', denial: 'model', reason }
		}
		return modeOf(this.#ground)
	}

	/** Whether I can type in a clause, and if not, why. */
	modeIn(clause: ClauseJson): Mode {
		const { mode } = this
		return mode.kind === 'reading' ? mode : modeOf(this.#ground, clause)
	}

	/** Who may write where, as far as it is set. */
	get rights(): Rights {
		return this.#rights
	}

	/** The ladder, and how the clauses stand beside their status. */
	get standing(): Standing {
		return this.#standing
	}

	/** Why the rights were changed last, as whoever did it said; empty where nothing was said, or the page was away. */
	get rightsReason(): string {
		return this.#rightsReason
	}

	/** Who holds a clause; null where nobody does. */
	holdOf(clause: string): Hold | null {
		return this.#rights.holds.get(parseClauseId(clause)) ?? null
	}

	/** What was set for a clause; null where nothing was. */
	levelOf(clause: string): LevelSet | null {
		return this.#rights.clauses.get(parseClauseId(clause)) ?? null
	}

	/** Whether my seat may do `action` to the room as a whole now: what the server says to it as well. */
	may(action: Action): boolean {
		return can(this.#actor, action, { phase: this.#phase.kind }).allowed
	}

	/** Whether my seat may take words out of a clause that stand there, my own ones where it does not run the room. */
	mayTakeOutOf(clause: ClauseJson): boolean {
		const subject = clauseSubject(
			{ ...clause, id: parseClauseId(clause.id) },
			this.#rights,
			this.#standing
		)
		const { kind: phase } = this.#phase
		return can(this.#actor, 'withhold', { phase, clause: subject, touches: ['delete'] }).allowed
	}

	get #actor(): Actor {
		return actorFor(this.#info.me, this.#rights)
	}

	get #ground(): ModeGround {
		const { me, seats } = this.#info
		const { ladder } = this.#standing
		return { me, seats, rights: this.#rights, ladder, phase: this.#phase.kind }
	}

	/** The newest move of the deadline that was not put away. */
	get deadlineMove(): DeadlineMove | null {
		return this.#deadlineMove
	}

	/** The newest news that somebody took words out of the record; null where there was none. */
	get withholding(): Withholding | null {
		return this.#withholding
	}

	/** Clocks in the room are off by this much in the median, in ms; 0 where nobody warned. */
	get clockWarningMs(): number {
		return this.#clockWarningMs
	}

	/** The newest call to a place, by whomever; null where there was none. */
	get call(): Call | null {
		return this.#call
	}

	/** Calls everybody to a clause, or one of its paragraphs, counted from 1. What becomes of it is announced. */
	callTo(clause: string, paragraph: number | null): void {
		this.#line.say({ type: 'call', clause, paragraph })
	}

	/** The newest position of the log that this page has heard of. */
	get position(): number {
		return this.#position
	}

	/** The position up to which my person had seen the text here: when they were here last, or as this page was opened. */
	get leftAt(): number {
		return this.#leftAt
	}

	/** Late edits that were announced to those who run the room. */
	get lateAlerts(): number {
		return this.#lateAlerts
	}

	/** The live document of a clause. Throws `RangeError` for a clause of another room. */
	document(clause: string): ClauseDocument {
		const document = this.#documents[clause]
		if (document === undefined) throw new RangeError(`no clause ${clause} in this room`)
		return document
	}

	/** The text of a clause as it is shown now: the frozen one once it is here; null while there is none. */
	shownText(clause: string): readonly ContentBlock[] | null {
		return this.freeze.text?.clauses.get(clause)?.content ?? this.textOf(clause)
	}

	/** The text of a clause to be drawn without an editor, as this page knows it; null until there is one. */
	textOf(clause: string): readonly ContentBlock[] | null {
		return this.document(clause).blocks() ?? this.#text?.[clause] ?? null
	}

	/** How often the text of a clause was put in the place of one with words that are withheld now. */
	timesCleaned(clause: string): number {
		return this.#cleaned[clause] ?? 0
	}

	/** Whether the first text is here. */
	get hasText(): boolean {
		return this.#text !== null
	}

	/** Gets the text of all clauses for the first paint, once for all who want it meanwhile. Throws `ApiError`. */
	loadText(): Promise<void> {
		this.#loading ??= this.#loadText().finally(() => {
			this.#loading = null
		})
		return this.#loading
	}

	async #loadText(): Promise<void> {
		const { position, clauses } = await readText(this.id, this.#stop.signal)
		this.#text = Object.fromEntries(
			clauses.map(({ clause, blocks }) => [clause.id, parseBlocks(blocks)])
		)
		for (const { clause } of clauses) this.#textChanged(clause.id)
		this.#farText.textCame(position)
	}

	/** The position of a clause's text as it stands now; the newest this page has heard of where the server does not answer. */
	async positionOf(clause: string): Promise<number> {
		let position = this.#position
		await this.#quietly(async () => {
			position = (await readClause(this.id, clause, undefined, this.#stop.signal)).position
		})
		return position
	}

	/** Tries to connect now. */
	retry(): void {
		this.#socket.retry()
	}

	/** My words that have no receipt, by clause, to be copied. */
	unsentWords(): string {
		return this.#clauses
			.map((clause) => ({
				label: clauseLabel(clause),
				words: this.document(clause.id).unsentWords(),
			}))
			.filter(({ words }) => words !== '')
			.map(({ label, words }) => `${label}\n${words}`)
			.join('\n\n')
	}

	putAwayDeadlineMove(): void {
		this.#deadlineMove = null
	}

	/** Leaves the room; copies of undelivered edits stay on the device unless `wipe` is asked for. */
	async close(options: { readonly wipe?: boolean } = {}): Promise<void> {
		this.#isLeft = true
		this.#stop.abort()
		this.#visits?.close(options.wipe)
		this.freeze.close()
		this.clock.close()
		this.presence.close()
		this.#socket.close()
		if (options.wipe === true) await this.#copies.end(wipeDevice)
		else await this.#copies.close()
	}

	#createDocument(clause: ClauseJson): ClauseDocument {
		const document = new ClauseDocument(clause.document, this.#socket, this.outbox, {
			typed: () => {
				this.presence.typed()
				this.activity.typed()
			},
			changed: (clients) => {
				this.changes.markUnread(clause.id)
				const { awareness } = document
				if (awareness === null) return
				this.activity.wordsCame(clause, clients, awareness)
			},
			redrawn: () => {
				this.#textChanged(clause.id)
			},
			caretsMoved: () => {
				this.activity.look()
			},
			settled: (settlement, words) => {
				this.setAside.add(clause.id, settlement, words)
				if (settlement.kind === 'late') void this.late.load()
			},
			seen: (position) => {
				this.#position = Math.max(this.#position, position)
			},
		})
		return document
	}

	/** The text of a clause changed that this page does not follow. */
	#changedFar(clause: ClauseJson): void {
		if (this.document(clause.id).isFollowed) return
		const typing = this.#typingIn(clause.id)
		if (typing.length > 0 && typing.every(({ isMe }) => isMe)) return
		this.changes.markUnread(clause.id)
		this.activity.changedFar(clause)
	}

	#typingIn(clause: string): readonly Person[] {
		return this.presence.in(clause).filter((person) => person.typing)
	}

	/** Somebody decided about what stands in a clause. */
	#decided({ act, by }: Decided): void {
		const seat = this.#info.seats.find(({ id }) => id === by)
		if (seat !== undefined && 'clause' in act)
			this.activity.decided(act.clause, stampOf({ me: seat }))
	}

	#hear(announcement: Announcement): void {
		switch (announcement.type) {
			case 'time':
				this.clock.heard(announcement.now, announcement.asked)
				return
			case 'phase':
				this.clock.heard(announcement.now, undefined)
				this.#position = Math.max(this.#position, announcement.position)
				if (this.presence.isHeld) {
					this.presence.hold(false)
					this.#farText.allChanged()
				}
				this.#farText.lineUp(announcement.position)
				this.clock.connected()
				this.#enterPhase(announcement.phase)
				return
			case 'deadline-moved':
				this.#deadlineMove = announcement
				this.#phase = { ...this.#phase, deadline: announcement.deadline }
				return
			case 'status':
			case 'standing':
			case 'standing-changed': {
				const before = { standing: this.#standing, clauses: this.#clauses }
				const { standing, clauses } = stoodAfter(before, announcement)
				this.#standing = standing
				this.#clauses = clauses
				this.#position = Math.max(
					this.#position,
					'position' in announcement ? announcement.position : 0
				)
				return
			}
			case 'rights':
				this.#rightsReason = ''
				this.#rights = fromRightsJson(announcement.rights)
				return
			case 'rights-changed': {
				const { act, by, at } = announcement
				const seat = by === null ? null : parseSeatId(by)
				this.#rightsReason = act.reason
				this.#rights = foldRights(this.#rights, fromRightsActJson(act), seat, parseInstant(at))
				return
			}
			case 'brackets':
				this.brackets.newest(announcement.position)
				return
			case 'bracket-changed':
				this.#position = Math.max(this.#position, announcement.position)
				this.brackets.hear(announcement)
				this.#decided(announcement)
				return
			case 'alternatives':
				this.alternatives.newest(announcement.position)
				return
			case 'alternatives-changed':
				this.#position = Math.max(this.#position, announcement.position)
				this.alternatives.hear(announcement)
				this.#decided(announcement)
				return
			case 'placeholders':
				this.placeholders.newest(announcement.position)
				return
			case 'placeholder-changed':
				this.#position = Math.max(this.#position, announcement.position)
				this.placeholders.hear(announcement)
				this.#decided(announcement)
				return
			case 'suggestions':
				this.suggestions.newest(announcement.position)
				return
			case 'suggestion-changed':
				this.#position = Math.max(this.#position, announcement.position)
				this.suggestions.hear(announcement)
				this.#decided(announcement)
				return
			case 'note':
				this.notes.came(announcement.note)
				return
			case 'text-changed':
				this.#position = Math.max(this.#position, announcement.position)
				for (const clause of this.#clauses) {
					if (announcement.clauses.includes(clause.id)) this.#changedFar(clause)
				}
				for (const clause of announcement.clauses) this.authorship.changed(clause)
				this.#farText.changed(announcement.clauses)
				return
			case 'passage-withheld':
				this.#withholding = announcement
				this.#dropWithheld([announcement.clause])
				return
			case 'withheld-clauses':
				this.#dropWithheld(announcement.clauses)
				return
			case 'people-changed':
				void this.#reload()
				return
			case 'late-edit':
				this.#lateAlerts += 1
				void this.late.load()
				return
			case 'late-released':
				void this.late.load()
				return
			case 'called':
			case 'call-refused':
				this.#call = announcement
				return
			case 'clock-warning':
				this.#clockWarningMs = announcement.medianOffsetMs
				return
		}
	}

	/** What is said beside the text of a clause follows it. */
	#textChanged(clause: string): void {
		this.brackets.textChanged(clause)
		this.suggestions.textChanged(clause)
	}

	/** Words of these clauses are withheld: what this page had of them before is got anew, or let go. */
	#dropWithheld(clauses: readonly string[]): void {
		for (const clause of clauses) {
			this.#documents[clause]?.withheld()
			this.authorship.withheld(clause)
			this.#stale = [...this.#stale, clause]
		}
		this.#farText.changed(clauses)
	}

	/** Puts the text of a clause of which words are withheld in the place of what this page got of it at first. */
	#replaceFirst(clause: string): void {
		const blocks = this.document(clause).blocks()
		if (!this.#stale.includes(clause) || blocks === null) return
		this.#stale = this.#stale.filter((one) => one !== clause)
		this.#text = { ...this.#text, [clause]: blocks }
		this.#cleaned = { ...this.#cleaned, [clause]: this.timesCleaned(clause) + 1 }
	}

	#enterPhase(phase: PhaseJson): void {
		const before = this.#phase.kind
		this.#phase = phase
		if (phase.kind === 'frozen') {
			if (phase.snapshot !== null) this.freeze.frozen(phase.snapshot)
			void this.late.load()
		}
		// what was refused for the moment may be taken now, or be late
		if (before === 'awaiting-chair' && phase.kind !== before) this.#offerAgain()
	}

	#offerAgain(): void {
		for (const document of Object.values(this.#documents)) {
			if (this.outbox.has(document.name)) document.resync()
		}
	}

	async #restore(): Promise<void> {
		const prefix = this.#info.roomDocument.split('/').slice(0, 2).join('/')
		const names = await this.#copies.open(`${prefix}/`)
		for (const document of Object.values(this.#documents)) {
			if (names.includes(document.name)) document.restore()
		}
	}

	/** I was here before, or looked away for a while. */
	async #askWhatChanged({ position, at }: Visit): Promise<void> {
		this.#leftAt = position
		const { signal } = this.#stop
		const answer = await untilAnswered(() => readChanges(this.id, position, signal), signal)
		if (answer === null) return
		if (!namesAll(answer, this.#info.seats)) await this.#reload()
		const comeback = comebackOf(answer, at, this.#info.me.id, this.#info.seats)
		if (comeback !== null) this.changes.cameBack(comeback)
	}

	/** Gets the text of a clause that is drawn without an editor; what is followed needs no request. */
	async #drawAnew(clause: string): Promise<void> {
		const document = this.#documents[clause]
		if (document === undefined) return
		if (document.isFollowed) document.draw(null)
		else {
			await this.#quietly(async () => {
				const { blocks } = await readClause(this.id, clause, undefined, this.#stop.signal)
				document.draw(parseBlocks(blocks))
			})
		}
		this.#replaceFirst(clause)
	}

	async #drawAllAnew(): Promise<void> {
		await this.#quietly(async () => {
			const { clauses } = await readText(this.id, this.#stop.signal)
			for (const { clause, blocks } of clauses)
				this.#documents[clause.id]?.draw(parseBlocks(blocks))
		})
		for (const clause of this.#stale) this.#replaceFirst(clause)
	}

	async #reload(): Promise<void> {
		await this.#quietly(async () => {
			// the rights in it are left: a change may have been told on the socket while the answer was on its way
			this.#info = await readRoom(this.id, this.#stop.signal)
		})
	}

	/** Gets what can be done without for now; it comes again with the next announcement or visit. */
	async #quietly(get: () => Promise<void>): Promise<void> {
		try {
			await get()
		} catch (error) {
			if (this.#stop.signal.aborted || error instanceof ApiError) return
			throw error
		}
	}
}

function inOrder(clauses: readonly ClauseJson[]): readonly ClauseJson[] {
	return [...clauses].sort((a, b) => a.order - b.order)
}

function stampOf({ me }: Pick<RoomJson, 'me'>): StampedSeat {
	const { id: seat, name, initials, role, delegation } = me
	return { seat, name, initials, role, delegation }
}
