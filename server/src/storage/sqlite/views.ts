import { parseLogPosition, ParleyError } from '@parley/domain'
import { type NegotiationStore, type SnapshotStore, type StateCacheStore } from '../ports.ts'
import { type Reader } from './reader.ts'
import { plainBytes, toDelegation, toNegotiation, toSnapshot } from './rows.ts'
import { tables } from './tables.ts'
import { type Writer } from './writer.ts'

/** The state caches in the database. */
export function sqliteCaches(reader: Reader, writer: Writer): StateCacheStore {
	return {
		async put(document, cache) {
			await writer.write({ kind: 'put-cache', document, cache })
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
			await writer.write({ kind: 'save-snapshot', snapshot })
			return reader.read(() => {
				const row = reader.first(
					tables
						.selectFrom('snapshot')
						.selectAll()
						.where('log', '=', snapshot.log)
						.where('position', '=', snapshot.position)
				)
				if (row === undefined) throw new ParleyError('not-found', `There is no ${snapshot.id}.`)
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

/** The negotiations in the database. */
export function sqliteNegotiations(reader: Reader, writer: Writer): NegotiationStore {
	return {
		async create(creation) {
			await writer.write({ kind: 'create', creation })
		},
		list: () =>
			reader.read(() =>
				reader
					.all(tables.selectFrom('negotiation').selectAll().orderBy('number'))
					.map(toNegotiation)
			),
		read: (id) =>
			reader.read(() => {
				const row = reader.first(tables.selectFrom('negotiation').selectAll().where('id', '=', id))
				return row === undefined ? null : toNegotiation(row)
			}),
		delegations: (id) =>
			reader.read(() =>
				reader
					.all(
						tables
							.selectFrom('delegation')
							.selectAll()
							.where('negotiation', '=', id)
							.orderBy('number')
					)
					.map(toDelegation)
			),
		async setContact(id, contact) {
			assertFound(await writer.write({ kind: 'set-contact', id, contact }), id)
		},
	}
}

/** Throws `not-found` where a write answered that it found no `id`. */
export function assertFound(answer: number, id: string): void {
	if (answer === 0) throw new ParleyError('not-found', `There is no ${id}.`)
}
