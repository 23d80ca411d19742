import { ParleyError } from '@parley/domain'
import Database from 'better-sqlite3'
import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename } from 'node:path'
import { codeOf, failure } from './failure.ts'
import type { Folder, Standing } from './folder.ts'
import { FORMAT } from './migrations.ts'

/**
 * Keeps a copy of an older database as it is before it is migrated, beside it as `parley.sqlite.before-2`: an older version of Parley
 * refuses the new format, and whoever has to go back finds there what it can read. It is written whole under another name, brought
 * to the disk and renamed; where the disk has no room for it nothing is migrated. A copy that is there already stays.
 *
 * @throws ParleyError `disk-full` or `storage-failed`.
 */
export function keepBefore({ path, database: file }: Folder, standing: Standing): void {
	if (standing.kind !== 'older') return
	const kept = `${file}.before-${standing.format + 1}`
	if (readdirSync(path).includes(basename(kept))) return
	const draft = `${kept}.part`
	try {
		dropDraft(draft)
		copyWhole(file, draft)
		renameSync(draft, kept)
		syncFolder(path)
	} catch (cause) {
		dropDraft(draft)
		const undone = `it was not brought to format ${FORMAT}, as no copy of format ${standing.format} could be kept beside it`
		if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(cause))) {
			throw new ParleyError('disk-full', `The disk takes no more data in ${path}: ${undone}.`, {
				cause,
			})
		}
		throw failure(cause, path, undone, 'storage-failed')
	}
}

/** Removes what is left of a copy that was not finished, the journal that SQLite kept for it among it. */
function dropDraft(draft: string): void {
	for (const file of [draft, `${draft}-journal`]) rmSync(file, { force: true })
}

/**
 * Writes what is committed in the database `file` into a new file `target`, mode 0600, and brings it to the disk. The copy is
 * of one moment, however many commits come meanwhile, has no free pages and is a database without a write-ahead log.
 */
function copyWhole(file: string, target: string): void {
	// SQLite takes an empty file for a missing one and leaves its mode.
	closeSync(openSync(target, 'wx', 0o600))
	const database = new Database(file, { readonly: true, fileMustExist: true })
	try {
		database.prepare('VACUUM INTO ?').run(target)
	} finally {
		database.close()
	}
	const written = openSync(target, 'r+')
	try {
		fsyncSync(written)
	} finally {
		closeSync(written)
	}
}

/** Brings the names in a folder to the disk: a rename is durable after that. */
function syncFolder(path: string): void {
	const folder = openSync(path, 'r')
	try {
		fsyncSync(folder)
	} finally {
		closeSync(folder)
	}
}
