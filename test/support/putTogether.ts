import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Plugin } from 'vite'
import { addresses } from './addresses.ts'
import { nameOf, PARTS, PROGRAMS, ROOT } from './programs.ts'

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
		plugins: [nativeParts(), addresses((name) => `new URL('./${name}.js', import.meta.url)`)],
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
