import { type Act } from './act.ts'
import {
	labelAt,
	standingIn,
	type Alternative,
	type AlternativeGroup,
	type AlternativeGroups,
	type AlternativeState,
	type Stance,
} from './alternative.ts'
import { type AlternativeId, type DelegationId, type GroupId, type SeatId } from './ids.ts'
import { type Instant, type LogPosition } from './instant.ts'

/** An act about a group of alternatives. */
export type AlternativeAct = Extract<Act, { readonly group: GroupId }>

/** By whom an act was decided, when it was received, and where it stands in the log. */
export interface Decided {
	readonly by: SeatId | null
	readonly at: Instant
	readonly position: LogPosition
}

/**
 * The groups after `act`. An act about a group that is closed or not known changes nothing; whether it may be is `alternativeRefusal`'s
 * to say.
 */
export function foldAlternatives(
	groups: AlternativeGroups,
	act: AlternativeAct,
	decided: Decided
): AlternativeGroups {
	const { group: id } = act
	const before = groups.get(id)
	if (act.kind === 'alternatives-opened') {
		if (before !== undefined) return groups
		const { clause, first, by } = act
		const opened: AlternativeGroup = {
			...{ clause, alternatives: [], stances: new Map(), parked: null, closed: null },
		}
		return new Map(groups).set(id, withOne(opened, { id: first, by, noText: false }, decided))
	}
	if (before === undefined || before.closed !== null) return groups
	const after = changed(before, act, decided)
	return after === before ? groups : new Map(groups).set(id, after)
}

function changed(
	group: AlternativeGroup,
	act: Exclude<AlternativeAct, { kind: 'alternatives-opened' }>,
	decided: Decided
): AlternativeGroup {
	const { by, at } = decided
	switch (act.kind) {
		case 'alternative-offered':
			return withOne(group, { ...act, id: act.alternative }, decided)
		case 'stance-taken':
			return withStance(group, act)
		case 'alternatives-parked':
			return group.parked === null ? { ...group, parked: { by, at, reason: act.reason } } : group
		case 'alternatives-taken-up':
			return { ...group, parked: null }
		case 'alternative-withdrawn': {
			const after = ended(group, [act.alternative], 'withdrawn', decided)
			const isLast = standingIn(after).length === 0
			return isLast ? { ...after, closed: { chosen: null, by, at } } : after
		}
		case 'alternatives-merged': {
			const noText = act.merged.every((id) => find(group, id)?.noText === true)
			const after = ended(group, act.merged, 'merged', decided)
			return withOne(after, { id: act.into, by: act.by, noText }, decided)
		}
		case 'alternative-chosen': {
			const { alternative: chosen } = act
			const others = standingIn(group).flatMap(({ id }) => (id === chosen ? [] : [id]))
			const passedOver = ended(group, others, 'passed-over', decided)
			return { ...ended(passedOver, [chosen], 'chosen', decided), closed: { chosen, by, at } }
		}
	}
}

function withOne(
	group: AlternativeGroup,
	{ id, by, noText }: Pick<Alternative, 'id' | 'by' | 'noText'>,
	{ at }: Decided
): AlternativeGroup {
	if (find(group, id) !== undefined) return group
	const { alternatives, stances } = group
	const label = labelAt(alternatives.length)
	const one: Alternative = { id, label, by, noText, at, state: 'standing', endedAt: null }
	return {
		...group,
		alternatives: [...alternatives, one],
		stances: new Map(stances).set(id, new Map()),
	}
}

function withStance(
	group: AlternativeGroup,
	{ alternative, delegation, stance }: Extract<AlternativeAct, { kind: 'stance-taken' }>
): AlternativeGroup {
	const stances = new Map<DelegationId, Stance>(group.stances.get(alternative))
	if (stance === null) stances.delete(delegation)
	else stances.set(delegation, stance)
	return { ...group, stances: new Map(group.stances).set(alternative, stances) }
}

function ended(
	group: AlternativeGroup,
	ids: readonly AlternativeId[],
	state: AlternativeState,
	{ position }: Decided
): AlternativeGroup {
	const alternatives = group.alternatives.map((one) =>
		ids.includes(one.id) && one.state === 'standing' ? { ...one, state, endedAt: position } : one
	)
	return { ...group, alternatives }
}

function find({ alternatives }: AlternativeGroup, id: AlternativeId): Alternative | undefined {
	return alternatives.find((one) => one.id === id)
}

/** Why an act about alternatives cannot be, whoever wants it; from one closed list. */
export type AlternativeRefusal =
	/** The group is closed, or none of this clause. */
	| 'alternatives-closed'
	/** It, or the alternative, is otherwise than whoever decides has seen: it stands no more, or the group is parked. */
	| 'alternatives-changed'

/** Why `act` cannot follow `groups`, or null where it can. Whether its seat may decide it is for `can` to say. */
export function alternativeRefusal(
	groups: AlternativeGroups,
	act: AlternativeAct
): AlternativeRefusal | null {
	const group = groups.get(act.group)
	if (act.kind === 'alternatives-opened') {
		return group === undefined && !isTaken(groups, act.first) ? null : 'alternatives-changed'
	}
	if (group === undefined || group.clause !== act.clause || group.closed !== null) {
		return 'alternatives-closed'
	}
	return follows(groups, group, act) ? null : 'alternatives-changed'
}

function follows(
	groups: AlternativeGroups,
	group: AlternativeGroup,
	act: Exclude<AlternativeAct, { kind: 'alternatives-opened' }>
): boolean {
	const isParked = group.parked !== null
	const stands = (id: AlternativeId): boolean => find(group, id)?.state === 'standing'
	switch (act.kind) {
		case 'alternative-offered':
			return !isParked && !isTaken(groups, act.alternative)
		case 'stance-taken':
		case 'alternative-withdrawn':
			return stands(act.alternative)
		case 'alternatives-parked':
			return !isParked
		case 'alternatives-taken-up':
			return isParked
		case 'alternatives-merged': {
			const [one, other] = act.merged
			return !isParked && one !== other && act.merged.every(stands) && !isTaken(groups, act.into)
		}
		case 'alternative-chosen':
			return !isParked && stands(act.alternative)
	}
}

/** Whether an alternative has this id, in any group. */
function isTaken(groups: AlternativeGroups, id: AlternativeId): boolean {
	return [...groups.values()].some((group) => find(group, id) !== undefined)
}
