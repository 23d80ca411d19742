import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Plugin } from 'vite'
import { nameOf, PARTS, PROGRAMS, ROOT } from './programs.ts'

const ADDRESS = /new URL\(\s*'([^']+)',\s*import\.meta\.url\s*\)/g

/** Puts together what a run starts, into `folder`. Rejects where a source is broken. */
export async function putTogether(folder: string): Promise<void> {
	await build({
		configFile: false,
		root: fileURLToPath(ROOT),
		logLevel: 'warn',
		publicDir: false,
		// What Node itself would take of each package.
		resolve: { mainFields: ['main'] },
		ssr: { noExternal: true, resolve: { conditions: ['node', 'import', 'default'] } },
		plugins: [nativeParts(), addresses()],
		build: {
			ssr: true,
			outDir: folder,
			emptyOutDir: true,
			target: 'node24',
			minify: false,
			sourcemap: true,
			rolldownOptions: {
				input: Object.fromEntries(
					[...PARTS, ...PROGRAMS].map((source) => [
						nameOf(source),
						fileURLToPath(new URL(source, ROOT)),
					])
				),
				output: {
					entryFileNames: '[name].js',
					chunkFileNames: '[name]-[hash].js',
					sourcemapExcludeSources: true,
				},
			},
		},
	})
}

/** What is compiled stays where it is installed. */
function nativeParts(): Plugin {
	const { resolve } = createRequire(new URL('server/package.json', ROOT))
	return {
		name: 'native-parts',
		enforce: 'pre',
		resolveId: (id) =>
			id === 'better-sqlite3' ? { id: pathToFileURL(resolve(id)).href, external: true } : null,
	}
}

/** What a program starts stands beside it; what else a source has beside it is addressed where it is. */
function addresses(): Plugin {
	const names = new Map(PARTS.map((part) => [new URL(part, ROOT).href, nameOf(part)]))
	return {
		name: 'addresses',
		enforce: 'pre',
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
