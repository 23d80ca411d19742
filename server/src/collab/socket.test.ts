import { createId, parseInstant } from '@parley/domain'
import { Duplex } from 'node:stream'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createSteppedClock } from '../freeze/steppedClock.ts'
import { createFrames } from '../negotiation/frames.ts'
import { Crowd } from './crowd.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import { Outgoing } from './outgoing.ts'
import { LiveSocket } from './socket.ts'
import { Traffic } from './traffic.ts'
import { toWebSocketFrames } from './webSocketFrames.ts'

const START = parseInstant(1000)

/** A TCP connection that counts its writes. */
class CountedTcp extends Duplex {
	readonly writes: Buffer[] = []

	override _write(chunk: Buffer, _encoding: unknown, done: () => void): void {
		this.writes.push(chunk)
		done()
	}

	override _read(): void {
		// Nothing ever comes in.
	}
}

function setUp(limits: Partial<Limits> = {}) {
	const clock = createSteppedClock(START)
	const tcp = new CountedTcp()
	const closes: number[] = []
	const wire = {
		bufferedAmount: 0,
		send: (messages: readonly Uint8Array[]) => void tcp.write(toWebSocketFrames(messages)),
		close: (code: number) => void closes.push(code),
		terminate: () => void closes.push(1006),
	}
	const ends: LiveSocket[] = []
	const parts = {
		clock,
		frames: createFrames(clock),
		limits: { ...DEFAULT_LIMITS, ...limits },
		crowd: new Crowd({ ...DEFAULT_LIMITS, ...limits }),
		log: pino({ level: 'silent' }),
		traffic: new Traffic(),
		outgoing: new Outgoing(clock, () => 0),
		shortcut: () => undefined,
		onEnd: (ended: LiveSocket) => void ends.push(ended),
	}
	const socket = new LiveSocket(
		wire,
		{ tcp, cookie: undefined, address: '192.0.2.1', plain: null },
		parts
	)
	return { clock, tcp, wire, closes, ends, socket }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('[C19] frames of one turn leave as one write, those of the next as another', async () => {
	const { tcp, socket } = setUp()
	for (let i = 0; i < 5; i++) socket.send(Uint8Array.of(i))
	expect(tcp.writes).toEqual([])
	await turn()
	expect(tcp.writes.map((bytes) => [...bytes])).toEqual([
		[0x82, 1, 0, 0x82, 1, 1, 0x82, 1, 2, 0x82, 1, 3, 0x82, 1, 4],
	])
	socket.send(Uint8Array.of(5))
	await turn()
	expect(tcp.writes).toHaveLength(2)
})

test('[C15] a socket is cut at the first frame behind a backlog over the bound', () => {
	const { wire, closes, socket } = setUp({ maxUnsentBytes: 1000 })
	wire.bufferedAmount = 1000
	socket.send(new Uint8Array(5000))
	expect(closes).toEqual([])
	wire.bufferedAmount = 1001
	socket.send(Uint8Array.of(1))
	expect(closes).toEqual([4513])
	expect(socket.isOpen).toBe(false)
})

test('[C15] nothing is written behind the goodbye, not even what was said before it', async () => {
	const { tcp, wire, closes, socket } = setUp({ maxUnsentBytes: 1000 })
	socket.send(Uint8Array.of(1))
	wire.bufferedAmount = 1001
	socket.send(Uint8Array.of(2))
	expect(closes).toEqual([4513])
	await turn()
	expect(tcp.writes).toEqual([])
})

test('[C15] documents are sent as fast as the peer reads', async () => {
	const { wire, socket } = setUp({ resumeBelowBytes: 200_000 })
	const ready: number[] = []
	for (let i = 0; i < 8; i++) {
		void Promise.resolve(socket.readyToAnswer()).then(() => ready.push(i))
	}
	await turn()
	// Four answers that cannot be measured yet are reckoned to be 64 KiB each.
	expect(ready).toEqual([0, 1, 2, 3])
	wire.bufferedAmount = 500_000
	for (let i = 0; i < 4; i++) socket.answered()
	await turn()
	expect(ready).toHaveLength(4)
	wire.bufferedAmount = 0
	socket.wake()
	await turn()
	expect(ready).toHaveLength(8)
})

test('[C16] nobody waits on a socket that is closed, and what is closed twice ends once', async () => {
	const { wire, closes, ends, clock, socket } = setUp()
	wire.bufferedAmount = 10_000_000
	const waiting = socket.readyToAnswer()
	socket.close('revoked')
	socket.close('tooMuch')
	await waiting
	expect(closes).toEqual([4401])
	expect(ends).toEqual([socket])
	// A peer that does not say goodbye is cut within a second.
	clock.step(1000)
	expect(closes).toEqual([4401, 1006])
	socket.lost(1006)
	await socket.ended
	expect(clock.pending).toBe(0)
})

test('[C11][C16] a socket keeps to its first session, until that runs out', () => {
	const { clock, closes, socket } = setUp()
	const [one, other] = [createId('session', () => 0.1), createId('session', () => 0.2)]
	const expiresAt = parseInstant(START + 60_000)
	expect(socket.bind(one, expiresAt)).toBe(true)
	expect(socket.bind(other, expiresAt)).toBe(false)
	expect(socket.bind(one, expiresAt)).toBe(true)
	clock.step(59_999)
	expect(closes).toEqual([])
	clock.step(1)
	expect(closes).toEqual([4401])
})

test('[C11] of what came for a document that nobody was let into nothing is kept', () => {
	const { socket } = setUp()
	const update = Uint8Array.of(1, 0x64, 0, 2, 2, 0, 0)
	socket.receive(update)
	expect(socket.isAtHost('d')).toBe(true)
	socket.turnAway('d')
	expect(socket.isAtHost('d')).toBe(false)
})

test('[C22] only a socket that has been idle is pinged, and only one that knows pings', async () => {
	const { tcp, clock, socket } = setUp()
	clock.step(4000)
	socket.bind(
		createId('session', () => 0.1),
		parseInstant(START + 60_000)
	)
	clock.step(11_000)
	socket.ping()
	await turn()
	expect(tcp.writes).toEqual([])
	socket.answersPing = true
	socket.ping()
	socket.ping()
	await turn()
	expect(tcp.writes).toHaveLength(1)
})
