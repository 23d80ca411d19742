import { readdir, readFile } from 'node:fs/promises'
import { openTestApp } from '@parley/server/src/http/testApp.ts'
import { type CollaborationParts } from '@parley/server/src/collab/server.ts'
import { type Storage } from '@parley/server/src/storage/ports.ts'
import { expect, test } from 'vitest'
import { closingAfterEach } from '../support/cleanup.ts'
import { connectClient, type TestClient } from '../support/client.ts'
import { openCollabServer, type CollabServer } from '../support/collabServer.ts'
import {
	frame,
	handshakeFrame,
	MESSAGE,
	RawClient,
	statelessFrame,
	syncFrame,
} from '../support/rawClient.ts'

const closing = closingAfterEach()

const TIMES = 100

/** Something that throws as often as it is told to, and counts how often it has. */
class Fault {
	thrown = 0
	left = 0

	/** Throws where it is still to. */
	readonly strike = (): void => {
		if (this.left === 0) return
		this.left--
		this.thrown++
		throw new Error('a fault of a test')
	}
}

type HookName = keyof NonNullable<CollaborationParts['more']>

/** Every hook that our extensions can have: one that is added there and not here is an error of types, and of the test below. */
const HOOKS: Readonly<Record<HookName, true>> = {
	onAuthenticate: true,
	onLoadDocument: true,
	connected: true,
	beforeHandleMessage: true,
	beforeSync: true,
	beforeHandleAwareness: true,
	afterHandleMessage: true,
	onStateless: true,
	onDisconnect: true,
}

test('[X60] these are all the hooks of the host that the server has, and it is set up in one place', async () => {
	const types = await readFile(
		new URL('index.d.ts', import.meta.resolve('@hocuspocus/server')),
		'utf8'
	)
	const names = /^type HookName = ([^;]+);/m.exec(types)?.[1]?.match(/\w+/g) ?? []
	expect(names).toEqual(expect.arrayContaining(Object.keys(HOOKS)))
	const folder = new URL('../../server/src/', import.meta.url)
	const files = await readdir(folder, { recursive: true })
	const sources = await Promise.all(
		files
			.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
			.map((file) => readFile(new URL(file, folder), 'utf8'))
	)
	const code = sources.join('\n')
	// A hook is a method of an object, or a property of it.
	const isUsed = (name: string): boolean =>
		new RegExp(`^\\s*(async )?${name}\\s*[(:]`, 'm').test(code)
	expect(names.filter(isUsed).toSorted()).toEqual(Object.keys(HOOKS).toSorted())
	expect(code.match(/new Hocuspocus\b/g)).toHaveLength(1)
	expect(code.match(/\bhocuspocus\.configure\(/g)).toHaveLength(1)
})

async function writer(server: CollabServer): Promise<TestClient> {
	const { token } = server.signIn(1)
	const documents = [server.document(0)]
	return closing(await connectClient({ url: server.url, token, documents, comesBack: true }))
}

/** Everything that the honest one was told is written is there, for whoever comes now. */
async function expectKept(server: CollabServer, words: readonly string[]): Promise<void> {
	const { token } = server.signIn(4)
	const documents = [server.document(0)]
	const fresh = closing(await connectClient({ url: server.url, token, documents }))
	expect(words.filter((word) => !fresh.text(server.document(0)).includes(word))).toEqual([])
}

for (const hook of Object.keys(HOOKS)) {
	test(`[X60] ${hook} throws a hundred times: the process lives and nothing that was acknowledged is lost`, async () => {
		const fault = new Fault()
		const server = closing(await openCollabServer({ more: { [hook]: fault.strike } }))
		const honest = await writer(server)
		const text = honest.doc(server.document(0)).getText('text')
		const words: string[] = []
		while (fault.thrown < TIMES) {
			fault.left = Math.min(5, TIMES - fault.thrown)
			await strike(server, fault)
			fault.left = 0
			const word = `(${words.length})`
			text.insert(text.length, word)
			await honest.whenSent()
			words.push(word)
		}
		await expectKept(server, words)
		await expect.poll(() => server.pendingFrames(), { timeout: 10_000 }).toBe(0)
	})
}

/** A client that comes by every hook, until `fault` has struck or the client has come by all of them. */
async function strike(server: CollabServer, fault: Fault): Promise<void> {
	const document = server.document(1)
	const before = fault.thrown
	const client = await RawClient.open(server.url)
	client.send(
		handshakeFrame(document, server.signIn(0).token),
		syncFrame(document, 0, Uint8Array.of(0)),
		statelessFrame(document, '{"type":"nothing"}'),
		frame(document, MESSAGE.close),
		// What comes while the connection before it ends goes through every hook of the host.
		handshakeFrame(document, server.signIn(0).token),
		syncFrame(document, 2, Uint8Array.of(0, 0)),
		awarenessOf(document)
	)
	await client.whenRead()
	client.close()
	await client.whenClosed()
	await expect.poll(() => fault.thrown > before, { interval: 1 }).toBe(true)
}

function awarenessOf(document: string): Uint8Array {
	return frame(document, MESSAGE.awareness, (encoder) => {
		for (const byte of [3, 0, 0, 0]) encoder.cbuf[encoder.cpos++] = byte
	})
}

test('[X63] what an upgrade is judged by throws a hundred times: the process lives and nothing that was acknowledged is lost', async () => {
	const fault = new Fault()
	const server = closing(await openCollabServer({ onUpgrade: fault.strike }))
	const honest = await writer(server)
	const text = honest.doc(server.document(0)).getText('text')
	const words: string[] = []
	while (fault.thrown < TIMES) {
		fault.left = 1
		await expect(RawClient.open(server.url)).rejects.toThrow('refused')
		expect(fault.left).toBe(0)
		if (fault.thrown % 10 > 0) continue
		const word = `(${words.length})`
		text.insert(text.length, word)
		await honest.whenSent()
		words.push(word)
	}
	await expectKept(server, words)
})

test('[X61] every call of the storage throws a hundred times: the process lives and nothing that was acknowledged is lost', async () => {
	const fault = new Fault()
	const server = closing(await openCollabServer({ fault: (storage) => faulty(storage, fault) }))
	const honest = await writer(server)
	const text = honest.doc(server.document(0)).getText('text')
	const words: string[] = []
	for (let i = 0; fault.thrown < TIMES; i++) {
		fault.left = i % 3
		const word = `(${words.length})`
		text.insert(text.length, word)
		const client = closing(await RawClient.open(server.url))
		client.send(handshakeFrame(server.document(1), server.signIn(0).token))
		await honest.whenSent()
		client.close()
		fault.left = 0
		words.push(word)
	}
	await expectKept(server, words)
})

test('[X62] every request fails a hundred times: each is told so, the process lives and nothing that was acknowledged is lost', async () => {
	const fault = new Fault()
	const t = await openTestApp({ fault: (storage) => faulty(storage, fault) })
	const as = await t.signIn('Secretariat')
	const [clause] = t.framework.clauses
	const asks = [
		() => t.ask('GET', t.at(), { as }),
		() => t.ask('GET', '/api/v1/negotiations', { as }),
		() => t.ask('GET', t.at('/people'), { as }),
		() => t.ask('GET', t.at('/text'), { as }),
		() => t.ask('PUT', t.at('/contact'), { as, body: { contact: 'x' } }),
		() =>
			t.ask('POST', t.at('/notes'), { as, body: { clause: clause?.id, seen: 1, text: 'lost' } }),
		() => t.ask('POST', '/api/v1/sessions', { body: { code: 'x'.repeat(22), kind: 'token' } }),
	]
	const kept: string[] = []
	for (const ask of asks) {
		for (let i = 0; i < TIMES; i++) {
			fault.left = 1
			const { status } = await ask()
			if (fault.left === 0) expect(status).toBeGreaterThanOrEqual(500)
			fault.left = 0
		}
		const text = `note ${kept.length}`
		const note = { as, body: { clause: clause?.id, seen: 1, text } }
		expect((await t.ask('POST', t.at('/notes'), note)).status).toBe(201)
		kept.push(text)
	}
	const { text } = await t.ask('GET', t.at('/notes?limit=500'), { as })
	expect(kept.filter((note) => !text.includes(note))).toEqual([])
	expect(fault.thrown).toBeGreaterThan(5 * TIMES)
})

/** `storage`, each call of which strikes first. */
function faulty(storage: Storage, fault: Fault): Storage {
	return new Proxy(storage, {
		get(whole, name) {
			const part: unknown = Reflect.get(whole, name)
			if (typeof part !== 'object' || part === null) return part
			return new Proxy(part, { get: (port, method) => striking(port, method, fault) })
		},
	})
}

function striking(port: object, method: string | symbol, fault: Fault): unknown {
	const call: unknown = Reflect.get(port, method)
	if (typeof call !== 'function') return call
	return (...args: readonly unknown[]): unknown => {
		// As the calls of a storage fail: later, and not in the turn in which they are made.
		if (fault.left > 0) return Promise.resolve().then(fault.strike)
		return Reflect.apply(call, port, args)
	}
}
