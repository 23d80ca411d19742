import {
	LEVELS,
	parseClauseId,
	parseDelegationId,
	parseInstant,
	parseSeatId,
	type LevelSet,
	type Rights,
	type RightsAct,
} from '@parley/domain'
import * as z from 'zod/mini'

const whole = z.int().check(z.gte(0))
const level = z.enum(LEVELS)

const set = { level, reason: z.string(), by: z.nullable(z.string()), at: whole }

/** Everything that was set about who may write where, and is not set back; whatever is not in it is at `edit`, and not held. */
export const RightsJson = z.object({
	seats: z.array(z.object({ seat: z.string(), ...set })),
	delegations: z.array(z.object({ delegation: z.string(), ...set })),
	clauses: z.array(z.object({ clause: z.string(), ...set })),
	held: z.array(
		z.object({
			clause: z.string(),
			holder: z.nullable(z.string()),
			since: whole,
			reason: z.string(),
		})
	),
})
export type RightsJson = z.infer<typeof RightsJson>

/** An act about who may write where, as the room is told of it. */
export const RightsActJson = z.discriminatedUnion('kind', [
	z.object({
		kind: z.literal('rights-set'),
		subject: z.discriminatedUnion('kind', [
			z.object({ kind: z.literal('seat'), seat: z.string() }),
			z.object({ kind: z.literal('delegation'), delegation: z.string() }),
			z.object({ kind: z.literal('clause'), clause: z.string() }),
		]),
		level: z.nullable(level),
		reason: z.string(),
	}),
	z.object({ kind: z.literal('clause-held'), clause: z.string(), reason: z.string() }),
	z.object({ kind: z.literal('clause-released'), clause: z.string(), reason: z.string() }),
])
export type RightsActJson = z.infer<typeof RightsActJson>

/** `rights` as they go over the wire. */
export function toRightsJson({ seats, delegations, clauses, holds }: Rights): RightsJson {
	return {
		seats: [...seats].map(([seat, one]) => ({ seat, ...one })),
		delegations: [...delegations].map(([delegation, one]) => ({ delegation, ...one })),
		clauses: [...clauses].map(([clause, one]) => ({ clause, ...one })),
		held: [...holds].map(([clause, hold]) => ({ clause, ...hold })),
	}
}

/** The rights that `toRightsJson` gave. Throws `RangeError` where an id is none. */
export function fromRightsJson({ seats, delegations, clauses, held }: RightsJson): Rights {
	return {
		seats: new Map(seats.map(({ seat, ...one }) => [parseSeatId(seat), toLevelSet(one)])),
		delegations: new Map(
			delegations.map(({ delegation, ...one }) => [parseDelegationId(delegation), toLevelSet(one)])
		),
		clauses: new Map(clauses.map(({ clause, ...one }) => [parseClauseId(clause), toLevelSet(one)])),
		holds: new Map(
			held.map(({ clause, holder, since, reason }) => [
				parseClauseId(clause),
				{
					holder: holder === null ? null : parseSeatId(holder),
					since: parseInstant(since),
					reason,
				},
			])
		),
	}
}

/** The act that the room was told of. Throws `RangeError` where an id is none. */
export function fromRightsActJson(act: RightsActJson): RightsAct {
	if (act.kind !== 'rights-set') return { ...act, clause: parseClauseId(act.clause) }
	const { subject } = act
	switch (subject.kind) {
		case 'seat':
			return { ...act, subject: { kind: 'seat', seat: parseSeatId(subject.seat) } }
		case 'delegation':
			return {
				...act,
				subject: { kind: 'delegation', delegation: parseDelegationId(subject.delegation) },
			}
		case 'clause':
			return { ...act, subject: { kind: 'clause', clause: parseClauseId(subject.clause) } }
	}
}

function toLevelSet(one: {
	readonly level: LevelSet['level']
	readonly reason: string
	readonly by: string | null
	readonly at: number
}): LevelSet {
	const { by, at } = one
	return { ...one, by: by === null ? null : parseSeatId(by), at: parseInstant(at) }
}
