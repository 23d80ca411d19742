import { type ClauseJson, type StampedSeat } from '@parley/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { sayActivity } from './activity.ts'
import { ActivityWatch } from './activityWatch.ts'
import { type Person } from './people.ts'

const POINT: ClauseJson = {
	id: 'cl_7',
	kind: 'clause',
	order: 7,
	number: '7',
	heading: '',
	status: 'open',
	document: 'cl_7',
}

beforeEach(() => {
	vi.useFakeTimers()
})
afterEach(() => {
	vi.useRealTimers()
})

const DELEGATIONS = {
	Ukraine: { code: 'UA', name: 'Ukraine', slot: 1 },
	France: { code: 'FR', name: 'France', slot: 2 },
} as const

function advisorOf(name: keyof typeof DELEGATIONS): StampedSeat {
	const delegation = DELEGATIONS[name]
	const seat = `st_${delegation.code}`
	return { seat, name: 'Advisor 1', initials: 'A1', role: 'advisor', delegation }
}

function setUp() {
	const me = advisorOf('Ukraine')
	let typing: readonly Person[] = []
	const watch = new ActivityWatch(me.seat, () => typing)
	return {
		watch,
		told: () => watch.entries.map(sayActivity),
		type: (...names: readonly (keyof typeof DELEGATIONS)[]) => {
			typing = names.map(advisorOf).map((who) => ({
				who,
				clause: POINT.id,
				typing: true,
				idle: false,
				isMe: who.seat === me.seat,
				follows: null,
				isDisplay: false,
			}))
		},
	}
}

test('[A5] a change of a point that is not followed is told as that of the one who types there', () => {
	const { watch, told, type } = setUp()
	type('Ukraine', 'France')
	watch.changedFar(POINT)
	expect(told()).toEqual(['France changed Point 7, 1 edit.'])
})

test('[A5] who types may become known after the change; my own other window is not told', () => {
	const { watch, told, type } = setUp()
	watch.changedFar(POINT)
	expect(told()).toEqual([])
	type('France')
	watch.look()
	expect(told()).toEqual(['France changed Point 7, 1 edit.'])
	type()
	vi.advanceTimersByTime(10_000)
	watch.changedFar(POINT)
	type('Ukraine')
	watch.look()
	expect(told()).toEqual(['France changed Point 7, 1 edit.'])
})

test('[A5] where nobody types there, or it cannot be told who of several it was, it was someone', () => {
	const { watch, told, type } = setUp()
	watch.changedFar(POINT)
	vi.advanceTimersByTime(1_999)
	expect(watch.takeDigest(() => true)).toBeNull()
	vi.advanceTimersByTime(1)
	expect(watch.takeDigest(() => true)).toBe('Someone changed Point 7, 1 edit.')
	type('France', 'France')
	vi.advanceTimersByTime(10_000)
	watch.changedFar(POINT)
	expect(told()).toEqual(['Someone changed Point 7, 2 edits.'])
})

test('[A7] what a decision changes in a text is told as that of whoever decided, and mine is not told', () => {
	const { watch, told } = setUp()
	const reader = new Y.Doc()
	const awareness = new Awareness(reader)
	const server = 4_000_000_001
	watch.decided(POINT.id, advisorOf('France'))
	watch.wordsCame(POINT, [server], awareness)
	vi.advanceTimersByTime(6_000)
	watch.look()
	expect(told()).toEqual(['France changed Point 7, 1 edit.'])
	watch.decided(POINT.id, advisorOf('Ukraine'))
	watch.wordsCame(POINT, [server], awareness)
	vi.advanceTimersByTime(6_000)
	watch.look()
	expect(told()).toEqual(['France changed Point 7, 1 edit.'])
	// long after a decision it is nobody's
	vi.advanceTimersByTime(60_000)
	watch.wordsCame(POINT, [server], awareness)
	vi.advanceTimersByTime(6_000)
	watch.look()
	expect(told()[0]).toBe('Someone changed Point 7, 1 edit.')
	awareness.destroy()
})

test('[A6] words that overtake the caret they were typed at are nobody’s until it is here', () => {
	const { watch, told } = setUp()
	const [author, reader] = [new Y.Doc(), new Y.Doc()]
	const [said, awareness] = [new Awareness(author), new Awareness(reader)]
	said.setLocalState({ cursor: null, who: advisorOf('France') })
	watch.wordsCame(POINT, [author.clientID], awareness)
	vi.advanceTimersByTime(4_000)
	expect(watch.takeDigest(() => true)).toBeNull()
	applyAwarenessUpdate(awareness, encodeAwarenessUpdate(said, [author.clientID]), null)
	expect(watch.takeDigest(() => true)).toBe('France changed Point 7, 1 edit.')
	expect(told()).toHaveLength(1)
	for (const one of [said, awareness]) one.destroy()
})
