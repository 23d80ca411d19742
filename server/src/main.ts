import { processConsole } from './commands/console.ts'
import { runProgram } from './commands/program.ts'

process.exit(await runProgram(processConsole(), process.argv.slice(2)))
