import { describe, expect, test } from 'vitest'
import { deadline, freezeProtocol, signers, snapshot } from '../vectors/input.ts'
import { describeResult } from './describe.ts'
import { describeInstant } from './describeInstant.ts'
import { signerFromSeed } from './ed25519.ts'
import { type InvalidReason, type Where } from './envelope.ts'
import { formatKey, parseKey } from './key.ts'
import { signRotation } from './rotation.ts'
import { signFreezeProtocol, signSnapshot } from './sign.ts'
import { verifyFile } from './verify.ts'

const key = parseKey(formatKey(signers.server.publicKey))
const file = signSnapshot(snapshot, signers.server)

describe('[P22] what is said', () => {
	test('of a valid text: when it froze, on the clock of its zone', () => {
		const { verdict, headline, details } = describeResult(verifyFile(file.bytes, { key }))
		expect(verdict).toBe('Valid')
		expect(headline).toBe('This is the text frozen on Tuesday 9 December 2025, 18:00:00 London.')
		expect(details).toContain('It has 2 points, preamble. Every digest matches.')
		expect(details.find((one) => one.startsWith('Of the points'))).toMatch(/: 1 .*, 1 .*\.$/)
		expect(details).toContain(
			'3 suggestions are open: 1 by FR, 1 by UA, 1 by those who speak for no delegation.'
		)
		expect(details.join(' ')).toContain('The digest of the text is ')
		expect(details.join(' ')).toContain('signed with the key you gave')
		expect(details.join(' ')).toContain('(Illustration, not a real text)')
	})

	test('of a text without a key: never the word valid, and what is missing', () => {
		const { verdict, headline, details } = describeResult(verifyFile(file.bytes))
		const all = [verdict, headline, ...details].join(' ')
		expect(headline).toContain('consistent')
		expect(headline).toContain('key was not checked')
		expect(all).not.toMatch(/\bvalid\b/i)
		expect(all).toContain('Ask the secretariat')
	})

	test('of changed words: at which point', () => {
		const text = new TextDecoder().decode(file.bytes).replace('Opened by day', 'Opened by May')
		const { verdict, headline } = describeResult(
			verifyFile(new TextEncoder().encode(text), { key })
		)
		expect(verdict).toBe('Not valid')
		expect(headline).toBe('This file differs from the frozen text at point 1.')
	})

	test('of a file of another kind: that it cannot be checked', () => {
		expect(describeResult(verifyFile(new TextEncoder().encode('{}'))).verdict).toBe(
			'Cannot be checked'
		)
	})

	test('of a copy for programs: that nothing in it is signed, and which file to take', () => {
		const bytes = new TextEncoder().encode('{\n\t"format": "parley-text/1",\n\t"title": "T"\n}\n')
		const { verdict, headline, details } = describeResult(verifyFile(bytes, { key }))
		expect(verdict).toBe('Cannot be checked')
		expect(headline).toContain('a copy of the text for programs, and nothing in it is signed')
		expect(details.join(' ')).toContain('Take the signed file')
	})

	test('of a line break at the end: at which byte, and why it matters', () => {
		const bytes = Uint8Array.of(...file.bytes, 0x0a)
		const { headline, details } = describeResult(verifyFile(bytes, { key }))
		expect(headline).toBe(
			`This file is not as it was written: the difference begins at byte ${file.bytes.length + 1}.`
		)
		expect(details.join(' ')).toContain('line break')
	})

	test('of a key that was rotated', () => {
		const next = signerFromSeed(new Uint8Array(32).fill(3))
		const rotation = signRotation(signers.server, next.publicKey, deadline.at)
		const { bytes } = signSnapshot(snapshot, next)
		const { details } = describeResult(verifyFile(bytes, { key, rotations: [rotation.bytes] }))
		expect(details.join(' ')).toContain('was replaced by, over 1 signed change')
		expect(describeResult(verifyFile(rotation.bytes, { key })).headline).toBe(
			'This is a change of the server’s key on Tuesday 9 December 2025, 18:00:00 UTC.'
		)
	})

	test('of a freeze protocol: how it went', () => {
		const protocol = signFreezeProtocol(freezeProtocol(file.digest), signers.server)
		const { headline, details } = describeResult(verifyFile(protocol.bytes, { key }))
		expect(headline).toContain('the protocol of the freeze on Tuesday 9 December 2025, 18:00:00')
		expect(details.join('\n')).toContain('1 edit came after the freeze')
		expect(details.join('\n')).toContain('The server was not running from')
		expect(details.join('\n')).toContain('3 messages')
	})

	test('of every reason there is: one sentence, with the place where one is known', () => {
		const reasons: readonly InvalidReason[] = [
			'too-large',
			'not-utf8',
			'too-deep',
			'not-json',
			'not-canonical',
			'not-a-signed-file',
			'text-data',
			'digest-mismatch',
			'bad-signature',
			'unknown-format',
			'bad-content',
			'clause-mismatch',
			'other-key',
		]
		const places: readonly Where[] = [
			{ kind: 'file' },
			{ kind: 'byte', offset: 1 },
			{ kind: 'member', path: 'a.b' },
			{ kind: 'clause', order: 0, label: 'Preamble' },
		]
		for (const reason of reasons) {
			for (const where of places) {
				expect(describeResult({ kind: 'invalid', reason, where }).headline).toMatch(
					/^[A-Z][^\n]+[^.\s]\.$/
				)
			}
		}
	})
})

test('[P22] an instant is told with its city, and in UTC where the zone is unknown', () => {
	const at = '2025-07-01T10:00:00.000Z'
	expect(describeInstant(at, 'America/New_York')).toBe('Tuesday 1 July 2025, 06:00:00 New York')
	expect(describeInstant(at, 'Europe/Kyiv')).toBe('Tuesday 1 July 2025, 13:00:00 Kyiv')
	expect(describeInstant(at, 'Nowhere/Atlantis')).toBe('Tuesday 1 July 2025, 10:00:00 UTC')
	expect(describeInstant('2025-12-09T00:00:00.000Z', 'UTC')).toContain('00:00:00 UTC')
})
