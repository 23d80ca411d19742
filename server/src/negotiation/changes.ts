import { type ClauseId, type LogPosition, type SeatId } from '@parley/domain'
import { parseDocumentName, type DocumentName } from '@parley/protocol'
import { type Entry } from '../storage/ports.ts'
import { type Work } from './work.ts'

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
	/** How long it took to count them, in ms. */
	readonly workMs: number
}

/** Updates of one seat to one clause closer together than this are one change, as in the activity list of the pages. */
const GAP_MS = 2_000

/** Counts who changed which of `clauses` how often: in its text, where a burst of typing is one change, and in its status. */
export async function countChanges(
	entries: AsyncIterable<Entry>,
	clauses: readonly ClauseId[],
	work: Work
): Promise<readonly ClauseChanges[]> {
	const tallies = new Map<ClauseId, Map<SeatId | null, Tally>>()
	const clauseOf = clauseReader()
	for await (const { payload, seat, receivedAt } of entries) {
		if (work.isDue) await work.rest()
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

/** Reads which clause an entry changed, each document's name once: for 300,000 entries that took longer than all the rest (measured). */
function clauseReader(): (payload: Entry['payload']) => ClauseId | null {
	const known = new Map<DocumentName, ClauseId | null>()
	return (payload) => {
		if (payload.kind === 'act') return payload.act.kind === 'status-set' ? payload.act.clause : null
		const { document } = payload
		const before = known.get(document)
		if (before !== undefined) return before
		const address = parseDocumentName(document)
		const clause = address.kind === 'clause' ? address.clause : null
		known.set(document, clause)
		return clause
	}
}
