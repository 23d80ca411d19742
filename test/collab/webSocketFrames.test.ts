import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import { toWebSocketFrames } from '@parley/server/src/collab/webSocketFrames.ts'
import { expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'

test('[C19] a client reads messages of every size from one write', async () => {
	const messages = [0, 1, 125, 126, 65_535, 65_536, 200_000].map((length) =>
		new Uint8Array(length).fill(length % 251)
	)
	const http = createServer()
	const server = new WebSocketServer({ server: http, perMessageDeflate: false })
	server.on('connection', (_, { socket }) => socket.write(toWebSocketFrames(messages)))
	await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
	const { port } = http.address() as AddressInfo
	const client = new WebSocket(`ws://127.0.0.1:${port}`)
	const heard = await new Promise<readonly Uint8Array[]>((resolve) => {
		const so: Uint8Array[] = []
		client.on('message', (data: Buffer) => {
			if (so.push(data) === messages.length) resolve(so)
		})
	})
	expect(heard.map((message) => Buffer.from(message).toString('base64'))).toEqual(
		messages.map((message) => Buffer.from(message).toString('base64'))
	)
	client.close()
	server.close()
	http.close()
})

test('[C19] the same messages are put together once, others anew', () => {
	const [one, two] = [Uint8Array.of(1), Uint8Array.of(2)]
	const frames = toWebSocketFrames([one, two])
	expect([...frames]).toEqual([0x82, 1, 1, 0x82, 1, 2])
	expect(toWebSocketFrames([one, two])).toBe(frames)
	expect([...toWebSocketFrames([two])]).toEqual([0x82, 1, 2])
	expect([...toWebSocketFrames([one])]).toEqual([0x82, 1, 1])
})
