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
}

const SLOW_MS = 5_000
/** A line that was cut comes back within this time, where a proxy or a moment of bad reception cut it: nobody is alarmed before. */
const GRACE_MS = 2_000
const OFFLINE_MS = 8_000

/** Whether the line has been gone for long enough to be told of. `now` is ms on this device's clock. */
export function isAway(link: LinkState, now: number): boolean {
	return link.kind === 'down' && now - link.since > GRACE_MS
}

/** Whether what is written now may not come to the server for a while. */
export function isOffline(link: LinkState, now: number): boolean {
	return link.kind === 'down' && now - link.since > OFFLINE_MS
}

/** Whether somebody who leaves the page now is to be asked first: words would be lost, or stay unsent until they come back. */
export function asksOnLeaving(link: LinkState, { edits, isKept }: Undelivered): boolean {
	return edits > 0 && (!isKept || link.kind !== 'up')
}

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
	const state = (kind: Delivery['kind'], text: string): Delivery => ({ kind, text })

	if (link.kind === 'up') {
		if (unsent.oldestAt === null) return state('sent', 'Sent')
		if (isClosed) return state('unsent', `Waiting for the chair — ${whereKept(unsent)}`)
		return now - unsent.oldestAt > SLOW_MS
			? state('slow', 'Still sending…')
			: state('sending', 'Sending…')
	}
	if (link.kind === 'connecting') return state('connecting', 'Connecting…')
	if (unsent.edits > 0) {
		if (link.kind === 'down' && !isAway(link, now)) return state('reconnecting', 'Reconnecting…')
		return unsent.isKept || unsent.isBeingKept
			? state('unsent', `Not sent — ${whereKept(unsent)}`)
			: state('unkept', 'Not sent and not kept')
	}
	if (link.kind === 'stopped') return state('stopped', 'Disconnected')
	return isOffline(link, now)
		? state('offline', `Offline since ${time(link.since)}`)
		: state('reconnecting', 'Reconnecting…')
}

function whereKept({ edits, isKept, isBeingKept }: Undelivered): string {
	return `${countOf(edits)} ${isKept || isBeingKept ? 'kept on this device' : 'not kept'}`
}

/** A number of edits in words. */
export function countOf(edits: number): string {
	return edits === 1 ? '1 edit' : `${edits} edits`
}
