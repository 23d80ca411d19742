import { parseInstant, parseNegotiationId } from '@parley/domain'
import { expect, test } from 'vitest'
import { signers, snapshot } from '../vectors/input.ts'
import { describeResult } from './describe.ts'
import { digestOfText } from './digest.ts'
import { createErasure } from './erasure.ts'
import { formatKey, parseKey } from './key.ts'
import { signErasure } from './sign.ts'
import { snapshotDigest } from './snapshot.ts'
import { verifyFile } from './verify.ts'

const id = parseNegotiationId('ng_0v3k9m2p7q1x')
const at = parseInstant(Date.UTC(2026, 0, 8, 9))
const frozen = snapshotDigest(snapshot)
const log = { position: 812, chain: 'ab'.repeat(32) }
const file = signErasure(createErasure(id, at, 'operator', log, [frozen]), signers.server)

test('[P27] the record of an erasure is valid against the key, names the frozen texts, and says nothing of the matter', () => {
	const key = parseKey(formatKey(signers.server.publicKey))
	const result = verifyFile(file.bytes, { key })
	expect(result).toMatchObject({
		kind: 'valid',
		document: { negotiation: digestOfText(id), log, snapshots: [frozen] },
	})
	const { headline, details } = describeResult(result)
	expect(headline).toBe(
		'This is the record that a negotiation was erased on Thursday 8 January 2026, 09:00:00 UTC.'
	)
	expect(details.join(' ')).toContain('erased it by a command')
	expect(details.join(' ')).toContain('1 text of it was frozen')
	expect(new TextDecoder().decode(file.bytes)).not.toContain(id)
})

test('[P14] [P27] no byte of it can change', () => {
	for (let at = 0; at < file.bytes.length; at++) {
		const changed = Uint8Array.from(file.bytes)
		changed[at] = (changed[at] ?? 0) ^ 1
		expect(verifyFile(changed).kind).toBe('invalid')
	}
})
