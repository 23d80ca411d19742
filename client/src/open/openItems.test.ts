import { expect, test } from 'vitest'
import { openItems, type OpenInput } from './openItems.ts'

const NOTHING: OpenInput = {
	...{ brackets: [], alternatives: [], suggestions: [], placeholders: [], reservations: [] },
	...{ confirmations: null, force: null, delegations: ['DE', 'FR', 'UA'] },
}

const stances = { support: [], oppose: [], flexible: [] }

test('[N1] each kind of what is open is listed, with whose it is and whose answer it waits for', () => {
	const items = openItems({
		...NOTHING,
		brackets: [
			{ id: 'b1', words: 'юридично обов’язкові', holders: ['FR', 'UA'], facts: [], asked: ['FR'] },
			{ id: 'b2', words: 'as agreed', holders: [], facts: [], asked: [] },
		],
		alternatives: [
			{
				...{ id: 'g1', parked: false },
				alternatives: [
					{ id: 'a1', label: 'A', by: null, noText: false, ...stances, support: ['UA'] },
					{ id: 'a2', label: 'B', by: 'UA', noText: true, ...stances, oppose: ['FR'] },
				],
			},
		],
		suggestions: [{ id: 's1', by: 'FR', words: 'insert “within”', facts: [] }],
		placeholders: [{ id: 'p1', what: 'amount', words: 'сума', owner: 'UA', due: 'due Tuesday' }],
		reservations: [
			{ delegation: 'UA', kind: 'parliamentary', words: 'Рада не голосувала' },
			{ delegation: 'DE', kind: 'scrutiny', words: '' },
		],
		confirmations: { by: 'Tuesday', missing: ['DE'], confirmed: ['FR', 'UA'] },
		force: { kind: 'subject-to-approval', body: 'US Congress', state: 'asked' },
	})
	expect(items.map(({ kind, of, waitsFor }) => [kind, of.join(), waitsFor.join()])).toEqual([
		['bracket', 'FR,UA', 'FR'],
		['bracket', '', ''],
		['alternatives', 'UA', 'DE'],
		['suggestion', 'FR', ''],
		['placeholder', '', 'UA'],
		['reservation', 'UA', 'UA'],
		['reservation', 'DE', 'DE'],
		['confirmation', '', 'DE'],
		['approval', '', ''],
	])
	expect(items.map(({ words }) => words)).toEqual([
		...['юридично обов’язкові', 'as agreed', 'A · B no text UA', 'insert “within”', 'сума'],
		...['Рада не голосувала', '', 'Agreed ad referendum'],
		'Subject to approval by US Congress: asked, no answer yet',
	])
	expect(items[1]?.facts).toEqual(['nobody holds it'])
	expect(new Set(items.map(({ kind, id }) => `${kind} ${id}`)).size).toBe(items.length)
})

test('[N1] what is settled is not open: all have confirmed, the body has approved; what is parked waits for nobody', () => {
	const parked = { id: 'g1', parked: true, alternatives: [] }
	const items = openItems({
		...NOTHING,
		alternatives: [parked],
		confirmations: { by: 'Tuesday', missing: [], confirmed: ['DE'] },
		force: { kind: 'subject-to-approval', body: 'US Congress', state: 'given' },
	})
	expect(items.map(({ kind, waitsFor, facts }) => [kind, waitsFor, facts])).toEqual([
		['alternatives', [], ['parked']],
	])
	expect(openItems({ ...NOTHING, force: { kind: 'legally-binding' } })).toEqual([])
})
