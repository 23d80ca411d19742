import { ParleyError, type LogPosition } from '@parley/domain'
import { type Commit } from './ports.ts'

/** A commit in words, for messages: `entries 4 to 6 of ng_…/shared`. */
export function commitName({ log, entries }: Commit): string {
	const [first] = entries
	const last = entries.at(-1)
	if (first === undefined || last === undefined) return `no entries of ${log}`
	if (first === last) return `entry ${first.position} of ${log}`
	return `entries ${first.position} to ${last.position} of ${log}`
}

/**
 * Whether `commit` can follow the entry at `last` (0 for a log without entries): its positions go on from there without a gap,
 * its checkpoint stands at its last entry, and its writers at entries of its own.
 *
 * @throws ParleyError `log-append-failed`, saying what does not fit.
 */
export function assertFollows(commit: Commit, last: LogPosition): void {
	const { entries, writers, checkpoint } = commit
	const failed = (why: string): ParleyError =>
		new ParleyError('log-append-failed', `${commitName(commit)} cannot be stored: ${why}`)

	let position: number = last
	for (const entry of entries) {
		position++
		if (entry.position !== position) throw failed(`the next position is ${position}`)
	}
	if (entries.length === 0) throw failed('a commit has at least one entry')
	if (checkpoint.position !== position) {
		throw failed(`its checkpoint stands at ${checkpoint.position}`)
	}
	for (const writer of writers) {
		if (writer.position <= last || writer.position > position) {
			throw failed(`the writer ${writer.clientId} stands at ${writer.position}`)
		}
	}
}

/** That the writer `clientId` of a document is another seat's already. */
export function writerTaken(commit: Commit, clientId: number): ParleyError {
	const why = `the clientID ${clientId} writes for another seat in that document`
	return new ParleyError('log-append-failed', `${commitName(commit)} cannot be stored: ${why}`)
}

/** How many caches of one document are kept: enough for going back a little, and bounded, as each can be 5 MiB. */
export const CACHES_KEPT = 8
