import { addMs, parseInstant } from '@parley/domain'
import { expect, test } from 'vitest'
import { createSteppedClock } from '../freeze/steppedClock.ts'
import { createFrames } from '../negotiation/frames.ts'
import { Stamps } from './stamps.ts'

const START = parseInstant(1000)
const FOREVER = addMs(START, 1_000_000)

function setUp() {
	const clock = createSteppedClock(START)
	const frames = createFrames(clock)
	const left = async (): Promise<number> => {
		const drained = frames.drained(FOREVER, 1)
		clock.step(1)
		return (await drained).left
	}
	return { clock, stamps: new Stamps(frames), left }
}

test('[C8] a frame keeps the instant at which it was read', async () => {
	const { clock, stamps, left } = setUp()
	const frame = Uint8Array.of(1)
	const pending = stamps.open('d')
	stamps.receive(frame, 'd')
	clock.step(500)
	expect(stamps.of(frame)?.receivedAt).toBe(START)
	expect(await left()).toBe(1)
	stamps.done(frame, pending)
	expect(await left()).toBe(0)
})

test('[C9] a frame that came early is received when its document opens', async () => {
	const { clock, stamps, left } = setUp()
	const frame = Uint8Array.of(1)
	stamps.receive(frame, 'd')
	expect(stamps.of(frame)).toBeUndefined()
	expect(await left()).toBe(0)
	clock.step(500)
	stamps.open('d')
	expect(stamps.of(frame)?.receivedAt).toBe(addMs(START, 501))
})

test('[C9] early frames of a document that was denied are forgotten', async () => {
	const { stamps, left } = setUp()
	stamps.receive(Uint8Array.of(1), 'd')
	stamps.forget('d')
	stamps.open('d')
	expect(await left()).toBe(0)
})

test('[C10] closing a document gives back what is pending in it, and in no other', async () => {
	const { stamps, left } = setUp()
	const [one, other] = [stamps.open('one'), stamps.open('other')]
	for (const document of ['one', 'one', 'other']) stamps.receive(Uint8Array.of(1), document)
	stamps.close('one', one)
	expect(await left()).toBe(1)
	stamps.close('other', other)
	expect(await left()).toBe(0)
})

test('[C10] a document that was opened again outlives the end of its old connection', async () => {
	const { stamps, left } = setUp()
	const [old, fresh] = [stamps.open('d'), stamps.open('d')]
	const frame = Uint8Array.of(1)
	stamps.receive(frame, 'd')
	stamps.close('d', old)
	expect(await left()).toBe(1)
	stamps.receive(Uint8Array.of(2), 'd')
	expect(await left()).toBe(2)
	stamps.close('d', fresh)
	expect(await left()).toBe(0)
})
