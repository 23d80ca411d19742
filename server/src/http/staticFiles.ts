import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { gzipSync } from 'node:zlib'

/** A file of the client, as it is sent. */
export interface StaticFile {
	readonly bytes: Uint8Array<ArrayBuffer>
	/** The same bytes compressed, where that makes them smaller. */
	readonly gzip: Uint8Array<ArrayBuffer> | null
	readonly type: string
	/** A strong ETag. */
	readonly etag: string
}

/** Everything that is served as a file. */
export interface StaticFiles {
	/** The built client by path, e.g. `/assets/index-3fa9.js`; empty where nothing was built. */
	readonly client: ReadonlyMap<string, StaticFile>
	/** The page that verifies without a server; null where it was not built. */
	readonly verifier: StaticFile | null
}

const TYPES: Readonly<Record<string, string>> = {
	'.css': 'text/css; charset=utf-8',
	'.html': 'text/html; charset=utf-8',
	'.ico': 'image/x-icon',
	'.js': 'text/javascript; charset=utf-8',
	'.json': 'application/json',
	'.png': 'image/png',
	'.svg': 'image/svg+xml',
	'.txt': 'text/plain; charset=utf-8',
	'.webmanifest': 'application/manifest+json',
	'.woff2': 'font/woff2',
}

const COMPRESSED_ALREADY = ['.png', '.woff2']

/**
 * Reads the client and the verifier once. They are served from memory: no request ever names a path on the disk, and a page never
 * meets the assets of a newer build.
 *
 * @param clientFolder may be missing, as before the first build.
 */
export async function loadStaticFiles(
	clientFolder: string,
	verifierPath: string
): Promise<StaticFiles> {
	const client = new Map<string, StaticFile>()
	for (const path of await listFiles(clientFolder)) {
		const name = `/${relative(clientFolder, path).split(sep).join('/')}`
		const type = TYPES[extname(path)]
		if (type !== undefined) client.set(name, await loadFile(path, type))
	}
	const verifier = await loadIfThere(verifierPath)
	return { client, verifier }
}

async function listFiles(folder: string): Promise<readonly string[]> {
	try {
		const entries = await readdir(folder, { recursive: true, withFileTypes: true })
		return entries
			.filter((entry) => entry.isFile())
			.map(({ parentPath, name }) => join(parentPath, name))
	} catch (error) {
		if (isMissing(error)) return []
		throw error
	}
}

async function loadIfThere(path: string): Promise<StaticFile | null> {
	try {
		return await loadFile(path, 'text/html; charset=utf-8')
	} catch (error) {
		if (isMissing(error)) return null
		throw error
	}
}

async function loadFile(path: string, type: string): Promise<StaticFile> {
	const bytes = new Uint8Array(await readFile(path))
	const packed = COMPRESSED_ALREADY.includes(extname(path)) ? null : new Uint8Array(gzipSync(bytes))
	const gzip = packed !== null && packed.length < bytes.length ? packed : null
	const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
	return { bytes, gzip, type, etag }
}

function isMissing(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
