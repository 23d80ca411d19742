import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { ApiError, inviteSeat, previewInvitation, takeNote } from './api.ts'
import { CommandKeys } from './commandKeys.ts'

test('[Q1] a command keeps its key until it is answered, and each one has its own', () => {
	let drawn = 0
	const keys = new CommandKeys(() => `key ${++drawn}`)
	expect(['note a', 'note b', 'note a'].map((command) => keys.keyOf(command))).toEqual([
		...['key 1', 'key 2', 'key 1'],
	])
	keys.answered('note a')
	expect([keys.keyOf('note a'), keys.keyOf('note b')]).toEqual(['key 3', 'key 2'])
	for (let other = 0; other < 100; other++) keys.keyOf(`other ${other}`)
	expect(keys.keyOf('note b')).toBe('key 104')
})

type Deed = (request: IncomingMessage, response: ServerResponse) => void

const realFetch = globalThis.fetch
let close = (): void => undefined
afterEach(() => {
	globalThis.fetch = realFetch
	close()
})

/** A server that does one deed for each request, in order, to which the addresses of the page lead; gives the keys that it has heard. */
async function serve(deeds: readonly Deed[]): Promise<readonly (string | undefined)[]> {
	const heard: (string | undefined)[] = []
	const server = createServer((request, response) => {
		const key = request.headers['idempotency-key']
		heard.push(typeof key === 'string' ? key : undefined)
		deeds[heard.length - 1]?.(request, response)
	})
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
	const { port } = server.address() as AddressInfo
	globalThis.fetch = (input, init) =>
		realFetch(
			new URL(input instanceof Request ? input.url : input, `http://127.0.0.1:${port}`),
			init
		)
	close = () => {
		server.closeAllConnections()
		server.close()
	}
	return heard
}

const lose: Deed = (request) => request.socket.destroy()
const refuse =
	(code: string, status: number): Deed =>
	(_, response) => {
		const problem = { type: `urn:parley:problem:${code}`, title: code, status, detail: '', code }
		response.writeHead(status, { 'content-type': 'application/problem+json' })
		response.end(JSON.stringify(problem))
	}
const invite: Deed = (_, response) => {
	response.writeHead(201, { 'content-type': 'application/json' })
	response.end(JSON.stringify({ id: 'in_1', url: 'https://parley.example/enter#x', expiresAt: 1 }))
}

test('[Q1] where no answer comes, a command is sent once more under its key, and again by whoever does it again', async () => {
	const heard = await serve([lose, invite, lose, lose, refuse('not-stored', 503), invite, invite])
	await inviteSeat('ng_1', 'st_1')
	expect(heard).toHaveLength(2)
	await expect(inviteSeat('ng_1', 'st_1')).rejects.toMatchObject({ kind: 'offline' })
	await expect(inviteSeat('ng_1', 'st_1')).rejects.toMatchObject({ code: 'not-stored' })
	await inviteSeat('ng_1', 'st_1')
	await inviteSeat('ng_1', 'st_1')
	const [one, , two, , , , three] = heard
	expect(heard).toEqual([one, one, two, two, two, two, three])
	expect(new Set([one, two, three]).size).toBe(3)
	expect(one).toMatch(/^"[0-9a-f]{32}"$/)
})

test('[Q1] a command that is still under way is asked for until it is answered', async () => {
	const heard = await serve([lose, refuse('key-in-use', 409), invite])
	await inviteSeat('ng_1', 'st_1')
	expect(heard).toEqual([heard[0], heard[0], heard[0]])
})

test('[Q1] what was refused gets a new key, and what changes nothing has none', async () => {
	const heard = await serve([refuse('frozen', 409), refuse('frozen', 409), lose])
	const note = { clause: 'cl_1', seen: 1, text: 'Said.' }
	await expect(takeNote('ng_1', note)).rejects.toBeInstanceOf(ApiError)
	await expect(takeNote('ng_1', note)).rejects.toBeInstanceOf(ApiError)
	expect(heard[0]).not.toBe(heard[1])
	await expect(previewInvitation('x')).rejects.toMatchObject({ kind: 'offline' })
	expect(heard.slice(2)).toEqual([undefined])
})
