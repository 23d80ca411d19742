import { parseLogPosition, ParleyError, type NegotiationId } from '@parley/domain'
import { sharedLog } from '@parley/protocol'
import { keepAnswers } from './answerSteps.ts'
import { erasureSteps } from './erasureSteps.ts'
import type { Creation, Ending, NegotiationStore, StoredErasure } from '../ports.ts'
import type { Reader } from './reader.ts'
import { toDelegation, toErasure, toNegotiation } from './rows.ts'
import { tables } from './tables.ts'
import type { Writer } from './writer.ts'
import { step, type Step } from './writes.ts'

/** The negotiations in the database. */
export function sqliteNegotiations(reader: Reader, writer: Writer): NegotiationStore {
	return {
		async create(creation) {
			const undone = `the negotiation ${creation.negotiation.id} was not stored`
			await writer.take(undone, insertions(creation), creation.opening)
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
		async setContact(id, contact, answer) {
			const change = tables.updateTable('negotiation').set({ contact }).where('id', '=', id)
			const found = await writer.take(`the contact of ${id} was not changed`, [
				step(change, { decides: true }),
				...keepAnswers([answer]),
			])
			if (!found) throw new ParleyError('not-found', `There is no negotiation ${id}.`)
		},
		async erase(id, record) {
			let left: StoredErasure | null = null
			const isErased = await writer.takeAlone(`${id} was not erased`, async () => {
				const ending = await endingOf(reader, id)
				if (ending === null) return null
				left = { ...record(ending), negotiation: id }
				return erasureSteps(left)
			})
			return isErased ? left : null
		},
		erasures: () =>
			reader.read(() =>
				reader.all(tables.selectFrom('erasure').selectAll().orderBy('number')).map(toErasure)
			),
	}
}

function endingOf(reader: Reader, id: NegotiationId): Promise<Ending | null> {
	return reader.read(() => {
		const negotiation = tables.selectFrom('negotiation').select('id').where('id', '=', id)
		if (reader.first(negotiation) === undefined) return null
		const last = reader.prepare<[string], { position: number; chain: string }>(
			`SELECT position, chain FROM log JOIN checkpoint ON checkpoint.log = log.number
			 WHERE log.name = ? ORDER BY position DESC LIMIT 1`
		)
		const { position = 0, chain = null } = last.get(sharedLog(id)) ?? {}
		const frozen = tables
			.selectFrom('snapshot')
			.select('digest')
			.where('negotiation', '=', id)
			.orderBy('round')
			.orderBy('position')
		const snapshots = reader.all(frozen).map(({ digest }) => digest)
		return { position: parseLogPosition(position), chain, snapshots }
	})
}

function insertions({ negotiation, delegations, seats }: Creation): Step[] {
	const { id, createdAt, title, notice, round, language, contact } = negotiation
	return [
		step(
			tables
				.insertInto('negotiation')
				.values({ id, title, notice, round, language, contact, created_at: createdAt })
		),
		...delegations.map(({ id: delegation, code, name, slot }) =>
			step(
				tables
					.insertInto('delegation')
					.values({ id: delegation, negotiation: id, code, name, slot })
			)
		),
		...seats.map(({ id: seat, role, delegation, name, revoked }) =>
			step(
				tables.insertInto('seat').values({
					...{ id: seat, negotiation: id, role, delegation, name },
					revoked_at: revoked ? createdAt : null,
				})
			)
		),
	]
}
