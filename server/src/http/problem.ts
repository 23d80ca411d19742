import { type Denial, ParleyError } from '@parley/domain'
import { PROBLEMS, type Problem, type ProblemCode } from '@parley/protocol'
import { type Logger } from 'pino'

/** What an answer with a problem says beyond its code. */
export interface ProblemExtras {
	/** Where in the request the fault lies. */
	readonly at?: string
	readonly reference?: string
	readonly headers?: Readonly<Record<string, string>>
}

/** A request that ends here, with a problem as its answer; thrown by whatever reads requests, caught by the router alone. */
export class RequestProblem extends Error {
	override readonly name = 'RequestProblem'
	readonly code: ProblemCode
	readonly extras: ProblemExtras

	constructor(code: ProblemCode, detail: string, extras: ProblemExtras = {}) {
		super(detail)
		this.code = code
		this.extras = extras
	}
}

/** The body of a problem (RFC 9457, section 3.1) and the answer that carries it. */
export function problemResponse({ code, message, extras }: RequestProblem): Response {
	const { status, title } = PROBLEMS[code]
	const { at, reference, headers = {} } = extras
	const body: Problem = {
		type: `urn:parley:problem:${code}`,
		title,
		status,
		detail: message,
		code,
		...(at === undefined ? {} : { at }),
		...(reference === undefined ? {} : { reference }),
	}
	return new Response(JSON.stringify(body), {
		status,
		headers: {
			'content-type': 'application/problem+json',
			'cache-control': 'no-store',
			...headers,
		},
	})
}

/** A request that failed, as it is logged. */
export interface Asked {
	readonly reference: string
	readonly method: string
	/** The template of its route. */
	readonly route: string
}

/** The answer to whatever was thrown: a problem as it is, anything else without its internals, under a reference that the log has too. */
export function answerError(error: Error, asked: Asked, log: Logger): Response {
	if (error instanceof RequestProblem) return problemResponse(error)
	const { reference, method } = asked
	log.error({ err: error, ...asked }, 'a request failed')
	if (error instanceof ParleyError && isAboutWriting(error, method)) {
		const detail = `Nothing was recorded: the server cannot write to its disk just now. Try again in a minute. Reference: ${reference}.`
		return problemResponse(new RequestProblem('not-stored', detail, { reference }))
	}
	const detail = `Something broke on the server, and nothing more is known here. Tell the secretariat this reference: ${reference}.`
	return problemResponse(new RequestProblem('internal', detail, { reference }))
}

function isAboutWriting({ code }: ParleyError, method: string): boolean {
	if (code === 'disk-full' || code === 'log-append-failed') return true
	return code === 'storage-failed' && method !== 'GET' && method !== 'HEAD'
}

/** The problem that says why a seat may not do something. */
export function denied(reason: Denial): RequestProblem {
	switch (reason) {
		case 'revoked':
			return new RequestProblem('not-allowed', 'This seat was taken away by the secretariat.')
		case 'role':
			return new RequestProblem('not-allowed', 'Only the chair and the secretariat may do this.')
		case 'seat-reads':
		case 'delegation-reads':
		case 'clause-reads':
		case 'held':
			return new RequestProblem('not-allowed', 'Nobody on this seat may write there now.')
		case 'suggest-only':
			return new RequestProblem('not-allowed', 'You may only suggest there: others decide.')
		case 'not-yours':
			return new RequestProblem('not-allowed', 'Only those whose it is do this.')
		case 'not-holder':
			return new RequestProblem('not-allowed', 'Only those who hold the bracket decide this.')
		case 'not-only-holder':
			return new RequestProblem(
				'not-allowed',
				'The bracket is not yours alone to end: its other holders consent, or those who run the room propose it.'
			)
		case 'not-proposer':
			return new RequestProblem('not-allowed', 'Only those who offered it decide this.')
		case 'capitals-confirmed':
		case 'frozen':
		case 'freezing':
		case 'awaiting-chair':
			return notNow(reason)
	}
}

/** The problem that says why an act was not recorded. */
export function notNow(reason: keyof typeof NOT_NOW): RequestProblem {
	const extras = reason === 'too-many-requests' ? { headers: { 'retry-after': '10' } } : {}
	return new RequestProblem(reason, NOT_NOW[reason], extras)
}

const NOT_NOW = {
	frozen: 'The text of this round is frozen and stays as it is.',
	freezing: 'The text is being frozen right now. Look again in a few seconds.',
	'awaiting-chair':
		'The server was not running at the deadline. The chair or the secretariat freezes the text as of the deadline or moves the deadline first.',
	'phase-changed':
		'The round is in another phase than when this was decided, so nothing was done. Look at it again and decide anew.',
	'rights-changed':
		'Somebody has changed who may write there since this was decided, so nothing was done. Look at it again and decide anew.',
	'bracket-ended': 'The bracket was lifted or struck, or there is none of this name in this point.',
	'bracket-changed':
		'Somebody has decided about this bracket meanwhile, so nothing was done. Look at it again and decide anew.',
	'last-holder':
		'Your delegation is the last one to hold this bracket. Answer the ending that is proposed; where none is, lift it, and the words stay as they are.',
	'alternatives-closed':
		'These alternatives were decided, or there are none of this name in this point.',
	'alternatives-changed':
		'Somebody has decided about these alternatives meanwhile, so nothing was done. Look at them again and decide anew.',
	'bracket-inside':
		'In the words that would go is a bracket that is not yours alone to end. It is lifted or struck first, with the consent of whoever holds it.',
	'too-many-brackets':
		'Fifty brackets stand over each other at these words already, or ten of your delegation, which is as many as can, so nothing was done. Lift one of them first.',
	'placeholder-gone':
		'This placeholder stands in this point no more: it was filled or deleted meanwhile, so nothing was done.',
	'ladder-in-use':
		'Points stand on a step that this ladder would not have any more, or on which it would do something else, so nothing was done. Set them to another step first.',
	'ladder-changed':
		'Somebody has changed the ladder meanwhile, so nothing was done. Look at it again and decide anew.',
	'not-ad-referendum': 'This point stands on no step that capitals confirm.',
	'capitals-confirmed':
		'Delegations have confirmed this point as it is now, so nothing was done. Set it to another step first; what is changed then is confirmed anew.',
	'too-many-requests':
		'The server is still busy with what your seat has sent, so nothing was done. Try again in a moment.',
	'text-changed':
		'The text of this point is another by now than the one that you have read, so nothing was confirmed. Read it as it is now, then confirm it.',
	'confirmed-already': 'Your delegation has confirmed this point, as it is now, already.',
	'confirm-by-past': 'The moment until which capitals confirm must lie ahead.',
	'reserved-already': 'Your delegation has a reservation of this kind on this point already.',
	'not-reserved': 'Your delegation has no reservation of this kind on this point.',
	'in-package': 'A point can be in one open package only, so nothing was done.',
	'package-ended': 'This package was closed or given up meanwhile.',
	'package-not-agreed': 'A package is closed once all of its points are agreed.',
	'suggestion-answered':
		'This suggestion was answered meanwhile, or there is none of this name in this point.',
	'suggestion-changed':
		'A suggestion was changed since you have read it, so nothing was done. Look at it again and decide anew.',
	'too-many-comments':
		'Your seat has said as much about this suggestion, or about suggestions of this round, as one seat does. Another seat of your delegation can go on.',
	'too-many-proposals':
		'Your seat has made a hundred proposals in this round, which is as many as one makes. Another seat of your delegation can make it.',
	'cannot-counter':
		'What this is to be offered instead of was answered meanwhile, or is itself offered instead of this one.',
	'deadline-too-near': 'A new deadline must lie at least one minute ahead.',
	'not-stored': 'Nothing was recorded: the server cannot write just now. Try again in a minute.',
} as const
