import { clauseDocument, DocumentTokenJson } from '@parley/protocol'
import { expect, test } from 'vitest'
import { openTestApp } from './testApp.ts'

test('[H60] whoever may read a document gets a token for it, which says where and for how long', async () => {
	const app = await openTestApp({ publicUrl: 'https://parley.example.org' })
	const { negotiation, clauses } = app.framework
	const [clause] = clauses
	if (clause === undefined) throw new RangeError('no clause')
	const document = clauseDocument(negotiation.id, 1, clause.id)
	const as = await app.signIn('Observer')
	const answer = await app.ask('POST', app.at('/document-tokens'), { as, body: { document } })
	expect(answer.status).toBe(201)
	const { token, ...rest } = DocumentTokenJson.parse(answer.json)
	expect(rest).toEqual({
		document,
		url: 'wss://parley.example.org/yjs',
		expiresAt: app.clock.now() + 300_000,
	})
	expect(token).not.toContain(as)
	expect(app.logged.join('')).not.toContain(token)
})

test('[H60] a document of another round, of another room and none at all are answered alike', async () => {
	const app = await openTestApp()
	const as = await app.signIn('Advisor 1')
	const { negotiation, clauses } = app.framework
	const [clause] = clauses
	const [elsewhere] = app.other.clauses
	if (clause === undefined || elsewhere === undefined) throw new RangeError('no clause')
	const names = [
		clauseDocument(negotiation.id, 2, clause.id),
		clauseDocument(app.other.negotiation.id, 1, elsewhere.id),
		clauseDocument(negotiation.id, 1, elsewhere.id),
		'../../etc/passwd',
	]
	const answers = await Promise.all(
		names.map((document) => app.ask('POST', app.at('/document-tokens'), { as, body: { document } }))
	)
	expect(new Set(answers.map(({ code }) => code))).toEqual(new Set(['not-found']))
	const other = `/api/v1/negotiations/${app.other.negotiation.id}/document-tokens`
	expect((await app.ask('POST', other, { as, body: { document: names[1] } })).code).toBe(
		'not-found'
	)
})
