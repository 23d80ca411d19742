import { type Stance } from '@parley/domain'
import { ApiError } from '../negotiation/api.ts'

/** A stance as one takes it. */
export const STANCE_VERBS: Record<Stance, string> = {
	support: 'Support',
	oppose: 'Oppose',
	flexible: 'Flexible',
}

/** A stance as it is told of others. */
export const STANCE_WORDS: Record<Stance, string> = {
	support: 'Support',
	oppose: 'Oppose',
	flexible: 'Flexible',
}

/** What the first alternative of a place is, whoever let others be offered there. */
export const FIRST_STOOD = 'As the text stood'

/** Why a decision about alternatives was not recorded, in a sentence. */
export function sayTrouble(error: unknown): string {
	if (error instanceof ApiError) return error.message
	return 'It was not recorded: the server could not be reached. Try again.'
}
