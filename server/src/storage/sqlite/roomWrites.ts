import { CACHES_KEPT } from '../commit.ts'
import { type DocumentName } from '@parley/protocol'
import { type Creation, type StateCache, type StoredSnapshot } from '../ports.ts'
import { type Connection } from './connection.ts'
import { tables } from './tables.ts'

/** Stores a negotiation with its delegations and seats; its opening commit is the caller's to append. */
export function insertNegotiation(connection: Connection, creation: Creation): void {
	const { id, createdAt, title, notice, round, language, contact } = creation.negotiation
	connection.run(
		tables
			.insertInto('negotiation')
			.values({ id, title, notice, round, language, contact, created_at: createdAt })
	)
	for (const { id: delegation, code, name, slot } of creation.delegations) {
		connection.run(
			tables.insertInto('delegation').values({ id: delegation, negotiation: id, code, name, slot })
		)
	}
	for (const seat of creation.seats) {
		connection.run(
			tables.insertInto('seat').values({
				id: seat.id,
				negotiation: id,
				role: seat.role,
				delegation: seat.delegation,
				name: seat.name,
				revoked_at: seat.revoked ? createdAt : null,
			})
		)
	}
}

/** Stores `snapshot` unless its freeze entry has one. */
export function insertSnapshot(connection: Connection, snapshot: StoredSnapshot): void {
	const { id, negotiation, round, log, position, digest, file } = snapshot
	connection.run(
		tables
			.insertInto('snapshot')
			.values({
				...{ id, negotiation, round, log, position, digest, file },
				frozen_at: snapshot.frozenAt,
				key_id: snapshot.keyId,
			})
			.onConflict((conflict) => conflict.columns(['log', 'position']).doNothing())
	)
}

/** Keeps a state cache, and of its document's caches the newest few. */
export function putCache(connection: Connection, document: DocumentName, cache: StateCache): void {
	const { position, state } = cache
	connection.run(
		tables
			.insertInto('state_cache')
			.values({ document, position, state })
			.onConflict((conflict) => conflict.columns(['document', 'position']).doUpdateSet({ state }))
	)
	const kept = tables
		.selectFrom('state_cache')
		.select('position')
		.where('document', '=', document)
		.orderBy('position', 'desc')
		.limit(CACHES_KEPT)
	connection.run(
		tables
			.deleteFrom('state_cache')
			.where('document', '=', document)
			.where('position', 'not in', kept)
	)
}
