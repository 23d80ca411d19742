import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { ParleyError } from '@parley/domain'
import { archiveLines } from '../negotiation/archive.ts'
import { configOf, type Console } from './console.ts'
import { find } from './erase.ts'
import { withData } from './openData.ts'
import { reasonOf } from './readText.ts'

/** Writes the whole record of a negotiation into one file that is checked without a server, also while one runs. */
export async function archive(
	console: Console,
	id: string,
	file: string,
	{ force = false }: { readonly force?: boolean }
): Promise<void> {
	const target = console.pathOf(file)
	if (!force && existsSync(target)) {
		const message = `There is a file ${target} already: choose another name, or say --force to replace it.`
		throw new ParleyError('file-exists', message)
	}
	await withData(configOf(console), async ({ storage, signer }) => {
		const negotiation = await find(storage, id)
		await writeWhole(target, archiveLines({ storage, signer }, negotiation))
		console.say(`${target}: the whole record of ${id} ${negotiation.title}.`)
		console.say(`Check it anywhere with: parley log check ${file} --key ${signer.keyText}`)
	})
}

/** Writes `lines` beside the target and gives it its name when it is whole and on the disk. */
async function writeWhole(target: string, lines: AsyncIterable<string>): Promise<void> {
	const draft = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.part`)
	try {
		const opened = await open(draft, 'wx', 0o600)
		try {
			await opened.writeFile(lines)
			await opened.sync()
		} finally {
			await opened.close()
		}
		await rename(draft, target)
	} catch (cause) {
		await rm(draft, { force: true })
		if (cause instanceof ParleyError) throw cause
		const isFull = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC'
		throw isFull
			? new ParleyError('disk-full', `The disk takes no more data: ${target} was not written.`, {
					cause,
				})
			: new ParleyError('file-unwritable', `${target} cannot be written: ${reasonOf(cause)}.`, {
					cause,
				})
	}
}
