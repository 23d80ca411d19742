import {
	foldRights,
	foldStanding,
	NO_RIGHTS,
	NO_STANDING,
	parseBracketId,
	parseClauseId,
	parseDelegationId,
	parseInstant,
	parseLogPosition,
	parseSeatId,
	type Bracket,
	type Rights,
	type Standing,
	type StandingAct,
} from '@parley/domain'
import { type SeatJson } from '@parley/protocol'
import { expect, test } from 'vitest'
import { isAsked } from '../../../negotiation/bracketRights.ts'
import { openInput } from '../../../open/openInput.ts'
import { openItems } from '../../../open/openItems.ts'
import { sayProposed } from '../bracketWords.ts'
import { decisionsAbout } from './decide.ts'

const NOW = parseInstant(1_000)
const [CLAUSE, ID] = [parseClauseId('cl_000000000001'), parseBracketId('aaaaaaaaaaaa')]
const UKRAINE = { id: 'dl_000000000001', code: 'UA', name: 'Ukraine', slot: 1 } as const
const FRANCE = { id: 'dl_000000000002', code: 'FR', name: 'France', slot: 2 } as const
const SECRETARIAT = 'st_000000000001'

const ME: SeatJson = {
	...{ id: 'st_000000000002', role: 'advisor', name: 'Advisor 1', initials: 'A' },
	...{ delegation: UKRAINE, revoked: false },
}
const SEATS: SeatJson[] = [
	ME,
	{ ...ME, id: SECRETARIAT, role: 'secretariat', name: 'Secretariat', delegation: null },
]

const BRACKET: Bracket = {
	...{ clause: CLAUSE, reason: '', placedBy: null, placedAt: NOW, declined: null, ended: null },
	ownerless: false,
	holders: new Set([parseDelegationId(UKRAINE.id)]),
	proposed: {
		...{ ending: 'lift', by: parseSeatId(SECRETARIAT), delegation: null, at: NOW },
		consents: new Set(),
	},
}

const OPENED: readonly StandingAct[] = [
	{ kind: 'status-set', clause: CLAUSE, status: 'agreed-ad-referendum' },
	{
		...{ kind: 'ad-referendum-opened', clause: CLAUSE, status: 'agreed-ad-referendum' },
		confirmBy: parseInstant(9_000),
	},
]
const CONFIRMED: StandingAct = {
	...{ kind: 'text-confirmed', clause: CLAUSE, delegation: parseDelegationId(FRANCE.id) },
	readDigest: '5c'.repeat(32),
}

function standingAfter(acts: readonly StandingAct[]): Standing {
	const entry = { by: null, at: NOW, position: parseLogPosition(1) }
	return acts.reduce((standing, act) => foldStanding(standing, act, entry), NO_STANDING)
}

/** What Ukraine, which holds the bracket, is told and can decide. */
function told(...acts: readonly StandingAct[]) {
	return toldUnder(NO_RIGHTS, acts)
}

/** The same where `rights` were set. */
function toldUnder(rights: Rights, acts: readonly StandingAct[]) {
	const standing = standingAfter(acts)
	const status = acts.findLast((act) => act.kind === 'status-set')?.status ?? 'open'
	const delegations = [UKRAINE, FRANCE]
	const room = {
		...{ standing, rights, info: { me: ME, seats: SEATS, delegations } },
		clauses: [{ id: CLAUSE, status }],
		phase: { kind: 'drafting' },
	} as const
	const proposed = sayProposed(BRACKET, room)
	const [item] = openItems(
		openInput(
			CLAUSE,
			{
				brackets: [{ id: ID, words: 'слова', bracket: BRACKET, proposed }],
				...{ suggestions: [], placeholders: [], readDigest: () => null },
			},
			{ delegations, standing, rights, alternatives: new Map(), zone: 'UTC', now: NOW }
		)
	)
	const address = { negotiation: 'ng_1', clause: CLAUSE, bracket: ID }
	return {
		...{ proposed, isAsked: isAsked(room, BRACKET), waitsFor: item?.waitsFor },
		decisions: decisionsAbout(room, address, BRACKET).map(({ id }) => id),
	}
}

test('[B8] an ending that was proposed before a capital confirmed the point stands still: nobody is asked or consents, and why is said', () => {
	const asked = {
		proposed: 'The Secretariat proposes: lift the bracket, the words stay. Asked: Ukraine.',
		...{ isAsked: true, waitsFor: ['UA'], decisions: ['consent', 'decline'] },
	}
	expect(told(...OPENED)).toEqual(asked)
	expect(told(...OPENED, CONFIRMED)).toEqual({
		proposed:
			'The Secretariat proposes: lift the bracket, the words stay. It stands still: capitals have confirmed this point.',
		...{ isAsked: false, waitsFor: [], decisions: ['decline'] },
	})
	// on another step it can be carried out again
	const left: StandingAct = { kind: 'status-set', clause: CLAUSE, status: 'open' }
	expect(told(...OPENED, CONFIRMED, left)).toMatchObject({ isAsked: true, waitsFor: ['UA'] })
})

test('[B8] while a point is held nobody is asked how a bracket in it ends, and that is said; once it is released it is asked again', () => {
	const by = parseSeatId(SECRETARIAT)
	const hold = { kind: 'clause-held', clause: CLAUSE, reason: 'Wording is checked' } as const
	const held = foldRights(NO_RIGHTS, hold, by, NOW)
	const proposes = 'The Secretariat proposes: lift the bracket, the words stay.'
	const still = { isAsked: false, waitsFor: [], decisions: [] }
	expect(toldUnder(held, [])).toEqual({
		proposed: `${proposes} Nobody can answer while this point is held.`,
		...still,
	})
	// what stands in the way longest is said first
	expect(toldUnder(held, [...OPENED, CONFIRMED])).toEqual({
		proposed: `${proposes} It stands still: capitals have confirmed this point. Nobody can answer while this point is held.`,
		...still,
	})
	const release = { kind: 'clause-released', clause: CLAUSE, reason: '' } as const
	expect(toldUnder(foldRights(held, release, by, NOW), [])).toMatchObject({
		proposed: `${proposes} Asked: Ukraine.`,
		...{ isAsked: true, waitsFor: ['UA'] },
	})
})
