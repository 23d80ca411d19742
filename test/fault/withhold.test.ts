import { SuggestionList, TextJson } from '@parley/protocol'
import { suggestionKey } from '@parley/schema'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { type ApiClient } from '../support/api.ts'
import { runParley } from '../support/parley.ts'
import { prepare, type Prepared } from '../support/server/negotiation.ts'
import { startServer } from '../support/server/process.ts'
import { connect, signIn, type } from './people.ts'

const SECRET = 'SECRET words of a capital'
const KILLS = process.env['PARLEY_SCALE'] === 'long' ? 60 : 4

/** Has Advisor 1 write the words, closes the page, and gives what asks that they be withheld. */
async function writeSecret(
	prepared: Prepared,
	server: Awaited<ReturnType<typeof startServer>>,
	api: ApiClient,
	words: string
): Promise<{ method: string; body: unknown }> {
	const client = await connect(prepared, server, api)
	const [document] = prepared.documents
	if (document === undefined) throw new Error('a clause')
	const doc = client.doc(document)
	const from = Y.getState(doc.store, doc.clientID)
	type(client, prepared, 0, words)
	await client.whenSent()
	const passage = [{ client: doc.clientID, from, to: from + words.length }]
	client.close()
	return { method: 'POST', body: { passage } }
}

function filesWith(folder: string, words: string): readonly string[] {
	return readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(words))
}

async function textOf(api: ApiClient): Promise<string> {
	const { clauses } = await api.json('/text', TextJson)
	return clauses[0]?.text ?? ''
}

test('[S43] [L12] killed when the act is stored and before anything else: the words are gone, and the next start clears the files', async () => {
	const prepared = await prepare({ advisors: 1, clauses: 1, deadlineInMs: 86_400_000 })
	const { folder, clauses } = prepared
	const first = await startServer({ folder, killOnceStored: 'withholding' })
	const api = await signIn(prepared, first, 0)
	const asked = await writeSecret(prepared, first, api, SECRET)
	const path = `/clauses/${clauses[0]?.id ?? ''}/withholdings`
	await expect(api.fetch(path, asked)).rejects.toThrow()
	await first.gone
	expect(filesWith(folder, 'SECRET')).not.toEqual([])

	const second = await startServer({ folder })
	expect(filesWith(folder, 'SECRET')).toEqual([])
	expect(await textOf(api.at(second.url))).toMatch(/Words of clause 1\.$/)
	await second.kill()
	expect(await runParley(folder, ['log', 'check'])).toMatchObject({ code: 0 })
	await prepared.remove()
})

test('[S43] [L22] so it is with what was said about a suggestion: its words are in no file, and the log is checked', async () => {
	const prepared = await prepare({ advisors: 1, clauses: 1, deadlineInMs: 86_400_000 })
	const { folder, clauses, documents } = prepared
	const [document] = documents
	if (document === undefined) throw new Error('a clause')
	const first = await startServer({ folder, killOnceStored: 'withholding' })
	const api = await signIn(prepared, first, 0)
	const client = await connect(prepared, first, api)
	const text = client.doc(document).getText('text')
	const suggestion = 'suggestion01'
	text.insert(text.length, ' all', { [suggestionKey('ins', suggestion)]: true })
	await client.whenSent()
	client.close()
	const comments = `/clauses/${clauses[0]?.id ?? ''}/suggestions/${suggestion}/comments`
	const said = await api.fetch(comments, { method: 'POST', body: { words: SECRET } })
	expect(said.status).toBe(201)
	const asked = { method: 'POST', body: {} }
	await expect(api.fetch(`${comments}/0/withholding`, asked)).rejects.toThrow()
	await first.gone
	expect(filesWith(folder, 'SECRET')).not.toEqual([])

	const second = await startServer({ folder })
	expect(filesWith(folder, 'SECRET')).toEqual([])
	const { suggestions } = await api.at(second.url).json('/suggestions', SuggestionList)
	expect(suggestions).toMatchObject([{ comments: [{ words: '', withheld: {} }] }])
	await second.kill()
	expect(await runParley(folder, ['log', 'check'])).toMatchObject({ code: 0 })
	await prepared.remove()
})

test('[L12] killed at any moment, the words are there as they were or nowhere', async () => {
	const prepared = await prepare({ advisors: 1, clauses: 1, deadlineInMs: 86_400_000 })
	const { folder, clauses } = prepared
	const path = `/clauses/${clauses[0]?.id ?? ''}/withholdings`
	let server = await startServer({ folder })
	let api = await signIn(prepared, server, 0)
	for (let kill = 0; kill < KILLS; kill++) {
		const words = ` SECRET${kill}`
		const asked = await writeSecret(prepared, server, api, words)
		const answer = api.fetch(path, asked).catch(() => null)
		// As many turns later as it takes the request to get anywhere, or through.
		const turns = Math.floor(Math.random() * 400)
		for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate)
		await server.kill()
		const isDone = (await answer)?.status === 201
		server = await startServer({ folder })
		api = api.at(server.url)
		const isThere = (await textOf(api)).includes(words.trim())
		if (isDone) expect(isThere).toBe(false)
		expect(filesWith(folder, words.trim()).length > 0).toBe(isThere)
		if (isThere) expect((await api.fetch(path, asked)).status).toBe(201)
		await expect.poll(() => filesWith(folder, words.trim())).toEqual([])
	}
	expect(await textOf(api)).toMatch(/Words of clause 1\.$/)
	await server.kill()
	expect(await runParley(folder, ['log', 'check'])).toMatchObject({ code: 0 })
	await prepared.remove()
})
