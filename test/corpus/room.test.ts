import { readingText } from '@parley/formats'
import { SnapshotList, TextJson, type DocumentName } from '@parley/protocol'
import { readBlocks } from '@parley/schema'
import { seededRandom } from '@parley/server/src/negotiation/testRoom.ts'
import { verifySnapshot } from '@parley/snapshot'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { editAtRandom, pick } from '../convergence/edits.ts'
import { startServer, type ServerProcess } from '../support/server/process.ts'
import { ApiClient } from '../support/api.ts'
import { connectClient, type TestClient } from '../support/client.ts'
import { describeWithData } from '../support/data.ts'
import { runParley } from '../support/parley.ts'
import { firstSeed, scaled } from '../support/scale.ts'
import { comparable, corpusTexts, importText, type CorpusText } from './texts.ts'

const PEOPLE = 20
const EDITS = scaled(30, 300)

/** What `parley create --json` says, as far as it is needed here. */
interface Created {
	readonly clauses: readonly { readonly id: string; readonly document: DocumentName }[]
	readonly seats: readonly { readonly role: string; readonly link: string }[]
}

let folder = ''
let server: ServerProcess | null = null
let clients: TestClient[] = []

afterEach(async () => {
	for (const client of clients) client.close()
	clients = []
	await server?.kill()
	server = null
	await rm(folder, { recursive: true, force: true })
})

for (const text of corpusTexts) {
	describeWithData(`${text.name}, from its file to its verified snapshot`, [text.file], () => {
		test(`${PEOPLE} people edit it at once, it is frozen, and the snapshot holds`, async () => {
			const created = await create(text)
			server = await startServer({ folder })
			const { url } = server
			const apis = await Promise.all(
				created.seats.map(({ link }) => ApiClient.redeem(url, link.split('#')[1] ?? ''))
			)
			const secretariat = apis.at(-1)
			if (secretariat === undefined) throw new Error('nobody is there')
			await expectWhole(text, secretariat)

			const documents = created.clauses.map(({ document }) => document)
			for (const api of apis.slice(0, PEOPLE)) {
				const socket = `${url.replace('http', 'ws')}/collaboration`
				clients.push(await connectClient({ url: socket, token: api.token, documents }))
			}
			await editTogether(documents)
			for (const client of clients) await client.whenSent()

			expect(
				(await secretariat.fetch('/freeze', { method: 'POST', body: {} })).status
			).toBeLessThan(300)
			const frozen = await expectVerified(secretariat)
			for (const [index, document] of documents.entries()) {
				for (const client of clients) {
					const mine = (): string => JSON.stringify(readBlocks(client.doc(document)))
					await client.until(() => mine() === frozen[index], 'the text of the snapshot')
				}
			}
		})
	})
}

/** Makes a negotiation of the text with `parley create`, in a fresh data folder. */
async function create(text: CorpusText): Promise<Created> {
	folder = await mkdtemp(join(tmpdir(), 'parley-corpus-'))
	const file = join(folder, text.format === 'plain' ? 'text.txt' : 'text.md')
	await writeFile(file, text.read())
	const advisors = Array.from({ length: PEOPLE }, (_, i) => `advisor:${i % 2 === 0 ? 'UA' : 'FR'}`)
	const made = await runParley(folder, [
		...['create', '--title', text.name, '--text', file, '--json'],
		...['--delegations', 'UA:Ukraine,FR:France', '--seats', [...advisors, 'secretariat'].join(',')],
		...['--deadline', '2099-12-09T18:00', '--zone', 'Europe/London'],
	])
	expect(made.err).toBe('')
	expect(made.code).toBe(0)
	const created: unknown = JSON.parse(made.out)
	return created as Created
}

/** The room's text before anybody edits is the file's, character by character after the stated normalisation. */
async function expectWhole(text: CorpusText, api: ApiClient): Promise<void> {
	const source = text.read()
	const { clauses } = await api.json('/text', TextJson)
	const imported = importText(source, text.format)
	const words = readingText({
		...imported,
		clauses: imported.clauses.map((clause, index) => {
			const stored = clauses[index]?.blocks
			if (stored === undefined) throw new Error(`clause ${index} is missing`)
			return { ...clause, blocks: stored as typeof clause.blocks }
		}),
	})
	expect(comparable(words, text.format)).toBe(comparable(source, text.format))
	expect(clauses).toHaveLength(imported.clauses.length)
}

/** Everybody edits at once, each in clauses of their own choice. */
async function editTogether(documents: readonly DocumentName[]): Promise<void> {
	const random = seededRandom(firstSeed(4))
	for (let edit = 0; edit < EDITS; edit++) {
		for (const [index, client] of clients.entries()) {
			const document = documents[pick(random, documents.length)]
			if (document === undefined) throw new RangeError('no such clause')
			editAtRandom(client.doc(document), random, `w${index}x${edit}`)
		}
		await new Promise((resolve) => setImmediate(resolve))
	}
}

/** Verifies the snapshot by command line, against the server's key. Gives the frozen blocks of each clause as JSON. */
async function expectVerified(api: ApiClient): Promise<readonly string[]> {
	const { snapshots } = await api.json('/snapshots', SnapshotList)
	const answer = await api.fetch(`/snapshots/${snapshots[0]?.id ?? ''}`)
	const bytes = new Uint8Array(await answer.arrayBuffer())
	const file = join(folder, 'snapshot.json')
	await writeFile(file, bytes)
	const { out: key } = await runParley(folder, ['key'])
	const keyText = /parley-key-1:[0-9a-f]{64}/.exec(key)?.[0] ?? ''
	expect(await runParley(folder, ['verify', file, '--key', keyText])).toMatchObject({ code: 0 })
	await writeFile(file, flipped(bytes))
	expect(await runParley(folder, ['verify', file, '--key', keyText])).toMatchObject({ code: 1 })
	const verified = verifySnapshot(bytes)
	if (verified.kind === 'invalid') throw new Error(`the snapshot is ${verified.reason}`)
	return verified.document.clauses.map(({ content }) => JSON.stringify(content))
}

/** The bytes with one bit in the middle flipped. */
function flipped(bytes: Uint8Array): Uint8Array {
	const middle = Math.floor(bytes.length / 2)
	return bytes.map((byte, index) => (index === middle ? byte ^ 1 : byte))
}
