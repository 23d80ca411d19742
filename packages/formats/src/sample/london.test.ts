import { buildDoc, createBlockId, parleySchema } from '@parley/schema'
import { expect, test } from 'vitest'
import { importMarkdown } from '../markdown.ts'
import { writeMarkdown } from '../markdownOut.ts'
import { writePlain } from '../plainOut.ts'
import { outgoingOf } from '../testTexts.ts'
import { heads } from '../testing.ts'
import { toBlocks } from '../toBlocks.ts'
import { londonSample } from './london.ts'

const imported = importMarkdown(londonSample.markdown)

const HEADINGS = [
	...['Purpose', 'Sovereignty', 'Ceasefire', 'Monitoring', 'Reports of breaches', 'Prisoners'],
	...['Detained civilians', 'Missing persons', 'Families', 'Humanitarian access', 'Nuclear safety'],
	...[
		'Energy facilities',
		'Security guarantees',
		'Territory',
		'Reconstruction fund',
		'Ports and navigation',
	],
	...['Transit and trade', 'Cultural heritage', 'Disputes', 'Entry into force'],
]

test('[I20] the sample is a preamble and 20 points, and says that it is an illustration', () => {
	expect(heads(imported)).toEqual([
		'preamble |  | ',
		...HEADINGS.map((heading, i) => `clause | ${i + 1} | ${heading}`),
	])
	expect(londonSample.notice).toMatch(/illustration/i)
	expect(imported.dropped).toEqual([{ what: 'closing marks of labels', count: 20 }])
})

test('[I20] its brackets are balanced in every point', () => {
	for (const { number, blocks } of imported.clauses) {
		let depth = 0
		for (const bracket of JSON.stringify(
			blocks.map(({ content }) =>
				content.map((inline) => ('text' in inline ? inline.text : '')).join('')
			)
		).slice(1, -1)) {
			depth += bracket === '[' ? 1 : bracket === ']' ? -1 : 0
			expect(depth, number).toBeGreaterThanOrEqual(0)
		}
		expect(depth, number).toBe(0)
	}
})

test('[I20] its clauses are documents of the schema, and survive a way out and in', () => {
	for (const clause of imported.clauses) {
		const blocks = toBlocks(clause, () => createBlockId(Math.random))
		expect(() => {
			buildDoc(parleySchema, blocks).check()
		}).not.toThrow()
	}
	const before = outgoingOf(imported.clauses)
	const again = outgoingOf(importMarkdown(writeMarkdown(before)).clauses)
	// blocks have other ids, which stand in the JSON that the last line is the digest of
	const withoutDigest = (written: string) => written.replace(/SHA-256.*/, '')
	expect(withoutDigest(writeMarkdown(again))).toBe(withoutDigest(writeMarkdown(before)))
	expect(withoutDigest(writePlain(again))).toBe(withoutDigest(writePlain(before)))
})
