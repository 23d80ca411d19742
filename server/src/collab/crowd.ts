import { type SessionId } from '@parley/domain'
import { type Limits } from './limits.ts'
import { Quotas, type Hold } from './quotas.ts'

/** One socket's place among all that are open. */
export interface Place {
	/** Whether its session, if it has one by now, and its address may send a frame of `bytes` more. */
	take(bytes: number, nowMs: number): boolean
	/** The socket is let in by `session`; false where that has as many sockets as it may. */
	join(session: SessionId, nowMs: number): boolean
	/** The socket is gone. Leaving twice is fine. */
	leave(nowMs: number): void
}

/** Everybody who has a socket: how many there may be, and what those of one session and those of one address may send together. */
export class Crowd {
	readonly #maxSockets: number
	readonly #sessions: Quotas
	readonly #addresses: Quotas
	/** Those who have not been let in yet: they are fewer than their address may have, so that they keep nobody out for long. */
	readonly #strangers: Quotas
	#size = 0

	constructor({ session, address, maxStrangers, maxSockets }: Limits) {
		this.#maxSockets = maxSockets
		this.#sessions = new Quotas(session)
		this.#addresses = new Quotas(address)
		this.#strangers = new Quotas({ ...address, sockets: maxStrangers })
	}

	/** A place for a socket from `address`; null where there are as many as there may be. */
	enter(address: string, nowMs: number): Place | null {
		if (this.#size >= this.#maxSockets) return null
		const atAddress = this.#addresses.hold(address, nowMs)
		if (atAddress === null) return null
		const asStranger = this.#strangers.hold(address, nowMs)
		if (asStranger === null) {
			atAddress.release(nowMs)
			return null
		}
		this.#size++
		let inSession: Hold | null = null
		let isHere = true
		return {
			take: (bytes, atMs) =>
				atAddress.take(bytes, atMs) && (inSession === null || inSession.take(bytes, atMs)),
			join: (session, atMs) => {
				inSession ??= this.#sessions.hold(session, atMs)
				if (inSession === null) return false
				asStranger.release(atMs)
				return true
			},
			leave: (atMs) => {
				if (!isHere) return
				isHere = false
				this.#size--
				for (const hold of [atAddress, asStranger, inSession]) hold?.release(atMs)
			},
		}
	}
}
