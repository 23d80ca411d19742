import { run } from '@parley/server/src/commands/testCommand.ts'
import { expect, test } from 'vitest'
import { describeWithData } from '../support/data.ts'

describeWithData(
	'[K4] files that are not text in UTF-8',
	['texts/gbr-ukr-digital-trade-2023.en.txt', 'docx/contract.docx', 'texts/udhr.eng.html'],
	(windows1252, word, html) => {
		test('are refused in one sentence that says what they are', async () => {
			for (const [path, what] of [
				[windows1252, /is not UTF-8: byte 0x[0-9A-F]{2} at offset \d+/],
				[word, /this is a Word file/],
				[html, /this is a web page/],
			] as const) {
				const ran = await run(['create', '--dry-run', '--text', path], {})
				expect(ran).toMatchObject({ code: 1, out: '' })
				expect(ran.err).toMatch(what)
				expect(ran.err.trimEnd()).not.toContain('\n')
			}
		})
	}
)
