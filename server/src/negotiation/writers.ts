import { addMs, type Instant, type SeatId, type SessionId } from '@parley/domain'
import { type DocumentName } from '@parley/protocol'
import { type DocumentHead } from './documentHead.ts'

/** Writers that one session may bring to one document at once, and how long it takes until it may bring one more. */
const LIMIT = 20
const ONE_MORE_MS = 5 * 60_000

/**
 * Claims of one seat to clientIDs of one document that are remembered, the newest. Each opening of a page is one; whoever signs in again and
 * again could else fill the memory.
 */
const REMEMBERED_CLAIMS = 200

/** Why a clientID could not be bound, or `bound`. */
export type Binding = 'bound' | 'other-author' | 'too-many-writers'

/**
 * Who writes under which clientID (rule L7): bound at the first awareness state or update from an authenticated
 * connection, before anything of it is broadcast.
 *
 * Claims outlive connections, or somebody could take over the clientID of one who is offline with unsent words. They are kept
 * until they are stored with the writer's first entry, and for the life of the process: the newest of each seat, which loses its own
 * oldest claims alone.
 */
export class Writers {
	readonly #now: () => Instant
	/** When each session last had all its writers back, and how many it has used since; who used one the longest ago comes first. */
	readonly #used = new Map<string, { count: number; since: Instant }>()
	/** Claims for documents whose head is not in memory yet, or that have no text at all; the oldest come first. */
	readonly #claims = new Map<DocumentName, Claims>()

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
		const claims = this.#claims.get(document) ?? new Claims()
		const fresh: number[] = []
		for (const client of clients) {
			if (head?.writer(client) === null) return 'other-author'
			const owner = head?.writer(client) ?? claims.owner(client)
			if (owner === undefined) fresh.push(client)
			else if (owner !== seat) return 'other-author'
		}
		if (!this.#take(`${document} ${session}`, fresh.length)) return 'too-many-writers'
		if (fresh.length > 0) {
			this.#claims.set(document, claims)
			// The known ones too: none that is about to be numbered may be the oldest.
			for (const client of clients) claims.add(client, seat)
			for (const client of claims.dropOldest(seat)) head?.unbind(client)
		}
		for (const client of clients) head?.bind(client, seat)
		return 'bound'
	}

	/** How many claims and how many sessions are remembered. */
	get size(): { readonly claims: number; readonly sessions: number } {
		let claims = 0
		for (const { size } of this.#claims.values()) claims += size
		return { claims, sessions: this.#used.size }
	}

	#take(key: string, wanted: number): boolean {
		if (wanted === 0) return true
		const now = this.#now()
		this.#forgetWhole(now)
		const used = this.#used.get(key) ?? { count: 0, since: now }
		const back = Math.floor((now - used.since) / ONE_MORE_MS)
		const count = Math.max(0, used.count - back)
		if (count + wanted > LIMIT) return false
		const since = count === 0 ? now : addMs(used.since, back * ONE_MORE_MS)
		this.#used.delete(key)
		this.#used.set(key, { count: count + wanted, since })
		return true
	}

	/** Forgets sessions that have all their writers back, up to the first that has not: none stays for long behind that one. */
	#forgetWhole(now: Instant): void {
		for (const [key, { count, since }] of this.#used) {
			if (now - since < count * ONE_MORE_MS) return
			this.#used.delete(key)
		}
	}
}

/** Who claimed which clientID of one document. */
class Claims {
	readonly #owners = new Map<number, SeatId>()
	/** The clientIDs of each seat, the oldest claim first. */
	readonly #bySeat = new Map<SeatId, Set<number>>()

	get size(): number {
		return this.#owners.size
	}

	owner(client: number): SeatId | undefined {
		return this.#owners.get(client)
	}

	/** Counts `client` as the newest of `seat`. */
	add(client: number, seat: SeatId): void {
		this.#owners.set(client, seat)
		const own = this.#bySeat.get(seat) ?? new Set()
		own.delete(client)
		this.#bySeat.set(seat, own.add(client))
	}

	/** Drops the oldest claims of `seat` where it has too many, and gives them. */
	dropOldest(seat: SeatId): readonly number[] {
		const own = this.#bySeat.get(seat)
		if (own === undefined || own.size <= REMEMBERED_CLAIMS) return []
		const dropped = [...own].slice(0, own.size - REMEMBERED_CLAIMS)
		for (const client of dropped) {
			own.delete(client)
			this.#owners.delete(client)
		}
		return dropped
	}
}
