import { seatInitials } from '@parley/domain'
import { CaretState, PlaceState, type StampedSeat } from '@parley/protocol'
import { removeAwarenessStates } from 'y-protocols/awareness'
import { parseFrame } from './frame.ts'
import { type Hooks } from './guard.ts'
import { type Context } from './context.ts'
import { type Participant } from './participant.ts'

/**
 * Who is where: each connection speaks for one awareness client, bound to its seat, and says of it only what the protocol has a place
 * for; the server writes beside it whose it is. States of others are dropped.
 *
 * Two things Hocuspocus 4.7.0 does not do: it drops a client's own removal of its state, and after a reconnection under the same
 * clientID it no longer knows whose state that is, so that it would outlive its connection by 30 s. Both are handled here.
 */
export function awareness(): Hooks {
	return {
		beforeHandleMessage({ update, context: { participant } }) {
			if (participant === undefined) return
			const frame = parseFrame(update)
			if (frame?.kind !== 'awareness') return
			const own = participant.awarenessClient
			const leaves = frame.entries.some(({ clientId, state }) => clientId === own && state === null)
			if (leaves) forgetPresence(participant)
		},

		beforeHandleAwareness({ states, context }) {
			for (const [clientId, state] of states) {
				const stamped = context && stampedState(context, clientId, state)
				if (stamped) states.set(clientId, stamped)
				else states.delete(clientId)
			}
		},

		onDisconnect({ context: { participant } }) {
			if (participant !== undefined) forgetPresence(participant)
		},
	}
}

/** Takes the participant off everybody's screen. Doing it twice is fine. */
export function forgetPresence(participant: Participant): void {
	const { live, awarenessClient } = participant
	if (live === null || awarenessClient === null) return
	participant.awarenessClient = null
	removeAwarenessStates(live.document.awareness, [awarenessClient], {
		source: 'connection',
		connection: live.connection,
	})
}

/** The state as others may see it, or null where the participant may not say this. */
function stampedState(
	{ socket, participant }: Context,
	clientId: number,
	state: unknown
): Record<string, unknown> | null {
	if (participant === undefined) return null
	const { live, address } = participant
	// A message that was queued when its connection ended must not bring somebody back who has gone.
	if (live === null || !socket.isOpen || !live.document.hasConnection(live.connection)) return null
	const parsed = (address.kind === 'room' ? PlaceState : CaretState).safeParse(state)
	if (!parsed.success || !speaksFor(participant, clientId)) return null
	return { ...parsed.data, who: stampOf(participant) }
}

/** Whether `clientId` is this participant's, by now or from now on. Another one before it is given up. */
function speaksFor(participant: Participant, clientId: number): boolean {
	if (participant.awarenessClient === clientId) return true
	const { room, document, seat, session } = participant
	if (!room.claim(document, clientId, seat.id, session)) return false
	forgetPresence(participant)
	participant.awarenessClient = clientId
	return true
}

function stampOf({ seat, delegation }: Participant): StampedSeat {
	return {
		seat: seat.id,
		name: seat.name,
		initials: seatInitials(seat.name),
		role: seat.role,
		delegation: delegation && {
			code: delegation.code,
			name: delegation.name,
			slot: delegation.slot,
		},
	}
}
