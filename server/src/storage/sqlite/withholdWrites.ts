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
	const entryAt = database.prepare<[number, number, string | null], HeldEntry>(
		`SELECT seq, payload FROM entry WHERE log = ? AND position = ?
		 AND document IS (SELECT number FROM document WHERE name = ?)`
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
			const entry = entryAt.get(log, position, document)
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

interface HeldEntry {
	seq: number
	payload: Uint8Array | null
}
