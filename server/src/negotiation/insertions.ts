import { type SeatId } from '@parley/domain'
import { rangesOf, readPassage, toPassage, type Provenance } from '@parley/schema'
import { type Insertion } from './room.ts'
import { type Work } from './work.ts'

/** What an insertion has at least: nobody types so many characters between two updates. */
const FEWEST_CHARACTERS = 20
/** A large paste comes as several updates, with less than this between them. */
const GAP_MS = 2_000
const MOST = 20

type Brought = ReturnType<Provenance['broughtBy']>[number]

/**
 * The larger insertions of `author` in a document, newest first: what was pasted. What somebody else wrote and `author` moved or brought back is
 * none.
 */
export async function readInsertions(
	index: Provenance,
	author: SeatId,
	work: Work
): Promise<readonly Insertion[]> {
	const insertions: Insertion[] = []
	for (const ranges of largeOnes(index.broughtBy(author)).reverse()) {
		const [first] = ranges
		if (first === undefined) continue
		const parts = index.authorsIn(toPassage(ranges))
		const passage = toPassage(parts.filter((part) => part.author === author))
		const { words, visible } = index.look((doc) => readPassage(doc, passage))
		const { receivedAt } = first
		if (words.length >= FEWEST_CHARACTERS)
			insertions.push({ passage: rangesOf(passage), receivedAt, words, visible })
		if (insertions.length === MOST) break
		if (work.isDue) await work.rest()
	}
	return insertions
}

/** What came with large entries, those together that came right after each other. */
function largeOnes(brought: readonly Brought[]): Brought[][] {
	const found: Brought[][] = []
	for (const ranges of byEntry(brought)) {
		const size = ranges.reduce((sum, { from, to }) => sum + to - from, 0)
		const [first] = ranges
		if (first === undefined || size < FEWEST_CHARACTERS) continue
		const last = found.at(-1)
		const before = last?.at(-1)
		if (last !== undefined && before !== undefined && first.receivedAt - before.receivedAt < GAP_MS)
			for (const range of ranges) last.push(range)
		else found.push([...ranges])
	}
	return found
}

function byEntry(brought: readonly Brought[]): readonly (readonly Brought[])[] {
	const entries: Brought[][] = []
	for (const one of brought) {
		const last = entries.at(-1)
		if (last?.[0]?.position === one.position) last.push(one)
		else entries.push([one])
	}
	return entries
}
