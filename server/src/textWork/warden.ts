import { workerData } from 'node:worker_threads'

/*
 * A thread beside the one that works, which may not come to itself for a long time. Looking at the whole process it sees what no limit of
 * V8 does: buffers outside its heap, and one list that grows too fast to be refused (that ends a process with all of its threads, measured).
 */

/** How often it looks. Half a gigabyte takes longer to be filled than this. */
const LOOK_EVERY_MS = 25

/** The most that the process may have, and who started it, from its own command line: by now that one may be gone. */
const [memoryBytes = 0, server = 0] = (workerData as readonly string[]).map(Number)

setInterval(() => {
	if (process.memoryUsage.rss() > memoryBytes || process.ppid !== server) {
		process.kill(process.pid, 'SIGKILL')
	}
}, LOOK_EVERY_MS)
