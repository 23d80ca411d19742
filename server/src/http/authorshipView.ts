import {
	seatInitials,
	type ClauseId,
	type Delegation,
	type LogPosition,
	type Seat,
	type SeatId,
} from '@parley/domain'
import { type AuthorshipJson, type DeletedJson, type WrittenJson } from '@parley/protocol'
import { type AuthoredRun, type AuthoredText, type DeletedRun, type Stamp } from '@parley/schema'
import { type Work } from '../negotiation/work.ts'

/** The words of one row of deletions, in UTF-16 units, and those of all rows of one page, at most. */
const MOST_WORDS = 4096
const MOST_PAGE_WORDS = 131_072

const MINUTE_MS = 60_000

/** The rows of an answer: words and deletions by one seat within one minute, and how much of the text each has written. */
export interface AuthorshipRows {
	readonly written: readonly WrittenJson[]
	readonly deleted: readonly DeletedJson[]
	readonly units: ReadonlyMap<SeatId | null, number>
}

const known = new WeakMap<AuthoredText, AuthorshipRows>()

/** The rows that `text` is shown by; they are remembered as long as it is. */
export async function rowsOf(text: AuthoredText, work: Work): Promise<AuthorshipRows> {
	const before = known.get(text)
	if (before !== undefined) return before
	const rows = await work.all(joined(text))
	known.set(text, rows)
	return rows
}

/** A page of the rows of a clause: those behind the first `after`, what was written before what was deleted. */
export function toAuthorshipPage(
	{ written, deleted, units }: AuthorshipRows,
	{ after, limit }: { readonly after: number; readonly limit: number },
	of: {
		readonly clause: ClauseId
		readonly position: LogPosition
		readonly seats: readonly Seat[]
		readonly delegations: readonly Delegation[]
	}
): { readonly body: Omit<AuthorshipJson, 'next'>; readonly next: number | null } {
	const { clause, position, seats, delegations } = of
	const words = written.slice(after, after + limit)
	const begin = Math.max(0, after - written.length)
	const gone: DeletedJson[] = []
	let size = 0
	for (const row of deleted.slice(begin, begin + limit - words.length)) {
		size += row.words?.length ?? 0
		if (gone.length > 0 && size > MOST_PAGE_WORDS) break
		gone.push(row)
	}
	const end = after + words.length + gone.length
	return {
		body: {
			clause,
			position,
			written: words,
			deleted: gone,
			shares: sharesOf(units, seats, delegations),
		},
		next: end < written.length + deleted.length ? end : null,
	}
}

/** Joins runs and deletions in steps, between which others can have their turn. */
function* joined({ runs, deletions }: AuthoredText): Generator<undefined, AuthorshipRows> {
	const written: WrittenJson[] = []
	const deleted: DeletedJson[] = []
	const units = new Map<SeatId | null, number>()
	for (const run of runs) {
		addRun(written, run)
		units.set(run.author.seat, (units.get(run.author.seat) ?? 0) + run.length)
		yield
	}
	for (const deletion of deletions) {
		for (const part of partsOf(deletion)) {
			addDeletion(deleted, part)
			yield
		}
	}
	return { written, deleted: deleted.filter(isOfWords), units }
}

function addRun(rows: WrittenJson[], { block, offset, length, author, copied }: AuthoredRun): void {
	const last = rows.at(-1)
	const isNext =
		last?.block === block &&
		isOfOneMinute(last, author) &&
		last.repeats.length === copied.length &&
		last.repeats.every((seat, i) => seat === copied[i])
	if (isNext) rows[rows.length - 1] = { ...including(last, author), length: last.length + length }
	else rows.push({ block, offset, length, ...stampsOf(author), repeats: [...copied] })
}

/** A deletion in pieces that fit into a row, none of which ends within a surrogate pair. */
function* partsOf(deletion: DeletedRun): Generator<DeletedRun> {
	const { words } = deletion
	if (words === null || words.length <= MOST_WORDS) {
		yield deletion
		return
	}
	for (let from = 0; from < words.length;) {
		const isHalf = (words.codePointAt(from + MOST_WORDS - 1) ?? 0) > 0xff_ff
		const to = from + MOST_WORDS - (isHalf ? 1 : 0)
		yield { ...deletion, words: words.slice(from, to) }
		from = to
	}
}

function addDeletion(
	rows: DeletedJson[],
	{ block, offset, words, author, deleted }: DeletedRun
): void {
	const last = rows.at(-1)
	const before = last?.words ?? ''
	const isNext =
		last?.block === block &&
		last.offset === offset &&
		last.author === author.seat &&
		isOfOneMinute(last, deleted) &&
		(last.words === null) === (words === null) &&
		before.length + (words?.length ?? 0) <= MOST_WORDS
	const all = words === null ? null : (isNext ? before : '') + words
	if (isNext) rows[rows.length - 1] = { ...including(last, deleted), words: all }
	else rows.push({ block, offset, words: all, author: author.seat, ...stampsOf(deleted) })
}

/** Joined blocks alone are no deletion of words. */
function isOfWords({ words }: DeletedJson): boolean {
	return words === null || words.replaceAll('\n', '') !== ''
}

type Stamps = Pick<WrittenJson, 'seat' | 'firstAt' | 'firstPosition' | 'lastAt' | 'lastPosition'>

/** Whether a row stays within 60 s with `stamp` in it. Minutes of the clock would cut words that were typed in one go. */
function isOfOneMinute(
	{ seat, firstAt, lastAt }: Stamps,
	{ seat: by, receivedAt }: Stamp
): boolean {
	return seat === by && Math.max(lastAt, receivedAt) - Math.min(firstAt, receivedAt) < MINUTE_MS
}

function stampsOf({ seat, receivedAt: at, position }: Stamp): Stamps {
	return { seat, firstAt: at, firstPosition: position, lastAt: at, lastPosition: position }
}

/** `row` with what came in by another entry as well; the log does not number in the order of receiving. */
function including<Row extends Stamps>(row: Row, { receivedAt, position }: Stamp): Row {
	return {
		...row,
		firstAt: Math.min(row.firstAt, receivedAt),
		firstPosition: Math.min(row.firstPosition, position),
		lastAt: Math.max(row.lastAt, receivedAt),
		lastPosition: Math.max(row.lastPosition, position),
	}
}

/** Who has written how much of the text, the most first; the imported text last. */
function sharesOf(
	units: AuthorshipRows['units'],
	seats: readonly Seat[],
	delegations: readonly Delegation[]
): AuthorshipJson['shares'] {
	return [...units]
		.sort(([a, some], [b, others]) => Number(a === null) - Number(b === null) || others - some)
		.map(([id, count]) => {
			const seat = seats.find((candidate) => candidate.id === id)
			const delegation = delegations.find((candidate) => candidate.id === seat?.delegation) ?? null
			const name = seat?.name ?? ''
			return { seat: id, delegation, name, initials: seatInitials(name), units: count }
		})
}
