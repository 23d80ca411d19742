import { type Act, type Seat } from '@parley/domain'
import { need, runsTheRoom } from './need.ts'

/** What an act is decided in. */
export interface Ground {
	readonly seat: Seat
	readonly held: boolean
	/** Whether the clause itself takes no more than suggestions, whoever writes. */
	readonly onlySuggests: boolean
	/** Whether the seat is set to no more than suggest. */
	readonly seatSuggests: boolean
}

/** Decisions for whoever may edit, and for those who run the room also where the clause takes suggestions only where that is true (rule A10). */
const EDITS: Partial<Record<Act['kind'], boolean>> = {
	'bracket-placed': false,
	'alternatives-opened': false,
	'alternative-offered': false,
	'placeholder-placed': false,
	'placeholder-filled': false,
	'bracket-ending-proposed': true,
	'alternatives-merged': true,
	'alternative-withdrawn': true,
	'alternative-chosen': true,
	'suggestion-answered': true,
}

/** Decisions that somebody takes for their own side, and that may change the text: not in a clause that is held. */
const OWN_WORDS: readonly Act['kind'][] = ['bracket-left', 'bracket-answered']

/** Throws where what is set for seat and clause, or a hold, keeps the seat from deciding `act`. */
export function expectLevel(act: Act, { seat, held, onlySuggests, seatSuggests }: Ground): void {
	const takesBack = act.kind === 'suggestion-answered' && act.answer === 'withdrawn'
	const everywhere = takesBack ? undefined : EDITS[act.kind]
	if (everywhere === undefined && !takesBack && !OWN_WORDS.includes(act.kind)) return
	need(!held, 'decided in a clause that is held')
	if (everywhere === undefined) return
	need(!seatSuggests, 'decided by who may only suggest')
	need(!onlySuggests || (everywhere && runsTheRoom(seat)), 'decided where nobody edits')
}
