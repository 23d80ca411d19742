import { parseAlternativeId, parsePlaceholderId } from '@parley/domain'
import { expect, test } from 'vitest'
import { saidOf } from './said.ts'

test('[T8] of a text that no room draws it is said who suggests, what is missing and by whom it is to be filled, and whose the alternatives are', () => {
	const one = {
		...{ id: parseAlternativeId('alternativeA'), label: 'A', by: 'UA', noText: false },
		...{ support: ['DE'], oppose: [], flexible: [] },
	}
	const said = saidOf(
		{
			placeholders: [
				{
					...{ id: parsePlaceholderId('amountMissing'), what: 'amount', words: 'in euro' },
					...{ owner: 'UA', due: '2025-12-09T18:00:00.000Z' },
				},
				{ id: 'nameMissing1', what: 'other', words: 'seat', owner: null, due: null },
			],
			suggestions: [
				{ id: 'suggestedUA1', by: 'UA' },
				{ id: 'suggestedNone', by: null },
			],
			alternatives: [{ parked: true, alternatives: [one] }],
		},
		'Europe/London'
	)
	expect(said.missing.get('amountMissing')).toMatchObject({
		words: 'in euro',
		name: 'Missing: amount, in euro, to be filled by UA by Tuesday 9 December 2025, 18:00:00 London',
	})
	expect(JSON.parse(said.missing.get('amountMissing')?.said ?? '')).toMatchObject({
		what: 'amount',
		owner: 'UA',
	})
	expect(said.missing.get('nameMissing1')?.name).toBe('Missing: seat')
	expect([...said.suggesters]).toEqual([['suggestedUA1', 'UA']])
	expect(said.alternatives.get('alternativeA')).toMatchObject({
		label: 'A',
		by: 'UA',
		parked: true,
	})
})
