/** The y-websocket server as it comes: documents in memory, one WebSocket for each. */
import { setupWSConnection } from '@y/websocket-server/utils'
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'
import { childArgument, serveBench } from './child.ts'
import { listenLocally } from './listen.ts'
import { parseOthersOptions } from './options.ts'

const { documents } = parseOthersOptions(childArgument())
const server = createServer()
const sockets = new WebSocketServer({ server, perMessageDeflate: false })
sockets.on('connection', setupWSConnection)
serveBench({ url: await listenLocally(server, ''), tokens: [], documents, room: null })
