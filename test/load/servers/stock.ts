/** Hocuspocus as it comes, with its SQLite extension on a file. */
import { SQLite } from '@hocuspocus/extension-sqlite'
import { Server } from '@hocuspocus/server'
import { join } from 'node:path'
import { childArgument, serveBench } from './child.ts'
import { parseOthersOptions } from './options.ts'

const { folder, documents } = parseOthersOptions(childArgument())
const server = new Server({
	quiet: true,
	address: '127.0.0.1',
	port: 0,
	stopOnSignals: false,
	extensions: [new SQLite({ database: join(folder, 'stock.sqlite') })],
})
await server.listen()
serveBench({ url: `ws://127.0.0.1:${server.address.port}`, tokens: [], documents, room: null })
