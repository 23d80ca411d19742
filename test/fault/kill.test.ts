import { type Random } from '@parley/domain'
import { TextJson, type DocumentName } from '@parley/protocol'
import { seededRandom } from '@parley/server/src/negotiation/testRoom.ts'
import { afterAll, expect, test } from 'vitest'
import { ApiClient } from '../support/api.ts'
import { connectClient, type TestClient } from '../support/client.ts'
import { firstSeed, scaled } from '../support/scale.ts'
import { prepare } from '../support/server/negotiation.ts'
import { startServer, type ServerProcess } from '../support/server/process.ts'

const KILLS = scaled(6, 100)
const PEOPLE = 20
const CLAUSES = 5
/** Words that are under way to the server at once, of each writer. */
const AHEAD = 5

/** Someone who types words that nobody else types, one an update, and knows which of them were acknowledged. */
class Writer {
	readonly client: TestClient
	readonly #name: string
	#typed = 0
	readonly #words = new Map<string, string>()

	constructor(client: TestClient, name: string) {
		this.client = client
		this.#name = name
	}

	/** Types on while `typing` goes on, never more than a few words ahead of the receipts. */
	async keepTyping(
		typing: { readonly goesOn: boolean },
		random: Random,
		documents: readonly DocumentName[]
	): Promise<void> {
		while (typing.goesOn) {
			await this.client.until(
				() => !typing.goesOn || this.client.outbox().length < AHEAD,
				'a receipt'
			)
			const document = documents[Math.floor(random() * documents.length)]
			if (document !== undefined) this.#type(document)
			await turn()
		}
	}

	#type(document: DocumentName): void {
		const word = `⟦${this.#name}.${this.#typed++}⟧`
		const text = this.client.doc(document).getText('text')
		const before = this.client.outbox(document).length
		text.insert(text.length, word)
		const update = this.client.outbox(document)[before]
		if (update === undefined) throw new Error('typing made no update')
		this.#words.set(word, update.digest)
	}

	/** Every word so far. */
	get words(): readonly string[] {
		return [...this.#words.keys()]
	}

	/** The words whose updates have a receipt. */
	get acknowledged(): readonly string[] {
		const unsent = new Set(this.client.outbox().map(({ digest }) => digest))
		return [...this.#words].filter(([, digest]) => !unsent.has(digest)).map(([word]) => word)
	}
}

/** Resolves after `count` more receipts than there are now. */
async function whenAnswered(writers: readonly Writer[], count: number): Promise<void> {
	const received = (): number =>
		writers.reduce((sum, { client }) => sum + client.receipts.length, 0)
	const enough = received() + count
	// whoever gets the last of them says so: looking again and again would take the machine from those who answer
	await Promise.race(
		writers.map(({ client }) => client.until(() => received() >= enough, 'receipts'))
	)
}

/** Lets sockets have their turn. */
function turn(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve))
}

let server: ServerProcess | null = null
afterAll(async () => {
	await server?.kill()
})

test(`[L3] twenty people type while the server is killed ${KILLS} times: nothing acknowledged is lost or doubled`, async () => {
	const seed = firstSeed(7)
	const random = seededRandom(seed)
	console.log(`kills: seed ${seed}`)
	const prepared = await prepare({ advisors: PEOPLE, clauses: CLAUSES, deadlineInMs: 86_400_000 })
	server = await startServer({ folder: prepared.folder })
	const { url } = server
	const port = Number(new URL(url).port)
	const apis = await Promise.all(
		prepared.seats.slice(0, PEOPLE).map(({ code }) => ApiClient.redeem(url, code))
	)
	const writers = await Promise.all(
		apis.map(async ({ token }, index) => {
			const client = await connectClient({
				url: `${url.replace('http', 'ws')}/collaboration`,
				token,
				documents: prepared.documents,
				comesBack: true,
			})
			return new Writer(client, String(index))
		})
	)
	const [reader] = apis
	if (reader === undefined) throw new Error('nobody is there')
	let checked = 0
	for (let kill = 0; kill < KILLS; kill++) {
		const typing = { goesOn: true }
		const typists = writers.map((writer) => writer.keepTyping(typing, random, prepared.documents))
		// At a moment that depends on what was answered since the last start, and so in the middle of everything.
		await whenAnswered(writers, 1 + Math.floor(random() * 600))
		typing.goesOn = false
		await server.kill()
		await Promise.all(typists)
		const acknowledged = writers.flatMap((writer) => writer.acknowledged)
		server = await startServer({ folder: prepared.folder, port })
		const { clauses } = await reader.json('/text', TextJson)
		const text = clauses.map((clause) => clause.text).join('\n')
		expectEachOnce(text, acknowledged)
		checked += acknowledged.length
	}
	for (const { client } of writers) await client.whenSent()
	const { clauses } = await reader.json('/text', TextJson)
	const text = clauses.map((clause) => clause.text).join('\n')
	const all = writers.flatMap(({ words }) => words)
	expectEachOnce(text, all)
	expect(checked).toBeGreaterThan(0)
	console.log(`${all.length} words typed, ${checked} acknowledgements checked over ${KILLS} kills`)
	for (const { client } of writers) client.close()
	await server.kill()
	await prepared.remove()
})

function expectEachOnce(text: string, words: readonly string[]): void {
	const counts = new Map<string, number>()
	for (const [word] of text.matchAll(/⟦\d+\.\d+⟧/g)) counts.set(word, (counts.get(word) ?? 0) + 1)
	expect(words.filter((word) => !counts.has(word))).toEqual([])
	expect([...counts].filter(([, count]) => count > 1)).toEqual([])
}
