import { ParleyError } from '@parley/domain'
import type { Storage } from '../ports.ts'
import { failure } from './failure.ts'
import { keepBefore } from './before.ts'
import { lockFolder, openFolder, standingOf, type Folder } from './folder.ts'
import { sqliteAnswers } from './answers.ts'
import { createLogReads } from './logReads.ts'
import { sqliteNegotiations } from './negotiations.ts'
import { openReader, type Reader } from './reader.ts'
import { sqliteSeats } from './seats.ts'
import { sqliteCaches, sqliteSnapshots } from './views.ts'
import { createWatch, type Watch } from './watch.ts'
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
	const outdated = standingOf(folder).kind !== 'current'
	// Also a visitor has the folder to itself while it changes the tables: a running server would not know the new ones.
	const unlock = role === 'server' || outdated ? lockFolder(folder) : (): void => undefined
	try {
		// Looked at again: another process may have migrated it before this one had the lock.
		if (outdated) keepBefore(folder, standingOf(folder))
		const parts = await openParts(folder, maxPages)
		if (role === 'server') {
			// An erasure that was ended between its transaction and this comes to its end now, or at the next start where that fails.
			await parts.writer.scrub().catch(() => false)
			return join(folder, parts, unlock)
		}
		unlock()
		return join(folder, parts, () => undefined)
	} catch (error) {
		unlock()
		throw error
	}
}

/** What a storage is made of: the main thread reads, a thread of its own writes. */
interface Parts {
	readonly reader: Reader
	readonly writer: Writer
	readonly watch: Watch
}

async function openParts({ path, database }: Folder, maxPages: number | null): Promise<Parts> {
	const writer = await startWriter({ folder: path, file: database, maxPages })
	try {
		const watch = createWatch(await writer.look(), () => writer.look())
		return { reader: openReader(path, database), writer, watch }
	} catch (cause) {
		await writer.close()
		throw failure(cause, path, 'it was not opened', 'storage-failed')
	}
}

function join({ path }: Folder, { reader, writer, watch }: Parts, unlock: () => void): Storage {
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
			append: (commit) => writer.append(commit),
		},
		caches: sqliteCaches(reader, writer),
		snapshots: sqliteSnapshots(reader, writer),
		negotiations: sqliteNegotiations(reader, writer),
		seats: sqliteSeats(reader, writer),
		answers: sqliteAnswers(reader, writer),
		async scrub() {
			if (await writer.scrub()) return
			const message = `Others read the database in ${path} just now: what was erased is not yet out of its files.`
			throw new ParleyError('storage-failed', message)
		},
		check: () => writer.check(),
		watch: (listener) => watch.add(listener),
		close() {
			closing ??= close()
			return closing
		},
	}
}
