import {
	gatherBrackets,
	ParleyError,
	parseLogPosition,
	type Act,
	type LogPosition,
	type PutBracket,
} from '@parley/domain'
import { type LogId } from '@parley/protocol'
import { type Checkpoint, type LogStore } from '../storage/ports.ts'
import { foldHead, openHead, type Head, type Numbered } from './head.ts'

/**
 * The head of a stored log and its newest checkpoint. Only acts are read: updates move nothing but the position.
 *
 * @throws ParleyError `log-corrupt` where the log has no beginning.
 */
export async function readHead(
	store: LogStore,
	log: LogId
): Promise<{ head: Head; checkpoint: Checkpoint }> {
	const last = await store.last(log)
	if (last === null) throw new ParleyError('log-corrupt', `${log} has no entries`)
	const { checkpoint, receivedAt } = last
	const head = await readHeadAt(store, log, checkpoint.position)
	return { head: { ...head, receivedAt }, checkpoint }
}

/**
 * The head as it was after the entry at `until`; its `receivedAt` is the newest of the acts until then.
 *
 * @throws ParleyError `log-corrupt` where the log has no beginning.
 */
export async function readHeadAt(
	store: Pick<LogStore, 'read'>,
	log: LogId,
	until: LogPosition
): Promise<Head> {
	let head: Head | null = null
	for await (const [after] of foldActs(store, log, until, gatherBrackets())) head = after
	if (head === null) throw new ParleyError('log-corrupt', `${log} was never opened`)
	return upTo(head, until)
}

/**
 * The head after each act of a log up to `until`, with the act. Throws `RangeError` where the first one opens no round.
 *
 * @param put as that of `foldHead`
 */
export async function* foldActs(
	store: Pick<LogStore, 'read'>,
	log: LogId,
	until: LogPosition,
	put?: PutBracket
): AsyncIterable<readonly [Head, Act]> {
	const range = { after: parseLogPosition(0), until, kind: 'act' } as const
	let head: Head | null = null
	for await (const { position, receivedAt, seat, payload } of store.read(log, range)) {
		if (payload.kind !== 'act') continue
		const { act } = payload
		const numbered: Numbered = { position, receivedAt, seat, act }
		head = head === null ? openHead(numbered) : foldHead(upTo(head, position - 1), numbered, put)
		yield [head, act]
	}
}

/** The head after the updates up to `position`. */
function upTo(head: Head, position: number): Head {
	return { ...head, position: parseLogPosition(position) }
}
