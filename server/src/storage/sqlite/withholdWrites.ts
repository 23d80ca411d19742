import type Database from 'better-sqlite3'
import { hash } from 'node:crypto'
import { noSuchEntry } from '../commit.ts'
import type { StoredCommit } from './writes.ts'

/**
 * Gives the function that puts the stand-ins of a commit in the place of what they stand in for; it must run inside the commit's
 * transaction, behind its entries.
 */
export function prepareWithhold(
	database: Database.Database
): (commit: StoredCommit, log: number) => void {
	const updateAt = database.prepare<[number, number, string], HeldEntry>(
		`SELECT seq, payload FROM entry WHERE log = ? AND position = ?
		 AND document = (SELECT number FROM document WHERE name = ?)`
	)
	const heldActAt = database.prepare<[number, number], HeldEntry>(
		`SELECT seq, payload FROM entry WHERE log = ? AND position = ? AND kind = 'act'`
	)
	const actAt = database.prepare<[number, number], { seq: number }>(
		`SELECT seq FROM entry WHERE log = ? AND position = ? AND kind = 'act'`
	)
	const known = database.prepare<[number]>('SELECT 1 FROM withholding WHERE act = ?')
	const begin = database.prepare<[number]>('INSERT INTO withholding (act) VALUES (?)')
	const empty = database.prepare<[string, number]>(
		'UPDATE entry SET payload = NULL, payload_digest = ? WHERE seq = ?'
	)
	const standIn = database.prepare<[number, number, Uint8Array]>(
		`INSERT INTO stand_in (entry, act, payload) VALUES (?, ?, ?)
		 ON CONFLICT (entry) DO UPDATE SET act = excluded.act, payload = excluded.payload`
	)
	const dropCaches = database.prepare<[string, number]>(
		'DELETE FROM state_cache WHERE document = ? AND position >= ?'
	)

	return (commit, log) => {
		for (const { position, document, bytes, act } of commit.standIns) {
			const entry =
				document === null ? heldActAt.get(log, position) : updateAt.get(log, position, document)
			const by = actAt.get(log, act)
			if (entry === undefined || by === undefined) throw noSuchEntry(commit, position)
			if (known.get(by.seq) === undefined) begin.run(by.seq)
			// Of what is withheld already the digest stands; it stays that of the update as it came.
			if (entry.payload !== null) empty.run(hash('sha256', entry.payload, 'hex'), entry.seq)
			standIn.run(entry.seq, by.seq, bytes)
			if (document !== null) dropCaches.run(document, position)
		}
	}
}

/**
 * Gives the function that forgets what requests about the negotiation of a commit were answered since something was said that the commit takes out of
 * the record: each of those answers can have its words. It must run at the end of the transaction, behind what is kept with the commit.
 */
export function prepareForget(database: Database.Database): (commit: StoredCommit) => void {
	const forget = database.prepare<[string, string, number]>(
		`DELETE FROM kept_answer WHERE negotiation = substr(?, 1, 15) AND at >= (
			SELECT received_at FROM entry
			WHERE log = (SELECT number FROM log WHERE name = ?) AND position = ?
		)`
	)
	return ({ log, standIns }) => {
		for (const { document, position } of standIns)
			if (document === null) forget.run(log, log, position)
	}
}

interface HeldEntry {
	seq: number
	payload: Uint8Array | null
}
