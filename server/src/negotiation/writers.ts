import { addMs, type Instant, type SeatId, type SessionId } from '@parley/domain'
import { type DocumentName } from '@parley/protocol'
import { type DocumentHead } from './documentHead.ts'

/** Writers that one session may bring to one document at once, and how long it takes until it may bring one more. */
const LIMIT = 20
const ONE_MORE_MS = 5 * 60_000

/** Why a clientID could not be bound, or `bound`. */
export type Binding = 'bound' | 'other-author' | 'too-many-writers'

/**
 * Who writes under which clientID (rule L7): bound at the first awareness state or update from an authenticated
 * connection, before anything of it is broadcast.
 *
 * Claims outlive connections, or somebody could take over the clientID of one who is offline with unsent words. They are kept
 * until they are stored with the writer's first entry, and for the life of the process.
 */
export class Writers {
	readonly #now: () => Instant
	/** When each session last had all its writers back, and how many it has used since. */
	readonly #used = new Map<string, { count: number; since: Instant }>()
	/** Claims for documents whose head is not in memory yet, or that have no text at all. */
	readonly #claims = new Map<DocumentName, Map<number, SeatId>>()

	constructor(now: () => Instant) {
		this.#now = now
	}

	/** Binds `client` to `seat` unless it is somebody else's or the session has none left. */
	bind(
		document: DocumentName,
		head: DocumentHead | undefined,
		client: number,
		seat: SeatId,
		session: SessionId
	): Binding {
		const owner = head?.writer(client) ?? this.#claims.get(document)?.get(client)
		if (head?.writer(client) === null) return 'other-author'
		if (owner !== undefined) {
			if (owner !== seat) return 'other-author'
		} else {
			if (!this.#take(`${document} ${session}`)) return 'too-many-writers'
			let claims = this.#claims.get(document)
			if (claims === undefined) this.#claims.set(document, (claims = new Map<number, SeatId>()))
			claims.set(client, seat)
		}
		head?.bind(client, seat)
		return 'bound'
	}

	#take(key: string): boolean {
		const now = this.#now()
		const used = this.#used.get(key) ?? { count: 0, since: now }
		const back = Math.floor((now - used.since) / ONE_MORE_MS)
		const count = Math.max(0, used.count - back)
		if (count >= LIMIT) return false
		const since = count === 0 ? now : addMs(used.since, back * ONE_MORE_MS)
		this.#used.set(key, { count: count + 1, since })
		return true
	}
}
