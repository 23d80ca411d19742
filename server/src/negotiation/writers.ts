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

	/** Binds all of `clients` to `seat`, or none where one is somebody else's or the session has not so many left. */
	bind(
		document: DocumentName,
		head: DocumentHead | undefined,
		clients: readonly number[],
		seat: SeatId,
		session: SessionId
	): Binding {
		const claims = this.#claims.get(document) ?? new Map<number, SeatId>()
		const fresh: number[] = []
		for (const client of clients) {
			if (head?.writer(client) === null) return 'other-author'
			const owner = head?.writer(client) ?? claims.get(client)
			if (owner === undefined) fresh.push(client)
			else if (owner !== seat) return 'other-author'
		}
		if (!this.#take(`${document} ${session}`, fresh.length)) return 'too-many-writers'
		if (fresh.length > 0) this.#claims.set(document, claims)
		for (const client of fresh) claims.set(client, seat)
		for (const client of clients) head?.bind(client, seat)
		return 'bound'
	}

	#take(key: string, wanted: number): boolean {
		if (wanted === 0) return true
		const now = this.#now()
		const used = this.#used.get(key) ?? { count: 0, since: now }
		const back = Math.floor((now - used.since) / ONE_MORE_MS)
		const count = Math.max(0, used.count - back)
		if (count + wanted > LIMIT) return false
		const since = count === 0 ? now : addMs(used.since, back * ONE_MORE_MS)
		this.#used.set(key, { count: count + wanted, since })
		return true
	}
}
