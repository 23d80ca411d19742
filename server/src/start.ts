import { buildPages } from './commands/buildPages.ts'
import { processConsole } from './commands/console.ts'
import { runProgram } from './commands/program.ts'
import { PROJECT_ROOT } from './config.ts'

/**
 * What `pnpm start` runs: builds the pages where they are missing or older than their sources, then serves with the options it was given. One process does both, so
 * that a signal to it reaches the server.
 */
const console = processConsole()
try {
	await buildPages(PROJECT_ROOT, () => {
		console.say('Building the pages (once) …')
	})
} catch (error) {
	console.complain(error instanceof Error ? error.message : String(error))
	process.exit(1)
}
process.exit(await runProgram(console, ['serve', ...process.argv.slice(2)]))
