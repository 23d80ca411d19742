import { type ClauseJson } from '@parley/protocol'
import { clauseLabel } from '../../negotiation/clauseName.ts'

/** What a point is called where one can turn to it: its number and heading, else what it is called elsewhere. */
export function turnTitle(point: ClauseJson): string {
	return [point.number, point.heading].filter((part) => part !== '').join(' ') || clauseLabel(point)
}
