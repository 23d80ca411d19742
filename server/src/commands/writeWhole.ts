import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { ParleyError } from '@parley/domain'

/**
 * Writes a file beside `target` and gives it that name when it is whole and on the disk, so that `target` is there as a whole or stays
 * what it was.
 *
 * @param mode who may read it, as far as the account's umask lets them
 * @throws ParleyError `disk-full` or `file-unwritable`; what failed on the way through `content` as it is.
 */
export async function writeWhole(
	target: string,
	content: string | Uint8Array | AsyncIterable<string>,
	mode = 0o600
): Promise<void> {
	const draft = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.part`)
	try {
		const file = await open(draft, 'wx', mode)
		try {
			await file.writeFile(content)
			await file.sync()
		} finally {
			await file.close()
		}
		await rename(draft, target)
	} catch (cause) {
		await rm(draft, { force: true })
		if (cause instanceof ParleyError) throw cause
		throw unwritten(target, cause)
	}
}

function unwritten(target: string, cause: unknown): ParleyError {
	const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no reason given'
	if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code)) {
		const message = `The disk takes no more data: ${target} was not written.`
		return new ParleyError('disk-full', message, { cause })
	}
	const why = WHY[code] ?? code
	return new ParleyError('file-unwritable', `${target} cannot be written: ${why}.`, { cause })
}

const WHY: Readonly<Record<string, string>> = {
	ENOENT: 'there is no such folder',
	ENOTDIR: 'there is no such folder',
	EACCES: 'this account may not write there',
	EPERM: 'this account may not write there',
	EROFS: 'this account may not write there',
	EISDIR: 'it is a folder',
}
