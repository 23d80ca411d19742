import { parseLogPosition } from '@parley/domain'
import type Database from 'better-sqlite3'
import { assertFollows, erasedLog, writerTaken } from '../commit.ts'
import { prepareWithhold } from './withholdWrites.ts'
import type { StoredCommit } from './writes.ts'

/**
 * Gives the function that writes a commit; it must run inside a transaction. An append is the hot path, so its statements are
 * prepared once.
 */
export function prepareAppend(database: Database.Database): (commit: StoredCommit) => void {
	const logByName = database.prepare<[string], Numbered>('SELECT number FROM log WHERE name = ?')
	const addLog = database.prepare<[string]>('INSERT INTO log (name) VALUES (?)')
	const documentByName = database.prepare<[string], Numbered>(
		'SELECT number FROM document WHERE name = ?'
	)
	const addDocument = database.prepare<[string]>('INSERT INTO document (name) VALUES (?)')
	const lastCheckpoint = database.prepare<[number], LastCheckpoint>(
		`SELECT position, newest_received_at FROM checkpoint
		 WHERE log = ? ORDER BY position DESC LIMIT 1`
	)
	const addEntry = database.prepare<
		[number, number, number, string | null, string, number | null, Uint8Array]
	>(
		`INSERT INTO entry (log, position, received_at, seat, kind, document, payload)
		 VALUES (?, ?, ?, ?, ?, ?, ?)`
	)
	const writerSeat = database.prepare<[number, number], { seat: string | null }>(
		'SELECT seat FROM writer WHERE document = ? AND client_id = ?'
	)
	const addWriter = database.prepare<[number, number, string | null, number]>(
		'INSERT INTO writer (document, client_id, seat, position) VALUES (?, ?, ?, ?)'
	)
	const addCheckpoint = database.prepare<[number, number, string, string, number]>(
		`INSERT INTO checkpoint (log, position, chain, note, newest_received_at)
		 VALUES (?, ?, ?, ?, ?)`
	)

	const erasure = database.prepare<[string]>(
		'SELECT 1 FROM erasure WHERE negotiation = substr(?, 1, 15)'
	)

	const withhold = prepareWithhold(database)

	function documentNumber(name: string): number {
		return documentByName.get(name)?.number ?? Number(addDocument.run(name).lastInsertRowid)
	}

	return (commit) => {
		const { entries, writers, checkpoint } = commit
		const known = logByName.get(commit.log)?.number
		if (known === undefined && erasure.get(commit.log) !== undefined) throw erasedLog(commit.log)
		const last = known === undefined ? undefined : lastCheckpoint.get(known)
		assertFollows(commit, parseLogPosition(last?.position ?? 0))

		const log = known ?? Number(addLog.run(commit.log).lastInsertRowid)
		let newest = last?.newest_received_at ?? 0
		for (const { position, receivedAt, seat, kind, document, bytes } of entries) {
			const number = document === null ? null : documentNumber(document)
			addEntry.run(log, position, receivedAt, seat, kind, number, bytes)
			newest = Math.max(newest, receivedAt)
		}
		for (const { document, clientId, seat, position } of writers) {
			const number = documentNumber(document)
			const bound = writerSeat.get(number, clientId)
			if (bound === undefined) addWriter.run(number, clientId, seat, position)
			else if (bound.seat !== seat) throw writerTaken(commit, clientId)
		}
		withhold(commit, log)
		addCheckpoint.run(log, checkpoint.position, checkpoint.chain, checkpoint.note, newest)
	}
}

interface Numbered {
	number: number
}

interface LastCheckpoint {
	position: number
	newest_received_at: number
}
