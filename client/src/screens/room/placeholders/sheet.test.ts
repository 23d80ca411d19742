import { parseClauseId, parseInstant, parsePlaceholderId } from '@parley/domain'
import { expect, test } from 'vitest'
import { placeholderSheet } from './sheet.ts'

test('each placeholder shows its words, whatever characters are in them', () => {
	const one = (words: string) => ({
		...{ clause: parseClauseId('cl_000000000001'), what: 'amount' as const, words },
		...{ owner: null, due: null, placedBy: null, placedAt: parseInstant(0), filled: null },
	})
	const sheet = placeholderSheet(
		new Map([
			[parsePlaceholderId('0v3k9m2p7q1x'), one('сума в євро')],
			[parsePlaceholderId('1v3k9m2p7q1x'), one('a "b" \\ c\n}')],
		])
	)
	expect(sheet).toBe(
		[
			'[data-placeholder="0v3k9m2p7q1x"]::before { content: "сума в євро"; }',
			String.raw`[data-placeholder="1v3k9m2p7q1x"]::before { content: "a \"b\" \\ c }"; }`,
		].join('\n')
	)
})
