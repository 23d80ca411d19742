import { parseLogPosition, ParleyError } from '@parley/domain'
import { CACHES_KEPT } from '../commit.ts'
import type { SnapshotStore, StateCacheStore } from '../ports.ts'
import type { Reader } from './reader.ts'
import { plainBytes, toSnapshot } from './rows.ts'
import { tables } from './tables.ts'
import type { Writer } from './writer.ts'
import { step } from './writes.ts'

/** The state caches in the database. */
export function sqliteCaches(reader: Reader, writer: Writer): StateCacheStore {
	return {
		async put(document, { position, state }) {
			const kept = tables
				.selectFrom('state_cache')
				.select('position')
				.where('document', '=', document)
				.orderBy('position', 'desc')
				.limit(CACHES_KEPT)
			await writer.take(`the state cache of ${document} was not stored`, [
				step(
					tables
						.insertInto('state_cache')
						.values({ document, position, state })
						.onConflict((conflict) =>
							conflict.columns(['document', 'position']).doUpdateSet({ state })
						)
				),
				step(
					tables
						.deleteFrom('state_cache')
						.where('document', '=', document)
						.where('position', 'not in', kept)
				),
			])
		},
		newest: (document, until) =>
			reader.read(() => {
				const row = reader.first(
					tables
						.selectFrom('state_cache')
						.select(['position', 'state'])
						.where('document', '=', document)
						.where('position', '<=', until)
						.orderBy('position', 'desc')
						.limit(1)
				)
				if (row === undefined) return null
				return { position: parseLogPosition(row.position), state: plainBytes(row.state) }
			}),
	}
}

/** The snapshots in the database. */
export function sqliteSnapshots(reader: Reader, writer: Writer): SnapshotStore {
	return {
		async save(snapshot) {
			const { id, negotiation, round, log, position, frozenAt, digest, keyId, file } = snapshot
			// A trigger passes over it where its freeze entry has one.
			await writer.take(`the snapshot ${id} was not stored`, [
				step(
					tables.insertInto('snapshot').values({
						...{ id, negotiation, round, log, position, digest, file },
						...{ frozen_at: frozenAt, key_id: keyId },
					})
				),
			])
			return reader.read(() => {
				const standing = tables
					.selectFrom('snapshot')
					.selectAll()
					.where('log', '=', log)
					.where('position', '=', position)
				const row = reader.first(standing)
				if (row === undefined) throw new ParleyError('not-found', `There is no snapshot ${id}.`)
				return toSnapshot(row)
			})
		},
		list: (negotiation) =>
			reader.read(() =>
				reader
					.all(
						tables
							.selectFrom('snapshot')
							.selectAll()
							.where('negotiation', '=', negotiation)
							.orderBy('round', 'desc')
							.orderBy('position', 'desc')
					)
					.map(toSnapshot)
			),
	}
}
