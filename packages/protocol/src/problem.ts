/**
 * Every problem that the HTTP API answers with (RFC 9457), by the code that names it for programs. `title` is what the problem
 * is in general; the `detail` of an answer says what happened and what to do.
 */
export const PROBLEMS = {
	/** The request cannot be read: not JSON, or a member is missing or wrong (`at` says which). */
	'bad-request': { status: 400, title: 'The request cannot be read' },
	/** No session, or one that has ended: open a link again. */
	'not-signed-in': { status: 401, title: 'You are not signed in' },
	/** Only the seat that wrote words can have them taken out of the record. */
	'not-own-words': { status: 403, title: 'These are not words of that seat' },
	/** The words stand in a point that the seat may not change now; those who run the room can take them out. */
	'words-stand': { status: 403, title: 'The words stand in a point that you may not change' },
	/** The request comes from a page that is not ours. */
	'foreign-origin': { status: 403, title: 'The request comes from another site' },
	/** The seat may not do this. */
	'not-allowed': { status: 403, title: 'Your seat may not do this' },
	/** No such thing, or not for this seat: the two look alike. */
	'not-found': { status: 404, title: 'There is nothing here' },
	/** No invitation has this code. */
	'link-unknown': { status: 404, title: 'This link is not known' },
	'method-not-allowed': { status: 405, title: 'This cannot be done here' },
	/** The round is frozen, so the text and its deadline stay as they are. */
	frozen: { status: 409, title: 'The text is frozen' },
	/** The round freezes right now. */
	freezing: { status: 409, title: 'The text is being frozen' },
	/** The server was not running at the deadline: the chair or the secretariat decides first. */
	'awaiting-chair': { status: 409, title: 'The text is closed' },
	/** The round is in another phase than the request names: whoever decides looks again first. */
	'phase-changed': { status: 409, title: 'The round is in another phase now' },
	/** Somebody else has changed meanwhile who may write there: whoever decides looks again first. */
	'rights-changed': { status: 409, title: 'The rights are others now' },
	/** The bracket ended, or is none of this clause. */
	'bracket-ended': { status: 409, title: 'This bracket is not open' },
	/** Somebody else has changed meanwhile who holds it or what is proposed: whoever decides looks again first. */
	'bracket-changed': { status: 409, title: 'The bracket is another now' },
	/** The last holder of a bracket does not leave it, but lifts it. */
	'last-holder': { status: 409, title: 'The last holder stays' },
	/** The alternatives were decided, or are none of this clause. */
	'alternatives-closed': { status: 409, title: 'These alternatives are not open' },
	/** Somebody else has changed them meanwhile: whoever decides looks again first. */
	'alternatives-changed': { status: 409, title: 'The alternatives are others now' },
	/** Words that would go stand in a bracket that somebody holds: it ends first. */
	'bracket-inside': { status: 409, title: 'There is a bracket in what would go' },
	/** As many brackets stand over each other there as may, of all or of one delegation; those that were lifted do not count. */
	'too-many-brackets': { status: 409, title: 'There are too many brackets around these words' },
	/** Clauses stand on a step that the ladder would not have any more, or on which it would do something else; `detail` names them. */
	'ladder-in-use': { status: 409, title: 'A step of the ladder is in use' },
	/** The ladder is another by now, or has no such step: whoever decides looks again first. */
	'ladder-changed': { status: 409, title: 'The ladder is another now' },
	/** The clause stands on no step that capitals confirm. */
	'not-ad-referendum': { status: 409, title: 'This clause is not agreed ad referendum' },
	/** Delegations have confirmed the text that this would change: the clause is set to another step first. */
	'capitals-confirmed': { status: 409, title: 'Capitals have confirmed this text' },
	/** The clause has another text by now than was read: whoever confirms reads it first. */
	'text-changed': { status: 409, title: 'The text is another now' },
	/** The delegation has confirmed this text before. */
	'confirmed-already': { status: 409, title: 'Your delegation has confirmed this' },
	/** The instant until which capitals confirm must lie ahead. */
	'confirm-by-past': { status: 409, title: 'The time to confirm has passed' },
	/** The delegation has a reservation of this kind on the clause already. */
	'reserved-already': { status: 409, title: 'This reservation stands' },
	/** The delegation has no reservation of this kind on the clause. */
	'not-reserved': { status: 409, title: 'There is no such reservation' },
	/** A clause is in another package that is open; `detail` names it. */
	'in-package': { status: 409, title: 'A clause is in another package' },
	/** The package ended, or there is none. */
	'package-ended': { status: 409, title: 'This package is not open' },
	/** Not every clause of the package is agreed; `detail` names those that are not. */
	'package-not-agreed': { status: 409, title: 'The package is not agreed' },
	/** The suggestion was answered, or is none of this clause. */
	'suggestion-answered': { status: 409, title: 'This suggestion is not open' },
	/** Its author has changed it since it was read: whoever answers looks again first. */
	'suggestion-changed': { status: 409, title: 'The suggestion is another now' },
	/** The seat has made as many proposals in this round as one seat makes. */
	'too-many-proposals': { status: 409, title: 'Your seat has made too many proposals' },
	/** The seat has said as much about suggestions as one seat does. */
	'too-many-comments': { status: 409, title: 'Your seat has said too much about this' },
	/** What a suggestion is to be offered instead of is not open, or is offered instead of it. */
	'cannot-counter': { status: 409, title: 'It cannot be offered instead of that one' },
	/** It was filled or deleted, or is none of this clause. */
	'placeholder-gone': { status: 409, title: 'This placeholder stands there no more' },
	/** A moved deadline must lie at least a minute ahead. */
	'deadline-too-near': { status: 409, title: 'The deadline is too near' },
	/** Nothing is there to be taken out of the record: no such words, or not any more. */
	'no-such-words': { status: 409, title: 'There are no such words' },
	/** The seat was taken away, so it gets no link. */
	'seat-revoked': { status: 409, title: 'This seat was taken away' },
	/** The command with this `Idempotency-Key` is under way: send it again a little later. */
	'key-in-use': { status: 409, title: 'The command is still being carried out' },
	'link-used': { status: 410, title: 'This link was used already' },
	'link-expired': { status: 410, title: 'This link has run out' },
	'link-revoked': { status: 410, title: 'This link was taken back' },
	/** The seat that the link led to was taken away: no other link leads there either. */
	'link-seat-revoked': { status: 410, title: 'This seat was taken away' },
	'too-large': { status: 413, title: 'The request is too large' },
	'not-json': { status: 415, title: 'The request is not JSON' },
	/** The `Idempotency-Key` came with another request before. */
	'key-reused': { status: 422, title: 'The key was used for another request' },
	'too-many-requests': { status: 429, title: 'Too many requests' },
	internal: { status: 500, title: 'Something broke on the server' },
	/** Nothing was recorded: the server cannot write just now. */
	'not-stored': { status: 503, title: 'The server cannot write' },
	/** A text freezes within the minute, and until then no file is made: the bell comes first. */
	'freeze-near': { status: 503, title: 'A text is about to be frozen' },
} as const

export type ProblemCode = keyof typeof PROBLEMS

/** All of them, in the order of their statuses. */
export const PROBLEM_CODES: readonly ProblemCode[] = Object.keys(PROBLEMS).filter(isProblemCode)

/** Whether `code` names a problem that we know: a newer server may have more. */
export function isProblemCode(code: string): code is ProblemCode {
	return Object.hasOwn(PROBLEMS, code)
}
