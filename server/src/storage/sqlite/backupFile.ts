import { ParleyError } from '@parley/domain'
import { createHash, randomBytes } from 'node:crypto'
import {
	createReadStream,
	existsSync,
	linkSync,
	readdirSync,
	renameSync,
	rmSync,
	statSync,
} from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import * as z from 'zod'
import { copyWhole, dropDraft, formatOf, sync } from './copy.ts'
import { codeOf, failure } from './failure.ts'
import { FORMAT } from './migrations.ts'

/**
 * What a backup says of itself. The file is the database, then this as JSON, then one line of a fixed length: the format's name, how long
 * the JSON is, and the SHA-256 of everything before the line. So it is written once, and SQLite's own tools can read it.
 */
export interface BackupManifest {
	/** ISO 8601 in UTC: when the copying began. Everything acknowledged before is in it. */
	readonly madeAt: string
	readonly databaseFormat: number
	readonly databaseBytes: number
	/** The key that its logs are signed with, as `parley verify --key` takes it. */
	readonly publicKey: string
	/** The secret key as PEM; null where it was left out. */
	readonly signingKey: string | null
}

const Manifest: z.ZodType<BackupManifest> = z.object({
	madeAt: z.iso.datetime(),
	databaseFormat: z.int().min(1),
	databaseBytes: z.int().min(1),
	publicKey: z.string(),
	signingKey: z.string().nullable(),
})

const FOOTER = /^\nparley-backup\/(\d{3}) (\d{10}) ([0-9a-f]{64})\n$/
const FOOTER_BYTES = 95
const VERSION = '001'
const SQLITE = 'SQLite format 3\0'
/** A draft that nobody has written to for this long was left by a backup that was killed. */
const STALE_MS = 3_600_000

/** What goes into a backup beside the database. */
export type BackupFacts = Pick<BackupManifest, 'madeAt' | 'publicKey' | 'signingKey'>

/**
 * Writes a backup of the database in the data folder `folder` to `target`, mode 0600, while others write to it: one state of it, whole. It is
 * put together under another name in the same folder and brought to the disk before it gets its own, so that what is there
 * under that name is whole, whatever happens.
 *
 * @param force whether a file that is there may be replaced
 * @throws ParleyError `file-exists`, `file-unwritable`, `disk-full` or as reading the database does; nothing is left then.
 */
export async function writeBackup(
	database: string,
	target: string,
	facts: BackupFacts,
	force: boolean
): Promise<BackupManifest> {
	if (!force && existsSync(target)) throw exists(target)
	const draft = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.part`)
	try {
		dropStale(target)
		copyWhole(database, draft)
		const manifest = {
			...facts,
			databaseFormat: formatOf(draft),
			databaseBytes: statSync(draft).size,
		}
		await seal(draft, manifest)
		putInPlace(draft, target, force)
		return manifest
	} catch (cause) {
		dropDraft(draft)
		throw unwritten(cause, target)
	}
}

/** Appends the manifest and the closing line to a copied database. */
async function seal(draft: string, manifest: BackupManifest): Promise<void> {
	const json = new TextEncoder().encode(JSON.stringify(manifest))
	const hash = createHash('sha256')
	for await (const chunk of createReadStream(draft)) hash.update(chunk as Uint8Array)
	const digest = hash.update(json).digest('hex')
	const footer = `\nparley-backup/${VERSION} ${String(json.length).padStart(10, '0')} ${digest}\n`
	const file = await open(draft, 'a')
	try {
		await file.writeFile(json)
		await file.writeFile(footer)
		await file.sync()
	} finally {
		await file.close()
	}
}

function putInPlace(draft: string, target: string, force: boolean): void {
	if (force) renameSync(draft, target)
	else {
		try {
			// Unlike a rename, a link never takes the place of a file that somebody else has made meanwhile.
			linkSync(draft, target)
			rmSync(draft)
		} catch (cause) {
			if (codeOf(cause) === 'EEXIST') throw exists(target)
			// File systems of memory sticks know no links.
			renameSync(draft, target)
		}
	}
	sync(dirname(target))
}

/** Removes drafts of this target that a kill left behind. */
function dropStale(target: string): void {
	const isDraft = (name: string): boolean =>
		name.startsWith(`.${basename(target)}.`) && /\.[0-9a-f]{12}\.part(-journal)?$/.test(name)
	for (const name of readdirSync(dirname(target)).filter(isDraft)) {
		const left = join(dirname(target), name)
		if (Date.now() - statSync(left).mtimeMs > STALE_MS) rmSync(left, { force: true })
	}
}

function exists(target: string): ParleyError {
	const message = `There is a file ${target} already: choose another name, or say --force to replace it.`
	return new ParleyError('file-exists', message)
}

function unwritten(cause: unknown, target: string): ParleyError {
	if (cause instanceof ParleyError) return cause
	const code = codeOf(cause)
	if (['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL', 'SQLITE_IOERR_WRITE'].includes(code)) {
		const message = `The disk takes no more data in ${dirname(target)}: no backup was made.`
		return new ParleyError('disk-full', message, { cause })
	}
	if (code.startsWith('E')) {
		const why = code === 'ENOENT' ? 'there is no such folder' : code
		const message = `The backup ${target} cannot be written: ${why}.`
		return new ParleyError('file-unwritable', message, { cause })
	}
	return failure(cause, dirname(target), 'no backup was made', 'storage-failed')
}

/** A backup that is open and whole as far as its end tells; `extract` looks at the rest. */
export interface OpenBackup {
	readonly manifest: BackupManifest
	/**
	 * Writes the database into a new file, mode 0600, and brings it to the disk. Checks every byte of the backup on the way.
	 *
	 * @throws ParleyError `bad-backup` where one has changed.
	 */
	extract(into: string, onProgress?: (done: number, total: number) => void): Promise<void>
	close(): Promise<void>
}

/**
 * Opens a backup.
 *
 * @throws ParleyError `not-found`, or `bad-backup` for what is none, is cut off, or comes from a newer version.
 */
export async function openBackup(path: string): Promise<OpenBackup> {
	const file = await open(path, 'r').catch((cause: unknown) => {
		const code = codeOf(cause)
		const why = code === 'ENOENT' ? 'there is no such file' : code
		throw new ParleyError('not-found', `The backup ${path} cannot be read: ${why}.`, { cause })
	})
	try {
		const { size } = await file.stat()
		const { manifest, digest } = await readEnd(file, size, path)
		return {
			manifest,
			extract: (into, onProgress) => extract(file, size, path, manifest, digest, into, onProgress),
			close: () => file.close(),
		}
	} catch (error) {
		await file.close()
		throw error
	}
}

async function readEnd(
	file: FileHandle,
	size: number,
	path: string
): Promise<{ manifest: BackupManifest; digest: string }> {
	if (!(await file.stat()).isFile()) throw bad(path, 'is no file')
	const start = new TextDecoder('latin1').decode(
		await readAt(file, 0, Math.min(size, SQLITE.length))
	)
	const footer = new TextDecoder('latin1').decode(
		await readAt(file, Math.max(0, size - FOOTER_BYTES), Math.min(size, FOOTER_BYTES))
	)
	const [, version, length, digest] = FOOTER.exec(footer) ?? []
	if (start !== SQLITE) throw bad(path, 'is no backup of Parley, or is damaged at its beginning')
	if (version === undefined || length === undefined || digest === undefined) {
		throw bad(path, 'is no backup of Parley, or was cut off or damaged at its end')
	}
	if (version !== VERSION) throw newer(path)
	const manifestBytes = Number(length)
	const at = size - FOOTER_BYTES - manifestBytes
	if (at < SQLITE.length) throw bad(path, 'was cut off or damaged')
	const manifest = parseManifest(await readAt(file, at, manifestBytes))
	if (manifest === null || manifest.databaseBytes !== at) throw bad(path, 'was cut off or damaged')
	if (manifest.databaseFormat > FORMAT) throw newer(path)
	return { manifest, digest }
}

async function extract(
	file: FileHandle,
	size: number,
	path: string,
	{ databaseBytes }: BackupManifest,
	digest: string,
	into: string,
	onProgress: (done: number, total: number) => void = () => undefined
): Promise<void> {
	const hash = createHash('sha256')
	const target = await open(into, 'wx', 0o600)
	try {
		const end = size - FOOTER_BYTES
		for (let at = 0; at < end;) {
			const chunk = await readAt(file, at, Math.min(CHUNK_BYTES, end - at))
			hash.update(chunk)
			const ofDatabase = Math.min(chunk.length, databaseBytes - at)
			if (ofDatabase > 0) await target.writeFile(chunk.subarray(0, ofDatabase))
			at += chunk.length
			onProgress(at, end)
		}
		if (hash.digest('hex') !== digest)
			throw bad(path, 'is damaged: its bytes are not those that were written')
		await target.sync()
	} finally {
		await target.close()
	}
}

const CHUNK_BYTES = 1_048_576

/** Exactly `length` bytes from `at`; throws `bad-backup` where the file ends before. */
async function readAt(file: FileHandle, at: number, length: number): Promise<Uint8Array> {
	const bytes = new Uint8Array(length)
	let read = 0
	while (read < length) {
		const { bytesRead } = await file.read(bytes, read, length - read, at + read)
		if (bytesRead === 0) throw new ParleyError('bad-backup', 'The backup ends before its end.')
		read += bytesRead
	}
	return bytes
}

function parseManifest(bytes: Uint8Array): BackupManifest | null {
	try {
		const parsed = Manifest.safeParse(
			JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
		)
		return parsed.success ? parsed.data : null
	} catch (error) {
		if (error instanceof SyntaxError || error instanceof TypeError) return null
		throw error
	}
}

function bad(path: string, what: string): ParleyError {
	return new ParleyError('bad-backup', `The file ${path} ${what}.`)
}

function newer(path: string): ParleyError {
	const message = `The backup ${path} was made by a newer version of Parley: restore it with that one.`
	return new ParleyError('data-folder-newer', message)
}
