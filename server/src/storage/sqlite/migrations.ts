import type Database from 'better-sqlite3'
import { SCHEMA_1 } from './schema1.ts'
import { SCHEMA_2 } from './schema2.ts'
import { SCHEMA_3 } from './schema3.ts'
import { SCHEMA_4 } from './schema4.ts'

/** One step for every format, oldest first: what is released never changes, a new format is a new step. */
const STEPS: readonly string[] = [SCHEMA_1, SCHEMA_2, SCHEMA_3, SCHEMA_4]

/** The format that this version writes: the database's `user_version`. */
export const FORMAT = STEPS.length

/** Marks a database as ours: `Prly` in the file's header. */
const APPLICATION_ID = 0x50726c79

/** What a database is to us. */
export type Identity =
	| { readonly kind: 'ours'; readonly format: number }
	| { readonly kind: 'empty' }
	| { readonly kind: 'foreign' }

/** Reads whose database it is and of which format, without changing it. */
export function identify(database: Database.Database): Identity {
	const format = numberOf(database, 'user_version')
	if (numberOf(database, 'application_id') === APPLICATION_ID) return { kind: 'ours', format }
	const { count } = database
		.prepare<[], { count: number }>('SELECT count(*) AS count FROM sqlite_schema')
		.get() ?? { count: 0 }
	return format === 0 && count === 0 ? { kind: 'empty' } : { kind: 'foreign' }
}

/**
 * Brings the database to `FORMAT` in one transaction: all steps or none. Two processes at once are fine; one that is there already
 * is not written to.
 */
export function migrate(database: Database.Database): void {
	if (numberOf(database, 'user_version') === FORMAT) return
	database
		.transaction(() => {
			for (let format = numberOf(database, 'user_version'); format < FORMAT; format++) {
				database.exec(STEPS[format] ?? '')
			}
			database.pragma(`application_id = ${APPLICATION_ID}`)
			database.pragma(`user_version = ${FORMAT}`)
		})
		.immediate()
}

function numberOf(database: Database.Database, pragma: string): number {
	return Number(database.pragma(pragma, { simple: true }))
}
