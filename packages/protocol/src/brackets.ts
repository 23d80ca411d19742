import {
	BRACKET_ENDINGS,
	parseBracketId,
	parseClauseId,
	parseDelegationId,
	parseInstant,
	parseSeatId,
	type Bracket,
	type BracketAct,
	type BracketId,
	type Brackets,
} from '@parley/domain'
import * as z from 'zod/mini'

const whole = z.int().check(z.gte(0))
const ending = z.enum(BRACKET_ENDINGS)
const delegations = z.array(z.string())

/** A bracket: who holds it, and what was proposed. Which words it is around stands in the text of its clause. */
export const BracketJson = z.object({
	id: z.string(),
	clause: z.string(),
	/** The delegations without whose consent it does not end; nobody, where it was imported without a name. */
	holders: delegations,
	reason: z.string(),
	/** Whether it was imported without a name: who joins it is asked, and does not end it. */
	ownerless: z.boolean(),
	/** Null where it was imported. */
	placedBy: z.nullable(z.string()),
	placedAt: whole,
	proposed: z.nullable(
		z.object({
			ending,
			by: z.nullable(z.string()),
			/** The holder that proposes it; null where those who run the room do. */
			delegation: z.nullable(z.string()),
			at: whole,
			consents: delegations,
		})
	),
	declined: z.nullable(z.object({ ending, by: z.string(), at: whole })),
	/** Null while it is open. */
	ended: z.nullable(z.object({ ending, at: whole })),
})
export type BracketJson = z.infer<typeof BracketJson>

const about = { clause: z.string(), bracket: z.string() }

/** An act about a bracket, as the room is told of it. */
export const BracketActJson = z.discriminatedUnion('kind', [
	z.object({
		kind: z.literal('bracket-placed'),
		...about,
		holders: delegations,
		reason: z.string(),
	}),
	z.object({ kind: z.literal('bracket-joined'), ...about, delegation: z.string() }),
	z.object({ kind: z.literal('bracket-left'), ...about, delegation: z.string() }),
	z.object({
		kind: z.literal('bracket-ending-proposed'),
		...about,
		ending,
		consents: delegations,
	}),
	z.object({
		kind: z.literal('bracket-answered'),
		...about,
		ending,
		delegation: z.string(),
		consents: z.boolean(),
	}),
	z.object({ kind: z.literal('bracket-ending-withdrawn'), ...about, ending }),
	z.object({ kind: z.literal('bracket-ended'), ...about, ending }),
])
export type BracketActJson = z.infer<typeof BracketActJson>

/** One character or atom of a clause's text, by the Yjs clientID and clock under which it was written. */
export const UnitJson = z.object({ client: whole, clock: whole })

/** The words, from the first character to the last one, that are to stand in a bracket. */
export const PlaceBracketRequest = z.object({
	first: UnitJson,
	last: UnitJson,
	/** Who holds it; one's own delegation where it is left out. Only those who run the room name others. */
	holders: z.optional(z.array(z.string()).check(z.minLength(1), z.maxLength(64))),
	reason: z.optional(z.string().check(z.maxLength(500))),
})
export type PlaceBracketRequest = z.infer<typeof PlaceBracketRequest>

/** Words that are to stand in a bracket, and others that are offered for them, which are to stand in one right behind. */
export const OfferWordsRequest = z.extend(PlaceBracketRequest, {
	words: z.string().check(z.minLength(1), z.maxLength(1000)),
})
export type OfferWordsRequest = z.infer<typeof OfferWordsRequest>

/** How the bracket is to end. */
export const BracketEndingRequest = z.object({ ending })

/** `ending` is what whoever answers saw proposed: where it is another by now, nothing is done. */
export const BracketAnswerRequest = z.object({ ending, consents: z.boolean() })

/** The delegation that joins; one's own where it is left out. Only those who run the room name another. */
export const JoinBracketRequest = z.object({ delegation: z.optional(z.string()) })

/** A bracket as it stands behind a decision; `position` is the newest committed one. */
export const BracketAnswer = z.object({ bracket: BracketJson, position: whole, now: whole })
export type BracketAnswer = z.infer<typeof BracketAnswer>

/** The bracket around what stood there, and that around what is offered for it; `position` is the newest committed one. */
export const OfferWordsAnswer = z.object({
	standing: BracketJson,
	offered: BracketJson,
	position: whole,
	now: whole,
})
export type OfferWordsAnswer = z.infer<typeof OfferWordsAnswer>

/** The brackets of a round that are open, in the order in which they were placed. */
export const BracketList = z.object({
	brackets: z.array(BracketJson),
	/** The position of the newest decision about any of them; 0 where there is none. */
	changedAt: whole,
	next: z.nullable(z.string()),
})

/** `bracket` as it goes over the wire. */
export function toBracketJson(id: BracketId, bracket: Bracket): BracketJson {
	const { holders, proposed } = bracket
	return {
		...bracket,
		id,
		holders: [...holders],
		proposed: proposed && { ...proposed, consents: [...proposed.consents] },
	}
}

/** The brackets that `toBracketJson` gave. Throws `RangeError` where an id is none. */
export function fromBracketsJson(brackets: readonly BracketJson[]): Brackets {
	return new Map(brackets.map((one) => [parseBracketId(one.id), fromBracketJson(one)]))
}

function fromBracketJson({
	clause,
	holders,
	reason,
	ownerless,
	placedBy,
	placedAt,
	proposed,
	declined,
	ended,
}: BracketJson): Bracket {
	return {
		clause: parseClauseId(clause),
		holders: new Set(holders.map(parseDelegationId)),
		reason,
		ownerless,
		placedBy: placedBy === null ? null : parseSeatId(placedBy),
		placedAt: parseInstant(placedAt),
		proposed: proposed && {
			ending: proposed.ending,
			by: proposed.by === null ? null : parseSeatId(proposed.by),
			delegation: proposed.delegation === null ? null : parseDelegationId(proposed.delegation),
			at: parseInstant(proposed.at),
			consents: new Set(proposed.consents.map(parseDelegationId)),
		},
		declined: declined && {
			...declined,
			by: parseDelegationId(declined.by),
			at: parseInstant(declined.at),
		},
		ended: ended && { ...ended, at: parseInstant(ended.at) },
	}
}

/** `act` as the room is told of it. */
export function toBracketActJson(act: BracketAct): BracketActJson {
	switch (act.kind) {
		case 'bracket-placed':
			return { ...act, holders: [...act.holders] }
		case 'bracket-ending-proposed':
			return { ...act, consents: [...act.consents] }
		case 'bracket-joined':
		case 'bracket-left':
		case 'bracket-answered':
		case 'bracket-ending-withdrawn':
		case 'bracket-ended':
			return act
	}
}

/** The act that the room was told of. Throws `RangeError` where an id is none. */
export function fromBracketActJson(act: BracketActJson): BracketAct {
	const ids = { clause: parseClauseId(act.clause), bracket: parseBracketId(act.bracket) }
	switch (act.kind) {
		case 'bracket-placed':
			return { ...act, ...ids, holders: act.holders.map(parseDelegationId) }
		case 'bracket-joined':
		case 'bracket-left':
			return { ...act, ...ids, delegation: parseDelegationId(act.delegation) }
		case 'bracket-ending-proposed':
			return { ...act, ...ids, consents: act.consents.map(parseDelegationId) }
		case 'bracket-answered':
			return { ...act, ...ids, delegation: parseDelegationId(act.delegation) }
		case 'bracket-ending-withdrawn':
		case 'bracket-ended':
			return { ...act, ...ids }
	}
}
