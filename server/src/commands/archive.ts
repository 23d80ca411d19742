import { existsSync } from 'node:fs'
import { ParleyError, type Negotiation } from '@parley/domain'
import { archiveLines, type ArchiveParts } from '../negotiation/archive.ts'
import { readStanding } from '../negotiation/standingLog.ts'
import { configOf, type Console } from './console.ts'
import { find } from './erase.ts'
import { withData } from './openData.ts'
import { outputFile } from './outputFile.ts'
import { assertNoFreezeNear } from './still.ts'
import { writeWhole } from './writeWhole.ts'

/** Writes the whole record of a negotiation into one file that is checked without a server, also while one runs. */
export async function archive(
	console: Console,
	id: string,
	file: string,
	{ force = false }: { readonly force?: boolean }
): Promise<void> {
	const target = outputFile(console, file)
	if (!force && existsSync(target)) {
		const message = `There is a file ${target} already: choose another name, or say --force to replace it.`
		throw new ParleyError('file-exists', message)
	}
	await withData(configOf(console), async (data) => {
		const { storage, signer } = data
		await assertNoFreezeNear(data)
		const negotiation = await find(storage, id)
		await writeArchive(target, { storage, signer }, negotiation)
		console.say(`${target}: the whole record of ${id} ${negotiation.title}.`)
		console.say(`Check it anywhere with: parley log check ${file} --key ${signer.keyText}`)
	})
}

/**
 * Writes the record of a negotiation to `target`, whole or not at all: written anew where words of it are withheld meanwhile.
 *
 * @throws ParleyError `log-changed` where that happens again and again, `erased` where it went meanwhile, or as `writeWhole` does.
 */
export function writeArchive(
	target: string,
	parts: ArchiveParts,
	negotiation: Negotiation
): Promise<void> {
	return readStanding(() => writeWhole(target, archiveLines(parts, negotiation)))
}
