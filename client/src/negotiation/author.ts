import { parseStampedCaret, type StampedSeat } from '@parley/protocol'
import { type Awareness } from 'y-protocols/awareness'

/** The seat that writes as `client` in a clause, as the server stamped it; null where it is not known here. */
export function authorOf(awareness: Awareness, client: number): StampedSeat | null {
	return parseStampedCaret(awareness.getStates().get(client))?.who ?? null
}

/** How someone is called when they did something: the delegation, for whom they speak, or the seat. */
export function calledBy(who: StampedSeat | null): string {
	if (who === null) return 'Someone'
	return who.delegation?.name ?? who.name
}
