import { type NegotiationId, type SeatId, type SessionId } from '@parley/domain'
import { type CloseReason } from '@parley/protocol'
import { type Participant } from './participant.ts'
import { type LiveSocket } from './socket.ts'

/**
 * Cuts that are remembered. Only one that comes while somebody is being let in matters, which takes milliseconds; whoever holds a link
 * could else fill the memory by signing in and out.
 */
const REMEMBERED_CUTS = 1000

/** Every open socket of this process. */
export class Sockets {
	readonly #open = new Set<LiveSocket>()
	/** Sockets that are closed and still have frames to deal with. */
	readonly #ending = new Set<LiveSocket>()
	/** When a seat or session was last cut off, as a count of such cuts, the longest ago first. */
	readonly #cuts = new Map<SeatId | SessionId, number>()
	#cutCount = 0
	/** The newest cut that is not remembered any more. */
	#forgotten = 0

	add(socket: LiveSocket): void {
		this.#open.add(socket)
	}

	/** The socket is closed. It is kept in mind until everything that came in on it has been dealt with. */
	end(socket: LiveSocket): void {
		this.#open.delete(socket)
		this.#ending.add(socket)
		void socket.ended.then(() => this.#ending.delete(socket))
	}

	get open(): Iterable<LiveSocket> {
		return this.#open
	}

	/** How many are open. */
	get size(): number {
		return this.#open.size
	}

	/** How many sockets `seat` has a document open on. */
	connections(seat: SeatId): number {
		let count = 0
		for (const { participants } of this.#open) {
			if (some(participants, (participant) => participant.seat.id === seat)) count++
		}
		return count
	}

	/** A mark to ask `isCutSince` with: authentication takes a while, and somebody can be cut off meanwhile. */
	mark(): number {
		return this.#cutCount
	}

	/** How many cuts are remembered. */
	get remembered(): number {
		return this.#cuts.size
	}

	/** Whether any of `ids` was cut off after `mark` was taken, or may have been so long ago that it is not remembered. */
	isCutSince(mark: number, ...ids: readonly (SeatId | SessionId)[]): boolean {
		if (mark < this.#forgotten) return true
		return ids.some((id) => (this.#cuts.get(id) ?? 0) > mark)
	}

	/** Cuts every socket of a seat that was taken away. */
	closeSeat(seat: SeatId): void {
		this.#remember(seat)
		this.closeWhere('revoked', (participant) => participant.seat.id === seat)
	}

	/** Cuts every socket of a session that has ended. */
	closeSession(session: SessionId): void {
		this.#remember(session)
		for (const socket of [...this.#open]) if (socket.session === session) socket.close('revoked')
	}

	#remember(cut: SeatId | SessionId): void {
		this.#cuts.delete(cut)
		this.#cuts.set(cut, ++this.#cutCount)
		const [oldest] = this.#cuts
		if (oldest === undefined || this.#cuts.size <= REMEMBERED_CUTS) return
		this.#cuts.delete(oldest[0])
		this.#forgotten = oldest[1]
	}

	/** Closes every socket that has a document of `negotiation` open. */
	closeNegotiation(negotiation: NegotiationId, reason: CloseReason): void {
		this.closeWhere(reason, ({ address }) => address.negotiation === negotiation)
	}

	/** Closes every socket with a participant that `applies` to. */
	closeWhere(reason: CloseReason, applies: (participant: Participant) => boolean): void {
		for (const socket of [...this.#open]) {
			if (some(socket.participants, applies)) socket.close(reason)
		}
	}

	/** Closes all of them; resolves once every frame that came in has been dealt with. */
	async closeAll(reason: CloseReason): Promise<void> {
		for (const socket of [...this.#open]) socket.close(reason)
		await Promise.all([...this.#ending].map(({ ended }) => ended))
	}
}

function some<T>(values: Iterable<T>, applies: (value: T) => boolean): boolean {
	for (const value of values) if (applies(value)) return true
	return false
}
