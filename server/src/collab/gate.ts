import { OutgoingMessage, type Connection } from '@hocuspocus/server'
import { type Receipt, type Refusal } from '@parley/protocol'
import { hash } from 'node:crypto'
import { type Clock } from '../freeze/clock.ts'
import { structsOf } from '../negotiation/efforts.ts'
import { type Answer } from '../negotiation/room.ts'
import { type DocumentFrame } from './frame.ts'
import { type Hooks } from './guard.ts'
import { type Context, type Participants } from './context.ts'
import { isTidying } from './tidying.ts'
import { type Traffic } from './traffic.ts'

/** What the gate needs beside the room that each participant brings. */
export interface GateParts {
	readonly participants: Participants
	readonly clock: Clock
	/** Counts what became of updates. */
	readonly traffic: Traffic
}

/** A frame that brings an update. */
export type UpdateFrame = Extract<DocumentFrame, { readonly update: Uint8Array }>

/** The gate: hooks for what comes by Hocuspocus, and the way for updates that do not. */
export interface Gate {
	readonly hooks: Hooks
	/**
	 * Offers an update or a SyncStep2 to the room and answers it, after commit, with its receipt and the stock acknowledgement.
	 *
	 * @param frame the frame, whose bytes nobody changes any more
	 * @param bytes those of the whole frame, which are the key of its stamp
	 */
	take(
		context: Required<Context>,
		connection: Connection,
		frame: UpdateFrame,
		bytes: Uint8Array
	): Promise<void>
}

/** The steps of y-protocols/sync. */
const SYNC_STEP_1 = 0
const SYNC_STEP_2 = 1

/** Refusals for what was set about who may write where. */
const RIGHTS_REFUSALS: ReadonlySet<Refusal> = new Set<Refusal>([
	'seat-reads',
	'delegation-reads',
	'clause-reads',
	'held',
	'suggest-only',
])

/** Refusals of whoever only reads: what their stock client tidies by itself is no edit of theirs. */
const READERS_REFUSALS: ReadonlySet<Refusal> = new Set<Refusal>([
	'model',
	'role',
	...RIGHTS_REFUSALS,
])

/**
 * Whoever loses a right while typing has keystrokes under way, which come back one by one: ten a second over a line of five seconds are
 * fifty, and twice as many are taken before the connection ends.
 */
const RIGHTS_REFUSAL_COST = 1 / 20

/** A Yjs update (version 1) without structs and deletions. */
const EMPTY_UPDATE = [0, 0]

/** A Yjs update that deletes what no document has: Hocuspocus answers it "not saved" when the connection is read-only. */
const FOREIGN_UPDATE = [0, 1, 0, 1, 0, 1]

/**
 * Offers every update and SyncStep2 to the room and answers with a receipt, after commit. `beforeSync` is awaited by
 * Hocuspocus, for each connection in order, before it applies and acknowledges anything (design, section 1: the seam).
 *
 * The bytes are copied for the room and blanked in the frame, whatever the answer: Hocuspocus then applies an empty update, and
 * the live document changes only by following its log. That spares it the second reading of every update, and keeps hostile bytes
 * from code that was not written for them. The stock acknowledgement stays true for standard clients: "saved" for what is in the
 * text, "not saved" for everything else, by `connection.readOnly` for this one message.
 */
export function gate({ participants, clock, traffic }: GateParts): Gate {
	async function answer(
		{ socket, participant }: Required<Context>,
		bytes: Uint8Array,
		isSyncStep2: boolean,
		frame: Uint8Array | null
	): Promise<Answer> {
		const { room, document, address, seat, session, speaksModel } = participant
		if (address.kind === 'room') {
			const isEmpty = bytes.length === 2 && bytes.every((byte) => byte === 0)
			return isEmpty ? { kind: 'known' } : { kind: 'refused', reason: 'read-only-document' }
		}
		const stamp = frame === null ? undefined : socket.stamps.of(frame)
		const answered = await room.offer({
			document,
			kind: isSyncStep2 ? 'sync' : 'update',
			bytes,
			receivedAt: stamp?.receivedAt ?? clock.now(),
			seat,
			session,
			synced: participant.synced,
			speaksModel,
		})
		// a page of ours never tidies: what it deletes somebody has deleted there
		const isStock = socket.pass !== null
		const isReader = answered.kind === 'refused' && READERS_REFUSALS.has(answered.reason)
		const isUnseen =
			isStock &&
			isReader &&
			participant.live !== null &&
			isTidying(participant.live.document, bytes)
		return isUnseen ? { kind: 'known' } : answered
	}

	/** Offers `bytes` and sends the receipt. Gives the answer, and closes the socket where that is what follows. */
	async function judge(
		context: Required<Context>,
		connection: Connection,
		isSyncStep2: boolean,
		bytes: Uint8Array,
		frame: Uint8Array | null
	): Promise<boolean> {
		const { participant, socket } = context
		const answered = await answer(context, bytes, isSyncStep2, frame)
		traffic.answered(answered)
		connection.sendStateless(JSON.stringify(receiptFor(answered, bytes)))
		if (socket.pass !== null) answerPlain(context, answered)
		const isRefused = answered.kind === 'refused'
		if (isRefused && !participant.refusals.take(costOf(answered.reason), clock.monotonicMs())) {
			socket.close('tooMuch')
		}
		// Who has synchronised waits for the chair where they are. Else it was us who failed, or its seat has asked too much of us (rule L19):
		// coming back a moment later, it brings all of it again.
		const isForChair = participant.room.phase.kind === 'awaiting-chair'
		if (answered.kind === 'waiting' && participant.synced && !isForChair) socket.close('notStored')
		return answered.kind === 'accepted' || answered.kind === 'known'
	}

	/** As `judge`, for bytes in a frame that Hocuspocus goes on with. */
	async function judgeInPlace(
		context: Required<Context>,
		connection: Connection,
		isSyncStep2: boolean,
		payload: Uint8Array
	): Promise<void> {
		const { participant } = context
		const bytes = payload.slice()
		overwrite(payload, EMPTY_UPDATE)
		connection.readOnly = true
		if (isSyncStep2) participant.synced = true
		const isInText = await judge(context, connection, isSyncStep2, bytes, participant.handling)
		if (isInText) connection.readOnly = false
		else if (isSyncStep2) overwrite(payload, FOREIGN_UPDATE)
	}

	/** A plain client gets no receipts: that it must know of what was not taken into the text ends its connection. */
	function answerPlain({ participant, socket }: Required<Context>, answered: Answer): void {
		if (answered.kind === 'late') socket.close('frozen')
		else if (answered.kind === 'refused') socket.close('refused', answered.reason)
		else if (answered.kind === 'waiting') participant.isOwed = true
	}

	const hooks: Hooks = {
		beforeHandleMessage({ connection, context, update }) {
			participants.join(context, connection)
			if (context.participant !== undefined) context.participant.handling = update
		},

		async beforeSync({ connection, context: { socket, participant }, type, payload }) {
			if (participant === undefined) {
				overwrite(payload, EMPTY_UPDATE)
				throw new RangeError('a message of somebody who was not let in')
			}
			if (type === SYNC_STEP_1) {
				socket.mayAsk(structsOf(connection.document))
				await socket.readyToAnswer()
				participant.isAnswering = true
			} else {
				await judgeInPlace({ socket, participant }, connection, type === SYNC_STEP_2, payload)
			}
		},

		afterHandleMessage({ context: { socket, participant }, update }) {
			if (participant === undefined) return
			if (participant.isAnswering) socket.answered()
			participant.isAnswering = false
			socket.stamps.done(update, participant.pending)
			socket.doneAtHost(participant.document, update)
			participant.handling = null
		},

		async onDisconnect({ context: { socket, participant } }) {
			if (participant === undefined) return
			await participant.running
			socket.release(participant)
			// Hocuspocus ends a connection by itself only where it failed to handle a message. Its client would wait for ever.
			if (!participant.isLeaving) socket.close('malformed')
		},
	}
	return {
		hooks,
		async take(context, connection, { kind, update }, bytes) {
			const { socket, participant } = context
			const isSyncStep2 = kind === 'sync-step-2'
			if (isSyncStep2) participant.synced = true
			try {
				const isInText = await judge(context, connection, isSyncStep2, update, bytes)
				connection.send(syncStatus(connection.messageAddress, isInText))
			} finally {
				socket.stamps.done(bytes, participant.pending)
			}
		},
	}
}

/** What a refusal takes of those that a connection has: an honest client meets none but those of rights that have just changed. */
function costOf(reason: Refusal): number {
	return RIGHTS_REFUSALS.has(reason) ? RIGHTS_REFUSAL_COST : 1
}

/** The stock acknowledgement. */
function syncStatus(address: string, isSaved: boolean): Uint8Array {
	return new OutgoingMessage(address).writeSyncStatus(isSaved).toUint8Array()
}

/** Writes `update` over the beginning of `payload`; readers of Yjs updates do not mind what follows. */
function overwrite(payload: Uint8Array, update: readonly number[]): void {
	if (payload.length >= update.length) payload.set(update)
}

function receiptFor(answer: Answer, bytes: Uint8Array): Receipt {
	const digest = hash('sha256', bytes, 'hex')
	switch (answer.kind) {
		case 'accepted': {
			const { position, receivedAt } = answer
			return { type: 'saved', digest, position, receivedAt }
		}
		case 'late': {
			const { position, receivedAt } = answer
			return { type: 'late', digest, position, receivedAt }
		}
		case 'known':
		case 'waiting':
			return { type: answer.kind, digest }
		case 'refused':
			return { type: 'refused', digest, reason: answer.reason }
	}
}
