import { execFile } from 'node:child_process'
import { inSources, programOf } from './programs.ts'

/** How a run of the command line ended. */
export interface Run {
	readonly code: number
	readonly out: string
	readonly err: string
}

const MAIN = programOf('server/src/main.ts')

/** Runs `parley` with `args` on the data folder `folder`, as a person would, and waits for its end. */
export function runParley(folder: string, args: readonly string[]): Promise<Run> {
	return new Promise((resolve) => {
		const env = { ...process.env, PARLEY_DATA: folder }
		const options = { env, maxBuffer: 64 * 1024 * 1024 }
		execFile(process.execPath, [MAIN, ...args], options, (error, out, err) => {
			const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
			resolve({ code, out, err: inSources(err) })
		})
	})
}
