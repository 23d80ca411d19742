import { processConsole } from './commands/console.ts'
import { runProgram } from './commands/program.ts'

// Whoever reads our output may stop before its end, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
	if (error.code === 'EPIPE') process.exit(0)
	throw error
})

process.exit(await runProgram(processConsole(), process.argv.slice(2)))
