import {
	foldAlternatives,
	NO_ALTERNATIVES,
	parseAlternativeId,
	parseClauseId,
	parseDelegationId,
	parseGroupId,
	parseInstant,
	parseLogPosition,
	parseSeatId,
	type AlternativeAct,
	type AlternativeId,
} from '@parley/domain'
import { type SeatJson } from '@parley/protocol'
import { expect, test } from 'vitest'
import { type AlternativesChange } from '../../../negotiation/alternatives.ts'
import { alternativesNews } from './alternativesNews.ts'

const [CLAUSE, GROUP] = [parseClauseId('cl_000000000001'), parseGroupId('group0000001')]
const [A, B, C] = ['alternative1', 'alternative2', 'alternative3'].map(parseAlternativeId) as [
	...[AlternativeId, AlternativeId, AlternativeId],
]
const UKRAINE = { id: 'dl_000000000001', code: 'UA', name: 'Ukraine', slot: 1 } as const
const BY_UKRAINE = parseDelegationId(UKRAINE.id)
const [HERE, THERE] = [parseSeatId('st_000000000001'), parseSeatId('st_000000000002')]
const me: SeatJson = {
	...{ id: HERE, name: 'Secretariat', initials: 'S', delegation: null, revoked: false },
	role: 'secretariat',
}
const about = { clause: CLAUSE, group: GROUP }

const OPENED: AlternativeAct = {
	...{ kind: 'alternatives-opened', ...about, first: A, by: BY_UKRAINE },
}
const offered = (alternative = B, noText = false): AlternativeAct => ({
	...{ kind: 'alternative-offered', ...about, alternative, by: BY_UKRAINE, noText },
})

/** What is said of the last of `acts`, which somebody else or I decided. */
function said(acts: readonly AlternativeAct[], by = THERE): string | null {
	const decided = { by, at: parseInstant(1), position: parseLogPosition(1) }
	const changes: AlternativesChange[] = []
	acts.reduce((groups, act) => {
		const folded = foldAlternatives(groups, act, decided)
		changes.push({ act, by, group: folded.get(GROUP) })
		return folded
	}, NO_ALTERNATIVES)
	const change = changes.at(-1)
	if (change === undefined) throw new RangeError('nothing was decided')
	return alternativesNews(change, 'Point 2', { me, delegations: [UKRAINE] })
}

test('[B10] it is said that an alternative was offered, by whom, and that it is no text; not to whoever offered it', () => {
	expect(said([OPENED])).toBeNull()
	expect(said([OPENED, offered()])).toBe('Ukraine offered in Point 2 alternative B.')
	expect(said([OPENED, offered(B, true)])).toBe(
		'Ukraine offered in Point 2 alternative B, that nothing shall stand there.'
	)
	expect(said([OPENED, { ...offered(), by: null } as AlternativeAct])).toBe(
		'In Point 2 there is alternative B.'
	)
	expect(said([OPENED, offered()], HERE)).toBeNull()
	const stance = { kind: 'stance-taken', ...about, alternative: B, delegation: BY_UKRAINE } as const
	expect(said([OPENED, offered(), { ...stance, stance: 'support' }])).toBeNull()
})

test('[B10] what becomes of alternatives is said by their letters, also to whoever decided it', () => {
	const before = [OPENED, offered()]
	const [chosen, withdrawn]: AlternativeAct[] = [
		{ kind: 'alternative-chosen', ...about, alternative: B },
		{ kind: 'alternative-withdrawn', ...about, alternative: B },
	]
	if (chosen === undefined || withdrawn === undefined) throw new RangeError('no acts')
	for (const by of [HERE, THERE]) {
		expect(said([...before, chosen], by)).toBe(
			'In Point 2 alternative B is the text now. The others stay in the record.'
		)
		expect(said([...before, withdrawn], by)).toBe('Ukraine withdrew alternative B in Point 2.')
		expect(
			said(
				[...before, { kind: 'alternatives-merged', ...about, merged: [A, B], into: C, by: null }],
				by
			)
		).toBe('In Point 2 alternatives A and B are C now, with the words of both.')
	}
	const parked = { kind: 'alternatives-parked', ...about, reason: '' } as const
	expect(said([...before, parked])).toBe('The alternatives in Point 2 are parked.')
	expect(said([...before, parked, { kind: 'alternatives-taken-up', ...about }])).toBe(
		'The alternatives in Point 2 are taken up again.'
	)
	expect(said([...before, parked], HERE)).toBeNull()
})
