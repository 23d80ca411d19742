import { Bucket, type Rate } from './bucket.ts'

/** How much those who share something may send together, and on how many sockets. */
export interface Share {
	readonly sockets: number
	readonly frames: Rate
	readonly bytes: Rate
}

/** What is left of a share. */
interface Standing {
	readonly frames: Bucket
	readonly bytes: Bucket
	sockets: number
}

/** One socket's hold on a share. */
export interface Hold {
	/** Takes a frame of `bytes` out of the share, if that much is in it, and says whether it was. */
	take(bytes: number, nowMs: number): boolean
	/** The socket is gone. Releasing twice is fine. */
	release(nowMs: number): void
}

/**
 * The shares of sessions or addresses, by their names. What is left of one is remembered after its last socket has gone, until it would be
 * whole again: coming back gives nobody a new one.
 */
export class Quotas {
	readonly #share: Share
	readonly #wholeAfterMs: number
	readonly #standings = new Map<string, Standing>()
	/** When the last socket of each share that nobody holds went, the longest ago first. */
	readonly #left = new Map<string, number>()

	constructor(share: Share) {
		this.#share = share
		const { frames, bytes } = share
		this.#wholeAfterMs =
			1000 * Math.max(frames.burst / frames.perSecond, bytes.burst / bytes.perSecond)
	}

	/** Counts one more socket for `key`; null where it has as many as it may. */
	hold(key: string, nowMs: number): Hold | null {
		this.#forget(nowMs)
		const { frames, bytes } = this.#share
		const standing = this.#standings.get(key) ?? {
			frames: new Bucket(frames, nowMs),
			bytes: new Bucket(bytes, nowMs),
			sockets: 0,
		}
		if (standing.sockets >= this.#share.sockets) return null
		standing.sockets++
		this.#standings.set(key, standing)
		this.#left.delete(key)
		let isHeld = true
		return {
			take: (size, atMs) => standing.frames.take(1, atMs) && standing.bytes.take(size, atMs),
			release: (atMs) => {
				if (!isHeld) return
				isHeld = false
				standing.sockets--
				if (standing.sockets === 0) this.#left.set(key, atMs)
			},
		}
	}

	/** How many shares are remembered. */
	get size(): number {
		return this.#standings.size
	}

	#forget(nowMs: number): void {
		for (const [key, leftMs] of this.#left) {
			if (nowMs - leftMs < this.#wholeAfterMs) return
			this.#left.delete(key)
			this.#standings.delete(key)
		}
	}
}
