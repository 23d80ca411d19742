import { ParleyError } from '@parley/domain'
import Database from 'better-sqlite3'
import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs'
import { identify } from './migrations.ts'

/**
 * Writes what is committed in the database `file` into a new file `target`, mode 0600, and brings it to the disk. The copy is
 * of one moment, however many commits come meanwhile, has no free pages and is a database without a write-ahead log.
 */
export function copyWhole(file: string, target: string): void {
	// SQLite takes an empty file for a missing one and leaves its mode.
	closeSync(openSync(target, 'wx', 0o600))
	const database = new Database(file, { readonly: true, fileMustExist: true })
	try {
		database.prepare('VACUUM INTO ?').run(target)
	} finally {
		database.close()
	}
	sync(target)
}

/** Brings a file to the disk, or the names in a folder: a rename is durable after that. */
export function sync(path: string): void {
	const opened = openSync(path, 'r')
	try {
		fsyncSync(opened)
	} finally {
		closeSync(opened)
	}
}

/** Removes what is left of a copy that was not finished, the journal that SQLite kept for it among it. */
export function dropDraft(draft: string): void {
	for (const file of [draft, `${draft}-journal`]) rmSync(file, { force: true })
}

/** The format of a copied database, or 0 where it is none of ours. */
export function formatOf(file: string): number {
	const database = new Database(file, { readonly: true, fileMustExist: true })
	try {
		const identity = identify(database)
		return identity.kind === 'ours' ? identity.format : 0
	} finally {
		database.close()
	}
}

/**
 * Looks whether a copied database is one of ours and whole.
 *
 * @throws ParleyError `bad-backup` where it is not.
 */
export function checkDatabase(file: string): void {
	const database = new Database(file, { readonly: true, fileMustExist: true })
	try {
		const found: unknown = database.pragma('integrity_check(1)', { simple: true })
		if (identify(database).kind === 'ours' && found === 'ok') return
		throw new ParleyError(
			'bad-backup',
			'The database in the backup is not whole, or none of Parley.'
		)
	} catch (cause) {
		if (cause instanceof ParleyError) throw cause
		throw new ParleyError('bad-backup', 'The database in the backup cannot be read.', { cause })
	} finally {
		database.close()
	}
}
