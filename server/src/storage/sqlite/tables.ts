import {
	DummyDriver,
	Kysely,
	SqliteAdapter,
	SqliteIntrospector,
	SqliteQueryCompiler,
	type Generated,
} from 'kysely'

interface NegotiationTable {
	number: Generated<number>
	id: string
	title: string
	notice: string
	round: number
	language: string
	contact: string
	created_at: number
}

interface DelegationTable {
	number: Generated<number>
	id: string
	negotiation: string
	code: string
	name: string
	slot: number
}

interface SeatTable {
	number: Generated<number>
	id: string
	negotiation: string
	role: string
	delegation: string | null
	name: string
	revoked_at: number | null
}

interface InvitationTable {
	number: Generated<number>
	id: string
	seat: string
	code_hash: string
	created_at: number
	expires_at: number
	redeemed_at: number | null
	revoked_at: number | null
}

interface SessionTable {
	id: string
	token_hash: string
	created_at: number
	expires_at: number
	revoked_at: number | null
}

interface SessionSeatTable {
	session: string
	negotiation: string
	seat: string
}

interface SnapshotTable {
	number: Generated<number>
	id: string
	negotiation: string
	round: number
	log: string
	position: number
	frozen_at: number
	digest: string
	key_id: string
	file: Uint8Array
}

interface StateCacheTable {
	id: Generated<number>
	document: string
	position: number
	state: Uint8Array
}

interface ErasureTable {
	number: Generated<number>
	negotiation: string
	erased_at: number
	file: Uint8Array
	scrubbed: Generated<number>
}

interface KeptAnswerTable {
	number: Generated<number>
	id: string
	holder: string
	negotiation: string | null
	at: number
	request: string
	sealed: Uint8Array
}

/** The tables of the newest format that are reached through typed queries. The log itself is on the hot path: `logWrites.ts`. */
export interface Tables {
	negotiation: NegotiationTable
	delegation: DelegationTable
	seat: SeatTable
	invitation: InvitationTable
	session: SessionTable
	session_seat: SessionSeatTable
	snapshot: SnapshotTable
	state_cache: StateCacheTable
	erasure: ErasureTable
	kept_answer: KeptAnswerTable
}

/** Builds typed queries and runs none: a `Connection` runs them, synchronously, so that a transaction is one step. */
export const tables = new Kysely<Tables>({
	dialect: {
		createAdapter: () => new SqliteAdapter(),
		createDriver: () => new DummyDriver(),
		createIntrospector: (db) => new SqliteIntrospector(db),
		createQueryCompiler: () => new SqliteQueryCompiler(),
	},
})
