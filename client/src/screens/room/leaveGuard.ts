import { blockNavigation } from 'sv-router'
import { asksOnLeaving } from '../../negotiation/delivery.ts'
import { type Room } from '../../negotiation/room.svelte.ts'

/**
 * Asks before this page goes while words of mine are not sent and the line is down, or not kept on this device, or not taken by the
 * server and shown here alone. Gives the way to stop asking.
 */
export function guardLeaving(room: Room): () => void {
	const isSafe = (): boolean =>
		room.isLeft ||
		(room.setAside.refused.length === 0 && !asksOnLeaving(room.link, room.outbox.undelivered))
	return blockNavigation({
		beforeUnload: isSafe,
		onNavigate: () => isSafe() || window.confirm(`${whatIsAtStake(room)} Leave all the same?`),
	})
}

function whatIsAtStake(room: Room): string {
	if (room.setAside.refused.length > 0) {
		return 'The server did not take words of yours, and they are shown here alone.'
	}
	return room.outbox.undelivered.isKept
		? 'Words of yours were not sent. They are kept on this device and go out when you open this room here again.'
		: 'Words of yours were not sent and are not kept on this device.'
}
