import { parseBracketId } from '@parley/domain'
import { placeBrackets, readingText, withBracketSigns } from '@parley/formats'
import { BracketList, SnapshotList, TextJson, type DocumentName } from '@parley/protocol'
import { readBlocks, type Block } from '@parley/schema'
import { seededRandom } from '@parley/server/src/negotiation/testRoom.ts'
import { verifySnapshot, type Snapshot } from '@parley/snapshot'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import * as z from 'zod/mini'
import { editAtRandom, pick } from '../convergence/edits.ts'
import { startServer, type ServerProcess } from '../support/server/process.ts'
import { ApiClient } from '../support/api.ts'
import { connectClient, type TestClient } from '../support/client.ts'
import { runParley } from '../support/parley.ts'
import { firstSeed, scaled } from '../support/scale.ts'
import { comparable, importText, type CorpusText } from './texts.ts'

/** How many people edit a text at once. */
export const PEOPLE = 20
const EDITS = scaled(15, 300)

/** The codes of the delegations of every room here. */
export const CODES = ['UA', 'FR'] as const

/** What `parley create --json` says, as far as it is needed here. */
const Created = z.object({
	clauses: z.array(z.object({ id: z.string(), document: z.string() })),
	seats: z.array(z.object({ role: z.string(), link: z.string() })),
	brackets: z.object({ placed: z.int(), held: z.int(), flagged: z.record(z.string(), z.int()) }),
})
export type Created = z.infer<typeof Created>

/** A room that was made from a text of the corpus with the command line, and its server in a process of its own. */
export class CorpusRoom {
	readonly text: CorpusText
	readonly created: Created
	readonly folder: string
	readonly secretariat: ApiClient
	readonly #apis: readonly ApiClient[]
	readonly #server: ServerProcess
	#clients: readonly TestClient[] = []

	private constructor(
		text: CorpusText,
		created: Created,
		folder: string,
		apis: readonly ApiClient[],
		server: ServerProcess
	) {
		const secretariat = apis.at(-1)
		if (secretariat === undefined) throw new Error('nobody is there')
		this.text = text
		this.created = created
		this.folder = folder
		this.secretariat = secretariat
		this.#apis = apis
		this.#server = server
	}

	/** Makes a room of `text` in a fresh data folder, and starts its server. Whoever calls closes it. */
	static async open(text: CorpusText): Promise<CorpusRoom> {
		const folder = await mkdtemp(join(tmpdir(), 'parley-corpus-'))
		const created = await create(text, folder)
		const server = await startServer({ folder })
		const apis = await Promise.all(
			created.seats.map(({ link }) => ApiClient.redeem(server.url, link.split('#')[1] ?? ''))
		)
		return new CorpusRoom(text, created, folder, apis, server)
	}

	/** Ends the server and takes the folder away. */
	async close(): Promise<void> {
		for (const client of this.#clients) client.close()
		await this.#server.kill()
		await rm(this.folder, { recursive: true, force: true })
	}

	/** The documents of its clauses. */
	get documents(): readonly DocumentName[] {
		return this.created.clauses.map(({ document }) => document as DocumentName)
	}

	/** The open brackets, with the ids of their holders. */
	async brackets(): Promise<z.infer<typeof BracketList>['brackets']> {
		const brackets: z.infer<typeof BracketList>['brackets'][number][] = []
		let cursor = ''
		for (;;) {
			const page = await this.secretariat.json(`/brackets${cursor}`, BracketList)
			brackets.push(...page.brackets)
			if (page.next === null) return brackets
			cursor = `?cursor=${page.next}`
		}
	}

	/** The room's text before anybody edits is the file's with its brackets drawn, character by character after the stated normalisation. */
	async expectWhole(): Promise<void> {
		const { format } = this.text
		const source = this.text.read()
		const { clauses } = await this.secretariat.json('/text', TextJson)
		// as characters: nobody holds any yet
		const open = (await this.brackets()).map(({ id }) => ({ id: parseBracketId(id), holders: [] }))
		const imported = placeBrackets(importText(source, format), CODES)
		expect(clauses).toHaveLength(imported.clauses.length)
		const stored = imported.clauses.map((clause, index): { blocks: readonly Block[] } => {
			const blocks = clauses[index]?.blocks
			if (blocks === undefined) throw new Error(`clause ${index} is missing`)
			return {
				...clause,
				blocks: withBracketSigns({ blocks: blocks as Block[], brackets: open }) as Block[],
			}
		})
		const words = readingText({
			...imported,
			clauses: imported.clauses.map((clause, index) => ({ ...clause, ...stored[index] })),
		})
		expect(comparable(words, format)).toBe(comparable(source, format))
	}

	/** Everybody edits at once, each in clauses of their own choice; resolves when all of it is saved. */
	async editTogether(): Promise<void> {
		const { documents } = this
		const socket = `${this.#server.url.replace('http', 'ws')}/collaboration`
		const clients: TestClient[] = []
		this.#clients = clients
		for (const { token } of this.#apis.slice(0, PEOPLE))
			clients.push(await connectClient({ url: socket, token, documents }))
		const random = seededRandom(firstSeed(4))
		for (let edit = 0; edit < EDITS; edit++) {
			for (const [index, client] of clients.entries()) {
				const document = documents[pick(random, documents.length)]
				if (document === undefined) throw new RangeError('no such clause')
				editAtRandom(client.doc(document), random, `w${index}x${edit}`)
			}
			await new Promise((resolve) => setImmediate(resolve))
		}
		for (const client of clients) await client.whenSent()
		for (const { receipts } of clients)
			expect(receipts.filter(({ receipt }) => receipt.type === 'refused')).toEqual([])
	}

	/** Freezes it, verifies the snapshot by command line against the server's key, and finds its text with everybody. */
	async freeze(): Promise<Snapshot> {
		const { status } = await this.secretariat.fetch('/freeze', { method: 'POST', body: {} })
		expect(status).toBeLessThan(300)
		const snapshot = await this.#verified()
		for (const [index, document] of this.documents.entries()) {
			const frozen = JSON.stringify(snapshot.clauses[index]?.content)
			for (const client of this.#clients) {
				const mine = (): string => JSON.stringify(readBlocks(client.doc(document)))
				await client.until(() => mine() === frozen, 'the text of the snapshot')
			}
		}
		return snapshot
	}

	async #verified(): Promise<Snapshot> {
		const { snapshots } = await this.secretariat.json('/snapshots', SnapshotList)
		const answer = await this.secretariat.fetch(`/snapshots/${snapshots[0]?.id ?? ''}`)
		const bytes = new Uint8Array(await answer.arrayBuffer())
		const file = join(this.folder, 'snapshot.json')
		await writeFile(file, bytes)
		const { out: key } = await runParley(this.folder, ['key'])
		const args = ['verify', file, '--key', /parley-key-1:[0-9a-f]{64}/.exec(key)?.[0] ?? '']
		expect(await runParley(this.folder, args)).toMatchObject({ code: 0 })
		await writeFile(file, flipped(bytes))
		expect(await runParley(this.folder, args)).toMatchObject({ code: 1 })
		const verified = verifySnapshot(bytes)
		if (verified.kind === 'invalid') throw new Error(`the snapshot is ${verified.reason}`)
		return verified.document
	}
}

async function create(text: CorpusText, folder: string): Promise<Created> {
	const file = join(folder, text.format === 'plain' ? 'text.txt' : 'text.md')
	await writeFile(file, text.read())
	const advisors = Array.from({ length: PEOPLE }, (_, i) => `advisor:${CODES[i % 2] ?? ''}`)
	const made = await runParley(folder, [
		...['create', '--title', text.name, '--text', file, '--json'],
		...['--delegations', 'UA:Ukraine,FR:France', '--seats', [...advisors, 'secretariat'].join(',')],
		...['--deadline', '2099-12-09T18:00', '--zone', 'Europe/London'],
	])
	expect(made.err).toBe('')
	expect(made.code).toBe(0)
	return Created.parse(JSON.parse(made.out))
}

/** The bytes with one bit in the middle flipped. */
function flipped(bytes: Uint8Array): Uint8Array {
	const middle = Math.floor(bytes.length / 2)
	return bytes.map((byte, index) => (index === middle ? byte ^ 1 : byte))
}
