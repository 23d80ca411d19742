import { spawn, type ChildProcess } from 'node:child_process'
import { inSources, programOf } from '../support/programs.ts'
import { type Ending } from './venue.ts'

const MAIN = programOf('server/src/main.ts')

/** `parley serve` as people start it. */
export interface Served extends Ending {
	/** Presses Ctrl-C; gives the exit code once it is gone. */
	interrupt(): Promise<number | null>
}

/**
 * Starts `parley serve` on a data folder and waits until it says that it runs. Rejects with what it said where it ends.
 *
 * @param publicUrl the address of the proxy in front, or null
 */
export async function serve(
	folder: string,
	port: number,
	publicUrl: string | null = null
): Promise<Served> {
	const child = parley(['serve'], {
		PORT: String(port),
		PARLEY_DATA: folder,
		...(publicUrl !== null && {
			PARLEY_PUBLIC_URL: publicUrl,
			PARLEY_TRUSTED_PROXIES: '127.0.0.1',
		}),
	})
	const ended = new Promise<number | null>((resolve) => {
		child.once('exit', resolve)
	})
	await new Promise<void>((resolve, reject) => {
		let said = ''
		child.stdout?.on('data', (chunk: Buffer) => {
			said += chunk.toString()
			if (said.includes('Parley runs at')) resolve()
		})
		child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
		child.once('exit', (code) => {
			reject(new Error(`parley serve ended with ${String(code)}: ${inSources(said)}`))
		})
	})
	return {
		url: `http://127.0.0.1:${port}`,
		async interrupt() {
			child.kill('SIGINT')
			return ended
		},
		async kill() {
			child.kill('SIGKILL')
			await ended
		},
	}
}

/** What a command answered. */
export interface Answer {
	readonly code: number | null
	readonly output: string
}

/** Runs a `parley` command to its end. */
export function runParley(...args: readonly string[]): Promise<Answer> {
	return run(args, {})
}

/** Runs a `parley` command on a data folder, which a server may be using, to its end. */
export function runParleyOn(folder: string, ...args: readonly string[]): Promise<Answer> {
	return run(args, { PARLEY_DATA: folder })
}

async function run(
	args: readonly string[],
	env: Readonly<Record<string, string>>
): Promise<Answer> {
	const child = parley(args, env)
	let output = ''
	child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
	child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
	const code = await new Promise<number | null>((resolve) => {
		child.once('close', resolve)
	})
	return { code, output: inSources(output) }
}

function parley(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
	return spawn(process.execPath, [MAIN, ...args], {
		env: { ...process.env, ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	})
}
