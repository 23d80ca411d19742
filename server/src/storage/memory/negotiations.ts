import { ParleyError } from '@parley/domain'
import type { NegotiationStore } from '../ports.ts'
import { keepAnswer } from './answers.ts'
import { assertNotErased, erase } from './erasure.ts'
import { appendTo } from './logs.ts'
import type { Memory } from './memory.ts'
import type { Access } from './access.ts'

/** The negotiations in memory. */
export function memoryNegotiations(access: Access): NegotiationStore {
	return {
		create: ({ negotiation, delegations, seats, opening }) =>
			access.write((memory) => {
				assertFree(memory, [
					negotiation.id,
					...delegations.map(({ id }) => id),
					...seats.map(({ id }) => id),
				])
				assertNotErased(memory, negotiation.id)
				appendTo(memory, opening)
				memory.rooms.set(negotiation.id, {
					negotiation,
					delegations: [...delegations],
					seats: [...seats],
				})
			}),
		list: () => access.read(({ rooms }) => [...rooms.values()].map((room) => room.negotiation)),
		read: (id) => access.read(({ rooms }) => rooms.get(id)?.negotiation ?? null),
		delegations: (id) => access.read(({ rooms }) => rooms.get(id)?.delegations ?? []),
		setContact: (id, contact, answer) =>
			access.write((memory) => {
				const room = memory.rooms.get(id)
				if (room === undefined) throw new ParleyError('not-found', `There is no negotiation ${id}.`)
				room.negotiation = { ...room.negotiation, contact }
				keepAnswer(memory, answer)
			}),
		erase: (id, record) => access.write((memory) => erase(memory, id, record)),
		erasures: () => access.read(({ erasures }) => [...erasures]),
	}
}

function assertFree({ rooms }: Memory, ids: readonly string[]): void {
	const taken = new Set<string>()
	for (const { negotiation, delegations, seats } of rooms.values()) {
		for (const { id } of [negotiation, ...delegations, ...seats]) taken.add(id)
	}
	for (const id of ids) {
		if (taken.has(id)) throw new ParleyError('storage-failed', `The id ${id} is taken.`)
		taken.add(id)
	}
}
