import {
	parseInstant,
	parseLogPosition,
	parseSeatId,
	ParleyError,
	type LogPosition,
} from '@parley/domain'
import { documentName, parseDocumentName, parseLogId, type LogId } from '@parley/protocol'
import { setImmediate as turn } from 'node:timers/promises'
import { fromActBytes } from '../actJson.ts'
import type { Checkpoint, Entry, EntryRange, LogStore, Payload, Writer } from '../ports.ts'
import type { Reader } from './reader.ts'
import { plainBytes } from './rows.ts'

/** Rows read between two turns of the event loop: about a millisecond of work (measured). */
const CHUNK = 500

interface EntryRow {
	position: number
	received_at: number
	seat: string | null
	document: string | null
	payload: Uint8Array | null
	/** Of what came, where words of it are withheld. */
	payload_digest: string | null
}

interface CheckpointRow {
	position: number
	chain: string
	note: string
	newest_received_at: number
}

/** The reading half of the logs. */
export function createLogReads(reader: Reader): Omit<LogStore, 'append'> {
	const lastCheckpoint = reader.prepare<[string], CheckpointRow>(
		`SELECT checkpoint.* FROM log JOIN checkpoint ON checkpoint.log = log.number
		 WHERE log.name = ? ORDER BY position DESC LIMIT 1`
	)
	const checkpointOf = reader.prepare<[string, number], CheckpointRow>(
		`SELECT checkpoint.* FROM log JOIN checkpoint ON checkpoint.log = log.number
		 WHERE log.name = ? AND position = ?`
	)
	const checkpointsAfter = reader.prepare<[string, number, number], CheckpointRow>(
		`SELECT checkpoint.* FROM log JOIN checkpoint ON checkpoint.log = log.number
		 WHERE log.name = ? AND position > ? ORDER BY position LIMIT ?`
	)
	const writersOf = reader.prepare<
		[string],
		{ name: string; client_id: number; seat: string | null; position: number }
	>(
		`SELECT document.name, client_id, seat, position
		 FROM document JOIN writer ON writer.document = document.number
		 WHERE document.name = ? ORDER BY position, client_id`
	)
	const logs = reader.prepare<[], { name: string }>('SELECT name FROM log ORDER BY number')

	/** One chunk of entries after `after`; what is compared with a literal decides which index is used. */
	function entries(log: LogId, range: EntryRange, after: LogPosition): EntryRow[] {
		const { until, document, kind } = range
		const ofDocument =
			document === undefined ? '' : 'AND document = (SELECT number FROM document WHERE name = ?)'
		const ofKind = kind === undefined ? '' : `AND kind = '${kind}'`
		const sql = `SELECT position, received_at, seat, kind, payload_digest,
				coalesce(payload, (SELECT payload FROM stand_in WHERE entry = entry.seq)) AS payload,
				(SELECT name FROM document WHERE number = entry.document) AS document
			FROM entry
			WHERE log = (SELECT number FROM log WHERE name = ?) ${ofDocument} ${ofKind}
				AND position > ? AND position <= ?
			ORDER BY position LIMIT ${CHUNK}`
		const names = document === undefined ? [log] : [log, document]
		return reader.prepare<unknown[], EntryRow>(sql).all(...names, after, until)
	}

	return {
		last: (log) =>
			reader.read(() => {
				const row = lastCheckpoint.get(log)
				if (row === undefined) return null
				return { checkpoint: toCheckpoint(row), receivedAt: parseInstant(row.newest_received_at) }
			}),
		async *read(log, range) {
			let after = range.after
			for (;;) {
				const rows = await reader.read(() => entries(log, range, after).map(toEntry))
				yield* rows
				const last = rows.at(-1)
				if (last === undefined || rows.length < CHUNK) return
				after = last.position
				await turn()
			}
		},
		writers: (document) => reader.read(() => writersOf.all(document).map(toWriter)),
		checkpointAt: (log, position) =>
			reader.read(() => {
				const row = checkpointOf.get(log, position)
				return row === undefined ? null : toCheckpoint(row)
			}),
		async *checkpoints(log) {
			let after = parseLogPosition(0)
			for (;;) {
				const rows = await reader.read(() =>
					checkpointsAfter.all(log, after, CHUNK).map(toCheckpoint)
				)
				yield* rows
				const last = rows.at(-1)
				if (last === undefined || rows.length < CHUNK) return
				after = last.position
				await turn()
			}
		},
		logs: () => reader.read(() => logs.all().map(({ name }) => parseLogId(name))),
	}
}

function toEntry(row: EntryRow): Entry {
	const { position, received_at, seat } = row
	return {
		position: parseLogPosition(position),
		receivedAt: parseInstant(received_at),
		seat: seat === null ? null : parseSeatId(seat),
		payload: toPayload(row),
	}
}

function toPayload({ position, document, payload, payload_digest }: EntryRow): Payload {
	if (payload === null) {
		throw new ParleyError('log-corrupt', `The payload of entry ${position} is withheld.`)
	}
	const asItCame = payload_digest === null ? {} : { digestAsItCame: payload_digest }
	if (document === null) return { kind: 'act', act: fromActBytes(payload), ...asItCame }
	return {
		kind: 'update',
		document: documentName(parseDocumentName(document)),
		bytes: plainBytes(payload),
		...asItCame,
	}
}

function toCheckpoint({ position, chain, note }: CheckpointRow): Checkpoint {
	return { position: parseLogPosition(position), chain, note }
}

function toWriter(row: {
	name: string
	client_id: number
	seat: string | null
	position: number
}): Writer {
	return {
		document: documentName(parseDocumentName(row.name)),
		clientId: row.client_id,
		seat: row.seat === null ? null : parseSeatId(row.seat),
		position: parseLogPosition(row.position),
	}
}
