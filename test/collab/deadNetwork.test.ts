import { addMs } from '@parley/domain'
import { DEFAULT_LIMITS } from '@parley/server/src/collab/limits.ts'
import { createSteppedClock } from '@parley/server/src/freeze/steppedClock.ts'
import { START } from '@parley/server/src/negotiation/testRoom.ts'
import { expect, test } from 'vitest'
import { closingAfterEach } from '../support/cleanup.ts'
import { openCollabServer, type CollabServer } from '../support/collabServer.ts'
import { awarenessFrame, frame, MESSAGE, RawClient } from '../support/rawClient.ts'
import { openTcpProxy } from '../support/tcpProxy.ts'

const closing = closingAfterEach()

/** How often the server asks whether a peer lives: often, so that a test need not wait for half a minute. */
const PING_MS = 150

/** Much more than the two times that it may take, and less than the half minute after which a page that is hung is gone too. */
const PATIENT_MS = 20_000

const CARET = { cursor: { anchor: { type: null }, head: { type: null } } }
const PLACE = { clause: null, typing: false, idle: false }

/** Everything that a person's page has open. */
function documentsOf(server: CollabServer) {
	return [server.document(0), server.roomDocument] as const
}

async function enter(server: CollabServer, seat: number, url = server.url): Promise<RawClient> {
	const client = closing(await RawClient.open(url))
	const { token } = server.signIn(seat)
	for (const document of documentsOf(server)) await client.enter(document, token)
	return client
}

/** Says of `clientId` that its caret is in the text, and its person in the room. */
function beThere(client: RawClient, server: CollabServer, clientId: number, clock = 1): void {
	const [text, room] = documentsOf(server)
	client.send(
		awarenessFrame(text, [{ clientId, clock, state: CARET }]),
		awarenessFrame(room, [{ clientId, clock, state: PLACE }])
	)
}

/** Waits until `seer` has, or has not, `clientId` in the text and in the room. */
async function sees(seer: RawClient, server: CollabServer, clientId: number): Promise<void> {
	const isThere = (document: string): boolean =>
		(seer.states(document).get(clientId) ?? null) !== null
	await seer.until(() => documentsOf(server).every(isThere), `client ${clientId} to be there`)
}

async function seesGo(seer: RawClient, server: CollabServer, clientId: number): Promise<void> {
	const hasGone = (document: string): boolean => seer.states(document).get(clientId) === null
	await seer.until(() => documentsOf(server).every(hasGone), `client ${clientId} to go`)
}

test('[C25] a peer is asked often enough for a dead network to be noticed within thirty seconds', () => {
	// Asked at once after it died, it is cut when it is to be asked the time after next.
	expect(2 * DEFAULT_LIMITS.pingEveryMs).toBeLessThanOrEqual(30_000)
})

test('[C25] whose network is dead is off every screen, though nothing was closed; whoever is idle on one that lives stays', async () => {
	const server = closing(await openCollabServer({ limits: { pingEveryMs: PING_MS } }))
	const proxy = closing(await openTcpProxy(Number(new URL(server.url).port)))
	const far = new URL(server.url)
	far.port = String(proxy.port)
	const [fr, secretariat] = [await enter(server, 1), await enter(server, 3)]
	const ua = await enter(server, 0, far.href)
	beThere(ua, server, 11)
	beThere(fr, server, 22)
	for (const seer of [fr, secretariat]) await sees(seer, server, 11)
	proxy.blackHole()
	const deadAt = performance.now()
	for (const seer of [fr, secretariat]) await seesGo(seer, server, 11)
	expect(performance.now() - deadAt).toBeLessThan(PATIENT_MS)
	expect(server.collaboration.load().sockets).toBe(2)
	// It was the server's decision: the far end has heard nothing of it, and nothing was closed there.
	expect(ua.closed).toBeNull()
	expect(proxy.cuts).toBe(0)
	expect(fr.closed).toBeNull()
	await sees(secretariat, server, 22)
})

test('[C25] a peer whose machine still takes what is sent, and which reads nothing, is off every screen', async () => {
	const server = closing(await openCollabServer({ limits: { pingEveryMs: PING_MS } }))
	const [fr, secretariat] = [await enter(server, 1), await enter(server, 3)]
	const ua = await enter(server, 0)
	beThere(ua, server, 11)
	for (const seer of [fr, secretariat]) await sees(seer, server, 11)
	// The kernel acknowledges every packet; the program is hung.
	ua.socket.pause()
	const hungAt = performance.now()
	for (const seer of [fr, secretariat]) await seesGo(seer, server, 11)
	expect(performance.now() - hungAt).toBeLessThan(PATIENT_MS)
	expect(server.collaboration.load().sockets).toBe(2)
	expect(fr.closed).toBeNull()
})

test('[C25] a network that comes back brings its person back, under the clientID from before', async () => {
	const server = closing(await openCollabServer({ limits: { pingEveryMs: PING_MS } }))
	const proxy = closing(await openTcpProxy(Number(new URL(server.url).port)))
	const far = new URL(server.url)
	far.port = String(proxy.port)
	const fr = await enter(server, 1)
	const ua = await enter(server, 0, far.href)
	beThere(ua, server, 11)
	await sees(fr, server, 11)
	proxy.blackHole()
	await seesGo(fr, server, 11)
	// What waited in the network comes out of it, on a connection that the server has given up.
	beThere(ua, server, 11, 7)
	proxy.heal()
	await ua.whenClosed()
	expect(fr.states(server.document(0)).get(11)).toBeNull()
	const again = await enter(server, 0, far.href)
	beThere(again, server, 11, 8)
	await sees(fr, server, 11)
})

test('[C25] a page that is hung, on a line that answers, is off every screen after thirty seconds and not before', async () => {
	const clock = createSteppedClock(START)
	const server = closing(await openCollabServer({ clock }))
	const [fr, secretariat] = [await enter(server, 1), await enter(server, 3)]
	const [ua, late] = [await enter(server, 0), await enter(server, 4)]
	beThere(ua, server, 11)
	for (const seer of [fr, secretariat]) await sees(seer, server, 11)
	clock.step(29_999)
	// Whoever says where they are is there from then on.
	beThere(late, server, 44)
	for (const seer of [fr, secretariat]) await sees(seer, server, 44)
	for (const seer of [fr, secretariat]) await sees(seer, server, 11)
	clock.step(1)
	for (const seer of [fr, secretariat]) await seesGo(seer, server, 11)
	for (const seer of [fr, secretariat]) await sees(seer, server, 44)
	expect(clock.now()).toBe(addMs(START, 30_000))
	// It is not sent away: it wakes up, says where it is, and is there.
	expect(ua.closed).toBeNull()
	beThere(ua, server, 11, 2)
	for (const seer of [fr, secretariat]) await sees(seer, server, 11)
})

test('[C25] a tab that is closed is off every screen within a second, whichever way it goes', async () => {
	const server = closing(await openCollabServer())
	const ways: readonly ((client: RawClient) => void)[] = [
		(client) => {
			client.socket.close()
		},
		(client) => {
			client.close()
		},
		// The page says so for each document before it goes.
		(client) => {
			client.send(...documentsOf(server).map((document) => frame(document, MESSAGE.close)))
		},
		(client) => {
			const states = [{ clientId: 11, clock: 99, state: null }]
			client.send(...documentsOf(server).map((document) => awarenessFrame(document, states)))
		},
	]
	const seers = [await enter(server, 1), await enter(server, 3), await enter(server, 4)]
	for (const [way, go] of ways.entries()) {
		const ua = await enter(server, 0)
		beThere(ua, server, 11, way + 1)
		for (const seer of seers) await sees(seer, server, 11)
		const goneAt = performance.now()
		go(ua)
		for (const seer of seers) await seesGo(seer, server, 11)
		expect(performance.now() - goneAt).toBeLessThan(1000)
	}
})
