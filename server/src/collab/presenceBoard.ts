import { MessageType, type Document } from '@hocuspocus/server'
import { type CaretState } from '@parley/protocol'
import {
	createEncoder,
	toUint8Array,
	writeVarString,
	writeVarUint,
	writeVarUint8Array,
} from 'lib0/encoding'
import {
	applyAwarenessUpdate,
	Awareness,
	encodeAwarenessUpdate,
	removeAwarenessStates,
} from 'y-protocols/awareness'
import * as Y from 'yjs'
import { type Clock } from '../freeze/clock.ts'
import { type Participant } from './participant.ts'
import {
	isOfOneDelegation,
	NOTHING,
	outsideOf,
	reducedState,
	SHOWN,
	type StampedState,
} from './quiet.ts'

/** A change of states, as the awareness tells it: by clientID. */
interface Change {
	readonly added: readonly number[]
	readonly updated: readonly number[]
	readonly removed: readonly number[]
}

/** Clients forget a state that they have not heard of for 30 s; long before that they are told of it again. */
const TELL_AGAIN_MS = 10_000

/** Where somebody is in the text is told to the whole room, and so at most this often, the newest place last; carets are not. */
const PLACE_EVERY_MS = 500

/** Who has said nothing for so long is off every screen: clients say where they are twice as often, moving or not. */
const SILENT_MS = 30_000

/**
 * Who is where in one document, and who is told. Changes of one turn of the event loop leave as one message, the newest state of each.
 *
 * A caret that stands right behind what its owner typed last is no news to whoever sees the words: clients that follow carets by
 * themselves are not told. Such carets were nine in ten of all bytes that the server sent (README).
 */
export class PresenceBoard {
	readonly #document: Document
	readonly #clock: Pick<Clock, 'monotonicMs' | 'delay'>
	readonly #awareness: Awareness
	/** What each client says of itself, as the awareness has it. */
	readonly #states = new Map<number, StampedState>()
	readonly #participants = new Set<Participant>()
	/** Those who came in this turn and have not been told yet who is there. */
	readonly #newcomers = new Set<Participant>()
	/** When everybody was last told of each client. */
	readonly #toldMs = new Map<number, number>()
	/** When each client last said something, the longest ago first. */
	readonly #heardMs = new Map<number, number>()
	#stopWatching: (() => void) | null = null
	/** What those who have gone in this turn said last. */
	readonly #gone = new Map<number, StampedState>()
	/** What those know of each client from whom it hides what it does, where that is quiet. */
	readonly #outside = new Map<number, string>()
	/** Clients of whose newest place everybody is told a little later: how that is called off. */
	readonly #waiting = new Map<number, () => void>()
	/** Clients that everybody is to be told of at the end of this turn, and those that the words tell of. */
	readonly #moved = new Set<number>()
	readonly #followed = new Set<number>()
	#isPlanned = false

	constructor(document: Document, clock: Pick<Clock, 'monotonicMs' | 'delay'>) {
		this.#document = document
		this.#clock = clock
		this.#awareness = new Awareness(document)
		this.#awareness.setLocalState(null)
		this.#awareness.on('update', ({ added, updated, removed }: Change) => {
			for (const client of removed) this.#lose(client)
			for (const client of [...added, ...updated, ...removed]) this.#plan(client, this.#moved)
		})
		document.on('destroy', () => {
			this.#stopWatching?.()
			for (const cancel of this.#waiting.values()) cancel()
		})
	}

	/** How many clients are remembered, those who have gone included. */
	get size(): number {
		return this.#awareness.meta.size
	}

	/** From now on `participant` is told; at the end of this turn who is there. Doing it twice is fine. */
	join(participant: Participant): void {
		if (this.#participants.has(participant)) return
		this.#participants.add(participant)
		this.#newcomers.add(participant)
		this.#planToTell()
	}

	/** `participant` is told of nothing more. */
	leave(participant: Participant): void {
		this.#participants.delete(participant)
		this.#newcomers.delete(participant)
	}

	/** Takes what a client says of itself; `clock` grows with everything that it says. */
	say(client: number, clock: number, state: StampedState): void {
		// The awareness takes nothing that is older than what it knows.
		if (clock <= (this.#awareness.meta.get(client)?.clock ?? 0)) return
		const before = this.#states.get(client)
		this.#states.set(client, state)
		const isFollowed =
			before !== undefined &&
			'cursor' in before &&
			before.cursor !== null &&
			'cursor' in state &&
			before.quiet === state.quiet &&
			isBehindOwnWords(state, client, Y.getState(this.#document.store, client)) &&
			this.#clock.monotonicMs() - (this.#toldMs.get(client) ?? -Infinity) < TELL_AGAIN_MS
		const isPlanned = this.#moved.has(client)
		this.#heard(client)
		applyAwarenessUpdate(this.#awareness, awarenessUpdate(client, clock, state), null)
		if (isPlanned) return
		if (isFollowed) {
			if (this.#moved.delete(client)) this.#plan(client, this.#followed)
		} else if (before !== undefined && !('cursor' in state) && before.quiet === state.quiet) {
			this.#delay(client)
		}
	}

	/** Has everybody told a little later of somebody who went on within a moment. */
	#delay(client: number): void {
		const toldMs = this.#toldMs.get(client) ?? -Infinity
		const leftMs = toldMs + PLACE_EVERY_MS - this.#clock.monotonicMs()
		if (leftMs <= 0 || !this.#moved.delete(client) || this.#waiting.has(client)) return
		const cancel = this.#clock.delay(leftMs, () => {
			this.#waiting.delete(client)
			this.#plan(client, this.#moved)
		})
		this.#waiting.set(client, cancel)
	}

	#lose(client: number): void {
		const state = this.#states.get(client)
		if (state !== undefined) this.#gone.set(client, state)
		this.#states.delete(client)
		this.#toldMs.delete(client)
		this.#heardMs.delete(client)
		this.#waiting.get(client)?.()
		this.#waiting.delete(client)
	}

	/** Takes a client off everybody's screen. */
	forget(client: number): void {
		removeAwarenessStates(this.#awareness, [client], null)
	}

	#heard(client: number): void {
		// Deleted first, so that it stands last.
		this.#heardMs.delete(client)
		this.#heardMs.set(client, this.#clock.monotonicMs())
		this.#watch()
	}

	/** Waits for the moment at which the one who has been silent the longest has been so for too long. */
	#watch(): void {
		if (this.#stopWatching !== null) return
		const [oldestMs] = this.#heardMs.values()
		if (oldestMs === undefined) return
		const leftMs = oldestMs + SILENT_MS - this.#clock.monotonicMs()
		this.#stopWatching = this.#clock.delay(Math.max(0, leftMs), () => {
			this.#stopWatching = null
			this.#forgetSilent()
			this.#watch()
		})
	}

	#forgetSilent(): void {
		const nowMs = this.#clock.monotonicMs()
		for (const [client, heardMs] of [...this.#heardMs]) {
			if (nowMs - heardMs < SILENT_MS) return
			this.forget(client)
		}
	}

	#plan(client: number, among: Set<number>): void {
		among.add(client)
		this.#planToTell()
	}

	#planToTell(): void {
		if (this.#isPlanned) return
		this.#isPlanned = true
		setImmediate(() => {
			this.#isPlanned = false
			this.#tell()
		})
	}

	#tell(): void {
		const moved = [...this.#moved]
		const all = [...new Set([...moved, ...this.#followed])]
		this.#moved.clear()
		this.#followed.clear()
		const nowMs = this.#clock.monotonicMs()
		for (const client of moved) {
			if (this.#awareness.getStates().has(client)) this.#toldMs.set(client, nowMs)
		}
		const everybody = [...this.#awareness.getStates().keys()]
		const quiet = [...everybody, ...this.#gone.keys()].filter((client) => this.#isQuiet(client))
		const messages = new Map<string, Uint8Array | null>()
		for (const participant of this.#participants) {
			const isNew = this.#newcomers.has(participant)
			const forOld = participant.followsCarets ? moved : all
			const clients = isNew ? everybody : forOld
			if (clients.length === 0) continue
			// Most are told the same: only what is quiet is not told to all alike.
			const hidden = quiet.length === 0 ? NOBODY : this.#hidden(quiet, participant)
			const key = `${isNew} ${clients.length} ${[...hidden].join()}`
			const known = messages.get(key)
			const message = known === undefined ? this.#message(clients, hidden, isNew) : known
			messages.set(key, message)
			if (message !== null) participant.live?.connection.send(message)
		}
		this.#newcomers.clear()
		this.#remember(all)
	}

	/** Keeps in mind what those have been told to whom not everything is said; of those who have gone nothing, not even their clock. */
	#remember(told: readonly number[]): void {
		for (const client of told) {
			const state = this.#states.get(client)
			if (state === undefined) {
				this.#outside.delete(client)
				this.#awareness.meta.delete(client)
			} else {
				this.#outside.set(client, state.quiet === true ? outsideOf(state) : SHOWN)
			}
		}
		this.#gone.clear()
	}

	#isQuiet(client: number): boolean {
		return (this.#states.get(client) ?? this.#gone.get(client))?.quiet === true
	}

	/** Those of `quiet` who are of another delegation than `participant`. */
	#hidden(quiet: readonly number[], participant: Participant): ReadonlySet<number> {
		return new Set(
			quiet.filter((client) => {
				const state = this.#states.get(client) ?? this.#gone.get(client)
				return state !== undefined && !isOfOneDelegation(state.who, participant)
			})
		)
	}

	/**
	 * What is said of `clients` to those from whom `hidden` are hidden; null where that is nothing. Of the hidden they are told only what is
	 * news to them: that something was said at all would tell that somebody moves, and in which clause.
	 */
	#message(
		clients: readonly number[],
		hidden: ReadonlySet<number>,
		isNew: boolean
	): Uint8Array | null {
		const states = new Map<number, StampedState>()
		const told: number[] = []
		for (const client of clients) {
			const state = this.#states.get(client)
			const isHidden = hidden.has(client)
			const shown = state && isHidden ? reducedState(state) : state
			if (shown !== undefined) states.set(client, shown)
			const before = isNew ? NOTHING : (this.#outside.get(client) ?? NOTHING)
			if (!isHidden || before !== outsideOf(state)) told.push(client)
		}
		if (told.length === 0) return null
		const encoder = createEncoder()
		writeVarString(encoder, this.#document.name)
		writeVarUint(encoder, MessageType.Awareness)
		writeVarUint8Array(encoder, encodeAwarenessUpdate(this.#awareness, told, states))
		return toUint8Array(encoder)
	}
}

const NOBODY: ReadonlySet<number> = new Set()

/** Whether it is a bare caret that stands behind the newest character of `client`, whose next clock is `end`. */
function isBehindOwnWords({ cursor }: CaretState, client: number, end: number): boolean {
	if (cursor === null) return false
	const { item, assoc } = Y.createRelativePositionFromJSON(cursor.anchor)
	const isBare = JSON.stringify(cursor.anchor) === JSON.stringify(cursor.head)
	return isBare && assoc < 0 && item?.client === client && item.clock === end - 1
}

/** An awareness update that says one state (y-protocols/awareness). */
function awarenessUpdate(client: number, clock: number, state: StampedState): Uint8Array {
	const encoder = createEncoder()
	writeVarUint(encoder, 1)
	writeVarUint(encoder, client)
	writeVarUint(encoder, clock)
	writeVarString(encoder, JSON.stringify(state))
	return toUint8Array(encoder)
}
