import { canonicalContent, type ContentBlock } from '@parley/snapshot'
import { suggestionExtents } from '@parley/schema'
import { expect, test } from 'vitest'
import { snapshot } from '../../../packages/snapshot/vectors/input.ts'
import { parseBlocks } from '../negotiation/blocks.ts'
import { frozenOpen } from './frozenOpen.ts'
import { openItems, type OpenInput } from './openItems.ts'
import { sayCounts, suggestedWords } from './openWords.ts'

const NOTHING: OpenInput = {
	...{ brackets: [], alternatives: [], suggestions: [], placeholders: [], reservations: [] },
	...{ confirmations: null, force: null, delegations: ['DE', 'FR', 'UA'] },
}

/** Nobody has confirmed another text, or named none. */
const ALL_OF_THIS = { earlier: [], unnamed: [] }

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
		confirmations: { by: 'Tuesday', missing: ['DE'], confirmed: ['FR', 'UA'], ...ALL_OF_THIS },
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
	expect(sayCounts(items).replaceAll('\u00a0', ' ')).toBe(
		'2 brackets · 1 place with alternatives · 1 suggestion · 1 thing missing · 2 reservations · 1 point to be confirmed · 1 point waiting for approval'
	)
	expect(sayCounts([])).toBe('')
})

test('[N1] what is settled is not open: all have confirmed, the body has approved; what is parked waits for nobody', () => {
	const parked = { id: 'g1', parked: true, alternatives: [] }
	const items = openItems({
		...NOTHING,
		alternatives: [parked],
		confirmations: { by: 'Tuesday', missing: [], confirmed: ['DE'], ...ALL_OF_THIS },
		force: { kind: 'subject-to-approval', body: 'US Congress', state: 'given' },
	})
	expect(items.map(({ kind, waitsFor, facts }) => [kind, waitsFor, facts])).toEqual([
		['alternatives', [], ['parked']],
	])
	expect(openItems({ ...NOTHING, force: { kind: 'legally-binding' } })).toEqual([])
})

test('[N3] a frozen file says all that was open in it', () => {
	const open = frozenOpen(snapshot, ['DE', 'FR', 'UA'])
	const saidOf = (id: string, kind: string) =>
		open
			.filter(({ clause }) => clause.id === id)
			.flatMap(({ items }) => items.filter((one) => one.kind === kind))
	for (const clause of snapshot.clauses) {
		const idsOf = (kind: string) => saidOf(clause.id, kind).map(({ id }) => id)
		expect(idsOf('bracket')).toEqual(clause.openBrackets.map(({ id }) => id))
		expect(idsOf('placeholder')).toEqual((clause.placeholders ?? []).map(({ id }) => id))
		expect(idsOf('alternatives')).toEqual((clause.alternatives ?? []).map(({ id }) => id))
		expect(idsOf('suggestion')).toEqual((clause.openSuggestions ?? []).map(({ id }) => id))
		const said = saidOf(clause.id, 'reservation').map(({ words }) => words)
		expect(said).toEqual(clause.reservations.map(({ words }) => words))
	}
	const all = open.flatMap(({ items }) => items)
	expect(new Set(all.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(6)
	expect(all.find(({ kind, of }) => kind === 'suggestion' && of[0] === 'UA')).toMatchObject({
		words: 'insert “new paragraph усі”',
		of: ['UA'],
		facts: ['part of the proposal “Порядок”', 'Для зими', 'Ясніше'],
	})
})

test('[N4] a suggestion of a new paragraph alone is read from what the server sends', () => {
	const blocks: readonly ContentBlock[] = [
		{ id: 'p1', type: 'paragraph', content: [{ text: 'Сторони' }] },
		{ id: 'p2', type: 'paragraph', marks: { 'ins:suggest1': true }, content: [{ text: 'діють' }] },
	]
	const read = parseBlocks(canonicalContent(blocks))
	expect([...suggestionExtents(read)].map(([id, extent]) => [id, suggestedWords(extent)])).toEqual([
		['suggest1', 'insert “new paragraph”'],
	])
})
