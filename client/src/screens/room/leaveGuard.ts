import { blockNavigation } from 'sv-router'
import { type Room } from '../../negotiation/room.svelte.ts'

/**
 * Asks before this page goes while words of mine are neither sent nor kept on this device. Gives the way to stop asking.
 */
export function guardLeaving(room: Room): () => void {
	const isSafe = (): boolean => {
		const { edits, isKept } = room.outbox.undelivered
		return edits === 0 || isKept
	}
	return blockNavigation({
		beforeUnload: isSafe,
		onNavigate: () =>
			isSafe() ||
			window.confirm(
				'Words of yours were not sent and are not kept on this device. Leave all the same?'
			),
	})
}
