import { TOUCHES, type Action, type Touch } from './action.ts'
import { type Offering } from './alternative.ts'
import { ASKED_TABLE, DECIDED_THERE, type Asked } from './askedRights.ts'
import { type Holding } from './bracket.ts'
import { type Clause } from './clause.ts'
import { effectOf, settersOf, type ClauseStatus, type Ladder, type StepEffect } from './ladder.ts'
import { type Phase } from './negotiation.ts'
import { type PlaceholderOwner } from './placeholder.ts'
import { LEVELS, type Level, type Rights } from './rights.ts'
import { type Role, type Seat } from './seat.ts'
import { isConfirmed, type Standing } from './standing.ts'
import { type Ownership } from './suggestion.ts'

/** Whoever asks: the role of the seat, whether the seat still stands, and what was set for it. */
export interface Actor {
	readonly role: Role
	readonly revoked: boolean
	/** What was set for the seat itself and for its delegation; null where nothing was. */
	readonly levels: { readonly seat: Level | null; readonly delegation: Level | null }
}

/** A clause that something is to be done in. */
export interface ClauseSubject {
	/** What the step does on which it stands. */
	readonly effect: StepEffect
	/** What was set for it; null where nothing was. */
	readonly level: Level | null
	readonly held: boolean
	/** Whether a delegation has confirmed it on the step on which it stands (rule S12); none has where it is left out. */
	readonly confirmed?: boolean
}

/** What something is done to. */
export interface Subject {
	readonly phase: Phase['kind']
	/** Left out where it is about the room as a whole: whether any clause can be edited. */
	readonly clause?: ClauseSubject
	/**
	 * All that an edit does; left out where there is no edit yet: whether the clause can be edited at all. Withholding is an edit of what is
	 * seen in the text; it is left out where all that is withheld was deleted before.
	 */
	readonly touches?: readonly Touch[]
	/** How the actor holds the bracket that it is about; left out where it is about none. */
	readonly bracket?: Holding
	/** Whose the alternatives are that it is about; left out where it is about none. */
	readonly alternative?: Offering
	/** Whose the placeholder that it is about is to fill; left out where it is about none. */
	readonly placeholder?: PlaceholderOwner
	/** Whose the suggestion that it is about is to the actor; left out where it is about none. */
	readonly suggestion?: Ownership
	/** Whose the proposed ending that it is about is to the actor; left out where it is about none. */
	readonly ending?: Ownership
	/** Whether an answer leaves the text as it is: one that declines, of a suggestion or to the ending of a bracket. */
	readonly keepsText?: boolean
	/** Who may take the clause to the step that it is about (`settersOf`); left out where it is about none: those who run the room. */
	readonly setters?: readonly Role[]
}

/** Why not, from one closed list; the interface has a sentence for each. */
export const DENIALS = [
	'revoked',
	'role',
	'seat-reads',
	'delegation-reads',
	'held',
	'clause-reads',
	'suggest-only',
	'not-yours',
	'not-holder',
	'not-only-holder',
	'not-proposer',
	'capitals-confirmed',
	'frozen',
	'freezing',
	'awaiting-chair',
] as const

export type Denial = (typeof DENIALS)[number]

/** The answer of `can`. */
export type Verdict =
	{ readonly allowed: true } | { readonly allowed: false; readonly reason: Denial }

const RUNS_THE_ROOM: readonly Role[] = ['secretariat', 'chair']

/** Which roles may, whatever the phase. */
const ROLE_TABLE: Record<Action, readonly Role[]> = {
	read: ['advisor', 'note-taker', 'secretariat', 'chair', 'observer'],
	'edit-text': ['advisor', 'secretariat', 'chair'],
	'take-note': ['advisor', 'note-taker', 'secretariat', 'chair', 'observer'],
	// which of them, the ladder says step by step
	'set-status': ['advisor', 'secretariat', 'chair'],
	'set-rights': RUNS_THE_ROOM,
	'hold-clause': RUNS_THE_ROOM,
	'move-deadline': RUNS_THE_ROOM,
	freeze: RUNS_THE_ROOM,
	invite: RUNS_THE_ROOM,
	revoke: RUNS_THE_ROOM,
	'see-late-lane': RUNS_THE_ROOM,
	'release-late': ['advisor', 'secretariat', 'chair'],
	withhold: ['advisor', 'secretariat', 'chair'],
	'withhold-for-others': RUNS_THE_ROOM,
	'set-contact': RUNS_THE_ROOM,
	'call-to-place': RUNS_THE_ROOM,
	'place-bracket': ['advisor', 'secretariat', 'chair'],
	'name-holders': RUNS_THE_ROOM,
	'join-bracket': ['advisor', 'secretariat', 'chair'],
	'leave-bracket': ['advisor'],
	'propose-ending': ['advisor', 'secretariat', 'chair'],
	'answer-ending': ['advisor'],
	'withdraw-ending': ['advisor', 'secretariat', 'chair'],
	'offer-alternative': ['advisor', 'secretariat', 'chair'],
	'offer-for-others': RUNS_THE_ROOM,
	'take-stance': ['advisor'],
	'park-alternatives': RUNS_THE_ROOM,
	'merge-alternatives': ['advisor', 'secretariat', 'chair'],
	'withdraw-alternative': ['advisor', 'secretariat', 'chair'],
	'choose-alternative': RUNS_THE_ROOM,
	'answer-suggestion': ['advisor', 'secretariat', 'chair'],
	'withdraw-suggestion': ['advisor', 'secretariat', 'chair'],
	'explain-suggestion': ['advisor', 'secretariat', 'chair'],
	'comment-suggestion': ['advisor', 'secretariat', 'chair'],
	'make-proposal': ['advisor', 'secretariat', 'chair'],
	'set-ladder': RUNS_THE_ROOM,
	'set-confirm-by': RUNS_THE_ROOM,
	'confirm-ad-referendum': ['advisor'],
	'enter-reservation': ['advisor'],
	'lift-reservation': ['advisor'],
	'set-force': RUNS_THE_ROOM,
	'make-package': RUNS_THE_ROOM,
	'end-package': RUNS_THE_ROOM,
	'place-placeholder': ['advisor', 'secretariat', 'chair'],
	'set-placeholder': ['advisor', 'secretariat', 'chair'],
	'fill-placeholder': ['advisor', 'secretariat', 'chair'],
}

/** In which phases beside drafting; an action that is not named here can be done in all of them. */
const PHASE_TABLE: Partial<Record<Action, readonly Phase['kind'][]>> = {
	'edit-text': [],
	'set-status': [],
	withhold: [],
	'withhold-for-others': [],
	'place-bracket': [],
	'name-holders': [],
	'join-bracket': [],
	'leave-bracket': [],
	'propose-ending': [],
	'answer-ending': [],
	'withdraw-ending': [],
	'offer-alternative': [],
	'offer-for-others': [],
	'take-stance': [],
	'park-alternatives': [],
	'merge-alternatives': [],
	'withdraw-alternative': [],
	'choose-alternative': [],
	'answer-suggestion': [],
	'withdraw-suggestion': [],
	'explain-suggestion': [],
	'comment-suggestion': [],
	'make-proposal': [],
	'set-ladder': [],
	'set-confirm-by': [],
	'confirm-ad-referendum': [],
	'enter-reservation': [],
	'lift-reservation': [],
	'set-force': [],
	'make-package': [],
	'end-package': [],
	'place-placeholder': [],
	'set-placeholder': [],
	'fill-placeholder': [],
	'set-rights': ['awaiting-chair'],
	'hold-clause': ['awaiting-chair'],
	'move-deadline': ['awaiting-chair'],
	freeze: ['awaiting-chair'],
}

/** What an edit may do at each level. */
const LEVEL_TABLE: Record<Level, readonly Touch[]> = {
	read: [],
	suggest: ['suggest', 'foreign-suggestion'],
	edit: TOUCHES,
}

/** How much a clause takes by what its step does alone. */
const STATUS_TABLE: Record<StepEffect, Level> = {
	'not-discussed': 'edit',
	open: 'edit',
	bracketed: 'edit',
	'ad-referendum': 'suggest',
	agreed: 'suggest',
}

/** What takes a holder, whoever asks, and what the only one. What nobody holds is for those who run the room. */
const HOLDER_TABLE: Partial<Record<Action | Touch, readonly Holding[]>> = {
	'leave-bracket': ['joined', 'shared', 'alone'],
	'answer-ending': ['joined', 'shared', 'alone'],
	'propose-ending': ['shared', 'alone'],
	'empty-bracket': ['alone'],
	'reshape-bracket': ['alone'],
}

/** Whose an alternative must be; what nobody offered is for those who run the room. */
const PROPOSER_TABLE: Partial<Record<Action | Touch, readonly Offering[]>> = {
	'withdraw-alternative': ['own'],
	'remove-alternative': ['own'],
	'move-among-alternatives': ['own'],
	'merge-alternatives': ['own'],
}

/** Whose a suggestion has to be to the actor. */
const OWNER_TABLE: Partial<Record<Action, readonly Ownership[]>> = {
	'withdraw-suggestion': ['own', 'ours'],
	'explain-suggestion': ['own'],
	'make-proposal': ['own', 'ours'],
}

/** Whose a proposed ending has to be; those who run the room speak for each other. */
const ENDING_TABLE: Partial<Record<Action, readonly Ownership[]>> = {
	'withdraw-ending': ['own', 'ours'],
}

const ALLOWED: Verdict = { allowed: true }

/**
 * Whether `actor` may do `action` to `subject`, and if not, why: one table for the server, which enforces it on every edit and command,
 * and the client, which shows it. What stands in the way longest is said first.
 */
export function can(actor: Actor, action: Action, subject: Subject): Verdict {
	if (actor.revoked) return denied('revoked')
	if (!ROLE_TABLE[action].includes(actor.role)) return denied('role')
	if (action === 'set-status' && !(subject.setters ?? RUNS_THE_ROOM).includes(actor.role)) {
		return denied('role')
	}
	const right = rightDenial(actor, action, subject)
	if (right !== null) return denied(right)
	if (!isOwner(actor, action, subject)) return denied('not-yours')
	const holding = holdingDenial(actor, action, subject) ?? proposerDenial(actor, action, subject)
	if (holding !== null) return denied(holding)
	if (isConfirmedAway(action, subject)) return denied('capitals-confirmed')
	const phases = PHASE_TABLE[action]
	const { phase } = subject
	const isInTime = phase === 'drafting' || phases === undefined || phases.includes(phase)
	return isInTime ? ALLOWED : denied(phase)
}

/**
 * What `action` asks. Every edit goes by what it does, and so does withholding what is seen, or it would be a way around a hold; save that those
 * who run the room withhold all the same, at an author's request and for themselves.
 */
function askedOf({ role }: Actor, action: Action, { touches }: Subject): Asked | undefined {
	const withholds = action === 'withhold' && touches !== undefined && !RUNS_THE_ROOM.includes(role)
	if (action !== 'edit-text' && !withholds) return ASKED_TABLE[action]
	// with no edit yet, whether any can be made
	const level = touches === undefined ? 'suggest' : levelFor(touches)
	// what the step takes says enough of it
	return { own: level, ofClause: level, whenHeld: level === 'read', whenConfirmed: true }
}

/** The least level that takes all that an edit does. */
function levelFor(touches: readonly Touch[]): Level {
	return LEVELS.find((level) => touches.every((one) => LEVEL_TABLE[level].includes(one))) ?? 'edit'
}

/**
 * Which right an action lacks, or null: what is set for a seat goes before what is set for its delegation. That somebody only reads is said
 * before that they only suggest.
 */
function rightDenial(actor: Actor, action: Action, subject: Subject): Denial | null {
	const asked = askedOf(actor, action, subject)
	if (asked === undefined) return null
	const { own, ofClause, whenHeld } = asked
	const { levels, role } = actor
	const { clause } = subject
	const level = levels.seat ?? levels.delegation ?? 'edit'
	if (level === 'read' && own !== 'read')
		return levels.seat === null ? 'delegation-reads' : 'seat-reads'
	if (clause?.held === true && !whenHeld) return 'held'
	const limits = clause === undefined ? [] : [clause.level ?? 'edit', STATUS_TABLE[clause.effect]]
	if (ofClause !== 'read' && limits.includes('read')) return 'clause-reads'
	const decides = DECIDED_THERE.includes(action) && RUNS_THE_ROOM.includes(role)
	const isEnough = takes(level, own) && (decides || limits.every((one) => takes(one, ofClause)))
	return isEnough ? null : 'suggest-only'
}

/** Whether `action` would change a text that a capital has confirmed (rule S12). */
function isConfirmedAway(action: Action, { clause, keepsText = false }: Subject): boolean {
	const whenConfirmed = ASKED_TABLE[action]?.whenConfirmed ?? true
	return clause?.confirmed === true && !whenConfirmed && !keepsText
}

/** Whether somebody at `level` may do what asks for `asked`. */
function takes(level: Level, asked: Level): boolean {
	return LEVELS.indexOf(level) >= LEVELS.indexOf(asked)
}

/**
 * Whether the suggestion, proposed ending or placeholder that it is about is one that the actor may do it to; nobody's edit touches a suggestion of another
 * seat, and those who run the room say of any placeholder who is to fill it.
 */
function isOwner(
	{ role }: Actor,
	action: Action,
	{ suggestion = 'others', placeholder = 'others', ending = 'others', touches = [] }: Subject
): boolean {
	if (action === 'set-placeholder') return placeholder === 'own' || RUNS_THE_ROOM.includes(role)
	if (action === 'edit-text' && touches.includes('foreign-suggestion')) return false
	if (ENDING_TABLE[action]?.includes(ending) === false) return false
	return OWNER_TABLE[action]?.includes(suggestion) ?? true
}

/** Which hold on a bracket `action`, or what an edit does, lacks; null where it lacks none. */
function holdingDenial(
	{ role }: Actor,
	action: Action,
	{ bracket = 'others', touches = [] }: Subject
): Denial | null {
	const runsTheRoom = RUNS_THE_ROOM.includes(role)
	if (action === 'propose-ending' && runsTheRoom) return null
	for (const asked of action === 'edit-text' ? touches : [action]) {
		const holdings = HOLDER_TABLE[asked]
		if (holdings === undefined || holdings.includes(bracket)) continue
		if (bracket === 'unheld' && runsTheRoom && action === 'edit-text') continue
		return isHeld(bracket) ? 'not-only-holder' : 'not-holder'
	}
	return null
}

/** Why an alternative is not the actor's to do `action` to, or what an edit does; null where it is, or where it is about none. */
function proposerDenial(
	{ role }: Actor,
	action: Action,
	{ alternative = 'others', touches = [] }: Subject
): Denial | null {
	const runsTheRoom = RUNS_THE_ROOM.includes(role)
	// what becomes of two that others offered is a decision of the room
	if (action === 'merge-alternatives' && runsTheRoom) return null
	for (const asked of action === 'edit-text' ? touches : [action]) {
		const offerings = PROPOSER_TABLE[asked]
		if (offerings === undefined || offerings.includes(alternative)) continue
		if (alternative === 'nobody' && runsTheRoom) continue
		return 'not-proposer'
	}
	return null
}

function isHeld(bracket: Holding): boolean {
	return bracket === 'joined' || bracket === 'shared' || bracket === 'alone'
}

function denied(reason: Denial): Verdict {
	return { allowed: false, reason }
}

/** The actor that `seat` is under `rights`. */
export function actorOf(
	{ id, role, revoked, delegation }: Pick<Seat, 'id' | 'role' | 'revoked' | 'delegation'>,
	rights: Rights
): Actor {
	const ofDelegation = delegation === null ? undefined : rights.delegations.get(delegation)
	const levels = {
		seat: rights.seats.get(id)?.level ?? null,
		delegation: ofDelegation?.level ?? null,
	}
	return { role, revoked, levels }
}

/** What `clause` is to `can` under `rights`, as it stands on its step. */
export function clauseSubject(
	{ id, status }: Pick<Clause, 'id' | 'status'>,
	rights: Rights,
	standing: Pick<Standing, 'ladder' | 'clauses'>
): ClauseSubject {
	const level = rights.clauses.get(id)?.level ?? null
	const effect = effectOf(standing.ladder, status)
	return { effect, level, held: rights.holds.has(id), confirmed: isConfirmed(standing, id) }
}

/** Whether `actor` may take a clause from the step `from` to the step `to` of `ladder` in `phase`, and if not, why. */
export function canSetStatus(
	actor: Actor,
	ladder: Ladder,
	{ from, to }: { readonly from: ClauseStatus; readonly to: ClauseStatus },
	phase: Phase['kind']
): Verdict {
	return can(actor, 'set-status', { phase, setters: settersOf(ladder, from, to) })
}
