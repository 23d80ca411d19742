import { parseLogPosition, type NegotiationId } from '@parley/domain'
import { sharedLog } from '@parley/protocol'
import { erasedLog } from '../commit.ts'
import type { NegotiationStore, StoredErasure } from '../ports.ts'
import type { Memory } from './memory.ts'

/** Erases as `NegotiationStore.erase` says; decides before it changes anything. */
export function erase(
	memory: Memory,
	negotiation: NegotiationId,
	record: Parameters<NegotiationStore['erase']>[1]
): StoredErasure | null {
	const log = sharedLog(negotiation)
	const room = memory.rooms.get(negotiation)
	if (room === undefined) return null
	const { position = parseLogPosition(0), chain = null } =
		memory.logs.get(log)?.checkpoints.at(-1) ?? {}
	const snapshots = memory.snapshots
		.filter((snapshot) => snapshot.negotiation === negotiation)
		.sort((a, b) => a.round - b.round || a.position - b.position)
		.map(({ digest }) => digest)
	const erasure = { ...record({ position, chain, snapshots }), negotiation }
	const seats = new Set<string>(room.seats.map(({ id }) => id))
	memory.rooms.delete(negotiation)
	memory.logs.delete(log)
	for (const kept of [memory.writers, memory.caches]) {
		for (const document of [...kept.keys()]) {
			if (document.startsWith(`${negotiation}/`)) kept.delete(document)
		}
	}
	memory.withheld = memory.withheld.filter(
		({ document }) => !document.startsWith(`${negotiation}/`)
	)
	memory.snapshots = memory.snapshots.filter((snapshot) => snapshot.negotiation !== negotiation)
	for (const { id, seat } of [...memory.invitations.values()]) {
		if (seats.has(seat)) memory.invitations.delete(id)
	}
	for (const session of [...memory.sessions.values()]) {
		const others = session.seats.filter((seat) => !seats.has(seat))
		if (others.length === session.seats.length) continue
		if (others.length === 0) memory.sessions.delete(session.id)
		else memory.sessions.set(session.id, { ...session, seats: others })
	}
	for (const answer of [...memory.answers.values()]) {
		if (answer.negotiation === negotiation) memory.answers.delete(answer.id)
	}
	memory.erasures.push(structuredClone(erasure))
	return erasure
}

/** Throws where the negotiation that a log or document `name` belongs to was erased: nothing of it is taken again. */
export function assertNotErased({ erasures }: Memory, name: string): void {
	const [negotiation = ''] = name.split('/')
	if (erasures.some((erasure) => erasure.negotiation === negotiation)) {
		throw erasedLog(name)
	}
}
