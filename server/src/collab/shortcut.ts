import { type Logger } from 'pino'
import { type Presence } from './awareness.ts'
import { type Gate } from './gate.ts'
import { type Arrival, type Participant } from './participant.ts'
import { type LiveSocket, type Shortcut } from './socket.ts'

/** What the shortcut leads to. */
export interface ShortcutParts {
	readonly gate: Pick<Gate, 'take'>
	readonly presence: Presence
	readonly log: Logger
}

/**
 * The short way of what comes again and again: updates and cursors of somebody whose document is open go to the gate and to presence
 * without Hocuspocus, whose way through its hooks cost more than all that the room does with an update (README). Everything
 * else, and everything of somebody who is still being let in, goes the long way.
 *
 * Both ways together keep the order of each connection. Frames wait in a lane while an update before them is being committed, and
 * as long as Hocuspocus has a frame of the document that it is not through with, what follows goes after that.
 */
export function createShortcut({ gate, presence, log }: ShortcutParts): Shortcut {
	/** Deals with what has come, one after the other. Never throws. */
	async function run(socket: LiveSocket, participant: Participant): Promise<void> {
		const { lane } = participant
		for (let next = lane.shift(); next !== undefined; next = lane.shift()) {
			try {
				await take(socket, participant, next)
			} catch (error) {
				// What was not logged reaches nobody (rule C31): its client comes back with it.
				log.error({ err: error }, 'a message could not be dealt with')
				socket.close('notStored')
			}
		}
		participant.running = null
	}

	function take(
		socket: LiveSocket,
		participant: Participant,
		{ frame, bytes }: Arrival
	): Promise<void> | undefined {
		const { live } = participant
		if (live === null || participant.isLeaving || socket.isAtHost(participant.document)) {
			socket.handToHost(frame, bytes)
			return undefined
		}
		if (frame.kind === 'update') {
			return gate.take({ socket, participant }, live.connection, frame.update, bytes)
		}
		if (frame.kind === 'awareness') presence.hear({ socket, participant }, frame.entries)
		else socket.handToHost(frame, bytes)
		return undefined
	}

	return (socket, participant, arrival) => {
		participant.lane.push(arrival)
		participant.running ??= run(socket, participant)
	}
}
