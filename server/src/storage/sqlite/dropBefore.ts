import { readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Removes the copies of the database `file` that were kept before migrations: they hold what was in it then. Gives their names. */
export function dropBefore(file: string): readonly string[] {
	const folder = dirname(file)
	const kept = readdirSync(folder).filter((name) => name.startsWith(`${basename(file)}.before-`))
	for (const name of kept) rmSync(join(folder, name))
	return kept
}
