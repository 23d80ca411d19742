import { ParleyError } from '@parley/domain'
import { parseLogId } from '@parley/protocol'
import { markedCommit } from './markedCommit.ts'
import { openSqliteStorage } from './openSqliteStorage.ts'

/*
 * A process that the tests kill or starve: `appendChild.ts FOLDER LOG COUNT` opens the folder as a server, says `open`, appends
 * COUNT commits with a few under way at a time, says `stored N` for each position that is acknowledged and `failed CODE` for each
 * commit that is not, and says `done` before it closes.
 */

const [folder = '', logName = '', count = '0'] = process.argv.slice(2)
const AT_ONCE = 4

/** Written before it returns, as Node does on a pipe: what was said before a kill is heard. */
function say(line: string): void {
	process.stdout.write(`${line}\n`)
}

function codeOf(error: unknown): string {
	return error instanceof ParleyError ? error.code : String(error)
}

try {
	const storage = await openSqliteStorage({ folder, role: 'server' })
	say('open')
	const log = parseLogId(logName)
	let last: number = (await storage.log.last(log))?.checkpoint.position ?? 0
	let underWay: Promise<void>[] = []

	for (let done = 0; done < Number(count); done += AT_ONCE) {
		for (let i = 0; i < AT_ONCE; i++) {
			const commit = markedCommit(log, last)
			last = commit.checkpoint.position
			underWay.push(
				storage.log.append(commit).then(
					() => {
						say(`stored ${commit.checkpoint.position}`)
					},
					(error: unknown) => {
						say(`failed ${codeOf(error)}`)
					}
				)
			)
		}
		await Promise.all(underWay)
		underWay = []
		last = (await storage.log.last(log))?.checkpoint.position ?? 0
	}
	say('done')
	await storage.close()
} catch (error) {
	say(`failed ${codeOf(error)}`)
}
