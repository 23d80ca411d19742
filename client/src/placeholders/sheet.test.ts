import { parseClauseId, parseDelegationId, parseInstant, parsePlaceholderId } from '@parley/domain'
import { expect, test } from 'vitest'
import { placeholderSheet } from './sheet.ts'

const UA = parseDelegationId('dl_000000000001')

test('each placeholder shows its words, whatever characters are in them, and is read aloud with its owner and instant', () => {
	const one = (words: string) => ({
		...{ clause: parseClauseId('cl_000000000001'), what: 'amount' as const, words },
		...{ owner: null, due: null, placedBy: null, placedAt: parseInstant(0), filled: null },
	})
	const sheet = placeholderSheet(
		new Map([
			[
				parsePlaceholderId('0v3k9m2p7q1x'),
				{ ...one('сума в євро'), owner: UA, due: parseInstant(Date.UTC(2025, 11, 9, 18)) },
			],
			[parsePlaceholderId('1v3k9m2p7q1x'), { ...one('a "b" \\ c\n}'), what: 'other' as const }],
		]),
		{ delegations: [{ id: UA, code: 'UA' }], zone: 'Europe/London' }
	)
	const [first = '', copied = '', second = ''] = sheet.split('\n')
	expect(first).toBe(
		'[data-placeholder="0v3k9m2p7q1x"]:not([data-words])::before { content: "сума в євро"; content: "сума в євро" / "Missing: amount, сума в євро, to be filled by UA by Tuesday 9 December 2025, 18:00:00 London"; }'
	)
	expect(copied).toBe(
		'[data-placeholder="0v3k9m2p7q1x"] { --missing: "amount: сума в євро – UA"; }'
	)
	expect(second).toBe(
		String.raw`[data-placeholder="1v3k9m2p7q1x"]:not([data-words])::before { content: "a \"b\" \\ c }"; content: "a \"b\" \\ c }" / "Missing: a \"b\" \\ c }"; }`
	)
})
