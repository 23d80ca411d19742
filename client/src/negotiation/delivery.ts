import { type LinkState } from './socket.ts'
import { type Undelivered } from './outbox.ts'

/** What the status bar says of the link and of my unsent work. */
export interface Delivery {
	readonly kind:
		| 'connecting'
		| 'sent'
		| 'sending'
		| 'slow'
		| 'reconnecting'
		| 'offline'
		| 'unsent'
		| 'unkept'
		| 'stopped'
	/** In plain words, e.g. `Not sent — 4 edits kept on this device`. */
	readonly text: string
	/** Closing the page now would lose words. */
	readonly wouldLose: boolean
}

const SLOW_MS = 5_000
const OFFLINE_MS = 8_000

/**
 * The delivery state in the words of the interface.
 *
 * @param now ms on this device's clock
 * @param time how a time of day is said, e.g. `14:02`
 * @param isClosed the server takes nothing until the chair decides (rule F6)
 */
export function deliveryState(
	link: LinkState,
	unsent: Undelivered,
	now: number,
	time: (at: number) => string,
	isClosed = false
): Delivery {
	const wouldLose = unsent.edits > 0 && !unsent.isKept
	const state = (kind: Delivery['kind'], text: string): Delivery => ({ kind, text, wouldLose })

	if (link.kind === 'up') {
		if (unsent.oldestAt === null) return state('sent', 'Sent')
		if (isClosed) return state('unsent', `Waiting for the chair — ${whereKept(unsent)}`)
		return now - unsent.oldestAt > SLOW_MS
			? state('slow', 'Still sending…')
			: state('sending', 'Sending…')
	}
	if (unsent.edits > 0) {
		return unsent.isKept
			? state('unsent', `Not sent — ${whereKept(unsent)}`)
			: state('unkept', 'Not sent and not kept')
	}
	if (link.kind === 'stopped') return state('stopped', 'Disconnected')
	if (link.kind === 'connecting') return state('connecting', 'Connecting…')
	return now - link.since > OFFLINE_MS
		? state('offline', `Offline since ${time(link.since)}`)
		: state('reconnecting', 'Reconnecting…')
}

function whereKept({ edits, isKept }: Undelivered): string {
	return `${countOf(edits)} ${isKept ? 'kept on this device' : 'not kept'}`
}

/** A number of edits in words. */
export function countOf(edits: number): string {
	return edits === 1 ? '1 edit' : `${edits} edits`
}
