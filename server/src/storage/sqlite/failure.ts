import { ParleyError, type ErrorCode } from '@parley/domain'
import Database from 'better-sqlite3'

/**
 * What SQLite says when the disk takes no more. It gives `SQLITE_FULL` for ENOSPC and for its own page limit, and plain write errors
 * for EFBIG and EDQUOT (`unixWrite` in its `os_unix.c`); a disk that is dying looks the same as those, which the message allows for.
 */
const NO_ROOM = [
	'SQLITE_FULL',
	'SQLITE_IOERR_WRITE',
	'SQLITE_IOERR_SHMSIZE',
	'SQLITE_IOERR_TRUNCATE',
]
const NOT_OURS = ['SQLITE_NOTADB', 'SQLITE_CORRUPT']
const NOT_ALLOWED = ['SQLITE_READONLY', 'SQLITE_CANTOPEN', 'SQLITE_PERM', 'SQLITE_AUTH']

/**
 * `cause` as an error that a person can act on: one sentence that names the folder and what was being done.
 *
 * @param doing what did not happen, as the end of a sentence: `entry 7 of ng_…/shared was not stored`.
 * @param otherwise the code where the cause is none that we know better.
 */
export function failure(
	cause: unknown,
	folder: string,
	doing: string,
	otherwise: ErrorCode
): ParleyError {
	if (cause instanceof ParleyError) return cause
	const code = codeOf(cause)
	const because = (known: ErrorCode, why: string): ParleyError =>
		new ParleyError(known, `${why}: ${doing}.`, { cause })

	if (NO_ROOM.includes(code)) {
		return because(
			'disk-full',
			`The disk takes no more data in ${folder} (full, limited or failing)`
		)
	}
	if (NOT_OURS.some((start) => code.startsWith(start))) {
		return because('log-corrupt', `The database in ${folder} is damaged`)
	}
	if (NOT_ALLOWED.some((start) => code.startsWith(start))) {
		return because('data-folder-unwritable', `The data folder ${folder} cannot be written to`)
	}
	if (code.startsWith('SQLITE_BUSY')) {
		return because(otherwise, `Another process keeps the database in ${folder} busy`)
	}
	return because(otherwise, `The database in ${folder} failed`)
}

/** The code of an error from the driver or the file system, e.g. `SQLITE_FULL` or `EACCES`; empty where there is none. */
export function codeOf(cause: unknown): string {
	if (cause instanceof Database.SqliteError) return cause.code
	if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code
	return ''
}
