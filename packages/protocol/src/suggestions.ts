import {
	parseClauseId,
	parseDelegationId,
	parseInstant,
	parseProposalId,
	parseSeatId,
	parseSuggestionId,
	SUGGESTION_ANSWERS,
	type ProposalId,
	type Suggestion,
	type SuggestionAct,
	type SuggestionId,
	type SuggestionName,
	type SuggestionProposal,
} from '@parley/domain'
import * as z from 'zod/mini'

const style = z.object({
	type: z.string(),
	attrs: z.optional(z.record(z.string(), z.unknown())),
	in: z.optional(z.array(z.tuple([z.string(), z.string()]))),
})
const whole = z.int().check(z.gte(0))
const answer = z.enum(SUGGESTION_ANSWERS)
const reason = z.optional(z.string().check(z.maxLength(500)))

/** A suggestion: whose it is and what was said of it. What it would change stands in the text of its clause. */
export const SuggestionJson = z.object({
	id: z.string(),
	clause: z.string(),
	/** The seat that made it; nobody but its author changes it. */
	by: z.nullable(z.string()),
	delegation: z.nullable(z.string()),
	at: whole,
	reason: z.string(),
	/** The one of the same clause in whose place it is offered. */
	counters: z.nullable(z.string()),
	proposal: z.nullable(z.string()),
	/** What was said about it while it was open, in that order. */
	comments: z.array(
		z.object({
			by: z.nullable(z.string()),
			delegation: z.nullable(z.string()),
			at: whole,
			/** Empty where they were taken out of the record. */
			words: z.string(),
			/** Who took them out, and when; left out where nobody has. */
			withheld: z.exactOptional(z.object({ by: z.nullable(z.string()), at: whole })),
		})
	),
	/** Null while it is open. `countered` and `moot` follow from a decision about something else: the act before it in the log. */
	answered: z.nullable(z.object({ answer, by: z.nullable(z.string()), at: whole })),
})
export type SuggestionJson = z.infer<typeof SuggestionJson>

const name = { clause: z.string(), suggestion: z.string() }
const SuggestionNameJson = z.object(name)

/** Suggestions of one delegation that are put forward together. */
export const SuggestionProposalJson = z.object({
	id: z.string(),
	title: z.string(),
	reason: z.string(),
	by: z.nullable(z.string()),
	delegation: z.nullable(z.string()),
	at: whole,
	suggestions: z.array(SuggestionNameJson),
})
export type SuggestionProposalJson = z.infer<typeof SuggestionProposalJson>

/** An act about suggestions, as the room is told of it. */
export const SuggestionActJson = z.discriminatedUnion('kind', [
	z.object({
		kind: z.literal('suggestion-made'),
		...name,
		delegation: z.nullable(z.string()),
	}),
	z.object({
		kind: z.literal('suggestion-explained'),
		...name,
		reason: z.string(),
		counters: z.nullable(z.string()),
	}),
	z.object({
		kind: z.literal('suggestion-commented'),
		...name,
		delegation: z.nullable(z.string()),
		words: z.string(),
	}),
	z.object({
		kind: z.literal('comment-withheld'),
		...name,
		comment: whole,
		author: z.string(),
		reason: z.string(),
	}),
	z.object({ kind: z.literal('suggestion-answered'), ...name, answer }),
	z.object({
		kind: z.literal('proposal-made'),
		proposal: z.string(),
		title: z.string(),
		reason: z.string(),
		delegation: z.nullable(z.string()),
		suggestions: z.array(SuggestionNameJson),
	}),
])
export type SuggestionActJson = z.infer<typeof SuggestionActJson>

/** What an author says of a suggestion: why, and in whose place it is offered. What is left out is said no more. */
export const ExplainSuggestionRequest = z.object({
	reason,
	counters: z.optional(z.nullable(z.string())),
})

/** What is said about a suggestion. */
export const CommentSuggestionRequest = z.object({
	words: z.string().check(z.minLength(1), z.maxLength(1000)),
})

/** Why what was said about a suggestion is taken out of the record, without the words. */
export const WithholdCommentRequest = z.object({ reason })

/** A suggestion that is answered, and the digest of what it was to whoever answers; which only a withdrawal does without. */
const AnsweredJson = z.object({
	id: z.string(),
	expects: z.optional(z.string().check(z.regex(/^[0-9a-f]{64}$/))),
})

/** How suggestions of one clause are answered, all of them or, where one is answered already or is another by now, none. */
export const AnswerSuggestionsRequest = z.object({
	suggestions: z.array(AnsweredJson).check(z.minLength(1), z.maxLength(500)),
	answer: z.enum(['accepted', 'declined', 'withdrawn']),
})

/** Open suggestions of one's own delegation that are put forward together. */
export const MakeProposalRequest = z.object({
	title: z.string().check(z.minLength(1), z.maxLength(200)),
	reason,
	suggestions: z.array(SuggestionNameJson).check(z.minLength(1), z.maxLength(500)),
})

/** Suggestions as they stand behind a decision; `position` is the newest committed one. */
export const SuggestionAnswer = z.object({
	suggestions: z.array(SuggestionJson),
	position: whole,
	now: whole,
})
export type SuggestionAnswer = z.infer<typeof SuggestionAnswer>

/** The proposal that was made. */
export const ProposalAnswer = z.object({
	proposal: SuggestionProposalJson,
	position: whole,
	now: whole,
})
export type ProposalAnswer = z.infer<typeof ProposalAnswer>

/** The open suggestions of a round, by clause and then in the order in which they were made. */
export const SuggestionList = z.object({
	suggestions: z.array(SuggestionJson),
	/** The position of the newest decision about any of them; 0 where there is none. */
	changedAt: whole,
	next: z.nullable(z.string()),
})

/** What the suggestions of one clause would do, with the words of each. */
export const SuggestionWordsList = z.object({
	position: whole,
	suggestions: z.array(
		z.object({
			suggestion: SuggestionJson,
			/** What names all of this, its reason and in whose place it is offered: an answer says it. */
			digest: z.string(),
			/** What would come in, what would go and what would be formatted otherwise; a paragraph mark for the beginning of a block. */
			inserted: z.string(),
			deleted: z.string(),
			formatted: z.string(),
			/** Words that would be linked, and where to; null where their link would go. */
			links: z.array(z.object({ words: z.string(), href: z.nullable(z.string()) })),
			/** Blocks that would be of another kind, or stand in another place among lists: what each is now, and what it would be. */
			blocks: z.array(z.object({ was: style, is: style, words: z.string() })),
		})
	),
})

/** The proposals of a round, in the order in which they were made. */
export const ProposalList = z.object({
	proposals: z.array(SuggestionProposalJson),
	changedAt: whole,
	next: z.nullable(z.string()),
})

/** `suggestion` as it goes over the wire. */
export function toSuggestionJson(id: SuggestionId, suggestion: Suggestion): SuggestionJson {
	return { ...suggestion, id, comments: [...suggestion.comments] }
}

/** The suggestion that `toSuggestionJson` gave, by its id. Throws `RangeError` where an id is none. */
export function fromSuggestionJson({
	id,
	clause,
	by,
	delegation,
	at,
	reason,
	counters,
	proposal,
	comments,
	answered,
}: SuggestionJson): readonly [SuggestionId, Suggestion] {
	return [
		parseSuggestionId(id),
		{
			clause: parseClauseId(clause),
			by: by === null ? null : parseSeatId(by),
			delegation: delegation === null ? null : parseDelegationId(delegation),
			at: parseInstant(at),
			reason,
			counters: counters === null ? null : parseSuggestionId(counters),
			proposal: proposal === null ? null : parseProposalId(proposal),
			comments: comments.map((one) => ({
				by: one.by === null ? null : parseSeatId(one.by),
				delegation: delegationOf(one.delegation),
				at: parseInstant(one.at),
				words: one.words,
				...(one.withheld && {
					withheld: {
						by: one.withheld.by === null ? null : parseSeatId(one.withheld.by),
						at: parseInstant(one.withheld.at),
					},
				}),
			})),
			answered: answered && {
				answer: answered.answer,
				by: answered.by === null ? null : parseSeatId(answered.by),
				at: parseInstant(answered.at),
			},
		},
	]
}

/** `proposal` as it goes over the wire. */
export function toProposalJson(
	id: ProposalId,
	proposal: SuggestionProposal
): SuggestionProposalJson {
	return { ...proposal, id, suggestions: [...proposal.suggestions] }
}

/** `act` as the room is told of it. */
export function toSuggestionActJson(act: SuggestionAct): SuggestionActJson {
	if (act.kind === 'proposal-made') return { ...act, suggestions: [...act.suggestions] }
	if (act.kind !== 'comment-withheld') return act
	const { kind, clause, suggestion, comment, author, reason } = act
	return { kind, clause, suggestion, comment, author, reason }
}

/** The act that the room was told of, without the digests that are for the log alone. Throws `RangeError` where an id is none. */
export function fromSuggestionActJson(act: SuggestionActJson): SuggestionAct {
	switch (act.kind) {
		case 'suggestion-made':
		case 'suggestion-commented':
			return { ...act, ...nameOf(act), delegation: delegationOf(act.delegation) }
		case 'suggestion-explained': {
			const counters = act.counters === null ? null : parseSuggestionId(act.counters)
			return { ...act, ...nameOf(act), counters }
		}
		case 'comment-withheld':
			return { ...act, ...nameOf(act), author: parseSeatId(act.author), entries: [] }
		case 'suggestion-answered':
			return { ...act, ...nameOf(act) }
		case 'proposal-made':
			return {
				...act,
				proposal: parseProposalId(act.proposal),
				delegation: delegationOf(act.delegation),
				suggestions: act.suggestions.map(nameOf),
			}
	}
}

function nameOf({ clause, suggestion }: z.infer<typeof SuggestionNameJson>): SuggestionName {
	return { clause: parseClauseId(clause), suggestion: parseSuggestionId(suggestion) }
}

function delegationOf(id: string | null) {
	return id === null ? null : parseDelegationId(id)
}
