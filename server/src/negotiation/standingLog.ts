import { ParleyError, type LogPosition } from '@parley/domain'
import { type LogId } from '@parley/protocol'
import { type LogStore } from '../storage/ports.ts'
import { isWithholding } from './withheldCheck.ts'

/** How often a log is read from its beginning before it is given up: each time, words were taken out of what was read meanwhile. */
const TRIES = 5

/**
 * Says whether the entries of a log up to `end` are still what they were when somebody began to read them. A log is read in pieces, and nothing in
 * it changes between them but by an act that withholds words: that one stands behind `end`, so that what it changed would be neither what stood
 * there before nor explained by what was read. To be asked after the last piece.
 *
 * (One transaction for all the pieces was left out: words would come out of it after they were withheld, and as long as it lasts `scrub` cannot clear
 * them from the files.)
 *
 * @throws ParleyError `log-changed` where words of them were withheld since, `erased` where the whole log went.
 */
export async function assertStands(
	store: Pick<LogStore, 'last' | 'read'>,
	log: LogId,
	end: LogPosition
): Promise<void> {
	const last = await store.last(log)
	if (last === null) throw new ParleyError('erased', `${log} was erased while it was read.`)
	const range = { after: end, until: last.checkpoint.position, kind: 'act' } as const
	for await (const { payload } of store.read(log, range)) {
		const isOfThem =
			payload.kind === 'act' &&
			isWithholding(payload.act) &&
			payload.act.entries.some(({ position }) => position <= end)
		if (!isOfThem) continue
		const message = `Words were taken out of ${log} each time it was read: try again in a moment.`
		throw new ParleyError('log-changed', message)
	}
}

/** Gives what `read` makes of a log, done anew where it meets `log-changed`; after five times that is what it rejects with. */
export async function readStanding<T>(read: () => Promise<T>): Promise<T> {
	for (let tries = 1; ; tries++) {
		try {
			return await read()
		} catch (error) {
			const isChanged = error instanceof ParleyError && error.code === 'log-changed'
			if (!isChanged || tries === TRIES) throw error
		}
	}
}
