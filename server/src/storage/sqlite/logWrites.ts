import { parseLogPosition } from '@parley/domain'
import { toActBytes } from '../actJson.ts'
import { assertFollows, writerTaken } from '../commit.ts'
import { type Commit } from '../ports.ts'
import { type Connection } from './connection.ts'

/**
 * Gives the function that writes a commit; it must run inside a transaction. Statements are prepared once: an append is
 * the hot path, with about twice the time of its disk write when they are not.
 */
export function prepareAppend({ raw }: Connection): (commit: Commit) => void {
	const logByName = raw.prepare<[string], Numbered>('SELECT number FROM log WHERE name = ?')
	const addLog = raw.prepare<[string]>('INSERT INTO log (name) VALUES (?)')
	const documentByName = raw.prepare<[string], Numbered>(
		'SELECT number FROM document WHERE name = ?'
	)
	const addDocument = raw.prepare<[string]>('INSERT INTO document (name) VALUES (?)')
	const lastCheckpoint = raw.prepare<[number], { position: number; newest_received_at: number }>(
		`SELECT position, newest_received_at FROM checkpoint
		 WHERE log = ? ORDER BY position DESC LIMIT 1`
	)
	const addEntry = raw.prepare<
		[number, number, number, string | null, string, number | null, Uint8Array]
	>(
		`INSERT INTO entry (log, position, received_at, seat, kind, document, payload)
		 VALUES (?, ?, ?, ?, ?, ?, ?)`
	)
	const writerSeat = raw.prepare<[number, number], { seat: string | null }>(
		'SELECT seat FROM writer WHERE document = ? AND client_id = ?'
	)
	const addWriter = raw.prepare<[number, number, string | null, number]>(
		'INSERT INTO writer (document, client_id, seat, position) VALUES (?, ?, ?, ?)'
	)
	const addCheckpoint = raw.prepare<[number, number, string, string, number]>(
		`INSERT INTO checkpoint (log, position, chain, note, newest_received_at)
		 VALUES (?, ?, ?, ?, ?)`
	)

	function documentNumber(name: string): number {
		return documentByName.get(name)?.number ?? Number(addDocument.run(name).lastInsertRowid)
	}

	return (commit) => {
		const { entries, writers, checkpoint } = commit
		const known = logByName.get(commit.log)?.number
		const last = known === undefined ? undefined : lastCheckpoint.get(known)
		assertFollows(commit, parseLogPosition(last?.position ?? 0))

		const log = known ?? Number(addLog.run(commit.log).lastInsertRowid)
		let newest = last?.newest_received_at ?? 0
		for (const { position, receivedAt, seat, payload } of entries) {
			const isUpdate = payload.kind === 'update'
			const document = isUpdate ? documentNumber(payload.document) : null
			const bytes = isUpdate ? payload.bytes : toActBytes(payload.act)
			addEntry.run(log, position, receivedAt, seat, payload.kind, document, bytes)
			newest = Math.max(newest, receivedAt)
		}
		for (const { document, clientId, seat, position } of writers) {
			const number = documentNumber(document)
			const bound = writerSeat.get(number, clientId)
			if (bound === undefined) addWriter.run(number, clientId, seat, position)
			else if (bound.seat !== seat) throw writerTaken(commit, clientId)
		}
		addCheckpoint.run(log, checkpoint.position, checkpoint.chain, checkpoint.note, newest)
	}
}

interface Numbered {
	number: number
}
