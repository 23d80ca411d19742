import { createId } from '@parley/domain'
import { expect, test } from 'vitest'
import { seededRandom } from '../negotiation/testRoom.ts'
import { Sockets } from './sockets.ts'

const random = seededRandom(1)
const session = () => createId('session', random)

test('[C16] who is cut off while being let in is not let in, and others are', () => {
	const sockets = new Sockets()
	const [before, cut, other] = [session(), session(), session()]
	sockets.closeSession(before)
	const mark = sockets.mark()
	expect(sockets.isCutSince(mark, before, cut)).toBe(false)
	sockets.closeSession(cut)
	expect(sockets.isCutSince(mark, cut)).toBe(true)
	expect(sockets.isCutSince(mark, other)).toBe(false)
	expect(sockets.isCutSince(sockets.mark(), cut)).toBe(false)
})

test('[C53] however many are cut off, a thousand are remembered; who was on the way in before those is not let in', () => {
	const sockets = new Sockets()
	const mark = sockets.mark()
	const cut = session()
	sockets.closeSession(cut)
	for (let i = 0; i < 999; i++) sockets.closeSession(session())
	expect(sockets.isCutSince(mark, session())).toBe(false)
	expect(sockets.isCutSince(mark, cut)).toBe(true)
	const later = sockets.mark()
	for (let i = 0; i < 10_000; i++) sockets.closeSession(session())
	expect(sockets.remembered).toBe(1000)
	expect(sockets.isCutSince(mark, cut)).toBe(true)
	expect(sockets.isCutSince(later, session())).toBe(true)
	expect(sockets.isCutSince(sockets.mark(), session())).toBe(false)
})
