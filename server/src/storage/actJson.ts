import {
	APPROVAL_STATES,
	BRACKET_ENDINGS,
	LEVELS,
	parseAlternativeId,
	parseBracketId,
	parseClauseId,
	parseDelegationId,
	parseGroupId,
	parseInstant,
	parseLogPosition,
	parseNoteId,
	parsePlaceholderId,
	parseProposalId,
	parsePackageId,
	parseSeatId,
	parseSuggestionId,
	STANCES,
	PLACEHOLDER_KINDS,
	SUGGESTION_ANSWERS,
	parseStepId,
	RESERVATION_KINDS,
	STEP_COLOURS,
	STEP_EFFECTS,
	STEP_SETTERS,
	STEP_SHAPES,
	type Act,
} from '@parley/domain'
import { canonicalBytes } from '@parley/snapshot'
import * as z from 'zod/mini'

const instant = z.pipe(z.number(), z.transform(parseInstant))
const clauseId = z.pipe(z.string(), z.transform(parseClauseId))
const seatId = z.pipe(z.string(), z.transform(parseSeatId))
const delegationId = z.pipe(z.string(), z.transform(parseDelegationId))
const groupId = z.pipe(z.string(), z.transform(parseGroupId))
const alternativeId = z.pipe(z.string(), z.transform(parseAlternativeId))
const bracketId = z.pipe(z.string(), z.transform(parseBracketId))
const stepId = z.pipe(z.string(), z.transform(parseStepId))
const packageId = z.pipe(z.string(), z.transform(parsePackageId))
const reservation = z.enum(RESERVATION_KINDS)
const whole = z.int().check(z.gte(0))

const Deadline = z.strictObject({ at: instant, zone: z.string() })

const Clause = z.strictObject({
	id: clauseId,
	kind: z.enum(['preamble', 'clause', 'annex', 'closing']),
	order: whole,
	number: z.string(),
	heading: z.string(),
	status: stepId,
})

const RightsSubject = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('seat'), seat: seatId }),
	z.strictObject({ kind: z.literal('delegation'), delegation: delegationId }),
	z.strictObject({ kind: z.literal('clause'), clause: clauseId }),
])

const LadderStep = z.strictObject({
	id: stepId,
	name: z.string(),
	meaning: z.string(),
	effect: z.enum(STEP_EFFECTS),
	colour: z.enum(STEP_COLOURS),
	shape: z.enum(STEP_SHAPES),
	setBy: z.array(z.enum(STEP_SETTERS)),
})

const LegalForce = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('political') }),
	z.strictObject({ kind: z.literal('legally-binding') }),
	z.strictObject({
		kind: z.literal('subject-to-approval'),
		body: z.string(),
		state: z.enum(APPROVAL_STATES),
	}),
])

/** What an act about a bracket names. */
const bracket = { clause: clauseId, bracket: bracketId }
const ending = z.enum(BRACKET_ENDINGS)

/** What an act about a placeholder names, and what can be set of it. */
const placeholder = {
	clause: clauseId,
	placeholder: z.pipe(z.string(), z.transform(parsePlaceholderId)),
}
const missing = { words: z.string(), owner: z.nullable(delegationId), due: z.nullable(instant) }

/** What an act about alternatives names. */
const group = { clause: clauseId, group: groupId }
const alternative = { ...group, alternative: alternativeId }

const suggestionId = z.pipe(z.string(), z.transform(parseSuggestionId))

/** What an act about a suggestion names. */
const suggestion = { clause: clauseId, suggestion: suggestionId }

/** Entries whose words an act takes out of the record, with the digest of what stands in for each. */
const withheldEntries = z.array(
	z.strictObject({
		position: z.pipe(z.number(), z.transform(parseLogPosition)),
		digest: z.string(),
	})
)

/**
 * Acts as they are stored. Strict: a field that is not known here would be lost on reading, and the chain with it, so a
 * new field goes in here in the commit that adds it.
 */
const StoredAct = z.discriminatedUnion('kind', [
	z.strictObject({
		kind: z.literal('round-opened'),
		round: whole,
		deadline: Deadline,
		clauses: z.array(Clause),
		baseTextDigest: z.nullable(z.string()),
	}),
	z.strictObject({ kind: z.literal('deadline-moved'), deadline: Deadline, reason: z.string() }),
	z.strictObject({
		kind: z.literal('status-set'),
		clause: clauseId,
		status: stepId,
	}),
	z.strictObject({ kind: z.literal('ladder-set'), steps: z.array(LadderStep) }),
	z.strictObject({
		kind: z.literal('ad-referendum-opened'),
		clause: clauseId,
		status: stepId,
		confirmBy: instant,
	}),
	z.strictObject({ kind: z.literal('confirm-by-set'), clause: clauseId, confirmBy: instant }),
	z.strictObject({
		kind: z.literal('ad-referendum-confirmed'),
		clause: clauseId,
		delegation: delegationId,
	}),
	z.strictObject({
		kind: z.literal('text-confirmed'),
		clause: clauseId,
		delegation: delegationId,
		readDigest: z.string(),
	}),
	z.strictObject({
		kind: z.literal('reservation-entered'),
		clause: clauseId,
		delegation: delegationId,
		reservation,
		words: z.string(),
	}),
	z.strictObject({
		kind: z.literal('reservation-lifted'),
		clause: clauseId,
		delegation: delegationId,
		reservation,
	}),
	z.strictObject({
		kind: z.literal('force-set'),
		clause: clauseId,
		force: z.nullable(LegalForce),
	}),
	z.strictObject({
		kind: z.literal('package-made'),
		package: packageId,
		title: z.string(),
		clauses: z.array(clauseId),
	}),
	z.strictObject({ kind: z.literal('package-closed'), package: packageId }),
	z.strictObject({ kind: z.literal('package-dissolved'), package: packageId }),
	z.strictObject({
		kind: z.literal('rights-set'),
		subject: RightsSubject,
		level: z.nullable(z.enum(LEVELS)),
		reason: z.string(),
	}),
	z.strictObject({ kind: z.literal('clause-held'), clause: clauseId, reason: z.string() }),
	z.strictObject({ kind: z.literal('clause-released'), clause: clauseId, reason: z.string() }),
	z.strictObject({
		kind: z.literal('bracket-placed'),
		...bracket,
		holders: z.array(delegationId),
		reason: z.string(),
	}),
	z.strictObject({ kind: z.literal('bracket-joined'), ...bracket, delegation: delegationId }),
	z.strictObject({ kind: z.literal('bracket-left'), ...bracket, delegation: delegationId }),
	z.strictObject({
		kind: z.literal('bracket-ending-proposed'),
		...bracket,
		ending,
		consents: z.array(delegationId),
	}),
	z.strictObject({
		kind: z.literal('bracket-answered'),
		...bracket,
		ending,
		delegation: delegationId,
		consents: z.boolean(),
	}),
	z.strictObject({ kind: z.literal('bracket-ending-withdrawn'), ...bracket, ending }),
	z.strictObject({ kind: z.literal('bracket-ended'), ...bracket, ending }),
	z.strictObject({
		kind: z.literal('alternatives-opened'),
		...group,
		first: alternativeId,
		by: z.nullable(delegationId),
	}),
	z.strictObject({
		kind: z.literal('alternative-offered'),
		...alternative,
		by: z.nullable(delegationId),
		noText: z.boolean(),
	}),
	z.strictObject({
		kind: z.literal('stance-taken'),
		...alternative,
		delegation: delegationId,
		stance: z.nullable(z.enum(STANCES)),
	}),
	z.strictObject({ kind: z.literal('alternatives-parked'), ...group, reason: z.string() }),
	z.strictObject({ kind: z.literal('alternatives-taken-up'), ...group }),
	z.strictObject({ kind: z.literal('alternative-withdrawn'), ...alternative }),
	z.strictObject({
		kind: z.literal('alternatives-merged'),
		...group,
		merged: z.tuple([alternativeId, alternativeId]),
		into: alternativeId,
		by: z.nullable(delegationId),
	}),
	z.strictObject({ kind: z.literal('alternative-chosen'), ...alternative }),
	z.strictObject({
		kind: z.literal('suggestion-made'),
		...suggestion,
		delegation: z.nullable(delegationId),
	}),
	z.strictObject({
		kind: z.literal('suggestion-explained'),
		...suggestion,
		reason: z.string(),
		counters: z.nullable(suggestionId),
	}),
	z.strictObject({
		kind: z.literal('suggestion-commented'),
		...suggestion,
		delegation: z.nullable(delegationId),
		words: z.string(),
	}),
	z.strictObject({
		kind: z.literal('comment-withheld'),
		...suggestion,
		comment: whole,
		author: seatId,
		entries: withheldEntries,
		reason: z.string(),
	}),
	z.strictObject({
		kind: z.literal('suggestion-answered'),
		...suggestion,
		answer: z.enum(SUGGESTION_ANSWERS),
	}),
	z.strictObject({
		kind: z.literal('proposal-made'),
		proposal: z.pipe(z.string(), z.transform(parseProposalId)),
		title: z.string(),
		reason: z.string(),
		delegation: z.nullable(delegationId),
		suggestions: z.array(z.strictObject(suggestion)),
	}),
	z.strictObject({
		kind: z.literal('placeholder-placed'),
		...placeholder,
		what: z.enum(PLACEHOLDER_KINDS),
		...missing,
	}),
	z.strictObject({ kind: z.literal('placeholder-set'), ...placeholder, ...missing }),
	z.strictObject({ kind: z.literal('placeholder-filled'), ...placeholder }),
	z.strictObject({
		kind: z.literal('note-taken'),
		note: z.pipe(z.string(), z.transform(parseNoteId)),
		clause: clauseId,
		seen: z.pipe(z.number(), z.transform(parseLogPosition)),
		text: z.string(),
	}),
	z.strictObject({
		kind: z.literal('late-released'),
		edits: z.array(z.pipe(z.number(), z.transform(parseLogPosition))),
	}),
	z.strictObject({
		kind: z.literal('passage-withheld'),
		clause: clauseId,
		author: seatId,
		passage: z.array(z.strictObject({ client: whole, from: whole, to: whole })),
		entries: withheldEntries,
		reason: z.string(),
	}),
	z.strictObject({
		kind: z.literal('frozen'),
		cause: z.enum(['deadline', 'early', 'as-of-deadline']),
		at: instant,
		reason: z.string(),
		outages: z.array(z.strictObject({ from: instant, to: instant })),
		account: z.strictObject({
			waitedMs: whole,
			framesPending: whole,
			framesLeft: whole,
			loopDelayMaxMs: z.nullable(whole),
		}),
	}),
])

/** `T` with nothing to write to. */
type Frozen<T> = T extends string | number | boolean | null
	? T
	: { readonly [Key in keyof T]: Frozen<T[Key]> }

/**
 * An act as it is stored: its canonical JSON, so that SHA-256 over the stored bytes of any entry is the payload digest which
 * its log's chain takes.
 */
export function toActBytes(act: Act): Uint8Array {
	// The compiler's proof that whatever can be written can be read.
	const stored: Frozen<z.output<typeof StoredAct>> = act
	return canonicalBytes(stored)
}

/** Parses what `toActBytes` gave. Throws `RangeError`, `SyntaxError` or a zod error on anything else. */
export function fromActBytes(bytes: Uint8Array): Act {
	return StoredAct.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
}
