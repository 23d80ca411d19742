import {
	ALTERNATIVE_STATES,
	parseAlternativeId,
	parseClauseId,
	parseDelegationId,
	parseGroupId,
	parseInstant,
	parseLogPosition,
	parseSeatId,
	STANCES,
	type AlternativeAct,
	type AlternativeGroup,
	type AlternativeGroups,
	type GroupId,
} from '@parley/domain'
import * as z from 'zod/mini'
import { UnitJson } from './brackets.ts'

const whole = z.int().check(z.gte(0))
const stance = z.enum(STANCES)
const delegation = z.nullable(z.string())

/** A group of alternatives: whose they are, and who thinks what of them. Their words stand in the text of its clause. */
export const AlternativesJson = z.object({
	id: z.string(),
	clause: z.string(),
	alternatives: z.array(
		z.object({
			id: z.string(),
			/** A, B, C … in the order of arrival. */
			label: z.string(),
			/** Null where those who run the room offered it for no delegation. */
			by: delegation,
			noText: z.boolean(),
			at: whole,
			state: z.enum(ALTERNATIVE_STATES),
			/** The position of the decision by which it stood no more; null while it stands. */
			endedAt: z.nullable(whole),
			/** In the order in which they were taken first. */
			stances: z.array(z.object({ delegation: z.string(), stance })),
		})
	),
	parked: z.nullable(z.object({ by: z.nullable(z.string()), at: whole, reason: z.string() })),
	/** Null while it is open. */
	closed: z.nullable(
		z.object({ chosen: z.nullable(z.string()), by: z.nullable(z.string()), at: whole })
	),
})
export type AlternativesJson = z.infer<typeof AlternativesJson>

const about = { clause: z.string(), group: z.string() }
const one = { ...about, alternative: z.string() }

/** An act about alternatives, as the room is told of it. */
export const AlternativeActJson = z.discriminatedUnion('kind', [
	z.object({
		kind: z.literal('alternatives-opened'),
		...about,
		first: z.string(),
		by: delegation,
	}),
	z.object({
		kind: z.literal('alternative-offered'),
		...one,
		by: delegation,
		noText: z.boolean(),
	}),
	z.object({
		kind: z.literal('stance-taken'),
		...one,
		delegation: z.string(),
		stance: z.nullable(stance),
	}),
	z.object({ kind: z.literal('alternatives-parked'), ...about, reason: z.string() }),
	z.object({ kind: z.literal('alternatives-taken-up'), ...about }),
	z.object({ kind: z.literal('alternative-withdrawn'), ...one }),
	z.object({
		kind: z.literal('alternatives-merged'),
		...about,
		merged: z.tuple([z.string(), z.string()]),
		into: z.string(),
		by: delegation,
	}),
	z.object({ kind: z.literal('alternative-chosen'), ...one }),
])
export type AlternativeActJson = z.infer<typeof AlternativeActJson>

/** The blocks, from that of the first unit to that of the last one, that become alternative A. A marker of a block is a unit, too. */
export const OpenAlternativesRequest = z.object({
	first: UnitJson,
	last: UnitJson,
	/** Whose A is; one's own delegation where it is left out, nobody where it is null. Only those who run the room name another or nobody. */
	for: z.optional(delegation),
})

/** What an alternative begins with: words, one paragraph each, a copy of another one, or that nothing shall stand here. */
export const OfferAlternativeRequest = z.object({
	text: z.discriminatedUnion('kind', [
		z.object({
			kind: z.literal('words'),
			paragraphs: z
				.array(z.string().check(z.maxLength(20_000)))
				.check(z.minLength(1), z.maxLength(100)),
		}),
		z.object({ kind: z.literal('copy'), of: z.string() }),
		z.object({ kind: z.literal('none') }),
	]),
	for: z.optional(delegation),
})
export type OfferAlternativeRequest = z.infer<typeof OfferAlternativeRequest>

/** What one's own delegation thinks of the alternative; null takes back what it said. */
export const StanceRequest = z.object({ stance: z.nullable(stance) })

/** Whether the group is set aside, and why. */
export const ParkAlternativesRequest = z.object({
	parked: z.boolean(),
	reason: z.optional(z.string().check(z.maxLength(500))),
})

/** The two alternatives in whose place one with the words of both is to stand. */
export const MergeAlternativesRequest = z.object({ merged: z.tuple([z.string(), z.string()]) })

/** The alternative that is to be the text. */
export const ChooseAlternativeRequest = z.object({ alternative: z.string() })

/** A group as it stands behind a decision; `position` is the newest committed one. */
export const AlternativesAnswer = z.object({
	group: AlternativesJson,
	position: whole,
	now: whole,
})
export type AlternativesAnswer = z.infer<typeof AlternativesAnswer>

/** The groups of alternatives of a round, in the order in which they were opened. */
export const AlternativesList = z.object({
	groups: z.array(AlternativesJson),
	/** The position of the newest decision about any of them; 0 where there is none. */
	changedAt: whole,
	next: z.nullable(z.string()),
})

/** The words of an alternative: as they stand, or as they stood last. */
export const AlternativeTextJson = z.object({
	alternative: z.string(),
	/** The position in the log as of which this is what it says. */
	position: whole,
	/** A line for each paragraph. */
	text: z.string(),
})

/** `group` as it goes over the wire. */
export function toAlternativesJson(id: GroupId, group: AlternativeGroup): AlternativesJson {
	const { clause, alternatives, stances, parked, closed } = group
	return {
		id,
		clause,
		alternatives: alternatives.map((alternative) => ({
			...alternative,
			stances: [...(stances.get(alternative.id) ?? [])].map(([by, taken]) => ({
				delegation: by,
				stance: taken,
			})),
		})),
		parked,
		closed,
	}
}

/** The groups that `toAlternativesJson` gave. Throws `RangeError` where an id is none. */
export function fromAlternativesJson(groups: readonly AlternativesJson[]): AlternativeGroups {
	return new Map(groups.map((group) => [parseGroupId(group.id), fromGroupJson(group)]))
}

function fromGroupJson(group: AlternativesJson): AlternativeGroup {
	const { parked, closed } = group
	return {
		clause: parseClauseId(group.clause),
		alternatives: group.alternatives.map(({ id, label, by, noText, at, state, endedAt }) => ({
			id: parseAlternativeId(id),
			label,
			by: delegationOf(by),
			noText,
			at: parseInstant(at),
			state,
			endedAt: endedAt === null ? null : parseLogPosition(endedAt),
		})),
		stances: new Map(
			group.alternatives.map(({ id, stances }) => [
				parseAlternativeId(id),
				new Map(stances.map((taken) => [parseDelegationId(taken.delegation), taken.stance])),
			])
		),
		parked: parked && { ...parked, ...decision(parked) },
		closed: closed && {
			chosen: closed.chosen === null ? null : parseAlternativeId(closed.chosen),
			...decision(closed),
		},
	}
}

function decision({ by, at }: { readonly by: string | null; readonly at: number }) {
	return { by: by === null ? null : parseSeatId(by), at: parseInstant(at) }
}

function delegationOf(by: string | null) {
	return by === null ? null : parseDelegationId(by)
}

/** `act` as the room is told of it. */
export function toAlternativeActJson(act: AlternativeAct): AlternativeActJson {
	return act.kind === 'alternatives-merged'
		? { ...act, merged: [act.merged[0], act.merged[1]] }
		: act
}

/** The act that the room was told of. Throws `RangeError` where an id is none. */
export function fromAlternativeActJson(act: AlternativeActJson): AlternativeAct {
	const ids = { clause: parseClauseId(act.clause), group: parseGroupId(act.group) }
	switch (act.kind) {
		case 'alternatives-opened':
			return { ...act, ...ids, first: parseAlternativeId(act.first), by: delegationOf(act.by) }
		case 'alternative-offered': {
			const alternative = parseAlternativeId(act.alternative)
			return { ...act, ...ids, alternative, by: delegationOf(act.by) }
		}
		case 'stance-taken': {
			const alternative = parseAlternativeId(act.alternative)
			return { ...act, ...ids, alternative, delegation: parseDelegationId(act.delegation) }
		}
		case 'alternatives-parked':
		case 'alternatives-taken-up':
			return { ...act, ...ids }
		case 'alternative-withdrawn':
		case 'alternative-chosen':
			return { ...act, ...ids, alternative: parseAlternativeId(act.alternative) }
		case 'alternatives-merged': {
			const [one, other] = act.merged
			const merged = [parseAlternativeId(one), parseAlternativeId(other)] as const
			const into = parseAlternativeId(act.into)
			return { ...act, ...ids, merged, into, by: delegationOf(act.by) }
		}
	}
}
