import { ParleyError } from '@parley/domain'
import { realpathSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { KEY_FILE } from '../freeze/signer.ts'
import { DATABASE_FILE, LOCK_FILE } from '../storage/sqlite/folder.ts'
import { configOf, type Console } from './console.ts'
import { ADDRESS_FILE } from './openData.ts'
import { RETENTION_FILE } from './retentionSince.ts'

/** What a data folder keeps for itself; SQLite's own files begin with the database's name. */
const OWN_FILES: readonly string[] = [KEY_FILE, LOCK_FILE, ADDRESS_FILE, RETENTION_FILE]

/**
 * The absolute path of a file that a command is to write.
 *
 * @throws ParleyError `file-unwritable` where that is a file which the data folder keeps for itself: the record would be gone.
 */
export function outputFile(console: Console, given: string): string {
	const target = console.pathOf(given)
	const name = basename(target)
	const isOwn = name.startsWith(DATABASE_FILE) || OWN_FILES.includes(name)
	if (isOwn && isSameFolder(dirname(target), configOf(console).dataFolder)) {
		const message = `${target} is a file of the data folder itself: choose another name.`
		throw new ParleyError('file-unwritable', message)
	}
	return target
}

/** Whether both lead to one folder, whatever links are on the way. A folder that is not there is none. */
function isSameFolder(one: string, other: string): boolean {
	const real = (path: string): string | null => {
		try {
			return realpathSync.native(path)
		} catch {
			return null
		}
	}
	return real(one) !== null && real(one) === real(other)
}
