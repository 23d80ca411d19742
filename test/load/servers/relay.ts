/**
 * The raw relay: what can be had for the least. Every message goes as it came to everybody else, one write for each receiver, and
 * nothing is read, kept or answered.
 */
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'
import { childArgument, serveBench } from './child.ts'
import { listenLocally } from './listen.ts'
import { parseOthersOptions } from './options.ts'

const { documents } = parseOthersOptions(childArgument())
const server = createServer()
const sockets = new WebSocketServer({ server, perMessageDeflate: false })
sockets.on('connection', (socket) => {
	socket.on('message', (message: Buffer) => {
		for (const other of sockets.clients) if (other !== socket) other.send(message)
	})
})
serveBench({ url: await listenLocally(server, '/'), tokens: [], documents, room: null })
