import { afterEach, expect, test } from 'vitest'
import { connectClient, type TestClient } from '../support/client.ts'
import { openCollabServer, type CollabServer } from '../support/collabServer.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
	for (const one of open.splice(0).reverse()) await one.close()
})

async function serve(...options: Parameters<typeof openCollabServer>): Promise<CollabServer> {
	const server = await openCollabServer(...options)
	open.push(server)
	return server
}

async function join(server: CollabServer, seat: number): Promise<TestClient> {
	const { token } = server.signIn(seat)
	const client = await connectClient({ url: server.url, token, documents: [server.document(0)] })
	open.push(client)
	return client
}

test('[C1] an update is answered with a receipt that names it, and stands on the other screen', async () => {
	const server = await serve()
	const [ua, fr] = [await join(server, 0), await join(server, 1)]
	const document = server.document(0)
	const text = ua.doc(document).getText('text')
	text.insert(text.length, ' Agreed.')
	const [unsent] = ua.outbox()
	await ua.whenSent()
	const { receipt } = ua.receipts.at(-1) ?? {}
	expect(receipt).toMatchObject({ type: 'saved', digest: unsent?.digest })
	await fr.until(() => fr.text(document).includes('Agreed.'), 'the words of UA')
})
