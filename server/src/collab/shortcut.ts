import { type Logger } from 'pino'
import { structsOf } from '../negotiation/efforts.ts'
import { type Presence } from './awareness.ts'
import { type DocumentFrame } from './frame.ts'
import { type Gate } from './gate.ts'
import { type Arrival, type Participant } from './participant.ts'
import { type LiveSocket, type Shortcut } from './socket.ts'
import { hasNothing, type StateAnswers } from './stateAnswers.ts'

type Question = Extract<DocumentFrame, { readonly kind: 'sync-step-1' }>

/** What the shortcut leads to. */
export interface ShortcutParts {
	readonly gate: Pick<Gate, 'take'>
	readonly presence: Presence
	readonly answers: StateAnswers
	readonly log: Logger
}

/**
 * The short way of what comes again and again: SyncStep1 is answered here, updates, SyncStep2 and cursors of somebody whose document is
 * open go to the gate and to presence, without Hocuspocus, whose way through its hooks cost more than all that the room does with an
 * update (README). Handshakes, remarks and leaving go the long way.
 *
 * Both ways together keep the order of each connection. Frames wait in a lane while an update before them is being committed, and
 * as long as Hocuspocus has a frame of the document that it is not through with, what follows goes after that.
 */
export function createShortcut({ gate, presence, answers, log }: ShortcutParts): Shortcut {
	/** Deals with what has come until something has to be waited for, and gives that; nothing where all is done. Never throws. */
	function advance(socket: LiveSocket, participant: Participant): Promise<void> | undefined {
		const { lane } = participant
		for (let next = lane.shift(); next !== undefined; next = lane.shift()) {
			try {
				const taken = take(socket, participant, next)
				if (taken !== undefined) return taken
			} catch (error) {
				fail(socket, error)
			}
		}
		return undefined
	}

	/** Goes on when `taken` is dealt with, until the lane is empty. Never rejects. */
	async function goOn(
		socket: LiveSocket,
		participant: Participant,
		taken: Promise<void>
	): Promise<void> {
		let waiting: Promise<void> | undefined = taken
		while (waiting !== undefined) {
			try {
				await waiting
			} catch (error) {
				fail(socket, error)
			}
			waiting = advance(socket, participant)
		}
		participant.running = null
	}

	/** What was not logged reaches nobody (rule C31): its client comes back with it. */
	function fail(socket: LiveSocket, error: unknown): void {
		log.error({ err: error }, 'a message could not be dealt with')
		socket.close('notStored')
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
		switch (frame.kind) {
			case 'update':
			case 'sync-step-2':
				return gate.take({ socket, participant }, live.connection, frame, bytes)
			case 'sync-step-1':
				return answer(socket, participant, live, frame)
			case 'awareness':
				presence.hear({ socket, participant }, frame.entries)
				return undefined
			case 'handshake':
			case 'remark':
			case 'leave':
				socket.handToHost(frame, bytes)
				return undefined
		}
	}

	/** Sends what the client lacks and asks what the server does, once the peer has read enough. */
	function answer(
		socket: LiveSocket,
		participant: Participant,
		{ connection, document }: NonNullable<Participant['live']>,
		{ stateVector, isToBeAsked }: Question
	): Promise<void> | undefined {
		const hasAnswer =
			participant.hasEarlyAnswer && hasNothing(stateVector) && answers.isAsFilled(document)
		participant.hasEarlyAnswer = false
		const isAtHand = hasAnswer || answers.isAtHand(document, stateVector)
		if (!isAtHand && !socket.mayAsk(structsOf(document))) return undefined
		const say = (): void => {
			try {
				if (isToBeAsked) connection.send(answers.question(document))
				if (!hasAnswer) connection.send(answers.answer(document, stateVector))
			} finally {
				socket.answered()
			}
		}
		const ready = socket.readyToAnswer()
		if (ready !== undefined) return ready.then(say)
		say()
		return undefined
	}

	return (socket, participant, arrival) => {
		participant.lane.push(arrival)
		if (participant.running !== null) return
		const taken = advance(socket, participant)
		if (taken !== undefined) participant.running = goOn(socket, participant, taken)
	}
}
