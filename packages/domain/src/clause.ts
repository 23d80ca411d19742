import { type ClauseId } from './ids.ts'
import { type ClauseStatus } from './ladder.ts'

/** What part of the text a clause is: it decides how its label is shown and counted. */
export type ClauseKind = 'preamble' | 'clause' | 'annex' | 'closing'

/** A point, article or paragraph: it keeps its id for ever, whatever number it is shown under. */
export interface Clause {
	readonly id: ClauseId
	readonly kind: ClauseKind
	/** Its place in the text, from 0. */
	readonly order: number
	/** The number as shown, e.g. `13`, `Article 4`; empty for a preamble. */
	readonly number: string
	readonly heading: string
	/** The step of the ladder on which it stands. */
	readonly status: ClauseStatus
}
