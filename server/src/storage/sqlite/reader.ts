import { ParleyError } from '@parley/domain'
import type Database from 'better-sqlite3'
import type { Compilable } from 'kysely'
import { openConnection } from './connection.ts'
import { failure } from './failure.ts'

/** The connection that the main thread reads through. It sees whatever is committed, by anybody. */
export interface Reader {
	/** A statement of the driver; to be run inside `read`. */
	prepare<Parameters extends unknown[], Row>(sql: string): Database.Statement<Parameters, Row>
	/**
	 * A statement that is compiled once from `query`, whose values stand for others: they are given anew, in their order, each time it is
	 * run, inside `read`. For what is asked for whenever somebody comes in.
	 */
	statement<Row>(query: Compilable<Row>): Database.Statement<unknown[], Row>
	/** The rows of `query`; to be called inside `read`. */
	all<Row>(query: Compilable<Row>): Row[]
	/** The first row of `query`; to be called inside `read`. */
	first<Row>(query: Compilable<Row>): Row | undefined
	/** Runs `work` at once, on one state of the database. Rejects as `ParleyError`, whatever went wrong. */
	read<T>(work: () => T): Promise<T>
	/** Lets go of the files. Closing twice is fine. */
	close(): void
}

/** Opens the database in `file` for reading. */
export function openReader(folder: string, file: string): Reader {
	const raw = openConnection(file, { readonly: true })
	// SQLite compiles each query once: there are a few dozen of them, and everybody who comes in asks the same ones.
	const statements = new Map<string, Database.Statement>()

	function prepare<Row>(
		query: Compilable<Row>
	): readonly [Database.Statement<unknown[], Row>, readonly unknown[]] {
		const { sql, parameters } = query.compile()
		const statement = statements.get(sql) ?? raw.prepare(sql)
		statements.set(sql, statement)
		// The text of a query says what its rows are.
		return [statement as Database.Statement<unknown[], Row>, parameters]
	}

	return {
		prepare: (sql) => raw.prepare(sql),
		statement: (query) => prepare(query)[0],
		all(query) {
			const [statement, parameters] = prepare(query)
			return statement.all(...parameters)
		},
		first(query) {
			const [statement, parameters] = prepare(query)
			return statement.get(...parameters)
		},
		async read(work) {
			if (!raw.open) {
				throw new ParleyError('storage-failed', `The storage in ${folder} is closed.`)
			}
			try {
				return await Promise.resolve(raw.transaction(work).deferred())
			} catch (cause) {
				throw failure(cause, folder, 'it could not be read', 'storage-failed')
			}
		},
		close() {
			raw.close()
		},
	}
}
