import { APPROVAL_STATES, RESERVATION_KINDS } from '@parley/domain'
import * as z from 'zod/mini'
import { ClauseTextJson } from './api.ts'
import { LadderStepJson, StandingJson } from './standing.ts'

const whole = z.int().check(z.gte(0))
const words = z.string().check(z.maxLength(500))

/**
 * Until when capitals confirm: ISO 8601 with offset or `Z`, or a date and time on the clock of the place that the room speaks of, e.g.
 * `2026-12-09T18:00`.
 */
const confirmBy = z.string().check(z.maxLength(40))

/** `confirmBy` is for a step that capitals confirm, and needed there; `expects` as in `LadderRequest`. */
export const StatusRequest = z.object({
	status: z.string().check(z.maxLength(32)),
	confirmBy: z.optional(confirmBy),
	expects: z.optional(whole),
})
export type StatusRequest = z.infer<typeof StatusRequest>

/** The steps from the lowest one up. `expects` is `ladderSetAt` of the ladder that whoever decides saw: after another, nothing is done. */
export const LadderRequest = z.object({
	steps: z.array(LadderStepJson).check(z.maxLength(20)),
	expects: z.optional(whole),
})
export type LadderRequest = z.infer<typeof LadderRequest>

/** `expects` is the digest of the text that was read: where the clause has another one by now, nothing is confirmed. */
export const ConfirmRequest = z.object({
	expects: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
})
export type ConfirmRequest = z.infer<typeof ConfirmRequest>

/** The text of a clause that is confirmed, without anything that is only suggested, and its digest. */
export const ConfirmationText = z.extend(
	z.omit(ClauseTextJson, { suggestions: true, agreed: true }),
	{ readDigest: z.string() }
)
export type ConfirmationText = z.infer<typeof ConfirmationText>

export const ConfirmByRequest = z.object({ confirmBy })

/** One's own delegation enters it, and may say why. */
export const ReservationRequest = z.object({
	kind: z.enum(RESERVATION_KINDS),
	words: z.optional(words),
})
export type ReservationRequest = z.infer<typeof ReservationRequest>

/** Null where nothing is to be said about the force of the clause. */
export const ForceRequest = z.object({
	force: z.nullable(
		z.discriminatedUnion('kind', [
			z.object({ kind: z.literal('political') }),
			z.object({ kind: z.literal('legally-binding') }),
			z.object({
				kind: z.literal('subject-to-approval'),
				body: z.string().check(z.minLength(1), z.maxLength(120)),
				state: z.enum(APPROVAL_STATES),
			}),
		])
	),
})
export type ForceRequest = z.infer<typeof ForceRequest>

/** A title, and two clauses or more. */
export const PackageRequest = z.object({
	title: z.string().check(z.minLength(1), z.maxLength(120)),
	clauses: z.array(z.string()).check(z.minLength(2), z.maxLength(2000)),
})
export type PackageRequest = z.infer<typeof PackageRequest>

/** How the clauses stand behind a decision; `position` is the newest committed one. */
export const StandingAnswer = z.object({ standing: StandingJson, position: whole, now: whole })
export type StandingAnswer = z.infer<typeof StandingAnswer>
