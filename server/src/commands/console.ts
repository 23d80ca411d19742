import { resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { PROJECT_ROOT, readConfig, type Config, type GivenOptions } from '../config.ts'

/** The terminal, environment and folder a command was given in. */
export interface Console {
	readonly environment: Readonly<Record<string, string | undefined>>
	/** Whether a person reads standard output: secrets go nowhere else unasked. */
	readonly isTerminal: boolean
	/** Writes a line on standard output. */
	say(line?: string): void
	/** Asks a person for a line. Only where `isTerminal`. */
	ask(question: string): Promise<string>
	/** Writes a line on standard error. */
	complain(line: string): void
	/** The absolute path of a file that was named on the command line. */
	pathOf(file: string): string
}

/** The console of this process. */
export function processConsole(): Console {
	for (const stream of [process.stdout, process.stderr]) stream.on('error', forgiveReader)
	return {
		environment: process.env,
		isTerminal: process.stdout.isTTY,
		say(line = '') {
			process.stdout.write(`${line}\n`)
		},
		async ask(question) {
			const terminal = createInterface({ input: process.stdin, output: process.stdout })
			try {
				return await terminal.question(question)
			} finally {
				terminal.close()
			}
		},
		complain(line) {
			process.stderr.write(`${line}\n`)
		},
		pathOf: (file) => resolve(folderOfWhoAsks(), file),
	}
}

/** Whoever reads our output may go before us, as `head` does, or the terminal of a server: that stops nothing. */
function forgiveReader(error: NodeJS.ErrnoException): void {
	if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
}

/** Package scripts run in the project's root; the folder in which they were typed is what `./file` means. */
function folderOfWhoAsks(): string {
	const here = process.cwd()
	const isRoot = resolve(here) === resolve(PROJECT_ROOT)
	return isRoot ? (process.env['INIT_CWD'] ?? here) : here
}

/** The configuration that options and the environment of `console` give. Throws as `readConfig` does. */
export function configOf(console: Console, options: GivenOptions = {}): Config {
	return readConfig(console.environment, options)
}

/** A number with its noun, e.g. `1 clause`, `21 clauses`. */
export function counted(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? '' : 's'}`
}
