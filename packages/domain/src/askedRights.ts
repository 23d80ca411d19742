import { type Action } from './action.ts'
import { type Level } from './rights.ts'

/** What something asks of what is set for whoever does it and where it is done; a level of _read_ is no more than everybody has. */
export interface Asked {
	/** The least level of the seat, which what is set for its delegation stands for where nothing is set for itself. */
	readonly own: Level
	/** The least level of the clause: what is set for it, and what it takes on its step. */
	readonly ofClause: Level
	/** Whether it is done in a clause that is held, too. */
	readonly whenHeld: boolean
	/** Whether it is done in a clause that a capital has confirmed, too: it changes no text, or none that stands there. */
	readonly whenConfirmed: boolean
}

/** What makes the change itself, or takes words or marks out, or may. */
const AS_EDIT: Asked = { own: 'edit', ofClause: 'edit', whenHeld: false, whenConfirmed: false }
/** What would have the text, or who decides about it, otherwise, and leaves the text as it is. */
const AS_SUGGESTION: Asked = {
	...{ own: 'suggest', ofClause: 'suggest' },
	...{ whenHeld: true, whenConfirmed: true },
}
/** How a clause is dealt with, whatever it takes itself. */
const AS_PROCEDURE: Asked = { ...AS_SUGGESTION, ofClause: 'read' }
/** What a party says for itself, or is asked. */
const AS_PARTY: Asked = { own: 'read', ofClause: 'read', whenHeld: true, whenConfirmed: true }
/** The same, where it may be what carries an ending out. */
const AS_HOLDER: Asked = { ...AS_PARTY, whenHeld: false }

/** What each decision about a clause asks (rule A10). Edits ask by what they do; what is not named is about people or the room, and asks nothing. */
export const ASKED_TABLE: Partial<Record<Action, Asked>> = {
	'place-bracket': AS_EDIT,
	'join-bracket': AS_SUGGESTION,
	'leave-bracket': AS_HOLDER,
	'propose-ending': AS_EDIT,
	'answer-ending': { ...AS_HOLDER, whenConfirmed: false },
	'withdraw-ending': AS_PARTY,
	'offer-alternative': AS_EDIT,
	'take-stance': AS_PARTY,
	'park-alternatives': AS_PROCEDURE,
	'merge-alternatives': AS_EDIT,
	'withdraw-alternative': AS_EDIT,
	'choose-alternative': AS_EDIT,
	'answer-suggestion': AS_EDIT,
	// it takes words out that only its own side has brought
	'withdraw-suggestion': { ...AS_SUGGESTION, whenHeld: false },
	'explain-suggestion': AS_SUGGESTION,
	'comment-suggestion': AS_PARTY,
	'make-proposal': AS_SUGGESTION,
	'set-status': AS_PROCEDURE,
	'set-confirm-by': AS_PROCEDURE,
	'confirm-ad-referendum': AS_PARTY,
	'enter-reservation': AS_PARTY,
	'lift-reservation': AS_PARTY,
	'set-force': AS_PROCEDURE,
	'place-placeholder': AS_EDIT,
	'set-placeholder': AS_SUGGESTION,
	'fill-placeholder': AS_EDIT,
}

/** What those who run the room decide where the clause takes suggestions only: somebody has to where nobody edits. */
export const DECIDED_THERE: readonly Action[] = [
	'propose-ending',
	'merge-alternatives',
	'withdraw-alternative',
	'choose-alternative',
	'answer-suggestion',
]
