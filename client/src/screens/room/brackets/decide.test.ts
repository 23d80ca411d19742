import {
	NO_RIGHTS,
	NO_STANDING,
	parseBracketId,
	parseClauseId,
	parseDelegationId,
	parseInstant,
	type Bracket,
} from '@parley/domain'
import { type SeatJson } from '@parley/protocol'
import { expect, test } from 'vitest'
import { decisionsAbout, keepPlaces, type Decision } from './decide.ts'

const decision = (id: string, verb: string): Decision => ({
	...{ id, verb, isFinal: false, isAlone: false },
	run: () => Promise.resolve(),
})
const JOIN = decision('join', 'Hold it, too')
const LEAVE = decision('leave', 'Hold it no more')
const LIFT = decision('lift', 'Propose to lift: the words stay')
const LIFT_NOW = decision('lift', 'Lift: the words stay')

const shown = (...steps: readonly (readonly Decision[])[]) =>
	steps.reduce(keepPlaces, []).map(({ decision: { verb }, isOpen }) => (isOpen ? verb : ''))

test('[B7] no control comes to where another stood: one that goes leaves its place empty, and is there again when it comes back', () => {
	expect(shown([JOIN])).toEqual([JOIN.verb])
	expect(shown([JOIN], [LIFT, LEAVE])).toEqual(['', LIFT.verb, LEAVE.verb])
	expect(shown([JOIN], [LIFT, LEAVE], [JOIN])).toEqual([JOIN.verb, '', ''])
})

test('[B7] a control that would do at once what it only proposed is another one', () => {
	expect(shown([LIFT, LEAVE], [LIFT_NOW])).toEqual(['', '', LIFT_NOW.verb])
})

test('[B7] a bracket that nobody holds is held and left again, one that somebody holds is held too, and one that names its holder is for it to end', () => {
	const [clause, id] = [parseClauseId('cl_000000000001'), parseBracketId('aaaaaaaaaaaa')]
	const delegation = { id: 'dl_000000000001', code: 'UA', name: 'Ukraine', slot: 1 } as const
	const me: SeatJson = {
		...{ id: 'st_000000000002', role: 'advisor', name: 'Advisor 1', initials: 'A' },
		...{ delegation, revoked: false },
	}
	const own = {
		...{ standing: NO_STANDING, rights: NO_RIGHTS, info: { me, seats: [me] } },
		clauses: [{ id: clause, status: 'open' }],
		phase: { kind: 'drafting' },
	} as const
	const verbs = (ownerless: boolean, ...holders: readonly string[]): readonly string[] => {
		const bracket: Bracket = {
			...{ clause, reason: '', ownerless, placedBy: null, placedAt: parseInstant(1) },
			...{ declined: null, ended: null, proposed: null },
			holders: new Set(holders.map(parseDelegationId)),
		}
		const address = { negotiation: 'ng_1', clause, bracket: id }
		return decisionsAbout(own, address, bracket).map(({ verb }) => verb)
	}
	expect(verbs(true)).toEqual(['Hold it'])
	expect(verbs(true, 'dl_000000000002')).toEqual(['Hold it, too'])
	expect(verbs(true, 'dl_000000000001')).toEqual(['Hold it no more'])
	const endings = ['Lift: the words stay', 'Strike: the words go']
	expect(verbs(false, 'dl_000000000001')).toEqual(endings)
})
