import { type ClauseId, type LogPosition, type SeatId } from '@parley/domain'
import { parseDocumentName } from '@parley/protocol'
import { type Entry } from '../storage/ports.ts'

/** Who changed a clause how often within a stretch of the log. */
export interface ClauseChanges {
	readonly clause: ClauseId
	/** By seat, null for the server itself, in the order in which each of them came first. */
	readonly by: readonly { readonly seat: SeatId | null; readonly count: number }[]
}

/** What became of the clauses behind a position of the log. */
export interface Changes {
	/** Everything up to here was read. */
	readonly position: LogPosition
	/** The clauses that were changed, in the order of the text. */
	readonly clauses: readonly ClauseChanges[]
}

/** Updates of one seat to one clause closer together than this are one change, as in the activity list of the pages. */
const GAP_MS = 2_000

/** Counts who changed which of `clauses` how often: in its text, where a burst of typing is one change, and in its status. */
export async function countChanges(
	entries: AsyncIterable<Entry>,
	clauses: readonly ClauseId[]
): Promise<readonly ClauseChanges[]> {
	const tallies = new Map<ClauseId, Map<SeatId | null, Tally>>()
	for await (const { payload, seat, receivedAt } of entries) {
		const clause = clauseOf(payload)
		if (clause === null) continue
		const bySeat = tallies.get(clause) ?? new Map<SeatId | null, Tally>()
		tallies.set(clause, bySeat)
		const { count, typedAt } = bySeat.get(seat) ?? { count: 0, typedAt: -Infinity }
		if (payload.kind === 'act') bySeat.set(seat, { count: count + 1, typedAt })
		else {
			const isNext = receivedAt - typedAt > GAP_MS
			bySeat.set(seat, { count: isNext ? count + 1 : count, typedAt: receivedAt })
		}
	}
	return clauses.flatMap((clause) => {
		const bySeat = tallies.get(clause)
		if (bySeat === undefined) return []
		return [{ clause, by: [...bySeat].map(([seat, { count }]) => ({ seat, count })) }]
	})
}

interface Tally {
	readonly count: number
	/** When the last update of the text was received, in ms; -Infinity before the first. */
	readonly typedAt: number
}

function clauseOf(payload: Entry['payload']): ClauseId | null {
	if (payload.kind === 'act') return payload.act.kind === 'status-set' ? payload.act.clause : null
	const address = parseDocumentName(payload.document)
	return address.kind === 'clause' ? address.clause : null
}
