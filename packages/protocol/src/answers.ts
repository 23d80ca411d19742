import * as z from 'zod/mini'
import { BracketActJson } from './brackets.ts'
import { SuggestionActJson } from './suggestions.ts'

const whole = z.int().check(z.gte(0))

/** A decision by anybody, the reader's own side among them, about what that side has suggested, about a bracket that it holds or an ending that it has proposed. */
export const AnswerJson = z.object({
	position: whole,
	at: whole,
	/** Null where the server itself decided it. */
	by: z.nullable(z.string()),
	/**
	 * A suggestion was answered, or another one offered in its place; the end of a bracket was declined, or the bracket ended. Acts of other kinds are
	 * not among them.
	 */
	act: z.union([SuggestionActJson, BracketActJson]),
	/** What is declined is an ending that the reader's side had proposed. */
	proposed: z.boolean(),
})
export type AnswerJson = z.infer<typeof AnswerJson>

/** Such decisions behind a position of the log, oldest first. */
export const AnswerList = z.object({
	answers: z.array(AnswerJson),
	/** With the last page, everything up to here was looked at. */
	position: whole,
	next: z.nullable(z.string()),
})
