import { type ClauseStatus } from '@parley/domain'
import { DEFAULT_LADDER } from '@parley/snapshot'

/** What a step of the ladder is called. */
export function statusName(status: ClauseStatus): string {
	return DEFAULT_LADDER.find((step) => step.status === status)?.name ?? status
}
