import {
	can,
	clauseSubject,
	NO_STANDING,
	parseClauseId,
	parseDelegationId,
	parseSeatId,
	stepOf,
	type Denial,
	type Ladder,
	type LevelSet,
	type Phase,
	type Rights,
	type Role,
} from '@parley/domain'
import { type ClauseJson, type CloseReason, type Refusal, type SeatJson } from '@parley/protocol'
import { actorFor, CAPITALS_CONFIRMED, seatName } from './rights.ts'

/** Denials that hang on what was set for somebody or something. */
type RightDenial = 'seat-reads' | 'delegation-reads' | 'clause-reads' | 'held' | 'suggest-only'

/** Whether I can type, and if not, why in plain words. */
export type Mode =
	| { readonly kind: 'editing' }
	/** What I type is a suggestion, and nothing else is taken here. */
	| { readonly kind: 'suggesting'; readonly reason: string }
	| {
			readonly kind: 'reading'
			readonly denial: Denial | 'model' | 'stopped'
			readonly reason: string
	  }

const ROLE_REASONS: Record<Role, string> = {
	advisor: 'Your seat cannot write here.',
	'note-taker': 'You are here as a note-taker: you read the text live and take notes.',
	secretariat: 'Your seat cannot write here.',
	chair: 'Your seat cannot write here.',
	observer: 'You are here as an observer: you read the text live and take notes.',
}

const SEAT_TAKEN = 'Your seat was taken away by the secretariat. Your words are kept in the record.'

const DENIALS: Record<Exclude<Denial, 'role' | RightDenial>, string> = {
	revoked: SEAT_TAKEN,
	'not-yours': 'Only those whose suggestion or proposal it is may do this.',
	'not-holder': 'Only those who hold the bracket may do this.',
	'not-only-holder':
		'The bracket is not yours alone to end: its other holders consent, or those who run the room propose it.',
	'not-proposer': 'Only those who offered it may do this.',
	'capitals-confirmed': CAPITALS_CONFIRMED,
	frozen: 'The text is frozen.',
	freezing: 'The deadline has come: the text is being frozen.',
	'awaiting-chair':
		'The server was not running at the deadline. The text is closed until the secretariat or a chair freezes it or moves the deadline.',
}

/** Who settles the freeze where the server was not running at the deadline, among the seats of the room: `the secretariat`. */
export function whoSettles(seats: readonly SeatJson[]): string {
	const hasChair = seats.some(({ role, revoked }) => role === 'chair' && !revoked)
	return hasChair ? 'the chair or the secretariat' : 'the secretariat'
}

/** What decides whether I can type. */
export interface ModeGround {
	readonly me: SeatJson
	/** The seats of the room, for the names of those who decided. */
	readonly seats: readonly SeatJson[]
	readonly rights: Rights
	readonly ladder: Ladder
	readonly phase: Phase['kind']
}

/** Whether I can type in `clause`, or where it is left out, in any. */
export function modeOf(ground: ModeGround, clause?: Pick<ClauseJson, 'id' | 'status'>): Mode {
	const { me, rights, ladder, phase } = ground
	const subject = {
		phase,
		touches: ['insert'] as const,
		...(clause !== undefined && {
			clause: clauseSubject({ ...clause, id: parseClauseId(clause.id) }, rights, {
				...NO_STANDING,
				ladder,
			}),
		}),
	}
	const actor = actorFor(me, rights)
	const verdict = can(actor, 'edit-text', subject)
	if (verdict.allowed) return { kind: 'editing' }
	const suggests = can(actor, 'edit-text', { ...subject, touches: ['suggest'] })
	if (suggests.allowed) return { kind: 'suggesting', reason: saySuggesting(ground, clause) }
	const { reason: denial } = verdict
	return { kind: 'reading', denial, reason: sayDenial(denial, ground, clause?.id) }
}

function sayDenial(denial: Denial, ground: ModeGround, clause: string | undefined): string {
	const { me, rights } = ground
	switch (denial) {
		case 'role':
			return ROLE_REASONS[me.role]
		case 'seat-reads':
			return sayLevel('Your seat', rights.seats.get(parseSeatId(me.id)), ground)
		case 'delegation-reads': {
			const of = me.delegation === null ? null : parseDelegationId(me.delegation.id)
			return sayLevel(
				'Your delegation',
				of === null ? undefined : rights.delegations.get(of),
				ground
			)
		}
		case 'clause-reads':
			return sayLevel(
				'This point',
				clause === undefined ? undefined : rights.clauses.get(parseClauseId(clause)),
				ground
			)
		case 'suggest-only':
			return SUGGEST_ONLY
		case 'held':
			return clause === undefined ? 'This point is held.' : sayHeld(clause, ground)
		case 'revoked':
		case 'not-yours':
		case 'not-holder':
		case 'not-only-holder':
		case 'not-proposer':
		case 'capitals-confirmed':
		case 'frozen':
		case 'freezing':
		case 'awaiting-chair':
			return DENIALS[denial]
	}
}

/** Why one may only suggest. */
function saySuggesting(
	ground: ModeGround,
	clause: Pick<ClauseJson, 'id' | 'status'> | undefined
): string {
	const { me, rights } = ground
	const own = rights.seats.get(parseSeatId(me.id))
	const delegation = me.delegation === null ? null : parseDelegationId(me.delegation.id)
	const ofDelegation = delegation === null ? undefined : rights.delegations.get(delegation)
	const ofClause = clause === undefined ? undefined : rights.clauses.get(parseClauseId(clause.id))
	const set = [own ?? ofDelegation, ofClause].find((one) => one?.level === 'suggest')
	if (set === undefined) {
		const step = clause === undefined ? undefined : stepOf(ground.ladder, clause.status)
		const stands =
			step === undefined || step.effect === 'agreed' ? 'is agreed' : `stands at “${step.name}”`
		return `This point ${stands}: what you type is a suggestion, which those who run the room answer.`
	}
	const what = set === ofClause ? 'This point' : set === own ? 'Your seat' : 'Your delegation'
	return `${what} was set to suggesting only by ${seatName(set.by, ground.seats)}: what you type is a suggestion.${sayReason(set.reason)}`
}

const SUGGEST_ONLY = 'Here you may only suggest changes.'

/** Who set somebody or something to reading, and why. */
function sayLevel(what: string, set: LevelSet | undefined, { seats }: ModeGround): string {
	const by = set === undefined ? '' : ` by ${seatName(set.by, seats)}`
	return `${what} was set to reading only${by}.${sayReason(set?.reason)}`
}

/** Who holds a clause, and why. */
function sayHeld(clause: string, { seats, rights }: ModeGround): string {
	const hold = rights.holds.get(parseClauseId(clause))
	const by = hold === undefined ? '' : ` by ${seatName(hold.holder, seats)}`
	return `This point is held${by}: nobody writes in it until it is released.${sayReason(hold?.reason)}`
}

function sayReason(reason = ''): string {
	return reason === '' ? '' : ` Reason: ${reason}`
}

const STOPPED: Partial<Record<CloseReason, string>> = {
	revoked: 'This browser is no longer signed in to the room. Ask the secretariat for a new link.',
	forbidden: 'The server no longer lets this seat into the room. Ask the secretariat.',
	erased:
		'This negotiation was erased by those who run the server: nothing of it is kept there or on this device. What you see goes with this page.',
	frozen: 'The round is frozen.',
	malformed: 'The server could not read what this page sent. Reload the page.',
	tooMuch:
		'This page sent more than the server takes at once. Wait a minute, then reload the page.',
}

/** What became of the seat of a page whose session still stands. */
export type SeatLoss =
	/** The secretariat took it away. */
	| { readonly kind: 'taken' }
	/** This browser has taken another one in the same room, in another window; `now` is its full name. */
	| { readonly kind: 'changed'; readonly now: string }

/** Why the server closed the connection for good, and what to do; `loss` where it is known what became of the seat. */
export function stoppedReason(reason: CloseReason, loss: SeatLoss | null): string {
	if (loss?.kind === 'taken') return SEAT_TAKEN
	if (loss?.kind === 'changed') {
		return `This browser has taken another seat in this room: ${loss.now}. Reload the page to go on under that one; what was not sent from here can be copied first.`
	}
	return STOPPED[reason] ?? 'The server closed the connection. Reload the page.'
}

const REFUSED: Partial<Record<Refusal, string>> = {
	role: 'your seat cannot write in the text',
	revoked: 'your seat was taken away',
	'seat-reads': 'your seat was set to reading only',
	'delegation-reads': 'your delegation was set to reading only',
	'clause-reads': 'the point is for reading only',
	held: 'the point is held: nobody writes in it until it is released',
	'suggest-only': 'you may only suggest here, and they would change the text itself',
	'not-yours': 'they would change what somebody else suggests, or what was answered meanwhile',
	'too-many-suggestions':
		'they would make too many suggestions at once; answer or withdraw some first',
	'not-holder': 'they would take a bracket of another delegation away',
	'not-only-holder': 'they would take away a bracket that is not yours alone to end',
	'too-many-brackets':
		'they would put more than fifty brackets over each other, or more than ten of your delegation; lift some first',
	'no-such-bracket': 'they carry a bracket that was never placed in this point',
	'not-proposer':
		'they would take an alternative of another delegation out of the text, or make words of others part of an alternative',
	'no-such-alternative': 'they stand among alternatives that nobody opened in this point',
	model: 'this page is older than the server; reload it',
	'other-author': 'they were made under the name of another seat',
	'too-many-writers': 'this browser has opened the point too often; wait five minutes',
	'too-many-placeholders':
		'it would put one placeholder into more than a hundred places of this point',
	'no-such-placeholder': 'a placeholder is part of it that nobody has placed in this point',
	'clause-full': 'the point is as long as it can be',
	'too-large': 'it was more than can be pasted at once; paste it in parts',
	'bad-link': 'a link leads where no link may lead; only http, https and mailto are allowed',
	'too-deep': 'the lists are nested too deeply',
	'unknown-content': 'they hold something that this text cannot hold',
	'not-stored': 'the server could not store them',
}

/** Why the server did not take words, as the end of a sentence. */
export function refusedReason(reason: Refusal): string {
	return REFUSED[reason] ?? `the server could not take them (${reason})`
}
