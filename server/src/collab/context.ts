import { type Connection } from '@hocuspocus/server'
import { type Participant } from './participant.ts'
import { type LiveSocket } from './socket.ts'

/** What Hocuspocus carries along for us: the socket from the start, the participant once it has been let in. */
export interface Context {
	readonly socket: LiveSocket
	readonly participant?: Participant
}

/** Whose connection it is, for the hooks that Hocuspocus hands no context. */
export class Participants {
	readonly #byConnection = new WeakMap<Connection, Required<Context>>()

	of(connection: Connection): Participant | undefined {
		return this.#byConnection.get(connection)?.participant
	}

	socketOf(connection: Connection): LiveSocket | undefined {
		return this.#byConnection.get(connection)?.socket
	}

	/** Joins somebody who was let in to the live end of it. Doing it twice is fine. */
	join({ socket, participant }: Context, connection: Connection): void {
		if (participant === undefined || participant.live !== null) return
		participant.live = { connection, document: connection.document }
		this.#byConnection.set(connection, { socket, participant })
	}
}
