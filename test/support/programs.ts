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

/** How Node is told to start something. */
interface Program {
	/** What stands before the file. */
	readonly flags: readonly string[]
	readonly file: string
}

/** How a source of `PROGRAMS` is started: as it was put together for this run, where what it says of errors leads to the sources too, or itself. */
export function programOf(source: (typeof PROGRAMS)[number]): Program {
	return programs === undefined
		? { flags: [], file: fileURLToPath(new URL(source, ROOT)) }
		: { flags: ['--enable-source-maps'], file: join(programs, `${nameOf(source)}.js`) }
}

/** The address of a source by its name, as it was put together for this run; undefined where nothing was. */
export function addressOf(name: string): string | undefined {
	return programs === undefined ? undefined : pathToFileURL(join(programs, `${name}.js`)).href
}

/** What a source of `PARTS` or `PROGRAMS` is called once it was put together, without `.js`. */
export function nameOf(source: string): string {
	return source.slice(0, -'.ts'.length).replaceAll('/', '-')
}
