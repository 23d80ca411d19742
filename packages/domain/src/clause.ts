import { type ClauseId } from './ids.ts'

/** What part of the text a clause is: it decides how its label is shown and counted. */
export type ClauseKind = 'preamble' | 'clause' | 'annex' | 'closing'

/** The steps of the default ladder on which a clause climbs to agreement. */
export const CLAUSE_STATUSES = ['open', 'bracketed', 'agreed-ad-referendum', 'agreed'] as const

export type ClauseStatus = (typeof CLAUSE_STATUSES)[number]

/** A point, article or paragraph: it keeps its id for ever, whatever number it is shown under. */
export interface Clause {
	readonly id: ClauseId
	readonly kind: ClauseKind
	/** Its place in the text, from 0. */
	readonly order: number
	/** The number as shown, e.g. `13`, `Article 4`; empty for a preamble. */
	readonly number: string
	readonly heading: string
	readonly status: ClauseStatus
}
