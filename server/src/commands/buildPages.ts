import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { access, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ParleyError } from '@parley/domain'

/** A page that Vite builds. */
interface Page {
	/** Its package, from the project's root. */
	readonly folder: string
	readonly arguments: readonly string[]
	/** What the build leaves, from the package's folder. */
	readonly result: string
}

const PAGES: readonly Page[] = [
	{ folder: 'client', arguments: ['build'], result: 'dist/index.html' },
	{
		folder: 'packages/snapshot',
		arguments: ['build', '--config', 'standalone/vite.config.ts'],
		result: 'dist/verify.html',
	},
]

/** What the pages are made of; a file that is not named here does not change them. */
const SOURCES = ['client', 'packages', 'pnpm-lock.yaml']
const NOT_SOURCES = /\/(?:dist|node_modules|vectors)(?:\/|$)|\.test\.ts$|\.md$/

/** Where the digest is kept of what the pages were built from. */
const STAMP = 'client/dist/.built-from'

/**
 * Builds the client and the verifier unless they were built from just these sources. Contents are compared, not times, which a fresh
 * checkout does not keep.
 *
 * @param root the project's root
 * @param onBuild called before building begins
 * @throws ParleyError `bad-configuration` with what Vite said.
 */
export async function buildPages(root: string, onBuild: () => void): Promise<void> {
	const digest = await digestOfSources(root)
	if (await isBuilt(root, digest)) return
	onBuild()
	await Promise.all(PAGES.map((page) => build(root, page)))
	await writeFile(join(root, STAMP), digest)
}

async function isBuilt(root: string, digest: string): Promise<boolean> {
	try {
		for (const { folder, result } of PAGES) await access(join(root, folder, result))
		return (await readFile(join(root, STAMP), 'utf8')) === digest
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
		throw error
	}
}

async function digestOfSources(root: string): Promise<string> {
	const hash = createHash('sha256')
	for (const path of (await listSources(root)).toSorted()) {
		hash.update(`${path}\0`).update(await readFile(join(root, path)))
	}
	return hash.digest('hex')
}

async function listSources(root: string): Promise<readonly string[]> {
	const found: string[] = []
	const pending = [...SOURCES]
	for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
		const inside = await readdir(join(root, path), { withFileTypes: true }).catch(() => null)
		if (inside === null) found.push(path)
		for (const entry of inside ?? []) {
			const below = `${path}/${entry.name}`
			if (NOT_SOURCES.test(below)) continue
			if (entry.isDirectory()) pending.push(below)
			else found.push(below)
		}
	}
	return found
}

async function build(root: string, { folder, arguments: args }: Page): Promise<void> {
	const cwd = join(root, folder)
	const vite = join(cwd, 'node_modules/vite/bin/vite.js')
	const child = spawn(process.execPath, [vite, ...args, '--logLevel', 'warn'], {
		cwd,
		stdio: ['ignore', 'pipe', 'pipe'],
	})
	let said = ''
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (text: string) => {
			said += text
		})
	}
	await once(child, 'close')
	if (child.exitCode === 0) return
	throw new ParleyError(
		'bad-configuration',
		`The pages in ${folder} could not be built: ${said.trim()}`
	)
}
