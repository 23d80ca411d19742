import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ParleyError, toIso } from '@parley/domain'
import { readSigningKey } from '../freeze/signer.ts'
import { writeBackup } from '../storage/sqlite/backupFile.ts'
import { DATABASE_FILE } from '../storage/sqlite/folder.ts'
import { configOf, counted, type Console } from './console.ts'
import { withData } from './openData.ts'
import { outputFile } from './outputFile.ts'
import { assertNoFreezeNear } from './still.ts'

/** `parley backup` as typed. */
export interface BackupOptions {
	/** Whether a file of that name may be replaced. */
	readonly force?: boolean
	readonly withoutKey?: boolean
}

/** Writes everything that the data folder holds into one file, also while a server runs. */
export async function backup(
	console: Console,
	file: string,
	{ force = false, withoutKey = false }: BackupOptions
): Promise<void> {
	const config = configOf(console)
	const database = join(config.dataFolder, DATABASE_FILE)
	if (!existsSync(database)) {
		throw new ParleyError('not-found', `There is nothing to back up in ${config.dataFolder}.`)
	}
	const target = outputFile(console, file)
	await withData(config, async (data) => {
		const { storage, signer, clock } = data
		await assertNoFreezeNear(data)
		const facts = {
			madeAt: toIso(clock.now()),
			publicKey: signer.keyText,
			signingKey: withoutKey ? null : await readSigningKey(config.dataFolder),
		}
		await writeBackup(database, target, facts, force)
		const negotiations = await storage.negotiations.list()
		console.say(
			`${target}: ${counted(negotiations.length, 'negotiation')} as of ${facts.madeAt}, ${sayBytes(statSync(target).size)}.`
		)
		console.say(
			withoutKey
				? `It does not hold the signing key, fingerprint ${signer.fingerprint}: without that key nothing restored from it will run.`
				: "IT HOLDS THE SIGNING KEY: whoever has this file can read every text and sign in this server's name. Keep it as you keep that key."
		)
	})
}

/** A number of bytes for people, e.g. `12.5 MB`. */
export function sayBytes(bytes: number): string {
	return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}
