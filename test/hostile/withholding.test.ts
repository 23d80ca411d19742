import { expect } from 'vitest'
import { OccurrencesJson, TextJson, type DocumentName, type Receipt } from '@parley/protocol'
import { soughtWords, toPassage, withholdSteps, type Steps } from '@parley/schema'
import * as Y from 'yjs'
import { scaled } from '../support/scale.ts'
import { arena, type Field } from './arena.ts'
import { offerAll, tally } from './knocking.ts'
import { typed } from './updates.ts'

const attack = arena()

const SECRET = 'SECRET words of a capital'

/** Clocks as a request names them. */
interface Range {
	readonly client: number
	readonly from: number
	readonly to: number
}

/** What a path about a clause answers to a request by whoever holds `token`: the code of the problem, or the status. */
async function ask(
	field: Field,
	token: string,
	document: DocumentName,
	what: 'withholdings' | 'occurrences',
	body: object
): Promise<string> {
	const clause = document.split('/').at(-1) ?? ''
	const path = `/negotiations/${field.prepared.negotiation.id}/clauses/${clause}/${what}`
	const { status, text } = await field.post(path, { token, body: JSON.stringify(body) })
	return /"code":"([a-z-]+)"/.exec(status < 300 ? '' : text)?.[1] ?? String(status)
}

function counted(answers: readonly string[]): Readonly<Record<string, number>> {
	const counts: Record<string, number> = {}
	for (const answer of answers) counts[answer] = (counts[answer] ?? 0) + 1
	return counts
}

attack('[X75] words of others, under every name, and all words of the room', async (field) => {
	const { document, pair, prepared } = field
	const seat = await field.freshSeat()
	const victim = prepared.seats.find(({ seat: { name } }) => name === 'Advisor 1')?.seat.id ?? ''
	// Something of one's own among them takes nothing along.
	const own = 750_001
	expect(
		tally(await offerAll(field, seat.token, field.otherDocument, [typed(own, 0, 'mine ')]))
	).toEqual({ saved: 1 })
	const answers: string[] = []
	const whole: Range = { client: pair.clientId, from: 0, to: pair.clock }
	const tries: readonly object[] = [
		{ passage: [whole] },
		{ passage: [{ ...whole, to: 1 }] },
		{ passage: [whole], author: victim },
		{ passage: [whole], author: victim, seat: victim, by: victim },
		{ passage: [whole], author: 'st_000000000000' },
		{ passage: [whole, { client: own, from: 0, to: 5 }] },
		{ passage: Array.from({ length: 1000 }, (_, i) => ({ ...whole, from: i % 7 })) },
	]
	for (let i = 0; i < scaled(140, 900); i++)
		answers.push(
			await ask(field, seat.token, document, 'withholdings', tries[i % tries.length] ?? {})
		)
	const counts = counted(answers)
	expect(Object.keys(counts).toSorted()).toEqual([
		'no-such-words',
		'not-allowed',
		'not-own-words',
		'too-many-requests',
	])
	expect(counts['not-own-words']).toBeGreaterThan(20)
	for (const reader of ['Observer', 'Note-taker']) {
		const { token } = await field.signIn(reader)
		expect(await ask(field, token, document, 'withholdings', { passage: [whole] })).toBe(
			'not-allowed'
		)
		expect(await ask(field, token, document, 'occurrences', { passage: [whole] })).toBe(
			'not-allowed'
		)
	}
	console.log('[X75]', counts)
})

attack(
	'[X76] ranges in tens of thousands, beyond what is there, and what is none',
	async (field) => {
		const { otherDocument: document, pair } = field
		const { token } = await field.freshSeat()
		const client = 760_001
		expect(
			tally(await offerAll(field, token, document, [typed(client, 0, 'words of mine')]))
		).toEqual({
			saved: 1,
		})
		const own: Range = { client, from: 0, to: 13 }
		const most = Number.MAX_SAFE_INTEGER
		const refused = async (passage: unknown): Promise<string> => {
			const answers = await Promise.all([
				ask(field, token, document, 'withholdings', { passage }),
				ask(field, token, document, 'occurrences', { passage }),
			])
			return answers.join(' ')
		}
		expect(await refused(Array.from({ length: 1001 }, () => own))).toBe('bad-request bad-request')
		expect(await refused(Array.from({ length: 10_000 }, () => own))).toBe('too-large too-large')
		for (const passage of [[], null, 'all', [{}], [{ ...own, from: -1 }], [{ ...own, to: '13' }]])
			expect(await refused(passage), JSON.stringify(passage)).toBe('bad-request bad-request')
		// A search for what is not there finds nothing; nothing is taken out.
		for (const passage of [
			[{ ...own, to: most }],
			[{ ...own, from: 13, to: 14 }],
			[own, { ...own, from: most - 1, to: most }],
			[own, { client: most, from: 0, to: most }],
			Array.from({ length: 1000 }, (_, i) => ({ client: i, from: i, to: most })),
		])
			expect(await refused(passage)).toMatch(/^(no-such-words|not-own-words) 200$/)
		const clash = [own, { client: pair.clientId, from: 0, to: 1 }]
		// The pair writes in another clause: under its clientID nothing came here.
		expect(await refused(clash)).toBe('no-such-words 200')
		const over = Array.from({ length: 900 }, (_, i) => ({ client, from: i % 5, to: 8 + (i % 6) }))
		expect(await ask(field, token, document, 'withholdings', { passage: over })).toBe('201')
		expect(await ask(field, token, document, 'withholdings', { passage: [own] })).toBe(
			'no-such-words'
		)
	}
)

attack(
	'[X77] withheld words that are sent again: by bytes, beside new ones, and by others',
	async (field) => {
		const { otherDocument: document } = field
		const [author, other] = [await field.freshSeat(), await field.freshSeat()]
		const doc = new Y.Doc({ gc: false })
		doc.clientID = 770_001
		doc.getText('text').insert(0, SECRET)
		const first = Y.encodeStateAsUpdate(doc)
		expect(tally(await offerAll(field, author.token, document, [first]))).toEqual({ saved: 1 })
		const range: Range = { client: doc.clientID, from: 0, to: SECRET.length }
		expect(await ask(field, author.token, document, 'withholdings', { passage: [range] })).toBe(
			'201'
		)
		const again = Array.from({ length: scaled(20, 2000) }, () => first)
		for (const { token } of [author, other])
			for (const step of [1, 2] as const)
				expect(tally(await offerAll(field, token, document, again, { step }))).toEqual({
					known: again.length,
				})
		// Beside new words, as somebody who was away sends them.
		for (let i = 0; i < scaled(5, 200); i++) {
			doc.getText('text').insert(0, `${i},`)
			const answers = await offerAll(field, author.token, document, [Y.encodeStateAsUpdate(doc)])
			expect(answers.map(({ type }: Receipt) => type)).toEqual(['saved'])
		}
		// Under the clientID of the author by somebody else, further on.
		const stolen = typed(doc.clientID, Y.getState(doc.store, doc.clientID), SECRET)
		const [refused] = Object.keys(tally(await offerAll(field, other.token, document, [stolen])))
		expect(['other-author', 'malformed']).toContain(refused)
		const clause = document.split('/').at(-1) ?? ''
		const last = (await author.json('/text', TextJson)).position
		const paths = [
			'/text',
			'/changes?since=1',
			`/clauses/${clause}/authorship`,
			`/clauses/${clause}/insertions`,
		]
		for (let at = Math.max(1, last - 40); at <= last; at++)
			paths.push(`/text?at=${at}`, `/clauses/${clause}/authorship?at=${at}`)
		for (const path of paths) {
			const answer = await author.fetch(path)
			expect(answer.status, path).toBe(200)
			expect(await answer.text(), path).not.toContain('SECRET')
		}
		const witness = await field.open()
		await witness.enter(document, other.token)
		await witness.whenRead()
		const heard = Buffer.concat(witness.heard.map(({ body }) => body))
		expect(heard.includes('SECRET')).toBe(false)
		// A copy that somebody writes anew is their own words: nothing that is kept could tell.
		const copy = typed(770_002, 0, 'a copy')
		expect(tally(await offerAll(field, other.token, document, [copy]))).toEqual({ saved: 1 })
	}
)

attack('[X78] searches without an end, in a text that repeats itself', async (field) => {
	const { otherDocument: document } = field
	const { token } = await field.freshSeat()
	const words = 'a'.repeat(30_000)
	const updates = Array.from({ length: 10 }, (_, i) => typed(780_000 + i, 0, words))
	expect(tally(await offerAll(field, token, document, updates))).toEqual({ saved: 10 })
	const passage = Array.from({ length: 1000 }, (_, i) => ({
		client: 780_000,
		from: i * 30,
		to: i * 30 + 25,
	}))
	const answers: string[] = []
	const ways = scaled(40, 1000)
	const each = async (): Promise<void> => {
		while (answers.length < ways)
			answers.push(await ask(field, token, document, 'occurrences', { passage }))
	}
	await Promise.all([each(), each(), each(), each()])
	const counts = counted(answers)
	expect(
		Object.keys(counts).filter((kind) => !['200', 'too-many-requests'].includes(kind))
	).toEqual([])
	console.log('[X78]', counts)
	// Each act can be asked for sixty times in an hour; what is taken out of them all is cleared together.
	const acts: string[] = []
	for (let i = 0; i < 70; i++) {
		const one = [{ client: 780_001, from: i, to: i + 1 }]
		acts.push(await ask(field, token, document, 'withholdings', { passage: one }))
	}
	expect(counted(acts)).toEqual({ '201': 60, 'too-many-requests': 10 })
	// Others are not held up by it.
	const other = await field.freshSeat()
	const found = await other.json(
		`/clauses/${document.split('/').at(-1) ?? ''}/occurrences`,
		OccurrencesJson,
		{
			method: 'POST',
			body: { passage: [{ client: 780_001, from: 100, to: 200 }] },
		}
	)
	expect(found.words).toBeNull()
})

/** Words that came as so many structs as they have characters, each put before the one before; in an update as it is sent by who comes back. */
function inPieces(client: number, count: number): Uint8Array {
	const doc = new Y.Doc({ gc: false })
	doc.clientID = client
	doc.transact(() => {
		for (let i = 0; i < count; i++)
			doc.getText('text').insert(0, String.fromCharCode(97 + (i % 26)))
	})
	return Y.encodeStateAsUpdate(doc)
}

/** How many steps there are, and how long the longest of them took. */
function counting<T>(steps: Steps<T>): { readonly count: number; readonly longestMs: number } {
	let longestMs = 0
	for (let count = 0; ; count++) {
		const began = performance.now()
		const step = steps.next()
		longestMs = Math.max(longestMs, performance.now() - began)
		if (step.done === true) return { count, longestMs }
	}
}

attack(
	'[X78] [L20] words that came in a hundred thousand pieces: looked for, taken out, and sent again',
	async (field) => {
		const { prepared, server } = field
		// One that nobody has written in.
		const document = prepared.documents[2] ?? field.otherDocument
		const { token } = await field.freshSeat()
		const [client, pieces] = [781_000, 100_000]
		const update = inPieces(client, pieces)
		const busyMs: Record<string, number> = {}
		/** Notes for how long the server was busy at a stretch since the last note, at most. */
		const note = async (what: string): Promise<void> => {
			busyMs[what] = (await server.memory()).longestTurnMs
		}
		const send = () => offerAll(field, token, document, [update], { step: 1 })
		await note('before')
		expect(tally(await send())).toEqual({ saved: 1 })
		await note('taken')
		// All of them, and every hundredth: as many ranges as one request names.
		const all = [{ client, from: 0, to: pieces }]
		const some = Array.from({ length: 1000 }, (_, i) => ({
			client,
			from: 100 * i,
			to: 100 * i + 1,
		}))
		const looked: string[] = []
		for (let i = 0; i < scaled(2, 30); i++) {
			for (const passage of [all, some])
				looked.push(await ask(field, token, document, 'occurrences', { passage }))
			await note(i === 0 ? 'first search' : 'searches')
		}
		expect(looked[0]).toBe('200')
		expect(['200', 'too-many-requests']).toEqual(expect.arrayContaining([...new Set(looked)]))
		expect(await ask(field, token, document, 'withholdings', { passage: some })).toBe('201')
		await note('some withheld')
		expect(await ask(field, token, document, 'withholdings', { passage: all })).toBe('201')
		await note('all withheld')
		expect(tally(await send())).toEqual({ known: 1 })
		await note('sent again')
		console.log('[X78]', counted(looked), 'busy at a stretch, in ms:', busyMs)
		// What the server does it does in so many steps, between which it gives way: a few hundred pieces in each.
		const doc = new Y.Doc({ gc: false })
		Y.applyUpdate(doc, update)
		for (const passage of [toPassage(all), toPassage(some)]) {
			const taking = counting(withholdSteps(update, passage))
			const seeking = counting(soughtWords(doc, passage))
			expect(taking.count).toBeGreaterThan(pieces / 512)
			expect(seeking.count).toBeGreaterThan(pieces / 512)
			console.log('[X78] steps:', { taking, seeking })
		}
	}
)
