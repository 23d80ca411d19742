import { expect, test } from 'vitest'
import {
	labelAt,
	NO_ALTERNATIVES,
	offeringOf,
	STANCES,
	standingIn,
	type AlternativeGroups,
	type Stance,
} from './alternative.ts'
import { alternativeRefusal, foldAlternatives, type AlternativeAct } from './foldAlternatives.ts'
import {
	parseAlternativeId,
	parseClauseId,
	parseDelegationId,
	parseGroupId,
	parseSeatId,
} from './ids.ts'
import { parseInstant, parseLogPosition } from './instant.ts'

const CLAUSE = parseClauseId('cl_000000000001')
const GROUP = parseGroupId('0v3k9m2p7q1x')
const SEAT = parseSeatId('st_000000000001')
const ABOUT = { clause: CLAUSE, group: GROUP }
const [A, B, C, D] = ['a', 'b', 'c', 'd'].map((end) => parseAlternativeId(`00000000000${end}`)) as [
	...Four,
]
const [UA, FR, DE] = ['a', 'b', 'c'].map((end) => parseDelegationId(`dl_00000000000${end}`)) as [
	...Three,
]

type Id = ReturnType<typeof parseAlternativeId>
type Four = [Id, Id, Id, Id]
type Delegation = ReturnType<typeof parseDelegationId>
type Three = [Delegation, Delegation, Delegation]

const opened: AlternativeAct = { kind: 'alternatives-opened', ...ABOUT, first: A, by: UA }
const offered = (alternative: Id, by: Delegation | null, noText = false): AlternativeAct => ({
	...{ kind: 'alternative-offered', ...ABOUT, alternative, by, noText },
})
const stance = (alternative: Id, delegation: Delegation, taken: Stance | null): AlternativeAct => ({
	...{ kind: 'stance-taken', ...ABOUT, alternative, delegation, stance: taken },
})
const withdrawn = (alternative: Id): AlternativeAct => ({
	...{ kind: 'alternative-withdrawn', ...ABOUT, alternative },
})
const chosen = (alternative: Id): AlternativeAct => ({
	...{ kind: 'alternative-chosen', ...ABOUT, alternative },
})
const merged = (one: Id, other: Id, into: Id): AlternativeAct => ({
	...{ kind: 'alternatives-merged', ...ABOUT, merged: [one, other], into, by: null },
})
const parked: AlternativeAct = { kind: 'alternatives-parked', ...ABOUT, reason: 'Tuesday.' }
const takenUp: AlternativeAct = { kind: 'alternatives-taken-up', ...ABOUT }

function fold(acts: readonly AlternativeAct[], before: AlternativeGroups = NO_ALTERNATIVES) {
	return acts.reduce((groups, act, index) => {
		const position = parseLogPosition(index + 1)
		return foldAlternatives(groups, act, { by: SEAT, at: parseInstant(1000 + index), position })
	}, before)
}

/** The groups after `acts`, each of which can follow those before it. */
function after(...acts: readonly AlternativeAct[]): AlternativeGroups {
	acts.forEach((act, index) => {
		expect([act, alternativeRefusal(fold(acts.slice(0, index)), act)]).toEqual([act, null])
	})
	return fold(acts)
}

const only = (groups: AlternativeGroups) => {
	const group = groups.get(GROUP)
	if (group === undefined) throw new RangeError('no group')
	return group
}

const labels = (groups: AlternativeGroups) => only(groups).alternatives.map(({ label }) => label)
const states = (groups: AlternativeGroups) => only(groups).alternatives.map(({ state }) => state)

test('[N1] letters go by the order of arrival and stay', () => {
	const three = after(opened, offered(B, FR), withdrawn(B), offered(C, DE, true))
	expect(labels(three)).toEqual(['A', 'B', 'C'])
	expect(only(three).alternatives[2]).toMatchObject({ by: DE, noText: true, state: 'standing' })
	expect(standingIn(only(three)).map(({ id }) => id)).toEqual([A, C])
	expect([0, 25, 26, 51, 52, 701, 702].map(labelAt)).toEqual([
		...['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA'],
	])
})

test('[N1] an id names one group or alternative, and a group is of one clause', () => {
	const groups = after(opened, offered(B, FR))
	expect(alternativeRefusal(groups, opened)).toBe('alternatives-changed')
	expect(alternativeRefusal(groups, offered(B, DE))).toBe('alternatives-changed')
	const elsewhere = { ...opened, group: parseGroupId('11111111'), first: B } as const
	expect(alternativeRefusal(groups, elsewhere)).toBe('alternatives-changed')
	const other = { ...offered(C, DE), clause: parseClauseId('cl_000000000002') }
	expect(alternativeRefusal(groups, other)).toBe('alternatives-closed')
	expect(() => parseGroupId('short')).toThrow(RangeError)
	expect(() => parseAlternativeId('a.0v3k9m2p7q1x')).toThrow(RangeError)
})

test('[N3] taps of delegations at once, in any order, give what each tapped last', () => {
	const everybody = [UA, FR, DE]
	const choices = [...STANCES, null]
	let seed = 11
	const below = (most: number): number => (seed = (seed * 48_271) % 2_147_483_647) % most
	const pick = <T>(all: readonly T[]): T => {
		const one = all[below(all.length)]
		if (one === undefined) throw new RangeError('nothing to pick from')
		return one
	}
	const start = after(opened, offered(B, FR), offered(C, DE))
	for (let run = 0; run < 500; run++) {
		// what each delegation taps, in its own order; they come mixed with each other
		const taps = everybody.map((delegation) =>
			Array.from({ length: below(6) }, () => stance(pick([A, B, C]), delegation, pick(choices)))
		)
		const last = new Map<string, Stance | null>()
		for (const act of taps.flat())
			if (act.kind === 'stance-taken') last.set(`${act.alternative} ${act.delegation}`, act.stance)
		const mixed: AlternativeAct[] = []
		const left = taps.map((own) => [...own])
		while (left.some((own) => own.length > 0)) {
			const next = pick(left.filter((own) => own.length > 0)).shift()
			if (next !== undefined) mixed.push(next)
		}
		const { stances } = only(fold(mixed, start))
		for (const alternative of [A, B, C])
			for (const delegation of everybody)
				expect(stances.get(alternative)?.get(delegation) ?? null).toBe(
					last.get(`${alternative} ${delegation}`) ?? null
				)
	}
})

test('[N3] a stance is taken on what stands, and can be taken back', () => {
	const groups = after(opened, offered(B, FR), stance(A, FR, 'oppose'), withdrawn(B))
	expect(alternativeRefusal(groups, stance(B, UA, 'support'))).toBe('alternatives-changed')
	expect(only(groups).stances.get(A)?.get(FR)).toBe('oppose')
	const back = fold([stance(A, FR, null)], groups)
	expect(only(back).stances.get(A)?.size).toBe(0)
})

test('[N4] a parked group takes stances and withdrawals alone', () => {
	const groups = after(opened, offered(B, FR), parked)
	expect(only(groups).parked).toMatchObject({ by: SEAT, reason: 'Tuesday.' })
	for (const act of [offered(C, DE), chosen(A), merged(A, B, C), parked])
		expect([act.kind, alternativeRefusal(groups, act)]).toEqual([act.kind, 'alternatives-changed'])
	for (const act of [stance(A, UA, 'support'), withdrawn(B), takenUp])
		expect([act.kind, alternativeRefusal(groups, act)]).toEqual([act.kind, null])
	const up = fold([takenUp], groups)
	expect(only(up).parked).toBe(null)
	expect(alternativeRefusal(up, takenUp)).toBe('alternatives-changed')
})

test('[N5] one is chosen, the others are passed over, and the group is closed', () => {
	const groups = after(opened, offered(B, FR), offered(C, null), withdrawn(C), chosen(B))
	expect(states(groups)).toEqual(['passed-over', 'chosen', 'withdrawn'])
	expect(only(groups).alternatives.map(({ endedAt }) => endedAt)).toEqual([5, 5, 4])
	expect(only(groups).closed).toMatchObject({ chosen: B, by: SEAT })
	for (const act of [offered(D, DE), stance(B, UA, null), parked, withdrawn(B), chosen(A)]) {
		expect(alternativeRefusal(groups, act)).toBe('alternatives-closed')
		expect(fold([act], groups)).toBe(groups)
	}
})

test('[N5] two are merged into one that comes after them, without stances', () => {
	const acts = [opened, offered(B, FR), offered(C, DE), stance(A, DE, 'support')]
	const groups = after(...acts, merged(A, C, D))
	expect(states(groups)).toEqual(['merged', 'standing', 'merged', 'standing'])
	expect(labels(groups)).toEqual(['A', 'B', 'C', 'D'])
	expect(only(groups).stances.get(D)?.size).toBe(0)
	expect(only(groups).stances.get(A)?.get(DE)).toBe('support')
	for (const wrong of [merged(A, B, C), merged(B, B, C), merged(B, D, A)])
		expect(alternativeRefusal(groups, wrong)).toBe('alternatives-changed')
	const nothing = after(opened, offered(B, FR, true), offered(C, DE, true), merged(B, C, D))
	expect(only(nothing).alternatives[3]?.noText).toBe(true)
})

test('[N5] the group closes with the last one that is withdrawn', () => {
	const one = after(opened, offered(B, FR), withdrawn(A))
	expect(only(one).closed).toBe(null)
	expect(only(fold([withdrawn(B)], one)).closed).toMatchObject({ chosen: null })
	expect(states(fold([withdrawn(B)], one))).toEqual(['withdrawn', 'withdrawn'])
})

test('[N2] whose alternatives are', () => {
	const of = (...by: readonly (Delegation | null)[]) => by.map((one) => ({ by: one }))
	expect([UA, FR, null].map((one) => offeringOf(of(UA), one))).toEqual(['own', 'others', 'others'])
	expect(offeringOf(of(null), UA)).toBe('nobody')
	expect(offeringOf(of(UA, UA), UA)).toBe('own')
	expect(offeringOf(of(UA, FR), UA)).toBe('others')
	expect(offeringOf(of(UA, null), UA)).toBe('others')
})
