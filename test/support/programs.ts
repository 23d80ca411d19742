import { existsSync, readFileSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/*
 * A run of all tests starts some hundreds of processes and threads, and most of them work longer on reading some hundred sources, and on taking
 * the types out of them, than on what they are for. So they are put together once for a run (`putTogether.ts`; `PARLEY_TEST_PROGRAMS`
 * names the folder). Without that, and so where a test is run by hand, everything starts from its sources.
 */

/** Where all sources are. */
export const ROOT = pathToFileURL(join(import.meta.dirname, '../../'))

/** What the server itself starts. */
export const PARTS = [
	'server/src/storage/sqlite/worker.ts',
	'server/src/textWork/child.ts',
	'server/src/textWork/warden.ts',
] as const

/** What tests start. */
export const PROGRAMS = [
	'server/src/main.ts',
	'server/src/storage/sqlite/appendChild.ts',
	'test/support/server/child.ts',
] as const

/** The folder of what was put together for this run; undefined where nothing was. */
const programs = process.env['PARLEY_TEST_PROGRAMS']

/** The file that Node is to start for a source of `PROGRAMS`: as it was put together for this run, or the source itself. */
export function programOf(source: (typeof PROGRAMS)[number]): string {
	return programs === undefined
		? fileURLToPath(new URL(source, ROOT))
		: join(programs, `${nameOf(source)}.js`)
}

/**
 * What a program said, with each place in what was put together for this run as the place in the sources that it comes of. Node does the same where it
 * is told to, but then reads all maps at each start, which takes a quarter of it.
 */
export function inSources(said: string): string {
	if (programs === undefined) return said
	return said.replace(
		/(file:\/\/[^\s():]+\.js):(\d+):(\d+)/g,
		(place, file: string, line: string, column: string) => {
			const map = new URL(`${file}.map`)
			if (!existsSync(map)) return place
			// What `putTogether` wrote.
			const read = JSON.parse(readFileSync(map, 'utf8')) as SourceMapPayload
			const origin = new SourceMap(read).findOrigin(Number(line), Number(column))
			if (!('fileName' in origin)) return place
			const { fileName, lineNumber, columnNumber } = origin
			return `${new URL(fileName, map).href}:${lineNumber}:${columnNumber}`
		}
	)
}

/** The address of a source by its name, as it was put together for this run; undefined where nothing was. */
export function addressOf(name: string): string | undefined {
	return programs === undefined ? undefined : pathToFileURL(join(programs, `${name}.js`)).href
}

/** What a source of `PARTS` or `PROGRAMS` is called once it was put together, without `.js`. */
export function nameOf(source: string): string {
	return source.slice(0, -'.ts'.length).replaceAll('/', '-')
}
