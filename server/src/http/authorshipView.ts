import {
	seatInitials,
	type ClauseId,
	type Delegation,
	type Seat,
	type SeatId,
} from '@parley/domain'
import { type AuthorshipJson, type DeletedJson, type WrittenJson } from '@parley/protocol'
import { type AuthoredRun, type DeletedRun, type Stamp } from '@parley/schema'
import { type ClauseAuthorship } from '../negotiation/room.ts'

/** The deletions of one answer, at most. */
const MAX_DELETIONS = 1000

const MINUTE_MS = 60_000

/** The authorship of a clause as the API shows it; see `AuthorshipJson`. */
export function toAuthorshipJson(
	clause: ClauseId,
	{ position, runs, deletions }: ClauseAuthorship,
	seats: readonly Seat[],
	delegations: readonly Delegation[]
): AuthorshipJson {
	const deleted = joinDeletions(deletions)
	const newest = deleted.toSorted((a, b) => b.lastPosition - a.lastPosition).slice(0, MAX_DELETIONS)
	const given = new Set(newest)
	return {
		clause,
		position,
		written: joinRuns(runs),
		deleted: deleted.filter((one) => given.has(one)),
		deletedBefore: deleted.length - newest.length,
		shares: sharesOf(runs, seats, delegations),
	}
}

function joinRuns(runs: readonly AuthoredRun[]): WrittenJson[] {
	const rows: WrittenJson[] = []
	for (const { block, offset, length, author, copied } of runs) {
		const last = rows.at(-1)
		const isNext =
			last?.block === block &&
			isOfOneMinute(last, author) &&
			JSON.stringify(last.repeats) === JSON.stringify(copied)
		if (isNext) rows[rows.length - 1] = { ...including(last, author), length: last.length + length }
		else rows.push({ block, offset, length, ...stampsOf(author), repeats: [...copied] })
	}
	return rows
}

/** Deletions of words; joined blocks alone are none. */
function joinDeletions(deletions: readonly DeletedRun[]): DeletedJson[] {
	const rows: DeletedJson[] = []
	for (const { block, offset, words, author, deleted } of deletions) {
		const last = rows.at(-1)
		const isNext =
			last?.block === block &&
			last.offset === offset &&
			last.author === author.seat &&
			isOfOneMinute(last, deleted) &&
			(last.words === null) === (words === null)
		const joined = words === null ? null : (isNext ? (last.words ?? '') : '') + words
		if (isNext) rows[rows.length - 1] = { ...including(last, deleted), words: joined }
		else rows.push({ block, offset, words, author: author.seat, ...stampsOf(deleted) })
	}
	return rows.filter(({ words }) => words === null || words.replaceAll('\n', '') !== '')
}

type Stamps = Pick<WrittenJson, 'seat' | 'firstAt' | 'firstPosition' | 'lastAt' | 'lastPosition'>

function isOfOneMinute({ seat, lastAt }: Stamps, stamp: Stamp): boolean {
	const minuteOf = (at: number): number => Math.floor(at / MINUTE_MS)
	return seat === stamp.seat && minuteOf(lastAt) === minuteOf(stamp.receivedAt)
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
	runs: readonly AuthoredRun[],
	seats: readonly Seat[],
	delegations: readonly Delegation[]
): AuthorshipJson['shares'] {
	const units = new Map<SeatId | null, number>()
	for (const { author, length } of runs)
		units.set(author.seat, (units.get(author.seat) ?? 0) + length)
	return [...units]
		.sort(([a, some], [b, others]) => Number(a === null) - Number(b === null) || others - some)
		.map(([id, count]) => {
			const seat = seats.find((candidate) => candidate.id === id)
			const delegation = delegations.find((candidate) => candidate.id === seat?.delegation) ?? null
			const name = seat?.name ?? ''
			return { seat: id, delegation, name, initials: seatInitials(name), units: count }
		})
}
