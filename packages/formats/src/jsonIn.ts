import {
	APPROVAL_STATES,
	parseAlternativeId,
	ParleyError,
	parseBracketId,
	parseClauseId,
	parseGroupId,
	parsePackageId,
	parsePlaceholderId,
	parseStepId,
	parseSuggestionId,
	PLACEHOLDER_KINDS,
	RESERVATION_KINDS,
	STEP_COLOURS,
	STEP_EFFECTS,
	STEP_SETTERS,
	STEP_SHAPES,
} from '@parley/domain'
import * as z from 'zod/mini'
import { JSON_FORMAT } from './jsonOut.ts'
import { type OutgoingText } from './outgoing.ts'
import { type TextView } from './textView.ts'

const JsonObject = z.record(z.string(), z.json())

const Inline = z.union([
	z.strictObject({ text: z.string(), marks: z.exactOptional(JsonObject) }),
	z.strictObject({
		inline: z.string(),
		attrs: z.exactOptional(JsonObject),
		marks: z.exactOptional(JsonObject),
	}),
])

const Block = z.strictObject({
	id: z.string(),
	type: z.string(),
	attrs: z.exactOptional(JsonObject),
	in: z.exactOptional(z.array(z.tuple([z.string(), z.string()]))),
	marks: z.exactOptional(JsonObject),
	content: z.array(Inline),
})

const ClauseIdText = idOf(parseClauseId, 'expected the id of a clause')

const Bracket = z.strictObject({
	id: idOf(parseBracketId, 'expected the id of a bracket'),
	holders: z.array(z.string()),
	reason: z.exactOptional(z.string()),
})

const Suggestion = z.strictObject({
	id: idOf(parseSuggestionId, 'expected the id of a suggestion'),
	by: z.nullable(z.string()),
	reason: z.exactOptional(z.string()),
	counters: z.exactOptional(idOf(parseSuggestionId, 'expected the id of a suggestion')),
	proposal: z.exactOptional(z.string()),
	proposalReason: z.exactOptional(z.string()),
	comments: z.exactOptional(
		z.array(
			z.strictObject({
				delegation: z.nullable(z.string()),
				at: z.iso.datetime({ precision: 3 }),
				words: z.string(),
			})
		)
	),
})

const Group = z.strictObject({
	id: idOf(parseGroupId, 'expected the id of a group of alternatives'),
	parked: z.boolean(),
	alternatives: z.array(
		z.strictObject({
			id: idOf(parseAlternativeId, 'expected the id of an alternative'),
			label: z.string(),
			by: z.nullable(z.string()),
			noText: z.boolean(),
			support: z.array(z.string()),
			oppose: z.array(z.string()),
			flexible: z.array(z.string()),
		})
	),
})

const StepId = z
	.string()
	.check(z.refine((value) => isParsedBy(parseStepId, value), 'expected the id of a step'))

const Position = z.int().check(z.nonnegative())
const Iso = z.iso.datetime({ precision: 3 })
const Digest = z.string().check(z.regex(/^[0-9a-f]{64}$/))

const Placeholder = z.strictObject({
	id: idOf(parsePlaceholderId, 'expected the id of a placeholder'),
	what: z.enum(PLACEHOLDER_KINDS),
	words: z.string(),
	owner: z.nullable(z.string()),
	due: z.nullable(Iso),
})

const Step = z.strictObject({
	status: StepId,
	name: z.string(),
	meaning: z.string(),
	// frozen texts of before version 3 say no more of it
	effect: z.exactOptional(z.enum(STEP_EFFECTS)),
	colour: z.exactOptional(z.enum(STEP_COLOURS)),
	shape: z.exactOptional(z.enum(STEP_SHAPES)),
	setBy: z.exactOptional(z.array(z.enum(STEP_SETTERS))),
})

const Standing = z.strictObject({
	reservations: z.array(
		z.strictObject({
			delegation: z.string(),
			kind: z.enum(RESERVATION_KINDS),
			words: z.string(),
			enteredAt: Iso,
		})
	),
	legalForce: z.nullable(
		z.discriminatedUnion('kind', [
			z.strictObject({ kind: z.literal('political'), setAt: Iso }),
			z.strictObject({ kind: z.literal('legally-binding'), setAt: Iso }),
			z.strictObject({
				kind: z.literal('subject-to-approval'),
				body: z.string(),
				state: z.enum(APPROVAL_STATES),
				setAt: Iso,
			}),
		])
	),
	confirmations: z.nullable(
		z.strictObject({
			confirmBy: Iso,
			readDigest: z.exactOptional(Digest),
			delegations: z.array(
				z.strictObject({
					delegation: z.string(),
					confirmedAt: z.nullable(Iso),
					late: z.boolean(),
					readDigest: z.exactOptional(z.nullable(Digest)),
				})
			),
		})
	),
	packages: z.array(
		z.strictObject({
			id: idOf(parsePackageId, 'expected the id of a package'),
			title: z.string(),
			state: z.enum(['open', 'closed']),
		})
	),
})

const NOTHING_SAID = { reservations: [], legalForce: null, confirmations: null, packages: [] }

const View: z.ZodMiniType<TextView> = z.strictObject({
	shown: z.discriminatedUnion('kind', [
		z.strictObject({ kind: z.enum(['marked', 'clean', 'agreed']) }),
		z.strictObject({ kind: z.literal('delegation'), code: z.string() }),
	]),
	attributed: z.boolean(),
})

const TextJson = z.strictObject({
	format: z.literal(JSON_FORMAT),
	// the same in words, for whoever looks into the file
	about: z.exactOptional(z.string()),
	view: z.exactOptional(View),
	title: z.string(),
	notice: z.string(),
	language: z.string(),
	round: z.int().check(z.positive()),
	state: z.discriminatedUnion('kind', [
		z.strictObject({ kind: z.literal('draft'), position: Position, asOf: Iso }),
		z.strictObject({
			kind: z.literal('frozen'),
			position: Position,
			frozenAt: Iso,
			cause: z.enum(['deadline', 'early', 'as-of-deadline']),
			digest: Digest,
		}),
	]),
	deadline: z.strictObject({ at: Iso, zone: z.string() }),
	ladder: z.array(Step),
	clauses: z.array(
		z.strictObject({
			id: ClauseIdText,
			number: z.string(),
			kind: z.enum(['preamble', 'clause', 'annex', 'closing']),
			heading: z.string(),
			status: StepId,
			blocks: z.array(Block),
			// files of before there were any have none
			brackets: z._default(z.array(Bracket), []),
			suggestions: z.exactOptional(z.array(Suggestion)),
			alternatives: z.exactOptional(z.array(Group)),
			placeholders: z.exactOptional(z.array(Placeholder)),
			standing: z._default(Standing, () => ({ ...NOTHING_SAID })),
			agreed: z.exactOptional(z.nullable(z.strictObject({ position: Position, at: Iso }))),
		})
	),
})

/**
 * Reads what `writeJson` wrote; the two are inverse to each other.
 *
 * @throws ParleyError `bad-import`, one sentence that names the member.
 */
export function readJson(source: string): OutgoingText {
	const parsed = TextJson.safeParse(parse(source))
	if (!parsed.success) {
		const [issue] = parsed.error.issues
		const at = issue?.path.map(String).join('.') ?? ''
		const where = at === '' ? '' : ` at ${at}`
		throw new ParleyError(
			'bad-import',
			`this is no ${JSON_FORMAT}${where}: ${issue?.message ?? ''}`
		)
	}
	const { title, notice, language, round, state, deadline, ladder, view, clauses } = parsed.data
	const read = { title, notice, language, round, state, deadline, ladder, clauses }
	return view === undefined ? read : { ...read, view }
}

function parse(source: string): unknown {
	try {
		return JSON.parse(source)
	} catch (cause) {
		throw new ParleyError('bad-import', 'this is no JSON', { cause })
	}
}

/** Reads an id as `parse` does, which throws `RangeError` on anything else. */
function idOf<Id extends string>(parse: (value: string) => Id, expected: string) {
	const isId = (value: string): boolean => isParsedBy(parse, value)
	return z.pipe(z.string().check(z.refine(isId, expected)), z.transform(parse))
}

function isParsedBy(parse: (value: string) => unknown, value: string): boolean {
	try {
		parse(value)
		return true
	} catch (error) {
		if (error instanceof RangeError) return false
		throw error
	}
}
