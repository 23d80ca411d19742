import { type Receipt } from '@parley/protocol'
import { createHash } from 'node:crypto'

/** An update of a client's own that has no receipt yet. */
export interface Unsent {
	/** SHA-256 of its bytes, lower-case hex. */
	readonly digest: string
	readonly bytes: Uint8Array
}

/** The digest that a receipt names an update by. */
export function digestOf(update: Uint8Array): string {
	return createHash('sha256').update(update).digest('hex')
}

/**
 * What a client has written in one document and not yet been told to be on disk. A receipt takes out the update that it names; one for a
 * SyncStep2 everything that was written before that was built.
 */
export class Outbox {
	#unsent: Unsent[] = []
	/** What each SyncStep2 under way carries, by its digest. */
	readonly #syncs = new Map<string, readonly Unsent[]>()

	get unsent(): readonly Unsent[] {
		return this.#unsent
	}

	/** An update was written. */
	record(bytes: Uint8Array): void {
		this.#unsent.push({ digest: digestOf(bytes), bytes })
	}

	/** A SyncStep2 was built. */
	recordSync(bytes: Uint8Array): void {
		this.#syncs.set(digestOf(bytes), [...this.#unsent])
	}

	/** The connection is gone: what was under way on it gets no receipt. */
	forgetSyncs(): void {
		this.#syncs.clear()
	}

	/** Takes a receipt, and gives what it settles. A refusal settles nothing: what was refused stays unsent. */
	take({ type, digest }: Receipt): readonly Unsent[] {
		const synced = this.#syncs.get(digest)
		this.#syncs.delete(digest)
		if (type === 'waiting' || type === 'refused') return []
		const settled = new Set(synced ?? this.#unsent.filter((update) => update.digest === digest))
		this.#unsent = this.#unsent.filter((update) => !settled.has(update))
		return [...settled]
	}
}
