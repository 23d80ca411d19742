import { parseLogPosition, type LogPosition, type SeatId } from '@parley/domain'
import { type DocumentName, type LogId } from '@parley/protocol'
import {
	rangesOf,
	readPassage,
	readUpdate,
	toPassage,
	type Edit,
	type Provenance,
} from '@parley/schema'
import { type Entry, type LogStore } from '../storage/ports.ts'
import { type Insertion } from './room.ts'

/** What an insertion has at least: nobody types so many characters between two updates. */
const FEWEST_CHARACTERS = 20
/** A large paste comes as several updates, with less than this between them. */
const GAP_MS = 2_000
const MOST = 20

interface Found {
	readonly ranges: Parameters<typeof toPassage>[0][number][]
	readonly receivedAt: Entry['receivedAt']
	last: number
}

/**
 * The larger insertions of `author` in `document` up to `until`, newest first: what was pasted. What somebody else wrote and `author` moved or
 * brought back is none.
 *
 * @param lend gives the index of the document's authors
 */
export async function readInsertions(
	store: Pick<LogStore, 'read'>,
	lend: <T>(use: (index: Provenance) => T) => Promise<T>,
	log: LogId,
	document: DocumentName,
	author: SeatId,
	until: LogPosition
): Promise<readonly Insertion[]> {
	const found: Found[] = []
	const known = new Map<number, number>()
	for await (const entry of store.read(log, { after: parseLogPosition(0), until, document })) {
		if (entry.payload.kind !== 'update') continue
		const edit = readUpdate(entry.payload.bytes, Infinity)
		if (!edit.ok) continue
		const ranges = newRanges(edit, known)
		const size = ranges.reduce((sum, { from, to }) => sum + to - from, 0)
		if (entry.seat !== author || size < FEWEST_CHARACTERS) continue
		const before = found.at(-1)
		if (before !== undefined && entry.receivedAt - before.last < GAP_MS) {
			before.ranges.push(...ranges)
			before.last = entry.receivedAt
		} else found.push({ ranges, receivedAt: entry.receivedAt, last: entry.receivedAt })
	}
	return lend((index) => {
		const insertions: Insertion[] = []
		for (const { ranges, receivedAt } of found.reverse()) {
			const parts = index.authorsIn(toPassage(ranges))
			const passage = toPassage(parts.filter((part) => part.author === author))
			const { words, visible } = index.look((doc) => readPassage(doc, passage))
			if (words.length >= FEWEST_CHARACTERS)
				insertions.push({ passage: rangesOf(passage), receivedAt, words, visible })
			if (insertions.length === MOST) break
		}
		return insertions
	})
}

/** The clocks that an update brings and none before it brought, counted in: a synchronisation repeats what others wrote. */
function newRanges({ inserted }: Edit, known: Map<number, number>): Found['ranges'] {
	const ranges: Found['ranges'] = []
	for (const [client, { from, to }] of inserted) {
		const reached = known.get(client) ?? 0
		if (to <= reached) continue
		ranges.push({ client, from: Math.max(from, reached), to })
		known.set(client, to)
	}
	return ranges
}
