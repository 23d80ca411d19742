import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { type Console } from './console.ts'
import { runProgram } from './program.ts'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))

/** What a command did. */
export interface Ran {
	readonly code: number | null
	readonly out: string
	readonly err: string
}

type Environment = Readonly<Record<string, string>>

const folders = new Set<string>()
const running = new Set<ChildProcess>()

/** A fresh folder; it goes after the file's tests. */
export function freshFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'parley-command-'))
	folders.add(folder)
	return folder
}

/** Runs the command line with `args` in this process, as if its output went into a pipe; with `answers`, as on a terminal where these are typed. */
export async function run(
	args: readonly string[],
	environment: Environment,
	answers?: string[]
): Promise<Ran> {
	let out = ''
	let err = ''
	const console: Console = {
		environment: { PORT: '0', ...environment },
		isTerminal: answers !== undefined,
		ask: () => Promise.resolve(answers?.shift() ?? ''),
		say(line = '') {
			out += `${line}\n`
		},
		complain(line) {
			err += `${line}\n`
		},
		pathOf: (file) => resolve(file),
	}
	const code = await runProgram(console, args)
	return { code, out, err }
}

/** A `parley` that runs. */
export interface Running {
	readonly process: ChildProcess
	readonly ended: Promise<Ran>
	/** Resolves with what was printed so far once it matches. Rejects where the process ends before. */
	printed(pattern: RegExp): Promise<string>
}

/** Starts `parley` with `args`. What a test leaves running is killed after the file's tests. */
export function start(args: readonly string[], environment: Environment): Running {
	// What is compiled may be kept: it comes from sources each time.
	const { PATH, NODE_COMPILE_CACHE } = process.env
	const child = spawn(process.execPath, [MAIN, ...args], {
		env: { PATH, NODE_COMPILE_CACHE, PORT: '0', ...environment },
		stdio: ['ignore', 'pipe', 'pipe'],
	})
	running.add(child)
	let out = ''
	let err = ''
	const watchers = new Set<() => void>()
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		out += text
		for (const watch of watchers) watch()
	})
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		err += text
	})
	const ended = new Promise<Ran>((resolve) => {
		child.on('close', (code) => {
			running.delete(child)
			resolve({ code, out, err })
		})
	})
	return {
		process: child,
		ended,
		async printed(pattern) {
			const seen = new Promise<void>((resolve) => {
				const watch = (): void => {
					if (pattern.test(out)) resolve()
				}
				watchers.add(watch)
				watch()
			})
			const end = ended.then((ran) => {
				throw new Error(`ended before it printed ${pattern}: ${JSON.stringify(ran)}`)
			})
			await Promise.race([seen, end])
			return out
		},
	}
}

afterAll(async () => {
	for (const child of running) {
		const gone = new Promise((resolve) => child.on('close', resolve))
		child.kill('SIGKILL')
		await gone
	}
	for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})
