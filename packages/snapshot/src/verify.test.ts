import { DEFAULT_LADDER } from '@parley/domain'
import { expect, test } from 'vitest'
import { freezeProtocol, signers, snapshot } from '../vectors/input.ts'
import { canonicalBytes } from './canonical.ts'
import { toHex } from './digest.ts'
import { digestOfValue } from './digestOfValue.ts'
import { signerFromSeed } from './ed25519.ts'
import { ENVELOPE_FORMAT, signedMessage, signEnvelope } from './envelope.ts'
import { formatKey, keyId, parseKey } from './key.ts'
import { signRotation } from './rotation.ts'
import { signFreezeProtocol, signSnapshot } from './sign.ts'
import { createSnapshot, type Snapshot, type SnapshotClause, snapshotDigest } from './snapshot.ts'
import { beforeStandings } from './testing.ts'
import { verifyFile, verifySnapshot } from './verify.ts'
import { deadline } from '../vectors/input.ts'

const file = signSnapshot(snapshot, signers.server)
const key = parseKey(formatKey(signers.server.publicKey))
const AT = '2025-12-09T18:00:00.000Z'
const long = process.env['PARLEY_SCALE'] === 'long'

/** A snapshot signed as it is, though it should not be. */
const verifyChanged = (changes: object) =>
	verifySnapshot(signEnvelope({ ...snapshot, ...changes }, signers.server).bytes, { key })

/** The snapshot's clauses with the second one changed. */
const withClause = (changes: Partial<Record<keyof SnapshotClause, unknown>>) => ({
	clauses: snapshot.clauses.map((clause, i) => (i === 1 ? { ...clause, ...changes } : clause)),
})

/** The file with some of its text exchanged, and nothing signed anew. */
function edited(from: string, to: string): Uint8Array {
	const text = new TextDecoder().decode(file.bytes)
	expect(text).toContain(from)
	return new TextEncoder().encode(text.replace(from, to))
}

test('[P13] a file is valid against the key from outside, as a whole or as its fingerprint', () => {
	const signedBy = keyId(signers.server.publicKey)
	const valid = {
		kind: 'valid',
		document: snapshot,
		digest: snapshotDigest(snapshot),
		signedBy,
		trustedThrough: [signedBy],
	}
	expect(verifySnapshot(file.bytes, { key })).toEqual(valid)
	expect(verifySnapshot(file.bytes, { key: parseKey(signedBy) })).toEqual(valid)
	expect(verifyFile(file.bytes, { key })).toEqual(valid)
})

test('[P13] without a key a file is consistent and no more', () => {
	expect(verifySnapshot(file.bytes).kind).toBe('consistent')
	const forged = signSnapshot({ ...snapshot, round: 2 }, signers.successor)
	expect(verifySnapshot(forged.bytes).kind).toBe('consistent')
	expect(verifySnapshot(forged.bytes, { key })).toMatchObject({ reason: 'other-key' })
})

test('[P14] not one byte of a file can be another, be missing or be added', async () => {
	const { bytes } = file
	const isTaken = (changed: Uint8Array) => verifySnapshot(changed, { key }).kind !== 'invalid'
	const masks = long ? Array.from({ length: 255 }, (_, i) => i + 1) : [0x01]
	const taken: string[] = []
	// at the short scale some bytes, others in each run
	const step = long ? 1 : 4
	const first = Math.floor(Math.random() * step)
	console.log(`byte ${first} and each ${step} on`)
	for (let i = first; i <= bytes.length; i += step) {
		const [before, byte, after] = [bytes.subarray(0, i), bytes[i], bytes.subarray(i + 1)]
		for (const added of long ? [0x20, 0x0a, 0x30, 0x61, 0x2c, byte ?? 0] : [byte ?? 0x20]) {
			if (isTaken(joined(before, [added], bytes.subarray(i)))) taken.push(`${added} added at ${i}`)
		}
		if (byte === undefined) continue
		if (isTaken(joined(before, after))) taken.push(`without ${i}`)
		for (const mask of masks) {
			if (isTaken(joined(before, [byte ^ mask], after))) taken.push(`${byte ^ mask} at ${i}`)
		}
		// at long scale this takes minutes: the runner is to hear of us in between
		if (i % 64 === first) await new Promise((resolve) => setImmediate(resolve))
	}
	expect(taken).toEqual([])
	expect(isTaken(bytes)).toBe(true)
})

test('[P14] nothing else of the envelope is taken: another order, another member, a second signature', () => {
	const signature = {
		keyId: keyId(signers.server.publicKey),
		publicKey: toHex(signers.server.publicKey),
		value: toHex(signers.server.sign(signedMessage(snapshot.format, file.digest))),
	}
	const envelope = { body: snapshot, digest: file.digest, format: ENVELOPE_FORMAT, signature }
	expect(canonicalBytes(envelope)).toEqual(file.bytes)
	for (const other of [
		{ ...envelope, more: 1 },
		{ ...envelope, format: 'parley-signed/2' },
		{ ...envelope, signature: [signature] },
		{ ...envelope, signature: { ...signature, also: signature } },
		{ ...envelope, signature: { ...signature, value: signature.value.toUpperCase() } },
		{ ...envelope, signature: { ...signature, value: signature.value.slice(2) } },
		[envelope],
		'parley-signed/1',
		null,
	]) {
		expect(verifySnapshot(canonicalBytes(other), { key })).toMatchObject({
			kind: 'invalid',
			reason: 'not-a-signed-file',
		})
	}
	const pretty = new TextEncoder().encode(JSON.stringify(envelope, null, '\t'))
	expect(verifySnapshot(pretty, { key })).toMatchObject({ reason: 'not-canonical' })
})

test('[P14] a key with another key id than its own is refused', () => {
	const result = verifySnapshot(edited(keyId(signers.server.publicKey), '0'.repeat(32)), { key })
	expect(result).toMatchObject({ kind: 'invalid', reason: 'bad-signature' })
})

test('[P15] a signature over one kind of document does not hold for another', () => {
	const digest = digestOfValue(snapshot)
	const value = toHex(signers.server.sign(signedMessage('parley-freeze-protocol/1', digest)))
	const bytes = canonicalBytes({
		body: snapshot,
		digest,
		format: ENVELOPE_FORMAT,
		signature: {
			keyId: keyId(signers.server.publicKey),
			publicKey: toHex(signers.server.publicKey),
			value,
		},
	})
	expect(verifySnapshot(bytes, { key })).toMatchObject({ reason: 'bad-signature' })
})

test('[P15] a signer whose two keys do not belong together is found out at once', () => {
	const mixed = { publicKey: signers.successor.publicKey, sign: signers.server.sign }
	expect(() => signSnapshot(snapshot, mixed)).toThrow(/do not belong together/)
})

test('[P17] a snapshot that would not be verified is not given out', () => {
	const schema = { version: 1, digest: 'unknown' }
	expect(() => signSnapshot({ ...snapshot, schema }, signers.server)).toThrow(/bad-content/)
	const clauses = snapshot.clauses.toReversed()
	expect(() => signSnapshot({ ...snapshot, clauses }, signers.server)).toThrow(/bad-content/)
})

test('[P16] changed words are found at their clause', () => {
	expect(verifySnapshot(edited('Opened by day', 'Opened by May'), { key })).toEqual({
		kind: 'invalid',
		reason: 'digest-mismatch',
		where: { kind: 'clause', order: 1, label: 'point 1' },
	})
})

test('[P16] a change outside the words is found too, without a place', () => {
	expect(verifySnapshot(edited('"heading":"Crossings"', '"heading":"Crossing"'), { key })).toEqual({
		kind: 'invalid',
		reason: 'digest-mismatch',
		where: { kind: 'file' },
	})
})

test('[P17] a signed snapshot whose own digests do not agree is refused', () => {
	for (const changes of [
		withClause({ contentDigest: '0'.repeat(64) }),
		withClause({ textDigest: '0'.repeat(64) }),
		withClause({ content: [] }),
	]) {
		expect(verifyChanged(changes)).toEqual({
			kind: 'invalid',
			reason: 'clause-mismatch',
			where: { kind: 'clause', order: 1, label: 'point 1' },
		})
	}
})

test.each<[string, object]>([
	['a clause out of order', withClause({ order: 2 })],
	['a clause twice', withClause({ id: snapshot.clauses[0]?.id })],
	['a status that is not on the ladder', { ladder: [] }],
	['a status that nobody knows', withClause({ status: 'sealed' })],
	['an unknown member', { more: 1 }],
	['an unknown member of a clause', withClause({ more: 1 } as object)],
	['a bracket that is none', withClause({ openBrackets: [1] })],
	['a bracket without words', withClause({ openBrackets: [bracket('nowords0')] })],
	['a reservation that is none', withClause({ reservations: [1] })],
	['a force that is none', withClause({ legalForce: { kind: 'moral', setAt: AT } })],
	['a force without its instant', withClause({ legalForce: { kind: 'political' } })],
	['an instant without milliseconds', { frozenAt: '2025-12-09T18:00:00Z' }],
	['a day that there is not', { frozenAt: '2025-02-30T18:00:00.000Z' }],
	['an id of another kind', withClause({ id: 'dl_000000000001' })],
	['a digest in capitals', { previous: 'A'.repeat(64) }],
	['a negative round', { round: -1 }],
	['a missing clause list', { clauses: null }],
])('[P17] a signed snapshot with %s is refused', (_, changes) => {
	expect(verifyChanged(changes)).toMatchObject({ kind: 'invalid', reason: 'bad-content' })
})

test('[P33] the alternatives that are named are those of the text, in its order, each delegation with one stance on each', () => {
	const clause = snapshot.clauses[2]
	const [group, ...others] = clause?.alternatives ?? []
	const [a, c] = group?.alternatives ?? []
	if (clause === undefined || group === undefined || a === undefined || c === undefined) {
		throw new RangeError('the vectors have two alternatives')
	}
	expect(others).toEqual([])
	expect([a.label, a.support, c.noText, group.parked]).toEqual(['A', ['FR', 'UA'], true, true])
	// what stood in a closed group is text like other text
	expect(clause.content.find(({ id }) => id === 'u8')?.in).toEqual([
		['bullet_list', 'list0000'],
		['list_item', 'item0000'],
	])
	const withThird = (alternatives: unknown) =>
		verifyChanged({
			clauses: snapshot.clauses.map((one) => (one === clause ? { ...one, alternatives } : one)),
		})
	for (const wrong of [
		[],
		[{ ...group, id: 'group001' }],
		[group, { ...group, id: 'group001' }],
		[{ ...group, alternatives: [a] }],
		[{ ...group, alternatives: [a, a, c] }],
		[{ ...group, alternatives: [{ ...a, support: ['UA', 'FR'] }, c] }],
		[{ ...group, alternatives: [{ ...a, oppose: ['UA'] }, c] }],
		[{ ...group, parked: 1 }],
	])
		expect([wrong, withThird(wrong)]).toMatchObject([
			wrong,
			{ kind: 'invalid', reason: 'bad-content' },
		])
	expect(withThird([group])).toMatchObject({ kind: 'valid' })
})

test('[P28] the brackets that are named are those that stand in the words, in their order, each holder once', () => {
	const clause = snapshot.clauses[2]
	if (clause === undefined) throw new RangeError('the vectors have three clauses')
	const named = clause.openBrackets
	expect(named.map(({ id, holders }) => [id, ...holders])).toEqual([
		['second00'],
		['first000', 'FR', 'UA'],
	])
	// the mark of a bracket that has ended is no content
	expect(JSON.stringify(clause.content)).not.toContain('ended000')
	const holding = (holders: readonly string[]) =>
		named.map((one) => (one.id === 'first000' ? { ...one, holders } : one))
	for (const openBrackets of [
		[],
		named.slice(1),
		named.toReversed(),
		[...named, bracket('nowords0')],
		holding(['UA', 'FR']),
		holding(['FR', 'FR']),
		holding(['Ukraine']),
	]) {
		const clauses = [...snapshot.clauses.slice(0, 2), { ...clause, openBrackets }]
		expect(verifyChanged({ clauses })).toMatchObject({ kind: 'invalid', reason: 'bad-content' })
	}
})

test('[P28] a text of the version before is what it was, and names no brackets', () => {
	const format = 'parley-snapshot/1'
	const before = beforeStandings(snapshot)
	const clauses = before.clauses.map((clause) => ({ ...clause, openBrackets: [] }))
	const old = signEnvelope({ ...before, ...{ format, clauses } }, signers.server)
	expect(verifyFile(old.bytes, { key })).toMatchObject({ kind: 'valid', document: { format } })
	const mixed = signEnvelope({ ...before, format }, signers.server)
	expect(verifyFile(mixed.bytes, { key })).toMatchObject({ reason: 'bad-content' })
})

test('[P17] a document of an unknown format is refused, whoever signed it', () => {
	for (const format of ['parley-snapshot/4', '', 'parley-snapshot/3\n']) {
		const { bytes } = signEnvelope({ ...snapshot, format }, signers.server)
		expect(verifyFile(bytes, { key })).toMatchObject({ reason: 'unknown-format' })
	}
})

test('[P18] each kind of document is known, and none is taken for a snapshot', () => {
	const protocol = signFreezeProtocol(freezeProtocol(file.digest), signers.server)
	const rotation = signRotation(signers.server, signers.successor.publicKey, deadline.at)
	expect(verifyFile(protocol.bytes, { key })).toMatchObject({
		kind: 'valid',
		document: freezeProtocol(file.digest),
	})
	expect(verifyFile(rotation.bytes, { key })).toMatchObject({ kind: 'valid' })
	for (const { bytes } of [protocol, rotation]) {
		expect(verifySnapshot(bytes, { key })).toMatchObject({ reason: 'unknown-format' })
	}
})

test('[P18] a key is retired by itself alone', () => {
	const stranger = signerFromSeed(new Uint8Array(32).fill(5))
	const rotation = { publicKey: signers.server.publicKey, sign: signers.server.sign }
	const honest = verifyFile(signRotation(rotation, stranger.publicKey, deadline.at).bytes)
	if (honest.kind === 'invalid') throw new Error(honest.reason)
	const forged = signEnvelope({ ...honest.document }, stranger)
	expect(verifyFile(forged.bytes)).toMatchObject({ kind: 'invalid', reason: 'bad-content' })
	const theirs = signSnapshot(snapshot, stranger)
	expect(verifySnapshot(theirs.bytes, { key, rotations: [forged.bytes] })).toMatchObject({
		reason: 'other-key',
	})
})

test('[P19] the same input gives the same file, whatever order the clauses are handed in', () => {
	const input = {
		negotiation: { ...snapshot.negotiation, round: 1 },
		deadline,
		frozenAt: deadline.at,
		cause: 'deadline' as const,
		log: { ...snapshot.log, chain: new Uint8Array(32) },
		schema: snapshot.schema,
		ladder: DEFAULT_LADDER,
		clauses: snapshot.clauses.map((clause) => ({ clause, content: clause.content })),
		attribution: null,
		previous: null,
	}
	const made: Snapshot[] = [
		createSnapshot(input),
		createSnapshot({ ...input, clauses: input.clauses.toReversed() }),
	]
	const files = made.map((each) => toHex(signSnapshot(each, signers.server).bytes))
	expect(files[0]).toBe(files[1])
})

test('[P19] whatever a clause holds, its snapshot is made, signed and valid', () => {
	const clause = snapshot.clauses[0]
	if (clause === undefined) throw new Error('the vectors have clauses')
	const odd = createSnapshot({
		negotiation: { ...snapshot.negotiation, title: 'e\u0301\ud800', round: 1 },
		deadline,
		frozenAt: deadline.at,
		cause: 'early',
		log: { ...snapshot.log, chain: new Uint8Array(32) },
		schema: snapshot.schema,
		ladder: DEFAULT_LADDER,
		clauses: [
			{
				clause,
				content: [
					{
						id: '\udc00',
						type: '',
						attrs: { a: NaN, b: [[[-0]]], '\ud800': undefined },
						content: [{ inline: '' }, { text: '\ud83d', marks: { 'e\u0301': 0.1 } }],
					},
				],
			},
		],
		attribution: null,
		previous: file.digest,
	})
	expect(verifySnapshot(signSnapshot(odd, signers.server).bytes, { key }).kind).toBe('valid')
})

function joined(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
	const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
	let at = 0
	for (const part of parts) {
		bytes.set(part, at)
		at += part.length
	}
	return bytes
}

function bracket(id: string) {
	return { id, holders: [], reason: '' }
}
