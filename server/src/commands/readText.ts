import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { ParleyError } from '@parley/domain'
import { MAX_IMPORT_BYTES, type OptionedText, type Progress } from '@parley/formats'
import { type TextFormat } from '../textWork/work.ts'
import { WORKSHOP_LIMITS, type Workshop, type WorkshopRefusal } from '../textWork/workshop.ts'

/** What else is known about a file to be imported. */
export interface ReadTextOptions {
	/** By the file's ending where it is not given. */
	readonly format?: TextFormat | undefined
	readonly allowDamage?: boolean | undefined
	/** Codes of the delegations that a bracket in it can name as its holders; none where they are left out. */
	readonly codes?: readonly string[] | undefined
	readonly onProgress?: Progress | undefined
	/** What it waits with in the workshop; its own path where nothing is given. */
	readonly queue?: string
}

/** A file read as a text to negotiate. */
export interface ReadText {
	readonly imported: OptionedText
	readonly format: TextFormat
	/** SHA-256 of the file, lower-case hex. */
	readonly digest: string
}

/**
 * Reads a file and splits it into clauses, in a process that may take so much time and memory and no more.
 *
 * @throws ParleyError `bad-import`, one sentence that names the file.
 */
export async function readText(
	workshop: Workshop,
	path: string,
	options: ReadTextOptions = {}
): Promise<ReadText> {
	const bytes = await readBounded(path)
	const { allowDamage = false, codes = [], onProgress, queue = path } = options
	const isMarkdown = ['.md', '.markdown'].includes(extname(path).toLowerCase())
	const format = options.format ?? (isMarkdown ? 'markdown' : 'text')
	try {
		const work = { kind: 'import', bytes, format, allowDamage, codes } as const
		const read = await workshop.run(work, { queue, onProgress })
		if (read.kind === 'refused') throw new ParleyError('bad-import', WHY[read.reason])
		const digest = createHash('sha256').update(bytes).digest('hex')
		return { imported: read.result, format, digest }
	} catch (error) {
		if (!(error instanceof ParleyError)) throw error
		throw new ParleyError(error.code, `In ${basename(path)}: ${error.message}.`, { cause: error })
	}
}

const WHY: Readonly<Record<WorkshopRefusal, string>> = {
	'took-too-long': `reading it took longer than ${WORKSHOP_LIMITS.workMs / 1000} seconds, and no text that can be negotiated does: divide it`,
	'took-too-much-memory': `reading it took more than ${WORKSHOP_LIMITS.memoryBytes / 2 ** 20} MiB of memory, and no text that can be negotiated does: divide it`,
	'too-many': 'too many files are being read already',
	'called-off': 'the reading of it was stopped',
}

/** Reads no more than what is taken in and one byte, so that a huge or endless file costs nothing. */
async function readBounded(path: string): Promise<Uint8Array> {
	try {
		await using file = await open(path)
		if ((await file.stat()).isDirectory()) throw unreadable(path, 'it is a folder')
		const chunks: Buffer[] = []
		let size = 0
		const stream = file.createReadStream({ end: MAX_IMPORT_BYTES, autoClose: false })
		for await (const chunk of stream) {
			if (!Buffer.isBuffer(chunk)) continue
			chunks.push(chunk)
			size += chunk.length
		}
		if (size > MAX_IMPORT_BYTES) {
			const megabytes = ((await file.stat()).size / 1_000_000).toFixed(1)
			throw unreadable(path, `it has ${megabytes} MB, and at most 20 MiB are taken in`)
		}
		return Buffer.concat(chunks)
	} catch (error) {
		if (error instanceof ParleyError) throw error
		throw unreadable(path, reasonOf(error), error)
	}
}

function unreadable(path: string, reason: string, cause?: unknown): ParleyError {
	return new ParleyError('bad-import', `The file ${path} cannot be read: ${reason}.`, { cause })
}

/** Why the system did not open a file, in plain words. */
export function reasonOf(error: unknown): string {
	const code = error instanceof Error && 'code' in error ? error.code : undefined
	switch (code) {
		case 'ENOENT':
			return 'there is no such file'
		case 'EACCES':
		case 'EPERM':
			return 'this account may not read it'
		case 'EISDIR':
			return 'it is a folder'
		default:
			return typeof code === 'string' ? code : 'the system gave no reason'
	}
}
