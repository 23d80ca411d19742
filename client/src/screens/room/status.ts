import { stepOf, type ClauseStatus, type Ladder } from '@parley/domain'

/** What a step of the ladder is called. */
export function statusName(ladder: Ladder, status: ClauseStatus): string {
	return stepOf(ladder, status)?.name ?? status
}
