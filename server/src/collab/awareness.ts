import { type Document } from '@hocuspocus/server'
import { CaretState, PlaceState } from '@parley/protocol'
import { type Clock } from '../freeze/clock.ts'
import { parseFrame, type AwarenessEntry } from './frame.ts'
import { type Hooks } from './guard.ts'
import { type Context, type Participants } from './context.ts'
import { stampOf, type Participant } from './participant.ts'
import { PresenceBoard } from './presenceBoard.ts'
import { type StampedState } from './quiet.ts'

/** Presence: hooks for what comes by Hocuspocus, and the way for what does not. */
export interface Presence {
	readonly hooks: Hooks
	/** Takes what a participant says of awareness clients. */
	hear(context: Required<Context>, entries: readonly AwarenessEntry[]): void
	/** Takes the participant off everybody's screen. Doing it twice is fine. */
	forget(participant: Participant): void
}

/**
 * Who is where: each connection speaks for one awareness client, bound to its seat, and says of it only what the protocol has a place
 * for; the server writes beside it whose it is. States of others are dropped.
 *
 * None of it is left to Hocuspocus 4.7.0, whose own awareness of each document stays empty: it makes a Y.Doc for every message,
 * drops a client's own removal of its state, no longer knows after a reconnection under the same clientID whose state that is, and
 * tells everybody everything.
 */
export function awareness({
	participants,
	clock,
}: {
	readonly participants: Participants
	readonly clock: Clock
}): Presence {
	const boards = new WeakMap<Document, PresenceBoard>()

	function boardOf(document: Document): PresenceBoard {
		const board = boards.get(document) ?? new PresenceBoard(document, clock)
		boards.set(document, board)
		return board
	}

	function hear(context: Required<Context>, entries: readonly AwarenessEntry[]): void {
		const { participant } = context
		for (const { clientId, clock: saidAt, state } of entries) {
			if (state === null) {
				if (clientId === participant.awarenessClient) forget(participant)
				continue
			}
			const stamped = stampedState(context, clientId, state)
			const { live } = participant
			if (stamped !== null && live !== null) boardOf(live.document).say(clientId, saidAt, stamped)
		}
	}

	function forget(participant: Participant): void {
		const { live, awarenessClient } = participant
		if (live === null || awarenessClient === null) return
		participant.awarenessClient = null
		boardOf(live.document).forget(awarenessClient)
	}

	/** Whether `clientId` is this participant's, by now or from now on. Another one before it is given up. */
	function speaksFor(participant: Participant, clientId: number): boolean {
		if (participant.awarenessClient === clientId) return true
		const { room, document, seat, session } = participant
		if (!room.claim(document, clientId, seat.id, session)) return false
		forget(participant)
		participant.awarenessClient = clientId
		return true
	}

	/** The state as others may see it, or null where the participant may not say this. */
	function stampedState(
		{ socket, participant }: Required<Context>,
		clientId: number,
		state: unknown
	): StampedState | null {
		const { live, address } = participant
		// A message that was queued when its connection ended must not bring somebody back who has gone.
		if (live === null || !socket.isOpen || !live.document.hasConnection(live.connection))
			return null
		const parsed = (address.kind === 'room' ? PlaceState : CaretState).safeParse(state)
		if (!parsed.success || !speaksFor(participant, clientId)) return null
		return { ...parsed.data, who: stampOf(participant) }
	}

	return {
		hear,
		forget,
		hooks: {
			connected({ connection, context }) {
				participants.join(context, connection)
				const { participant } = context
				if (participant !== undefined) boardOf(connection.document).join(participant)
			},

			beforeHandleMessage({ update, context: { socket, participant } }) {
				if (participant === undefined) return
				const frame = parseFrame(update)
				if (frame?.kind === 'awareness') hear({ socket, participant }, frame.entries)
			},

			beforeHandleAwareness({ states }) {
				states.clear()
			},

			onDisconnect({ context: { participant } }) {
				if (participant === undefined) return
				forget(participant)
				if (participant.live !== null) boardOf(participant.live.document).leave(participant)
			},
		},
	}
}
