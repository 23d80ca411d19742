import {
	fdatasyncSync,
	ftruncateSync,
	openSync,
	closeSync,
	rmSync,
	mkdtempSync,
	writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spreadOf } from './median.ts'

const TIMES = 200

/** How long the disk below the temporary folder takes to keep 4 KiB, in ms: the least that a commit can take. */
export function syncTimes(): { readonly p50Ms: number; readonly p99Ms: number } {
	const folder = mkdtempSync(join(tmpdir(), 'parley-disk-'))
	const file = openSync(join(folder, 'file'), 'w')
	const block = Buffer.alloc(4096, 1)
	// As a write-ahead log that has been written before: its blocks are there.
	ftruncateSync(file, TIMES * block.length)
	const times: number[] = []
	for (let index = 0; index < TIMES; index++) {
		writeSync(file, block, 0, block.length, index * block.length)
		const began = performance.now()
		fdatasyncSync(file)
		times.push(performance.now() - began)
	}
	closeSync(file)
	rmSync(folder, { recursive: true })
	const sorted = [...times].sort((a, b) => a - b)
	return { p50Ms: spreadOf(times).median, p99Ms: sorted[Math.floor(TIMES * 0.99)] ?? Number.NaN }
}
