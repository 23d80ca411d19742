import { ParleyError, type LogPosition } from '@parley/domain'
import type { Commit } from './ports.ts'

/** A commit as far as it decides whether it fits: adapters have forms of their own for what an entry carries. */
type Outline = Omit<Commit, 'entries'> & {
	readonly entries: readonly { readonly position: LogPosition }[]
}

/** A commit in words, for messages: `entries 4 to 6 of ng_…/shared`. */
export function commitName({ log, entries }: Outline): string {
	const [first] = entries
	const last = entries.at(-1)
	if (first === undefined || last === undefined) return `no entries of ${log}`
	if (first === last) return `entry ${first.position} of ${log}`
	return `entries ${first.position} to ${last.position} of ${log}`
}

/** That `commit` does not fit its log: nothing of it is stored. */
export function misfit(commit: Outline, why: string, cause?: unknown): ParleyError {
	const message = `The log did not take ${commitName(commit)}: ${why}.`
	return new ParleyError('log-append-failed', message, { cause })
}

/** That the log is one of a negotiation that was erased: it takes nothing any more. */
export function erasedLog(log: string): ParleyError {
	return new ParleyError(
		'erased',
		`The negotiation of ${log} was erased: it takes nothing any more.`
	)
}

/** That a stand-in names an entry which is not there, not of its document, or not from before its act. */
export function noSuchEntry(commit: Outline, position: number): ParleyError {
	return misfit(commit, `words cannot be withheld from entry ${position}`)
}

/** That the writer `clientId` of a document is another seat's already. */
export function writerTaken(commit: Outline, clientId: number): ParleyError {
	return misfit(commit, `the clientID ${clientId} writes for another seat in that document`)
}

/**
 * Checks that `commit` can follow the entry at `last` (0 for a log without entries): its positions go on from there without a gap,
 * its checkpoint stands at its last entry, and its writers at entries of its own.
 *
 * @throws ParleyError `log-append-failed`, saying what does not fit.
 */
export function assertFollows(commit: Outline, last: LogPosition): void {
	const { entries, writers, checkpoint, standIns = [] } = commit
	if (entries.length === 0) throw misfit(commit, 'a commit has at least one entry')
	let position: number = last
	for (const entry of entries) {
		position++
		if (entry.position !== position) throw misfit(commit, `the next position is ${position}`)
	}
	if (checkpoint.position !== position) {
		throw misfit(commit, `its checkpoint stands at ${checkpoint.position}`)
	}
	for (const writer of writers) {
		if (writer.position <= last || writer.position > position) {
			throw misfit(commit, `the writer ${writer.clientId} stands at ${writer.position}`)
		}
	}
	for (const { position: standsFor, act } of standIns) {
		if (standsFor > last || act <= last || act > position) throw noSuchEntry(commit, standsFor)
	}
}

/** How many caches of one document are kept: enough for going back a little, and bounded, as each can be 5 MiB. */
export const CACHES_KEPT = 8

/** How many answers of one holder are kept for requests that come again: more than anybody sends in the time of a retry, and bounded. */
export const ANSWERS_KEPT = 1000

/** For how long an answer is kept: longer than any retry takes, and shorter than what it is about. */
export const ANSWER_KEPT_MS = 24 * 3_600_000
