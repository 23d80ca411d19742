import { parseClauseId, parseInstant, parseLogPosition, parseNegotiationId } from '@parley/domain'
import { clauseDocument, type LogId } from '@parley/protocol'
import type { Commit, Entry } from '../ports.ts'

/** The entry at `position` in a log of the crash tests: all of it follows from where it stands, so that anyone can check it. */
export function markedEntry(log: LogId, position: number): Entry {
	const [negotiation = ''] = log.split('/')
	const clause = parseClauseId('cl_000000000001')
	const document = clauseDocument(parseNegotiationId(negotiation), 1, clause)
	// Mostly keystrokes, now and then a paste, so that the write-ahead log fills up and is folded in.
	const bytes = new Uint8Array(position % 7 === 0 ? 40_000 : 28).fill(position % 251)
	return {
		position: parseLogPosition(position),
		receivedAt: parseInstant(1_765_000_000_000 + position),
		seat: null,
		payload: { kind: 'update', document, bytes },
	}
}

/** The commit that follows `last` in a log of the crash tests: one to three entries. */
export function markedCommit(log: LogId, last: number): Commit {
	const entries = Array.from({ length: (last % 3) + 1 }, (_, index) =>
		markedEntry(log, last + index + 1)
	)
	const position = parseLogPosition(last + entries.length)
	const checkpoint = { position, chain: String(position).padStart(64, '0'), note: 'crash test' }
	return { log, entries, writers: [], checkpoint }
}
