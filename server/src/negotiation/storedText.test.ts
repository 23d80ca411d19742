import {
	DEFAULT_LADDER,
	parseAlternativeId,
	parseClauseId,
	parseGroupId,
	parsePlaceholderId,
} from '@parley/domain'
import { createDocument, seed, type Block } from '@parley/schema'
import { NO_SNAPSHOT_STANDING, snapshotLadder } from '@parley/snapshot'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { outgoingOf, type StoredText } from './storedText.ts'

const block = (id: string, alternative: string, ...inner: [string, string][]): Block => ({
	id,
	type: 'paragraph',
	in: [['alternatives', 'group0001'], ['alternative', alternative], ...inner],
	content: [{ text: id }, { inline: 'placeholder', attrs: { id: 'standsHere01' } }],
})

test('[I41] a draft has the containers of those alternatives alone that stand, and names what stands in its blocks', () => {
	const doc = createDocument({ gc: false })
	const item: [string, string][] = [
		['bullet_list', 'list0001'],
		['list_item', 'item0001'],
	]
	seed(doc, [block('stands01', 'alternativeA'), block('gone0001', 'alternativeB', ...item)])
	const one = { by: 'UA', noText: false, support: [], oppose: [], flexible: [] }
	const missing = { what: 'amount', words: 'in euro', owner: null, due: null } as const
	const alternatives = [{ ...one, id: parseAlternativeId('alternativeA'), label: 'A' }]
	const text: StoredText = {
		kind: 'draft',
		about: {
			...{ title: 'T', notice: '', language: 'en', round: 1 },
			deadline: { at: '2025-12-09T18:00:00.000Z', zone: 'Europe/London' },
			state: { kind: 'draft', position: 5, asOf: '2025-12-09T17:00:00.000Z' },
			ladder: snapshotLadder(DEFAULT_LADDER),
		},
		clauses: [
			{
				...{ id: parseClauseId('cl_000000000001'), number: '1', kind: 'clause', heading: 'P' },
				...{ status: 'open', brackets: [], suggestions: [], standing: NO_SNAPSHOT_STANDING },
				alternatives: [
					{ id: parseGroupId('group0001'), parked: false, alternatives },
					{ id: parseGroupId('elsewhere1'), parked: false, alternatives: [] },
				],
				placeholders: [
					{ id: parsePlaceholderId('standsHere01'), ...missing },
					{ id: parsePlaceholderId('filledOnce01'), ...missing },
				],
				parts: { cache: null, entries: [Y.encodeStateAsUpdate(doc)] },
			},
		],
	}
	const [clause] = outgoingOf(text).clauses
	expect(clause?.blocks.map((shown) => shown.in)).toEqual([
		[
			['alternatives', 'group0001'],
			['alternative', 'alternativeA'],
		],
		item,
	])
	expect(clause?.alternatives?.map(({ id }) => id)).toEqual(['group0001'])
	expect(clause?.placeholders?.map(({ id }) => id)).toEqual(['standsHere01'])
})
