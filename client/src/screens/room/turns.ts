import { type ClauseJson } from '@parley/protocol'
import { clauseLabel } from '../../negotiation/clauseName.ts'

/** The points before and behind one; undefined where it is the first or the last. */
export function pointsBeside(
	points: readonly ClauseJson[],
	id: string
): { readonly before: ClauseJson | undefined; readonly next: ClauseJson | undefined } {
	const at = points.findIndex((point) => point.id === id)
	return { before: points[at - 1], next: points[at + 1] }
}

/** What a point is called where one can turn to it: its number and heading, else what it is called elsewhere. */
export function turnTitle(point: ClauseJson): string {
	return [point.number, point.heading].filter((part) => part !== '').join(' ') || clauseLabel(point)
}
