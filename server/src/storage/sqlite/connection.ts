import Database from 'better-sqlite3'
import { type Compilable } from 'kysely'

/** How long a connection waits for another process's write before it gives up. */
const BUSY_MS = 5000

/** A connection to the database, with typed queries beside the driver's own statements. */
export interface Connection {
	/** The driver's own connection, for prepared statements on the hot path. */
	readonly raw: Database.Database
	/** The rows of `query`. */
	all<Row>(query: Compilable<Row>): Row[]
	/** The first row of `query`, or undefined. */
	first<Row>(query: Compilable<Row>): Row | undefined
	/** Runs a query without rows; gives the number of rows it changed. */
	run(query: Compilable): number
	/** Runs `work` in one transaction that is ready to write, and rolls it back where it throws. */
	transaction<T>(work: () => T): T
}

/** Opens a connection to the database in `file`, which must be there. */
export function openConnection(file: string, { readonly }: { readonly: boolean }): Connection {
	const raw = new Database(file, { readonly, fileMustExist: true, timeout: BUSY_MS })
	return {
		raw,
		all<Row>(query: Compilable<Row>) {
			const { sql, parameters } = query.compile()
			return raw.prepare<unknown[], Row>(sql).all(...parameters)
		},
		first<Row>(query: Compilable<Row>) {
			const { sql, parameters } = query.compile()
			return raw.prepare<unknown[], Row>(sql).get(...parameters)
		},
		run(query) {
			const { sql, parameters } = query.compile()
			return raw.prepare(sql).run(...parameters).changes
		},
		transaction: (work) => raw.transaction(work).immediate(),
	}
}
