/** Everything that `can` decides. */
export const ACTIONS = [
	'read',
	'edit-text',
	'take-note',
	'set-status',
	'set-rights',
	'hold-clause',
	'move-deadline',
	'freeze',
	'invite',
	'revoke',
	'see-late-lane',
	'release-late',
	'withhold',
	'withhold-for-others',
	'set-contact',
	'call-to-place',
	'place-bracket',
	'name-holders',
	'join-bracket',
	'leave-bracket',
	'propose-ending',
	'answer-ending',
	'withdraw-ending',
	'offer-alternative',
	'offer-for-others',
	'take-stance',
	'park-alternatives',
	'merge-alternatives',
	'withdraw-alternative',
	'choose-alternative',
	'answer-suggestion',
	'withdraw-suggestion',
	'explain-suggestion',
	'comment-suggestion',
	'make-proposal',
	'set-ladder',
	'set-confirm-by',
	'confirm-ad-referendum',
	'enter-reservation',
	'lift-reservation',
	'set-force',
	'make-package',
	'end-package',
	'place-placeholder',
	'set-placeholder',
	'fill-placeholder',
] as const

export type Action = (typeof ACTIONS)[number]

/**
 * What an edit does to a clause, as far as rights ask for it: to its text, to a bracket whose last words it takes away, or whose
 * mark it sets or ends on words that stand there, and to an alternative that it takes out of the text, or whose words it makes those of
 * another one or of none. An edit that does no more than suggest is one of `suggest` alone, whatever it brings; one that would answer a
 * suggestion, or change one of another seat, touches `foreign-suggestion` as well, and nobody makes that.
 */
export const TOUCHES = [
	'suggest',
	'insert',
	'delete',
	'format',
	'structure',
	'empty-bracket',
	'reshape-bracket',
	'remove-alternative',
	'move-among-alternatives',
	'foreign-suggestion',
] as const

export type Touch = (typeof TOUCHES)[number]
