import type Database from 'better-sqlite3'
import { dropBefore } from './dropBefore.ts'

/**
 * Clears from the database's files what erased negotiations and withheld words left there, and the copies kept before an upgrade, which
 * have both; gives 1 where nothing is left, 0 where another connection keeps the write-ahead log from being folded in.
 *
 * Deleting only forgets where bytes stand. `VACUUM` writes every page anew from what is left, so that nothing else is in the database;
 * the checkpoint then cuts the write-ahead log, which has the old pages, down to nothing. (`secure_delete` was left out: it clears
 * what is deleted from then on, not what earlier changes of the same pages left behind.) Only then is it noted as done.
 */
export function scrub(database: Database.Database): number {
	const left = database
		.prepare(
			`SELECT 1 FROM erasure WHERE scrubbed = 0 UNION ALL SELECT 1 FROM withholding WHERE scrubbed = 0`
		)
		.get()
	if (left === undefined) return 1
	dropBefore(database.name)
	database.exec('VACUUM')
	if (!foldIn(database)) return 0
	database.exec(
		`BEGIN IMMEDIATE; UPDATE erasure SET scrubbed = 1 WHERE scrubbed = 0;
		UPDATE withholding SET scrubbed = 1 WHERE scrubbed = 0; COMMIT`
	)
	return 1
}

/** Writes the write-ahead log into the database and empties it; waits for readers as long as the connection waits for anything. */
function foldIn(database: Database.Database): boolean {
	const [row] = database.pragma('wal_checkpoint(TRUNCATE)') as readonly { busy: number }[]
	return row?.busy === 0
}
