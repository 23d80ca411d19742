import { type Server } from 'node:http'
import { type AddressInfo } from 'node:net'

/** Listens on a free port of this machine and gives the address of its WebSocket. */
export async function listenLocally(server: Server, path: string): Promise<string> {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
	const { port } = server.address() as AddressInfo
	return `ws://127.0.0.1:${port}${path}`
}
