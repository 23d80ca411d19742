import { type Storage } from '../ports.ts'
import { failure } from './failure.ts'
import { lockFolder, needsMigration, openFolder } from './folder.ts'
import { createLogReads } from './logReads.ts'
import { openReader, type Reader } from './reader.ts'
import { sqliteSeats } from './seats.ts'
import { sqliteCaches, sqliteNegotiations, sqliteSnapshots } from './views.ts'
import { createWatch } from './watch.ts'
import { startWriter, type Writer } from './writer.ts'

/** Which folder to open, and what for. */
export interface SqliteOptions {
	/** Made where it is missing. */
	readonly folder: string
	/**
	 * `server` takes the folder for this process until it is closed, so that only one process numbers entries; `visitor` works beside
	 * it, as the command line does.
	 */
	readonly role: 'server' | 'visitor'
	/** The most pages of 4 KiB that the database may have; by default what the disk takes. */
	readonly maxPages?: number
}

/**
 * Opens the storage in a data folder.
 *
 * @throws ParleyError `data-folder-in-use`, `data-folder-newer`, `data-folder-unwritable`, `disk-full`, `log-corrupt` or
 * `storage-failed`; nothing is held open then.
 */
export async function openSqliteStorage(options: SqliteOptions): Promise<Storage> {
	const { role, maxPages = null } = options
	const folder = openFolder(options.folder)
	let unlock = role === 'server' ? lockFolder(folder) : null
	try {
		// Also a visitor has the folder to itself while it changes the tables: a running server would not know the new ones.
		if (needsMigration(folder)) unlock ??= lockFolder(folder)
		const writer = await startWriter({ folder: folder.path, file: folder.database, maxPages })
		const storage = join(await read(folder.path, folder.database, writer), writer, () => unlock?.())
		if (role === 'visitor') {
			unlock?.()
			unlock = null
		}
		return storage
	} catch (error) {
		unlock?.()
		throw error
	}
}

async function read(folder: string, file: string, writer: Writer): Promise<Reader> {
	try {
		return openReader(folder, file)
	} catch (cause) {
		await writer.close()
		throw failure(cause, folder, 'it was not opened', 'storage-failed')
	}
}

function join(reader: Reader, writer: Writer, unlock: () => void): Storage {
	const watch = createWatch(() => writer.write({ kind: 'look' }))
	let closing: Promise<void> | null = null

	async function close(): Promise<void> {
		watch.close()
		reader.close()
		// The writer is the last to go, so that SQLite folds the write-ahead log into the database.
		await writer.close().finally(unlock)
	}

	return {
		log: {
			...createLogReads(reader),
			async append(commit) {
				await writer.write({ kind: 'append', commit })
			},
		},
		caches: sqliteCaches(reader, writer),
		snapshots: sqliteSnapshots(reader, writer),
		negotiations: sqliteNegotiations(reader, writer),
		seats: sqliteSeats(reader, writer),
		async check() {
			await writer.write({ kind: 'check' })
		},
		watch: (listener) => watch.add(listener),
		close() {
			closing ??= close()
			return closing
		},
	}
}
