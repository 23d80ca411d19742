import { type Role } from '@parley/domain'
import { clauseDocument } from '@parley/protocol'
import { openCertificate } from '@parley/server/src/http/certificate.ts'
import { openTestApp } from '@parley/server/src/http/testApp.ts'
import { makeCertificate, writeCertificate } from '@parley/server/src/http/testCertificate.ts'
import { redeem } from '@parley/server/src/people/redeem.ts'
import { systemRandom } from '@parley/server/src/random.ts'
import { createDecoder, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { closingAfterEach } from '../support/cleanup.ts'
import { MESSAGE, RawClient, syncFrame } from '../support/rawClient.ts'

const closing = closingAfterEach()

/** A server that speaks TLS, and the way onto its sockets. */
async function openTls() {
	const certificate = await makeCertificate()
	const place = closing(writeCertificateOf(certificate))
	const log = pino({ level: 'silent' })
	const app = await openTestApp({ certificate: await openCertificate(place.files, log) })
	const { negotiation, clauses } = app.framework
	const [clause] = clauses
	if (clause === undefined) throw new Error('a text without clauses')
	const document = clauseDocument(negotiation.id, negotiation.round, clause.id)
	const url = `wss://127.0.0.1:${new URL(app.url).port}/collaboration`

	async function enter(role: Role): Promise<RawClient> {
		const seat = app.framework.seats.find((candidate) => candidate.role === role)
		if (seat === undefined) throw new RangeError(`no seat of ${role}`)
		const parts = { storage: app.storage, clock: app.clock, random: systemRandom }
		const redeemed = await redeem(parts, await app.code(seat.name), null)
		if (redeemed.kind === 'refused') throw new Error(redeemed.reason)
		const client = closing(await RawClient.open(url, { ca: certificate.certificate }))
		await client.enter(document, redeemed.token ?? '')
		return client
	}
	return { document, enter }
}

function writeCertificateOf(certificate: Parameters<typeof writeCertificate>[0]) {
	const written = writeCertificate(certificate)
	return {
		files: written.files,
		close: () => {
			written.remove()
		},
	}
}

/** What `client` has been sent of `document`, as a text. */
function textOf(client: RawClient, document: ReturnType<typeof clauseDocument>): string {
	const doc = new Y.Doc()
	const told = [...client.of(document, MESSAGE.sync), ...client.of(document, MESSAGE.syncReply)]
	for (const { body } of told) {
		const decoder = createDecoder(body)
		const step = readVarUint(decoder)
		if (step !== 0) Y.applyUpdate(doc, readVarUint8Array(decoder))
	}
	return doc.getText('text').toJSON()
}

/** Sends one message in `parts` frames, with a ping between them, as any client may (RFC 6455, section 5.4). */
function sendInParts(client: RawClient, message: Uint8Array, parts: number): void {
	const size = Math.ceil(message.length / parts)
	for (let from = 0; from < message.length; from += size) {
		const fin = from + size >= message.length
		client.socket.send(message.subarray(from, from + size), { binary: true, fin })
		if (!fin) client.socket.ping()
	}
}

test('[C19] over TLS whole frames of every size come through, with pings and messages in parts between them', async () => {
	const { document, enter } = await openTls()
	const writer = await enter('advisor')
	const reader = await enter('note-taker')
	let pongs = 0
	writer.socket.on('pong', () => pongs++)
	const doc = new Y.Doc()
	const updates: Uint8Array[] = []
	doc.on('update', (update: Uint8Array) => updates.push(update))
	// Below and above what a frame says its length in one, three and nine bytes with, and what TLS puts into one record.
	const sizes = [1, 200, 20_000, 60_000, 60_000, 60_000]
	for (const [index, size] of sizes.entries()) {
		doc.getText('text').insert(doc.getText('text').length, `${index}`.repeat(size))
	}
	writer.send(syncFrame(document, 1, Uint8Array.of(0, 0)))
	for (const [index, update] of updates.entries()) {
		sendInParts(writer, syncFrame(document, 2, update), index + 1)
	}
	await writer.until(() => writer.receipts(document).length === sizes.length + 1, 'all receipts')
	expect(writer.receipts(document).map(({ type }) => type)).toEqual([
		'known',
		...sizes.map(() => 'saved'),
	])
	const typed = doc.getText('text').toJSON()
	await reader.until(() => textOf(reader, document).includes(typed), 'all words')
	await writer.until(() => pongs === 15, 'every pong')

	// All of it at once, in one message of over 64 KiB.
	const late = await enter('secretariat')
	expect(textOf(late, document)).toBe(textOf(reader, document))
	expect([writer.closed, reader.closed, late.closed]).toEqual([null, null, null])
})
