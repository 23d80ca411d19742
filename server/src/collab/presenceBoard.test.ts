import { Document } from '@hocuspocus/server'
import { addMs, createId } from '@parley/domain'
import { type StampedCaret } from '@parley/protocol'
import { expect, test } from 'vitest'
import { createSteppedClock } from '../freeze/steppedClock.ts'
import { seededRandom, START } from '../negotiation/testRoom.ts'
import { PresenceBoard } from './presenceBoard.ts'

const seat = createId('seat', seededRandom(1))

const CARET: StampedCaret = {
	cursor: null,
	who: { seat, name: 'Advisor 1', initials: 'A1', role: 'advisor', delegation: null },
}

/** The end of a turn, at which the board tells what has changed. */
const turn = (): Promise<void> => new Promise(setImmediate)

test('[C53] a board remembers those who are there, and none of those who were', async () => {
	const board = new PresenceBoard(new Document('ng_1/1/shared/room'), createSteppedClock(START))
	const before = board.size
	for (let client = 100; client < 5100; client++) {
		board.say(client, 1, CARET)
		if (client < 5000) board.forget(client)
	}
	await turn()
	expect(board.size - before).toBe(100)
	board.forget(5099)
	await turn()
	expect(board.size - before).toBe(99)
})

test('[C25] who is silent for thirty seconds is gone then, and who says again where they are is not', async () => {
	const clock = createSteppedClock(START)
	const document = new Document('ng_1/1/shared/room')
	const board = new PresenceBoard(document, clock)
	const before = board.size
	board.say(1, 1, CARET)
	clock.step(1)
	board.say(2, 1, CARET)
	clock.step(15_000)
	board.say(2, 2, CARET)
	clock.step(14_998)
	await turn()
	expect(board.size - before).toBe(2)
	clock.step(1)
	await turn()
	expect(board.size - before).toBe(1)
	clock.step(15_001)
	await turn()
	expect(board.size - before).toBe(0)
	// Nobody is waited for any more, nor after the document has gone.
	expect(clock.pending).toBe(0)
	board.say(3, 1, CARET)
	expect(clock.pending).toBe(1)
	document.destroy()
	expect(clock.pending).toBe(0)
	expect(clock.now()).toBe(addMs(START, 45_001))
})
