import {
	parseAlternativeId,
	parseBracketId,
	parseClauseId,
	parseDelegationId,
	parseGroupId,
	parseInstant,
	parsePlaceholderId,
	NO_RIGHTS,
	NO_STANDING,
	type Alternative,
	type AlternativeGroup,
	type Bracket,
	type Clause,
	type Confirmation,
	type Ledger,
	type Placeholder,
} from '@parley/domain'
import {
	NO_SNAPSHOT_STANDING,
	snapshotClause,
	withoutSuggestions,
	type ContentBlock,
} from '@parley/snapshot'
import { expect, test } from 'vitest'
import { snapshot } from '../../../packages/snapshot/vectors/input.ts'
import { readDigestHere } from './confirmed.ts'
import { frozenOpen } from './frozenOpen.ts'
import { openInput } from './openInput.ts'
import { openItems } from './openItems.ts'

const NOW = parseInstant(1_000)
const CLAUSE = parseClauseId('cl_000000000001')
const [THIS, OTHER] = ['5c'.repeat(32), '0f'.repeat(32)] as const

const DELEGATIONS = ['DE', 'FR', 'PL', 'UA'].map((code, index) => ({
	...{ id: `dl_00000000000${index + 1}`, code, name: code, slot: 1 as const },
}))

/** What is open about a point whose text has this digest on the page, with what each delegation has read; undefined where it has not confirmed. */
function openWith(
	readDigest: string | null,
	read: Readonly<Record<string, string | null | undefined>>
) {
	const confirmed = DELEGATIONS.flatMap(
		({ id, code }): [ReturnType<typeof parseDelegationId>, Confirmation][] => {
			const named = read[code]
			if (named === undefined) return []
			return [[parseDelegationId(id), { at: NOW, by: null, late: false, readDigest: named }]]
		}
	)
	const ledger: Ledger = {
		...{ status: 'agreed-ad-referendum', confirmBy: parseInstant(9_000), openedBy: null },
		...{ openedAt: NOW, confirmed: new Map(confirmed), leftAt: null },
	}
	const stood = { force: null, reservations: [], ledgers: [ledger] }
	const items = openItems(
		openInput(
			CLAUSE,
			{ brackets: [], suggestions: [], placeholders: [], readDigest: () => readDigest },
			{
				...{ delegations: DELEGATIONS, alternatives: new Map(), zone: 'UTC', now: NOW },
				standing: { ...NO_STANDING, clauses: new Map([[CLAUSE, stood]]) },
				rights: NO_RIGHTS,
			}
		)
	)
	return items.map(({ waitsFor, facts }) => ({ waitsFor, facts: facts.slice(1) }))
}

test('[N5] who has confirmed another text is waited for, in the room as in a frozen file', () => {
	const facts = ['confirmed: PL, UA', 'confirmed an earlier text: FR', 'named no text: PL']
	expect(openWith(THIS, { UA: THIS, FR: OTHER, PL: null })).toEqual([
		{ waitsFor: ['DE', 'FR'], facts },
	])
	const frozen = frozenOpen(snapshot, ['DE', 'FR', 'PL', 'UA'])
		.flatMap(({ items }) => items)
		.find(({ kind }) => kind === 'confirmation')
	expect(frozen?.waitsFor.toSorted()).toEqual(['DE', 'FR'])
	expect(frozen?.facts.slice(1)).toEqual(facts)
})

test('[N5] a point that all have confirmed is open again once its text is another one', () => {
	const all = { DE: THIS, FR: THIS, PL: THIS, UA: THIS }
	expect(openWith(THIS, all)).toEqual([])
	expect(openWith(OTHER, all)).toEqual([
		{
			waitsFor: ['DE', 'FR', 'PL', 'UA'],
			facts: ['confirmed an earlier text: DE, FR, PL, UA'],
		},
	])
	// without a text nothing is said of what was read
	expect(openWith(null, all)).toEqual([])
})

const [OPEN, ENDED, SUGGESTED] = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc'] as const
const [GROUP, FIRST, GONE] = ['eeeeeeeeeeee', 'ffffffffffff', 'gggggggggggg'] as const
const MISSING = 'dddddddddddd'

const within = (alternative: string): NonNullable<ContentBlock['in']> => [
	['alternatives', GROUP],
	['alternative', alternative],
]

const BLOCKS: readonly ContentBlock[] = [
	{
		...{ id: 'p1', type: 'paragraph' },
		content: [
			{ text: 'Сторони ' },
			{ text: 'не ', marks: { [`bracket:${OPEN}`]: true } },
			{ text: 'відводять ', marks: { [`bracket:${ENDED}`]: true } },
			{ text: 'негайно ', marks: { [`ins:${SUGGESTED}`]: true } },
			{ inline: 'placeholder', attrs: { id: MISSING } },
		],
	},
	{ ...{ id: 'p2', type: 'paragraph', in: within(FIRST) }, content: [{ text: 'за 30 днів' }] },
	{ ...{ id: 'p3', type: 'paragraph', in: within(GONE) }, content: [{ text: 'за 60 днів' }] },
]

test('[N5] the text is named here as the server and the frozen file name it', () => {
	const clause: Clause = {
		...{ id: CLAUSE, order: 0, number: '1', kind: 'clause', heading: 'Відведення' },
		status: 'agreed-ad-referendum',
	}
	const bracket: Bracket = {
		...{ clause: CLAUSE, holders: new Set(), reason: '', placedBy: null, placedAt: NOW },
		...{ ownerless: true, proposed: null, declined: null, ended: null },
	}
	const missing: Placeholder = {
		...{ clause: CLAUSE, what: 'amount', words: 'сума', owner: null, due: null },
		...{ placedBy: null, placedAt: NOW, filled: null },
	}
	const alternative: Alternative = {
		...{ id: parseAlternativeId(FIRST), label: 'A', by: null, noText: false, at: NOW },
		...{ state: 'standing', endedAt: null },
	}
	const gone: Alternative = {
		...{ ...alternative, id: parseAlternativeId(GONE), label: 'B', state: 'withdrawn' },
	}
	const group: AlternativeGroup = {
		...{ clause: CLAUSE, alternatives: [alternative, gone], stances: new Map() },
		...{ parked: null, closed: null },
	}
	const here = readDigestHere(clause, BLOCKS, {
		brackets: new Map([[parseBracketId(OPEN), bracket]]),
		alternatives: new Map([[parseGroupId(GROUP), group]]),
		placeholders: new Map([[parsePlaceholderId(MISSING), missing]]),
	})
	const offered = { label: 'A', by: null, noText: false, support: [], oppose: [], flexible: [] }
	const frozen = snapshotClause({
		...{ clause, content: withoutSuggestions(BLOCKS) },
		brackets: new Map([[OPEN, { holders: [], reason: '' }]]),
		alternatives: new Map([
			[GROUP, { parked: false, alternatives: [{ id: alternative.id, ...offered }] }],
		]),
		placeholders: new Map([[MISSING, { what: 'amount', words: 'сума', owner: 'UA', due: null }]]),
		standing: {
			...NO_SNAPSHOT_STANDING,
			confirmations: { confirmBy: '2026-12-09T17:00:00.000Z', delegations: [] },
		},
	})
	expect(here).toBe(frozen.confirmations?.readDigest)
})
