import { type Phase } from './negotiation.ts'
import { type Role } from './seat.ts'

/** Whoever asks: the role of the seat, and whether the seat still stands. */
export interface Actor {
	readonly role: Role
	readonly revoked: boolean
}

/** Everything that `can` decides. */
export type Action =
	| 'read'
	| 'edit-text'
	| 'take-note'
	| 'set-status'
	| 'move-deadline'
	| 'freeze'
	| 'invite'
	| 'revoke'
	| 'see-late-lane'
	| 'release-late'
	| 'withhold'
	| 'set-contact'

/** Why not, from one closed list; the interface has a sentence for each. */
export type Denial = 'revoked' | 'role' | 'frozen' | 'freezing' | 'awaiting-chair' | 'not-awaiting'

/** The answer of `can`. */
export type Verdict =
	{ readonly allowed: true } | { readonly allowed: false; readonly reason: Denial }

const RUNS_THE_ROOM: readonly Role[] = ['secretariat', 'chair']

/** Which roles may, whatever the phase. */
const ROLE_TABLE: Record<Action, readonly Role[]> = {
	read: ['advisor', 'note-taker', 'secretariat', 'chair', 'observer'],
	'edit-text': ['advisor', 'secretariat', 'chair'],
	'take-note': ['advisor', 'note-taker', 'secretariat', 'chair', 'observer'],
	'set-status': RUNS_THE_ROOM,
	'move-deadline': RUNS_THE_ROOM,
	freeze: RUNS_THE_ROOM,
	invite: RUNS_THE_ROOM,
	revoke: RUNS_THE_ROOM,
	'see-late-lane': RUNS_THE_ROOM,
	'release-late': ['advisor', 'secretariat', 'chair'],
	withhold: ['advisor', 'secretariat', 'chair'],
	'set-contact': RUNS_THE_ROOM,
}

/** In which phases; an action that is not named here can be done in all of them. */
const PHASE_TABLE: Partial<Record<Action, readonly Phase['kind'][]>> = {
	'edit-text': ['drafting'],
	'set-status': ['drafting'],
	withhold: ['drafting'],
	'move-deadline': ['drafting', 'awaiting-chair'],
	freeze: ['drafting', 'awaiting-chair'],
}

/**
 * Whether `actor` may do `action` in `phase`, and if not, why: one table for the server, which enforces it, and the
 * client, which shows it.
 */
export function can(actor: Actor, action: Action, phase: Phase['kind']): Verdict {
	if (actor.revoked) return { allowed: false, reason: 'revoked' }
	if (!ROLE_TABLE[action].includes(actor.role)) return { allowed: false, reason: 'role' }
	const phases = PHASE_TABLE[action]
	if (phases === undefined || phases.includes(phase)) return { allowed: true }
	return { allowed: false, reason: phase === 'drafting' ? 'not-awaiting' : phase }
}
