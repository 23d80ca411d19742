/** What decisions about the text of a clause have in common, whatever they are about. */
import {
	actorOf,
	can,
	clauseSubject,
	type Action,
	type Clause,
	type Denial,
	type Subject,
} from '@parley/domain'
import { type Freeze } from '../freeze/freeze.ts'
import { type LiveLog } from './liveLog.ts'
import { type Decider, type Stored } from './textDecisions.ts'
import { type TextRefusal } from './textRefusal.ts'

/** What says how things stand when a decision is judged. */
interface Ground {
	readonly log: LiveLog
	readonly freeze: Pick<Freeze, 'phaseFor'>
}

/** Why `decider` may not do `action` in `clause`; null where they may. `beside` is what the table of rights asks beside how the clause stands. */
export function denialTo(
	action: Action,
	{ seat, receivedAt }: Decider,
	clause: Clause,
	{ log, freeze }: Ground,
	beside: Omit<Subject, 'phase' | 'clause'> = {}
): Denial | null {
	const { rights, standing } = log.head
	const verdict = can(actorOf(seat, rights), action, {
		phase: freeze.phaseFor(receivedAt),
		clause: clauseSubject(clause, rights, standing),
		...beside,
	})
	return verdict.allowed ? null : verdict.reason
}

/** A decision that its seat may not take. */
export function denied(reason: Denial): { readonly kind: 'denied'; readonly reason: Denial } {
	return { kind: 'denied', reason }
}

/** A decision that cannot be taken as things stand. */
export function refused<Reason extends string>(
	reason: Reason
): { readonly kind: 'refused'; readonly reason: Reason } {
	return { kind: 'refused', reason }
}

/** What became of a decision, as whoever made it is told. */
export function outcomeOf<After, Stopped extends { readonly kind: 'denied' | 'refused' }>(
	decided: Stored<After> | Stopped
):
	| { readonly kind: 'decided'; readonly decided: After }
	| { readonly kind: 'refused'; readonly reason: TextRefusal | 'clause-full' }
	| Stopped {
	switch (decided.kind) {
		case 'stored':
			return { kind: 'decided', decided: decided.after }
		case 'clause-full':
		case 'not-stored':
		case 'capitals-confirmed':
		case 'too-many-requests':
			return refused(decided.kind)
		case 'denied':
		case 'refused':
			return decided
	}
}
