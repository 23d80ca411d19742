import { type Denial, type StandingAct } from '@parley/domain'
import { clauseLabel } from '@parley/snapshot'
import { type RefusedStanding, type Room, type StandingDecided } from '../negotiation/room.ts'
import { denied, notNow, RequestProblem } from './problem.ts'

/** The problem that says why nothing was decided about how clauses stand; those that are in the way are named. */
export function standingProblem(
	room: Room,
	acts: readonly StandingAct[],
	stopped: Exclude<StandingDecided, { kind: 'decided' }>
): RequestProblem {
	if (stopped.kind === 'denied') return deniedFor(acts, stopped.reason)
	const { reason } = stopped
	const labels = stopped.clauses.map((id) => {
		const clause = room.clauses.find((one) => one.id === id)
		return clause === undefined ? id : clauseLabel(clause)
	})
	const named = labels.length === 0 ? '' : ` ${NAMING[reason] ?? 'It is about'} ${sayAll(labels)}.`
	const problem = notNow(reason)
	return new RequestProblem(reason, `${problem.message}${named}`)
}

const NAMING: Partial<Record<RefusedStanding, string>> = {
	'ladder-in-use': 'There is',
	'in-package': 'There is',
	'package-not-agreed': 'Not agreed:',
}

function sayAll(labels: readonly string[]): string {
	const MOST = 12
	const said = labels.slice(0, MOST).join(', ')
	return labels.length > MOST ? `${said} and ${labels.length - MOST} more` : said
}

/** Why the seat may not: some of it is for advisors alone, and who may set a step the ladder says. */
function deniedFor(acts: readonly StandingAct[], reason: Denial): RequestProblem {
	const act = acts[0]
	if (reason !== 'role' || act === undefined) return denied(reason)
	if (act.kind === 'status-set' || act.kind === 'ad-referendum-opened') {
		const detail =
			'The ladder of this room names others for this step, or for the one that the point stands on.'
		return new RequestProblem('not-allowed', detail)
	}
	return 'delegation' in act
		? new RequestProblem('not-allowed', 'Only advisors may do this, for their own delegation.')
		: denied(reason)
}
