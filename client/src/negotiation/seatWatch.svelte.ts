import { ApiError, readRoom, readSession } from './api.ts'
import { type SeatLoss } from './mode.ts'
import { fullName } from './people.ts'

/** How long after a question that nobody answered it is asked again. */
const AGAIN_MS = 2_000

/** What is asked about. */
export interface WatchedSeat {
	readonly negotiation: string
	readonly seat: string
}

/** Finds out why the server does not let this page in any more. */
export class SeatWatch {
	readonly #watched: WatchedSeat
	readonly #signal: AbortSignal
	#loss = $state.raw<SeatLoss | null>(null)
	#isOutdated = $state(false)

	/** @param signal ends all asking */
	constructor(watched: WatchedSeat, signal: AbortSignal) {
		this.#watched = watched
		this.#signal = signal
	}

	/** What became of the seat, where the line was closed because of it and this browser is still signed in. */
	get loss(): SeatLoss | null {
		return this.#loss
	}

	/** Whether the seat is as it was, and this page is older than the server. */
	get isOutdated(): boolean {
		return this.#isOutdated
	}

	/**
	 * The server let this page into no document: it is older than the server, or this browser has signed out or taken another seat
	 * meanwhile, in another window. My words are not to go out under that one: `revoked` is called then.
	 */
	async lookWhyDenied(revoked: () => void): Promise<void> {
		const { negotiation, seat } = this.#watched
		try {
			const { me } = await readRoom(negotiation, this.#signal)
			if (me.id === seat) this.#isOutdated = true
			else revoked()
		} catch (error) {
			if (this.#failed(error, () => this.lookWhyDenied(revoked))) revoked()
		}
	}

	/**
	 * The seat was lost. A session that still stands without a seat in this room has lost it, and one with another seat has changed it; one
	 * that signed out does not stand, and with that answer all copies go from this device.
	 */
	async lookWhatBecame(): Promise<void> {
		const { negotiation, seat } = this.#watched
		try {
			const { seats } = await readSession(this.#signal)
			const held = seats.find((one) => one.negotiation === negotiation)?.seat
			if (held === undefined) this.#loss = { kind: 'taken' }
			else if (held.id !== seat) this.#loss = { kind: 'changed', now: fullName(held) }
		} catch (error) {
			this.#failed(error, () => this.lookWhatBecame())
		}
	}

	/** Whether the server refused to answer. Where it did not answer at all it is asked again. */
	#failed(error: unknown, again: () => Promise<void>): boolean {
		if (this.#signal.aborted) return false
		if (!(error instanceof ApiError)) throw error
		if (error.status >= 400 && error.status < 500) return true
		setTimeout(() => void again(), AGAIN_MS)
		return false
	}
}
