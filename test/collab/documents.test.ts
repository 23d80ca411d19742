import { expect, test } from 'vitest'
import { closingAfterEach } from '../support/cleanup.ts'
import { connectClient } from '../support/client.ts'
import { openCollabServer } from '../support/collabServer.ts'
import { MESSAGE, RawClient } from '../support/rawClient.ts'

const closing = closingAfterEach()

test('[C20] 130 documents sync on one socket and take edits', async () => {
	const server = closing(await openCollabServer({ clauses: 130 }))
	const documents = server.clauses.map((_, index) => server.document(index))
	const { token } = server.signIn(0)
	const client = closing(await connectClient({ url: server.url, token, documents }))
	for (const [index, document] of documents.entries()) {
		expect(client.text(document)).toContain(`Words of clause ${index + 1}.`)
		client.doc(document).getText('text').insert(1, 'New ')
	}
	await client.whenSent()
	expect(client.receipts.filter((one) => one.receipt.type === 'saved')).toHaveLength(130)
	expect(await server.pendingFrames()).toBe(0)
})

test('[C20] the first opener of a cold document gets its text once', async () => {
	const server = closing(await openCollabServer())
	const client = closing(await RawClient.open(server.url))
	const { token } = server.signIn(0)
	await client.enter(server.document(0), token)
	// What a second document takes to open is more than enough for the first one to be sent again.
	await client.enter(server.document(1), token)
	const steps = client.of(server.document(0), MESSAGE.sync).map(({ body }) => body[0])
	expect(steps.toSorted()).toEqual([0, 1])
})

test('[C7] a document that nobody has open is read again from its log', async () => {
	const server = closing(await openCollabServer())
	const document = server.document(0)
	for (let visit = 1; visit <= 3; visit++) {
		const { token } = server.signIn(0)
		const client = await connectClient({ url: server.url, token, documents: [document] })
		for (let before = 1; before < visit; before++)
			expect(client.text(document)).toContain(`visit ${before}.`)
		client.doc(document).getText('text').insert(1, `visit ${visit}. `)
		await client.whenSent()
		client.close()
	}
})
