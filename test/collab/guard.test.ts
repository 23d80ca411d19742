import { createSteppedClock } from '@parley/server/src/freeze/steppedClock.ts'
import { START } from '@parley/server/src/negotiation/testRoom.ts'
import { type Storage } from '@parley/server/src/storage/ports.ts'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { closingAfterEach } from '../support/cleanup.ts'
import { connectClient } from '../support/client.ts'
import { openCollabServer } from '../support/collabServer.ts'
import { handshakeFrame, RawClient, statelessFrame } from '../support/rawClient.ts'

const closing = closingAfterEach()

/** A storage in which `broken` replaces what it names. */
const broken =
	(parts: Partial<Storage>) =>
	(storage: Storage): Storage => ({ ...storage, ...parts })

/** A log whose lines can be read. */
function readableLog() {
	const lines: string[] = []
	return {
		log: pino({ level: 'error' }, { write: (line: string) => void lines.push(line) }),
		lines,
	}
}

test('[C31] a session that cannot be looked up is told from one that is denied', async () => {
	const { log, lines } = readableLog()
	const onFound = (): Promise<void> => Promise.reject(new Error('the database is away'))
	const server = closing(await openCollabServer({ log, onFound }))
	const client = closing(await RawClient.open(server.url))
	client.send(handshakeFrame(server.document(0), server.signIn(0).token))
	expect(await client.whenClosed()).toBe(4500)
	expect(lines.join()).toContain('the database is away')
	expect(await server.pendingFrames()).toBe(0)
})

test('[C31] a document that cannot be loaded sends all away who wait for it, and nobody else', async () => {
	const { log, lines } = readableLog()
	let isAway = false
	const server = closing(
		await openCollabServer({
			log,
			fault: (storage) =>
				broken({
					log: {
						...storage.log,
						async writers(document) {
							await new Promise((resolve) => setImmediate(resolve))
							if (isAway) throw new Error('the disk is away')
							return storage.log.writers(document)
						},
					},
				})(storage),
		})
	)
	const inside = closing(await RawClient.open(server.url))
	await inside.enter(server.document(0), server.signIn(0).token)
	isAway = true
	const waiting = [
		closing(await RawClient.open(server.url)),
		closing(await RawClient.open(server.url)),
	]
	for (const client of waiting)
		client.send(handshakeFrame(server.document(1), server.signIn(1).token))
	for (const client of waiting) expect(await client.whenClosed()).toBe(4500)
	expect(inside.closed).toBeNull()
	expect(lines.join()).toContain('could not be loaded')
	isAway = false
	const { token } = server.signIn(1)
	const back = closing(
		await connectClient({ url: server.url, token, documents: [server.document(1)] })
	)
	expect(back.text(server.document(1))).toContain('clause 2')
	expect(await server.pendingFrames()).toBe(0)
})

test('[C31] a failing hook closes the socket it concerns, and the process lives', async () => {
	const { log, lines } = readableLog()
	const clock = createSteppedClock(START)
	let isBroken = false
	const server = closing(
		await openCollabServer({
			log,
			clock: {
				...clock,
				now() {
					if (isBroken) throw new Error('no time')
					return clock.now()
				},
			},
		})
	)
	const [ua, fr] = [
		closing(await RawClient.open(server.url)),
		closing(await RawClient.open(server.url)),
	]
	await ua.enter(server.roomDocument, server.signIn(0).token)
	await fr.enter(server.roomDocument, server.signIn(1).token)
	isBroken = true
	ua.send(statelessFrame(server.roomDocument, '{"type":"ask-time","asked":1}'))
	expect(await ua.whenClosed()).toBe(4500)
	isBroken = false
	expect(lines.join()).toContain('onStateless')
	expect(fr.closed).toBeNull()
})
