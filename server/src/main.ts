import { processConsole } from './commands/console.ts'
import { runProgram } from './commands/program.ts'

const exitCode = await runProgram(processConsole(), process.argv.slice(2))
// What a pipe could not take at once is still on its way: to exit now would cut off the end of a long text.
await Promise.all([process.stdout, process.stderr].map(written))
process.exit(exitCode)

/** Resolves once all that was written to `stream` has gone out, or nobody reads it any more. */
function written(stream: NodeJS.WriteStream): Promise<void> {
	return new Promise((resolve) => {
		stream.write('', () => {
			resolve()
		})
	})
}
