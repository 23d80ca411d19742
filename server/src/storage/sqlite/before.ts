import { ParleyError } from '@parley/domain'
import { readdirSync, renameSync } from 'node:fs'
import { basename } from 'node:path'
import { copyWhole, dropDraft, sync } from './copy.ts'
import { codeOf, failure } from './failure.ts'
import { type Folder, type Standing } from './folder.ts'
import { FORMAT } from './migrations.ts'

/**
 * Keeps a copy of an older database as it is before it is migrated, beside it as `parley.sqlite.before-2`: an older version of Parley
 * refuses the new format, and whoever has to go back finds there what it can read. It is written whole under another name, brought
 * to the disk and renamed; where the disk has no room for it nothing is migrated. A copy that is there already stays.
 *
 * @throws ParleyError `disk-full` or `storage-failed`.
 */
export function keepBefore({ path, database: file }: Folder, standing: Standing): void {
	if (standing.kind !== 'older') return
	const kept = `${file}.before-${standing.format + 1}`
	if (readdirSync(path).includes(basename(kept))) return
	const draft = `${kept}.part`
	try {
		dropDraft(draft)
		copyWhole(file, draft)
		renameSync(draft, kept)
		sync(path)
	} catch (cause) {
		dropDraft(draft)
		const undone = `it was not brought to format ${FORMAT}, as no copy of format ${standing.format} could be kept beside it`
		if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(cause))) {
			throw new ParleyError('disk-full', `The disk takes no more data in ${path}: ${undone}.`, {
				cause,
			})
		}
		throw failure(cause, path, undone, 'storage-failed')
	}
}
