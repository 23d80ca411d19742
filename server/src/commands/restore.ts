import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ParleyError, parseInstant } from '@parley/domain'
import { fromHex, parseKey } from '@parley/snapshot'
import { KEY_FILE, parseSigner } from '../freeze/signer.ts'
import { openBackup, type BackupManifest, type OpenBackup } from '../storage/sqlite/backupFile.ts'
import { checkDatabase, sync } from '../storage/sqlite/copy.ts'
import { DATABASE_FILE, takeEmptyFolder, type EmptyFolder } from '../storage/sqlite/folder.ts'
import { openSqliteStorage } from '../storage/sqlite/openSqliteStorage.ts'
import { checkRecord, endAccess, type RecordFinding } from './checkRecord.ts'
import { configOf, type Console } from './console.ts'
import { createProgress } from './progress.ts'
import { reasonOf } from './readText.ts'

/** `parley restore` as typed. */
export interface RestoreOptions {
	/** The folder to restore into; the configured data folder where it is not given. */
	readonly data?: string
	/** The file of the signing key, where the backup does not hold it. */
	readonly key?: string
	/** Whether every session and link of the backup ends. */
	readonly endSessions?: boolean
	/** Whether a record that is not as it was written is restored all the same. */
	readonly acceptFaults?: boolean
}

/**
 * Makes a data folder from a backup. The backup is read to its last byte, brought to this version's format and its record checked before
 * anything gets its place; whatever fails leaves the folder as it was.
 */
export async function restore(
	console: Console,
	file: string,
	options: RestoreOptions
): Promise<void> {
	const folder =
		options.data === undefined ? configOf(console).dataFolder : console.pathOf(options.data)
	const backup = await openBackup(console.pathOf(file))
	try {
		const { manifest } = backup
		const signingKey = await signingKeyFor(console, manifest, options.key)
		const target = takeEmptyFolder(folder)
		let finding: RecordFinding
		try {
			finding = await putTogether(target, backup, options)
			await putInPlace(target, signingKey)
		} catch (error) {
			target.abandon()
			throw error
		}
		target.release()
		say(console, manifest, finding, folder, signingKey !== null, options.endSessions === true)
	} finally {
		await backup.close()
	}
}

/** The key to restore: the backup's own, or the one that was given, which must be the one that it was signed with. */
async function signingKeyFor(
	console: Console,
	{ publicKey, signingKey }: BackupManifest,
	given: string | undefined
): Promise<string | null> {
	if (given === undefined) return signingKey
	const path = console.pathOf(given)
	const pem = await readFile(path, 'utf8').catch((cause: unknown) => {
		const message = `The key ${path} cannot be read: ${reasonOf(cause)}.`
		throw new ParleyError('bad-key', message, { cause })
	})
	if (parseSigner(pem, path).keyText === publicKey) return pem
	throw new ParleyError(
		'bad-key',
		`The key ${path} is not the one that this backup was signed with.`
	)
}

/** Puts the database together beside its place, in this version's format, and checks its record. */
async function putTogether(
	{ restoring }: EmptyFolder,
	backup: OpenBackup,
	{ endSessions = false, acceptFaults = false }: RestoreOptions
): Promise<RecordFinding> {
	const database = join(restoring, DATABASE_FILE)
	const bar = createProgress('Restoring')
	try {
		await backup.extract(database, (done, total) => {
			bar.update(done, total)
		})
		checkDatabase(database)
		const storage = await openSqliteStorage({ folder: restoring, role: 'server' })
		try {
			const finding = await checkRecord(storage, publicKeyOf(backup.manifest), (done, total) => {
				bar.update(done, total)
			})
			const [fault] = finding.faults
			if (fault !== undefined && !acceptFaults) {
				throw new ParleyError(
					'bad-backup',
					`${fault} Nothing was restored (--accept-faults would).`
				)
			}
			if (endSessions) await endAccess(storage, parseInstant(Date.parse(backup.manifest.madeAt)))
			return finding
		} finally {
			await storage.close()
		}
	} finally {
		bar.stop()
	}
}

/** The key comes first: a database without it would not be run, and a key alone is cleared away when it is done again. */
async function putInPlace(
	{ path, restoring, database }: EmptyFolder,
	signingKey: string | null
): Promise<void> {
	if (signingKey !== null) {
		const key = join(restoring, KEY_FILE)
		await writeFile(key, signingKey, { mode: 0o600, flag: 'wx' })
		sync(key)
		await rename(key, join(path, KEY_FILE))
		sync(path)
	}
	await rename(join(restoring, DATABASE_FILE), database)
	sync(path)
	await rm(restoring, { recursive: true })
}

function publicKeyOf({ publicKey }: BackupManifest): Uint8Array {
	const key = parseKey(publicKey)
	if (key.kind === 'fingerprint') throw new RangeError('a backup names its whole key')
	return fromHex(key.publicKey)
}

function say(
	console: Console,
	{ madeAt, publicKey }: BackupManifest,
	{ holding, faults }: RecordFinding,
	folder: string,
	hasKey: boolean,
	endSessions: boolean
): void {
	console.say(`Restored into ${folder}, as of ${madeAt}:`)
	for (const line of holding) console.say(`  ${line}`)
	if (holding.length === 0) console.say('  no negotiation')
	for (const fault of faults) console.complain(`NOT as it was written: ${fault}`)
	if (faults.length === 0) console.say('Every log and every frozen text is as it was signed.')
	if (!hasKey) {
		console.say(
			`THE SIGNING KEY IS MISSING: put it there as ${KEY_FILE} with mode 0600, or it will not run.`
		)
		console.say(`It is the one to ${publicKey}`)
	}
	console.say(
		endSessions
			? 'All sessions and links are ended: everybody needs a new link.'
			: 'Sessions and links are as they were then: whoever was in is in. A seat or link that was taken away since then stands again, and is to be taken away again; --end-sessions ends them all.'
	)
}
