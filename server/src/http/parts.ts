import { type HttpBindings } from '@hono/node-server'
import { type Random, type Seat, type SeatId, type SessionId } from '@parley/domain'
import { type Context } from 'hono'
import { type Logger } from 'pino'
import { type Clock } from '../freeze/clock.ts'
import { type ServerSigner } from '../freeze/signer.ts'
import { type Frames, type Stamp } from '../negotiation/frames.ts'
import { type Room } from '../negotiation/room.ts'
import { type Rooms } from '../negotiation/rooms.ts'
import { type DocumentTokens } from '../people/documentToken.ts'
import { type Session, type Storage } from '../storage/ports.ts'
import { type Workshop } from '../textWork/workshop.ts'
import { type Answered } from './answered.ts'
import { type Health } from './health.ts'
import { type KeyedRequest } from './keyedRequest.ts'
import { type Quota, type RateLimits } from './limits.ts'
import { type AddressOf } from './proxies.ts'
import { type StaticFiles } from './staticFiles.ts'

/** What the live side does for the routes: it knows who is connected and can cut them off. */
export interface Live {
	/** Live connections of `seat`. */
	connections(seat: SeatId): number
	/** Cuts every socket of a session, which has ended or holds other seats now. */
	closeSession(session: SessionId): void
}

/** What the routes work with. */
export interface HttpParts {
	readonly storage: Storage
	readonly clock: Clock
	readonly random: Random
	readonly frames: Frames
	readonly rooms: Rooms
	readonly signer: ServerSigner
	/** Tokens for plain Yjs clients. */
	readonly documentTokens: DocumentTokens
	readonly live: Live
	readonly log: Logger
	readonly limits: RateLimits
	/** Where files of texts are made. */
	readonly workshop: Workshop
	/** The built client, and the verifier that stands alone. */
	readonly files: StaticFiles
	/** The address that people open; links begin with it, and requests must come from its pages. */
	readonly publicUrl: () => string
	/** Tells the address of whoever asks. */
	readonly addressOf: AddressOf
	/** Told of every answer, to count it. */
	readonly onAnswered: (answered: Answered) => void
	/** Whether commits go through, and if not since when. */
	readonly health: Health
}

/** A signed-in person in one room. */
export interface Place {
	readonly room: Room
	readonly seat: Seat
	readonly session: Session
}

/** What travels with a request from one step to the next. */
export interface Env {
	Bindings: HttpBindings
	Variables: {
		/** Names this request in its answer, in problems and in the log. */
		reference: string
		/** What came with a request that changes something; may be empty. */
		body: string
		/** When that had been read as a whole. */
		stamp: Stamp
		session: Session
		/** In what this request was counted, see `counting.ts`. */
		quotas: readonly Quota[]
		place: Place
		/** The request by its idempotency key; only where it came with one. */
		keyed?: KeyedRequest
	}
}

export type RequestContext = Context<Env>
