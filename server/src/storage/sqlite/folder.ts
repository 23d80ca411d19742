import { ParleyError } from '@parley/domain'
import Database from 'better-sqlite3'
import {
	accessSync,
	closeSync,
	constants,
	existsSync,
	mkdirSync,
	openSync,
	readdirSync,
	rmSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { codeOf, failure } from './failure.ts'
import { FORMAT, identify } from './migrations.ts'

/** The database's name in a data folder. */
export const DATABASE_FILE = 'parley.sqlite'
/** The name of what its one server holds. */
export const LOCK_FILE = 'server.lock'

/** Where things are in a data folder. */
export interface Folder {
	/** Its absolute path, as errors name it. */
	readonly path: string
	readonly database: string
	readonly lock: string
}

/**
 * The data folder at `path`, made where it is missing. What it holds is for the account that runs Parley alone: mode 0700 for a new
 * folder, 0600 for new files (SQLite gives the same to those that it adds).
 *
 * @throws ParleyError `data-folder-unwritable` or `disk-full`.
 */
export function openFolder(path: string): Folder {
	const folder = folderAt(path)
	const { path: absolute, database, lock } = folder
	if (isHalfRestored(folder)) {
		const message = `Restoring a backup into ${absolute} was interrupted: do it again first.`
		throw new ParleyError('data-folder-unwritable', message)
	}
	prepare(absolute, [database, lock])
	return folder
}

/** Where things are in the data folder at `path`; nothing is made. */
function folderAt(path: string): Folder {
	const absolute = resolve(path)
	return {
		path: absolute,
		database: join(absolute, DATABASE_FILE),
		lock: join(absolute, LOCK_FILE),
	}
}

/** Where a backup is put together before it becomes the folder's: as long as this is there and no database, it was not finished. */
const RESTORING = '.restoring'

function isHalfRestored({ path, database }: Folder): boolean {
	return existsSync(join(path, RESTORING)) && !existsSync(database)
}

/** A folder that nobody else uses and that holds nothing, and a place in it to put things together. */
export interface EmptyFolder extends Folder {
	readonly restoring: string
	/** Lets go of the folder. */
	release(): void
	/** Clears away what was put together, and the folder too where it was made for this, and lets go of it. */
	abandon(): void
}

/**
 * Takes the folder at `path` for a backup to be restored into: made where it is missing, and else empty but for what an interrupted
 * restoring left, which is cleared away.
 *
 * @throws ParleyError `file-exists` where it holds anything else, `data-folder-in-use`, `data-folder-unwritable` or `disk-full`.
 */
export function takeEmptyFolder(path: string): EmptyFolder {
	const folder = folderAt(path)
	const restoring = join(folder.path, RESTORING)
	// The key of a backup that was not wholly restored: it is in the backup still.
	const leftKeys = isHalfRestored(folder) ? ['signing-key.pem'] : []
	const mayBeThere = ['server.lock', 'server.lock-journal', RESTORING, ...leftKeys]
	const others = existsSync(folder.path)
		? readdirSync(folder.path).filter((name) => !mayBeThere.includes(name))
		: []
	if (others.length > 0) {
		const message = `The folder ${folder.path} is not empty: a backup is restored into an empty folder alone.`
		throw new ParleyError('file-exists', message)
	}
	const wasThere = existsSync(folder.path)
	const hadLock = existsSync(folder.lock)
	prepare(folder.path, [folder.lock])
	const release = lockFolder(folder)
	try {
		rmSync(restoring, { recursive: true, force: true })
		for (const key of leftKeys) rmSync(join(folder.path, key), { force: true })
		mkdirSync(restoring, 0o700)
		const abandon = (): void => {
			rmSync(restoring, { recursive: true, force: true })
			release()
			if (!wasThere) rmSync(folder.path, { recursive: true })
			else if (!hadLock) rmSync(folder.lock)
		}
		return { ...folder, restoring, release, abandon }
	} catch (cause) {
		release()
		throw failure(cause, folder.path, 'nothing was restored into it', 'storage-failed')
	}
}

/** Makes the folder and the files in it that are missing. */
function prepare(absolute: string, files: readonly string[]): void {
	try {
		makeFolder(absolute)
		for (const file of files) {
			create(file)
			accessSync(file, constants.R_OK | constants.W_OK)
		}
	} catch (cause) {
		const code = codeOf(cause)
		const full = ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code)
		throw new ParleyError(
			full ? 'disk-full' : 'data-folder-unwritable',
			full
				? `The disk takes no more data in ${absolute}: the data folder was not made.`
				: `The data folder ${absolute} cannot be written to (${code}).`,
			{ cause }
		)
	}
}

/** Makes a folder and those above it. Node's own `recursive` never comes back where a file system such as /proc takes no folders. */
function makeFolder(path: string): void {
	try {
		mkdirSync(path, 0o700)
	} catch (cause) {
		const code = codeOf(cause)
		if (code === 'EEXIST') return
		if (code !== 'ENOENT' || dirname(path) === path) throw cause
		makeFolder(dirname(path))
		mkdirSync(path, 0o700)
	}
}

/**
 * Makes an empty file where there is none. One that is there is not opened: closing it again would drop the POSIX locks that SQLite
 * holds on it anywhere in this process.
 */
function create(file: string): void {
	if (existsSync(file)) return
	try {
		closeSync(openSync(file, 'wx', 0o600))
	} catch (cause) {
		// Another process made it in between.
		if (codeOf(cause) !== 'EEXIST') throw cause
	}
}

/**
 * Takes the folder for this process; gives the way to let go of it. The lock is one of the operating system's, on a database
 * of its own: it ends with the process, however that ends.
 *
 * @throws ParleyError `data-folder-in-use`.
 */
export function lockFolder({ path, lock }: Folder): () => void {
	const database = new Database(lock, { timeout: 0 })
	try {
		database.exec('BEGIN EXCLUSIVE')
	} catch (cause) {
		database.close()
		if (codeOf(cause).startsWith('SQLITE_BUSY')) {
			const message = `The data folder ${path} is in use by another Parley process.`
			throw new ParleyError('data-folder-in-use', message, { cause })
		}
		throw failure(cause, path, 'it was not locked', 'storage-failed')
	}
	return () => {
		database.close()
	}
}

/** What a folder's database is: to be made, of this format, or of an older one that has to be migrated. */
export type Standing =
	| { readonly kind: 'new' }
	| { readonly kind: 'current' }
	| { readonly kind: 'older'; readonly format: number }

/**
 * Looks at the folder's database without changing it.
 *
 * @throws ParleyError `data-folder-newer`, or `log-corrupt` for what is no database or none of Parley's.
 */
export function standingOf({ path, database: file }: Folder): Standing {
	const database = new Database(file, { readonly: true })
	try {
		const identity = identify(database)
		if (identity.kind === 'foreign') {
			throw new ParleyError('log-corrupt', `The database ${file} is not one of Parley's.`)
		}
		if (identity.kind === 'empty') return { kind: 'new' }
		const { format } = identity
		if (format > FORMAT) {
			throw new ParleyError(
				'data-folder-newer',
				`The data folder ${path} was written by a newer version of Parley (format ${format}, this one knows ${FORMAT}).`
			)
		}
		return format === FORMAT ? { kind: 'current' } : { kind: 'older', format }
	} catch (cause) {
		throw failure(cause, path, 'it was not opened', 'storage-failed')
	} finally {
		database.close()
	}
}
