import { expect, test } from 'vitest'
import { deliveryState } from './delivery.ts'
import { type LinkState } from './socket.ts'

const NOTHING = { edits: 0, oldestAt: null, isKept: true }
const KEPT = { edits: 4, oldestAt: 1_000, isKept: true }
const UNKEPT = { edits: 1, oldestAt: 1_000, isKept: false }
const UP: LinkState = { kind: 'up' }
const DOWN: LinkState = { kind: 'down', since: 1_000 }
const time = (): string => '14:02'

test.each([
	[UP, NOTHING, 2_000, 'sent', 'Sent', false],
	[UP, KEPT, 2_000, 'sending', 'Sending…', false],
	[UP, KEPT, 7_000, 'slow', 'Still sending…', false],
	[UP, UNKEPT, 2_000, 'sending', 'Sending…', true],
	[{ kind: 'connecting' }, NOTHING, 2_000, 'connecting', 'Connecting…', false],
	[DOWN, NOTHING, 2_000, 'reconnecting', 'Reconnecting…', false],
	[DOWN, NOTHING, 20_000, 'offline', 'Offline since 14:02', false],
	[DOWN, KEPT, 2_000, 'unsent', 'Not sent — 4 edits kept on this device', false],
	[DOWN, UNKEPT, 2_000, 'unkept', 'Not sent and not kept', true],
	[{ kind: 'stopped', reason: 'revoked' }, NOTHING, 2_000, 'stopped', 'Disconnected', false],
	[
		{ kind: 'stopped', reason: 'revoked' },
		KEPT,
		2_000,
		'unsent',
		'Not sent — 4 edits kept on this device',
		false,
	],
] as const)('%j with %j at %i ms is %s', (link, unsent, now, kind, text, wouldLose) => {
	expect(deliveryState(link, unsent, now, time)).toEqual({ kind, text, wouldLose })
})

test('while the chair has to decide, what is unsent waits and is not called sending', () => {
	expect(deliveryState(UP, KEPT, 60_000, time, true)).toMatchObject({
		kind: 'unsent',
		text: 'Waiting for the chair — 4 edits kept on this device',
	})
	expect(deliveryState(UP, NOTHING, 60_000, time, true).kind).toBe('sent')
})
