import { MessageType, type Document } from '@hocuspocus/server'
import {
	type CaretState,
	type StampedCaret,
	type StampedPlace,
	type StampedSeat,
} from '@parley/protocol'
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

/** What others see of somebody. */
export type StampedState = StampedCaret | StampedPlace

/** A change of states, as the awareness tells it: by clientID. */
interface Change {
	readonly added: readonly number[]
	readonly updated: readonly number[]
	readonly removed: readonly number[]
}

/** Clients forget a state that they have not heard of for 30 s; long before that they are told of it again. */
const TELL_AGAIN_MS = 10_000

/**
 * Who is where in one document, and who is told. Changes of one turn of the event loop leave as one message, the newest state of each.
 *
 * A caret that stands right behind what its owner typed last is no news to whoever sees the words: clients that follow carets by
 * themselves are not told. Such carets were nine in ten of all bytes that the server sent (README).
 */
export class PresenceBoard {
	readonly #document: Document
	readonly #clock: Pick<Clock, 'monotonicMs'>
	readonly #awareness: Awareness
	/** What each client says of itself, as the awareness has it. */
	readonly #states = new Map<number, StampedState>()
	readonly #participants = new Set<Participant>()
	/** Those who came in this turn and have not been told yet who is there. */
	readonly #newcomers = new Set<Participant>()
	/** When everybody was last told of each client. */
	readonly #toldMs = new Map<number, number>()
	/** Clients that everybody is to be told of at the end of this turn, and those that the words tell of. */
	readonly #moved = new Set<number>()
	readonly #followed = new Set<number>()
	#isPlanned = false

	constructor(document: Document, clock: Pick<Clock, 'monotonicMs'>) {
		this.#document = document
		this.#clock = clock
		this.#awareness = new Awareness(document)
		this.#awareness.setLocalState(null)
		this.#awareness.on('update', ({ added, updated, removed }: Change) => {
			for (const client of removed) {
				this.#toldMs.delete(client)
				this.#states.delete(client)
			}
			for (const client of [...added, ...updated, ...removed]) this.#plan(client, this.#moved)
		})
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
		applyAwarenessUpdate(this.#awareness, awarenessUpdate(client, clock, state), null)
		if (!isFollowed || isPlanned) return
		if (this.#moved.delete(client)) this.#plan(client, this.#followed)
	}

	/** Takes a client off everybody's screen. */
	forget(client: number): void {
		removeAwarenessStates(this.#awareness, [client], null)
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
		const quiet = new Set(everybody.filter((client) => this.#states.get(client)?.quiet === true))
		const messages = new Map<string, Uint8Array>()
		for (const participant of this.#participants) {
			const forOld = participant.followsCarets ? moved : all
			const clients = this.#newcomers.has(participant) ? everybody : forOld
			if (clients.length === 0) continue
			// Most are told the same: only what is quiet is not told to all alike.
			const hidden = quiet.size === 0 ? quiet : this.#hidden(quiet, participant)
			const key = `${clients === everybody} ${clients.length} ${[...hidden].join()}`
			const message = messages.get(key) ?? this.#message(clients, hidden)
			messages.set(key, message)
			participant.live?.connection.send(message)
		}
		this.#newcomers.clear()
	}

	/** Those of `quiet` who are of another delegation than `participant`. */
	#hidden(quiet: ReadonlySet<number>, participant: Participant): ReadonlySet<number> {
		return new Set(
			[...quiet].filter((client) => {
				const state = this.#states.get(client)
				return state !== undefined && !isOfOneDelegation(state.who, participant)
			})
		)
	}

	#message(clients: readonly number[], hidden: ReadonlySet<number>): Uint8Array {
		const states = new Map<number, StampedState>()
		for (const client of clients) {
			const state = this.#states.get(client)
			const shown = state && hidden.has(client) ? reducedState(state) : state
			if (shown !== undefined) states.set(client, shown)
		}
		const encoder = createEncoder()
		writeVarString(encoder, this.#document.name)
		writeVarUint(encoder, MessageType.Awareness)
		writeVarUint8Array(encoder, encodeAwarenessUpdate(this.#awareness, [...clients], states))
		return toUint8Array(encoder)
	}
}

/** Whether what the seat `who` says quietly is for `participant`: it is of the same delegation, or the same seat. */
function isOfOneDelegation(who: StampedSeat, { seat, delegation }: Participant): boolean {
	if (who.seat === seat.id) return true
	return who.delegation !== null && who.delegation.code === delegation?.code
}

/** What those of other delegations are told of somebody quiet: that they are here; of a caret nothing. */
function reducedState(state: StampedState): StampedState | undefined {
	if ('cursor' in state) return undefined
	const { who, idle, display } = state
	return { who, clause: null, typing: false, idle, ...(display !== undefined && { display }) }
}

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
