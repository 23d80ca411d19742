import { type Connection, type Document } from '@hocuspocus/server'
import { seatInitials, type Delegation, type Seat, type SessionId } from '@parley/domain'
import { type DocumentAddress, type DocumentName, type StampedSeat } from '@parley/protocol'
import { type Room } from '../negotiation/room.ts'
import { type Bucket } from './bucket.ts'
import { type DocumentFrame } from './frame.ts'
import { type Pending } from './stamps.ts'

/** A frame that has been read, with its bytes. */
export interface Arrival {
	readonly frame: DocumentFrame
	readonly bytes: Uint8Array
}

/** A seat that has been let into one document on one socket, and how far that connection has come. */
export interface Participant {
	readonly room: Room
	readonly document: DocumentName
	readonly address: DocumentAddress
	readonly session: SessionId
	readonly seat: Seat
	readonly delegation: Delegation | null
	readonly speaksModel: boolean
	/** Whether its client moves carets by itself behind what their owners type. */
	readonly followsCarets: boolean
	readonly pending: Pending
	readonly refusals: Bucket
	/** The live end of it, once the document is loaded. */
	live: { readonly connection: Connection; readonly document: Document } | null
	/** The frame that Hocuspocus works on. */
	handling: Uint8Array | null
	/** Frames that wait for one before them (see `shortcut.ts`). */
	readonly lane: Arrival[]
	/** Settled once the lane is empty; null where it is. */
	running: Promise<void> | null
	/** Whether it was sent the text while its document was being filled, so that its first SyncStep1 is answered already. */
	hasEarlyAnswer: boolean
	/** Whether an answer to its SyncStep1 is being made. */
	isAnswering: boolean
	/** Whether its SyncStep2 has come: after that a gap is no longer honest. */
	synced: boolean
	/** The one awareness client that it speaks for. */
	awarenessClient: number | null
	/** Whether words of a plain client had to wait: nobody has kept them, and it does not offer them again unless it comes back. */
	isOwed: boolean
	/** Whether its client has closed the document. */
	isLeaving: boolean
}

/** Whose it is what somebody says or shows, as everybody receives it. */
export function stampOf({
	seat,
	delegation,
}: Pick<Participant, 'seat' | 'delegation'>): StampedSeat {
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
