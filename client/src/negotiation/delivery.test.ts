import { expect, test } from 'vitest'
import { asksOnLeaving, deliveryState } from './delivery.ts'
import { type LinkState } from './socket.ts'

const NOTHING = { edits: 0, oldestAt: null, isKept: true, isBeingKept: false }
const KEPT = { edits: 4, oldestAt: 1_000, isKept: true, isBeingKept: false }
const UNKEPT = { edits: 1, oldestAt: 1_000, isKept: false, isBeingKept: false }
const BEING_KEPT = { ...UNKEPT, isBeingKept: true }
const UP: LinkState = { kind: 'up' }
const DOWN: LinkState = { kind: 'down', since: 1_000 }
const time = (): string => '14:02'

test.each([
	[UP, NOTHING, 2_000, 'sent', 'Sent'],
	[UP, KEPT, 2_000, 'sending', 'Sending…'],
	[UP, KEPT, 7_000, 'slow', 'Still sending…'],
	[UP, UNKEPT, 2_000, 'sending', 'Sending…'],
	[{ kind: 'connecting' }, NOTHING, 2_000, 'connecting', 'Connecting…'],
	// what an earlier page left is on its way already
	[{ kind: 'connecting' }, KEPT, 2_000, 'connecting', 'Connecting…'],
	[DOWN, NOTHING, 2_000, 'reconnecting', 'Reconnecting…'],
	[DOWN, NOTHING, 20_000, 'offline', 'Offline since 14:02'],
	// a cut that lasts for a moment alarms nobody
	[DOWN, KEPT, 2_000, 'reconnecting', 'Reconnecting…'],
	[DOWN, KEPT, 4_000, 'unsent', 'Not sent — 4 edits kept on this device'],
	[DOWN, UNKEPT, 4_000, 'unkept', 'Not sent and not kept'],
	[DOWN, BEING_KEPT, 4_000, 'unsent', 'Not sent — 1 edit kept on this device'],
	[{ kind: 'stopped', reason: 'revoked' }, NOTHING, 2_000, 'stopped', 'Disconnected'],
	[
		{ kind: 'stopped', reason: 'revoked' },
		KEPT,
		2_000,
		'unsent',
		'Not sent — 4 edits kept on this device',
	],
	[{ kind: 'stopped', reason: 'revoked' }, UNKEPT, 2_000, 'unkept', 'Not sent and not kept'],
] as const)('[D1] %j with %j at %i ms is %s', (link, unsent, now, kind, text) => {
	expect(deliveryState(link, unsent, now, time)).toEqual({ kind, text })
})

test.each([
	[UP, NOTHING, false],
	[UP, KEPT, false],
	[UP, UNKEPT, true],
	[DOWN, NOTHING, false],
	[DOWN, KEPT, true],
	[DOWN, UNKEPT, true],
	[UP, BEING_KEPT, true],
	[{ kind: 'stopped', reason: 'revoked' }, UNKEPT, true],
] as const)('[D2] whoever leaves with %j and %j is asked: %s', (link, unsent, isAsked) => {
	expect(asksOnLeaving(link, unsent)).toBe(isAsked)
})

test('[D1] while the chair has to decide, what is unsent waits and is not called sending', () => {
	expect(deliveryState(UP, KEPT, 60_000, time, true)).toMatchObject({
		kind: 'unsent',
		text: 'Waiting for the chair — 4 edits kept on this device',
	})
	expect(deliveryState(UP, NOTHING, 60_000, time, true).kind).toBe('sent')
})
