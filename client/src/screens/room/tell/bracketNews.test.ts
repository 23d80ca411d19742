import {
	parseBracketId,
	parseClauseId,
	parseDelegationId,
	parseInstant,
	parseSeatId,
	type Bracket,
} from '@parley/domain'
import { type SeatJson } from '@parley/protocol'
import { expect, test } from 'vitest'
import { type BracketChange } from '../../../negotiation/brackets.ts'
import { bracketNews } from './bracketNews.ts'

const NOW = parseInstant(1_000)
const [CLAUSE, ID] = [parseClauseId('cl_000000000001'), parseBracketId('aaaaaaaaaaaa')]
const UKRAINE = { id: 'dl_000000000001', code: 'UA', name: 'Ukraine', slot: 1 } as const
const FRANCE = { id: 'dl_000000000002', code: 'FR', name: 'France', slot: 2 } as const
const POLAND = { id: 'dl_000000000003', code: 'PL', name: 'Poland', slot: 3 } as const
const DELEGATIONS = [UKRAINE, FRANCE, POLAND]
const SEATS = [UKRAINE, FRANCE, POLAND, null, null].map((delegation, i): SeatJson => ({
	...{ id: `st_00000000000${i}`, name: `Seat ${i}`, initials: 'S', delegation, revoked: false },
	role: delegation === null ? 'secretariat' : 'advisor',
}))
const [ukraine, france, poland, secretariat, colleague] = SEATS

const held: Bracket = {
	...{ clause: CLAUSE, reason: '', placedBy: null, placedAt: NOW, declined: null, ended: null },
	ownerless: false,
	holders: new Set([parseDelegationId(FRANCE.id)]),
	proposed: null,
}

/** France declines what a seat has proposed, for its delegation where it has one: what is said to another. */
function saidTo(me: SeatJson | undefined, by: SeatJson | undefined): string | null {
	if (me === undefined || by === undefined) throw new RangeError('no such seat')
	const delegation = by.delegation && parseDelegationId(by.delegation.id)
	const proposed = { ending: 'lift', by: parseSeatId(by.id), delegation, at: NOW } as const
	const declined: BracketChange = {
		act: {
			...({ kind: 'bracket-answered', clause: CLAUSE, bracket: ID, ending: 'lift' } as const),
			...{ delegation: parseDelegationId(FRANCE.id), consents: false },
		},
		...{ by: france?.id ?? null, at: NOW, after: held },
		before: { ...held, proposed: { ...proposed, consents: new Set() } },
	}
	const info = { me, delegations: DELEGATIONS, seats: SEATS }
	return bracketNews(declined, 'Point 3', me.delegation?.id ?? null, info)
}

test('[R3] whoever proposed the end of a bracket is told that it was declined, with their side', () => {
	const said = 'France declined to lift a bracket in Point 3.'
	expect(saidTo(secretariat, secretariat)).toBe(said)
	expect(saidTo(colleague, secretariat)).toBe(said)
	// one that holds it no more
	expect(saidTo(ukraine, ukraine)).toBe(said)
	expect(saidTo(poland, ukraine)).toBeNull()
	expect(saidTo(secretariat, ukraine)).toBeNull()
	expect(saidTo(france, ukraine)).toBeNull()
})
