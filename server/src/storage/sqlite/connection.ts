import Database from 'better-sqlite3'

/** How long a connection waits for another process's write before it gives up. */
const BUSY_MS = 5000

/** Opens a connection to the database in `file`, which must be there. */
export function openConnection(
	file: string,
	{ readonly }: { readonly: boolean }
): Database.Database {
	return new Database(file, { readonly, fileMustExist: true, timeout: BUSY_MS })
}
