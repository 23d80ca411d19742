import { expect } from 'vitest'
import { parseNegotiationId } from '@parley/domain'
import { DocumentTokenJson, roomDocument } from '@parley/protocol'
import { handshakeFrame, MESSAGE, syncFrame, type RawClient } from '../support/rawClient.ts'
import { scaled } from '../support/scale.ts'
import { arena, type Field } from './arena.ts'

const attack = arena()

attack('[X30] names of documents that are none, and names like paths', async (field) => {
	const { token } = await field.freshSeat()
	const name = field.document
	const [negotiation = '', round = '', layer = '', kind = '', id = ''] = name.split('/')
	const names = [
		'x',
		'/',
		'../../etc/passwd',
		`../${name}`,
		`${name}/..`,
		`${name}/`,
		`/${name}`,
		name.toUpperCase(),
		`${name}\u200b`,
		encodeURIComponent(name),
		[negotiation, '2', layer, kind, id].join('/'),
		[negotiation, '01', layer, kind, id].join('/'),
		[negotiation, round, 'UA', kind, id].join('/'),
		[negotiation, round, layer, 'room', id].join('/'),
		[negotiation, round, layer, kind, '..'].join('/'),
		[negotiation, round, layer, kind, 'cl_000000000000'].join('/'),
		['ng_000000000000', round, layer, kind, id].join('/'),
		"'; drop table entry; --",
		'a'.repeat(200),
	]
	const answers = new Set<string>()
	for (let i = 0; i < scaled(1, 50) * names.length; i++) {
		const asked = names[i % names.length] ?? ''
		const client = await field.open()
		client.send(handshakeFrame(asked, token), syncFrame(asked, 0, Uint8Array.of(0)))
		client.send(syncFrame(asked, 2, Uint8Array.of(0, 0)))
		await client.until(() => client.isDenied(asked), `${asked} to be denied`)
		const said = client.of(asked, MESSAGE.auth).map(({ body }) => Buffer.from(body).toString('hex'))
		answers.add(said.join())
		expect(client.heard.every(({ type }) => type === MESSAGE.auth)).toBe(true)
		client.close()
	}
	expect(answers.size).toBe(1)
	for (const broken of ['', 'a\0b', 'a'.repeat(201), '__proto__', 'constructor', 'toString']) {
		const client = await field.open()
		client.send(handshakeFrame(broken, token))
		expect(await client.whenClosed()).toBe(4422)
	}
})

attack('[X31] pages of others', async (field) => {
	const { host } = new URL(field.url)
	const { token } = await field.freshSeat()
	const foreign = [
		'https://evil.example',
		`http://${host}.evil.example`,
		`http://evil.example/${host}`,
		'null',
		'file://',
		`https://${host}`,
		'http://127.0.0.1',
	]
	const cookie = `parley_session=${token}`
	for (const origin of foreign) {
		for (const path of ['/collaboration', `/yjs/${field.document}`]) {
			await expect(field.open(path, { origin, cookie }), origin).rejects.toThrow('refused')
		}
		const answer = await field.post('/sessions', { body: '{}', headers: { origin, cookie } })
		expect([answer.status, origin]).toEqual([403, origin])
	}
	const own = await field.open('/collaboration', { origin: `http://${host}`, cookie })
	await own.enter(field.document, '')
})

attack(
	'[X32] tokens of others: forged, cut, of another negotiation, of another document, used again',
	async (field) => {
		const api = await field.freshSeat()
		const { token } = api
		const other = roomDocument(parseNegotiationId('ng_000000000000'), 1)
		const forged = [
			'',
			'x'.repeat(43),
			token.slice(1),
			`${token}a`,
			token.toUpperCase(),
			'{"token":1}',
		]
		for (const wrong of Array.from({ length: scaled(1, 200) }, () => forged).flat()) {
			const client = await field.open()
			await expect(client.enter(field.document, wrong)).rejects.toThrow('denied')
			client.close()
		}
		const client = await field.open()
		await expect(client.enter(other, token)).rejects.toThrow('denied')

		// A plain client's token opens one document and nothing else.
		const issued = await api.json('/document-tokens', DocumentTokenJson, {
			method: 'POST',
			body: { document: field.document },
		})
		const plain = (document: string, pass: string): Promise<RawClient> =>
			field.open(`/yjs/${document}?token=${encodeURIComponent(pass)}`)
		expect(await (await plain(field.otherDocument, issued.token)).whenClosed()).toBe(4401)
		expect(await (await plain(field.document, `${issued.token}a`)).whenClosed()).toBe(4401)
		expect(await (await plain(field.document, token)).whenClosed()).toBe(4401)
		const asSession = await field.open()
		await expect(asSession.enter(field.document, issued.token)).rejects.toThrow('denied')

		// After signing out the session and all that came of it open nothing.
		const last = await plain(field.document, issued.token)
		await api.signOut()
		expect(await last.whenClosed()).toBe(4401)
		const replayed = await field.open()
		await expect(replayed.enter(field.document, token)).rejects.toThrow('denied')
		expect(await (await plain(field.document, issued.token)).whenClosed()).not.toBe(1000)
	}
)

attack('[X33] guesses of an invitation', async (field) => {
	const guesses = scaled(600, 100_000)
	const counts: Record<number, number> = {}
	for (let first = 0; first < guesses; first += 50) {
		const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => guess(field, first + i)))
		for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
	}
	console.log('[X33]', counts)
	expect(counts[201] ?? 0).toBe(0)
	// Thirty codes are looked at; all others are told to wait.
	expect(counts[429]).toBeGreaterThanOrEqual(guesses - 31)
	// Somebody else, with a good link, comes in meanwhile.
	expect((await field.freshSeat()).token).not.toBe('')
})

function guess(field: Field, index: number): Promise<{ readonly status: number }> {
	const code = `guess${String(index).padStart(17, '0')}`
	return field.post('/sessions', { body: JSON.stringify({ code, kind: 'token' }) })
}
