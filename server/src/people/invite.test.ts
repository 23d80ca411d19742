import { addMs, parseInstant } from '@parley/domain'
import { expect, test } from 'vitest'
import { invitationEnd, joiningLink } from './invite.ts'
import { createCode, createToken, hashSecret } from './secret.ts'

const DAY_MS = 24 * 3_600_000
const NOW = parseInstant(Date.UTC(2025, 11, 1))

test('[J3] a link is good for fourteen days, or to a day after the deadline, and never over ninety days', () => {
	const days = (untilDeadline: number): number =>
		(invitationEnd(NOW, addMs(NOW, untilDeadline * DAY_MS)) - NOW) / DAY_MS
	expect([-5, 0, 13, 13.5, 20, 89, 400].map(days)).toEqual([14, 14, 14, 14.5, 21, 90, 90])
})

test('[J1] codes have 128 bits and tokens 256, no two alike; what is kept does not give them away', () => {
	const codes = new Set(Array.from({ length: 1000 }, createCode))
	expect(codes.size).toBe(1000)
	for (const code of codes) expect(Buffer.from(code, 'base64url')).toHaveLength(16)
	expect(Buffer.from(createToken(), 'base64url')).toHaveLength(32)
	expect(hashSecret('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
	expect(joiningLink('https://parley.example', 'abc')).toBe('https://parley.example/enter#abc')
})
