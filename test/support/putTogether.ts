import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rolldown, type Plugin } from 'rolldown'
import { nameOf, PARTS, PROGRAMS, ROOT } from './programs.ts'

const ADDRESS = /new URL\(\s*'([^']+)',\s*import\.meta\.url\s*\)/g

/** Puts together what a run starts, into `folder`. Rejects where a source is broken. */
export async function putTogether(folder: string): Promise<void> {
	const bundle = await rolldown({
		cwd: fileURLToPath(ROOT),
		input: Object.fromEntries(
			[...PARTS, ...PROGRAMS].map((source) => [
				nameOf(source),
				fileURLToPath(new URL(source, ROOT)),
			])
		),
		platform: 'node',
		external: [/^node:/],
		plugins: [nativeParts(), addresses()],
	})
	await bundle.write({
		dir: folder,
		format: 'esm',
		sourcemap: true,
		sourcemapExcludeSources: true,
		minify: false,
	})
	await bundle.close()
}

/** What is compiled stays where it is installed. */
function nativeParts(): Plugin {
	const { resolve } = createRequire(new URL('server/package.json', ROOT))
	return {
		name: 'native-parts',
		resolveId: (id) =>
			id === 'better-sqlite3' ? { id: pathToFileURL(resolve(id)).href, external: true } : null,
	}
}

/** What a program starts stands beside it; what else a source has beside it is addressed where it is. */
function addresses(): Plugin {
	const names = new Map(PARTS.map((part) => [new URL(part, ROOT).href, nameOf(part)]))
	return {
		name: 'addresses',
		transform(code, id) {
			if (!code.includes('import.meta.url') || id.includes('node_modules')) return null
			const here = pathToFileURL(id)
			const changed = code.replaceAll(ADDRESS, (_, path: string) => {
				const { href } = new URL(path, here)
				const name = names.get(href)
				return name === undefined
					? `new URL('${href}')`
					: `new URL('./${name}.js', import.meta.url)`
			})
			// Lines stay where they were.
			return { code: changed, map: null }
		},
	}
}
