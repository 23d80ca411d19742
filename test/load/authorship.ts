import { parseInstant, parseLogPosition, parseSeatId } from '@parley/domain'
import { createDocument, Provenance, type ProvenanceEntry } from '@parley/schema'
import * as Y from 'yjs'
import { type Plan } from './plan.ts'
import { Results } from './results.ts'
import { type Progress } from './scenarios.ts'
import { readTrace } from './trace.ts'

/** Updates of the index that is measured, and those that come to it one by one afterwards. */
const UPDATES = 20_000
const MORE = 2_000

/** One who wrote it all, and twenty in turn. */
const CASES = [
	{ name: 'one writer', seats: 1 },
	{ name: '20 writers in turn', seats: 20 },
]

/** Who wrote what in a clause of 20,000 updates: built from its log, and kept up with one more. */
export async function authorship(plan: Plan, progress: Progress): Promise<Results> {
	const results = new Results(
		'Authorship',
		'The index of who wrote every character: the first 20,000 edits of the recorded paper, read at once from the log; then 2,000 more, one by one; then all of it read in the order of the text. Bytes are those of the heap and of buffers after a collection.',
		[
			{ figure: 'buildMs', title: `${UPDATES} updates ms` },
			{ figure: 'buildCpuMs', title: 'of that CPU ms' },
			{ figure: 'oneMoreP50Us', title: 'one more p50 µs' },
			{ figure: 'oneMoreP99Us', title: 'one more p99 µs' },
			{ figure: 'readMs', title: 'read ms' },
			{ figure: 'memoryMiB', title: 'memory MiB' },
		]
	)
	const trace = readTrace(UPDATES + MORE)
	for (let i = 0; i < plan.repetitions && trace !== null; i++) {
		for (const { name, seats } of CASES) {
			progress(`authorship, ${name}`)
			const entries = seats === 1 ? entriesOf(trace.updates, 1) : inTurn(trace.updates, seats)
			results.add(name, measure(entries))
		}
	}
	await Promise.resolve()
	return results
}

function measure(entries: readonly ProvenanceEntry[]) {
	globalThis.gc?.()
	const before = process.memoryUsage()
	const index = new Provenance()
	const cpu = process.cpuUsage()
	const start = performance.now()
	for (const entry of entries.slice(0, UPDATES)) index.add(entry)
	const buildMs = performance.now() - start
	const used = process.cpuUsage(cpu)
	globalThis.gc?.()
	const after = process.memoryUsage()
	const times = entries.slice(UPDATES).map((entry) => {
		const from = performance.now()
		index.add(entry)
		return 1000 * (performance.now() - from)
	})
	const reading = performance.now()
	const { runs } = index.read()
	const readMs = performance.now() - reading
	const sorted = times.toSorted((a, b) => a - b)
	const at = (part: number) => sorted[Math.floor(part * sorted.length)] ?? Number.NaN
	index.close()
	return {
		faults: runs.length > 0 ? [] : ['nothing was read'],
		buildMs,
		buildCpuMs: (used.user + used.system) / 1000,
		oneMoreP50Us: at(0.5),
		oneMoreP99Us: at(0.99),
		readMs,
		memoryMiB: (after.heapUsed + after.external - before.heapUsed - before.external) / 2 ** 20,
	}
}

function entriesOf(updates: readonly Uint8Array[], seats: number): ProvenanceEntry[] {
	return updates.map((bytes, i) => ({
		bytes,
		seat: parseSeatId(`st_${String(i % seats).padStart(12, '0')}`),
		position: parseLogPosition(i + 1),
		receivedAt: parseInstant(1000 * (i + 1)),
	}))
}

/** The same text, every edit of which another seat writes under a clientID of its own. */
function inTurn(updates: readonly Uint8Array[], seats: number): ProvenanceEntry[] {
	const source = createDocument({ gc: false })
	const doc = createDocument()
	const text = doc.getText('text')
	const written: Uint8Array[] = []
	doc.on('update', (update: Uint8Array) => written.push(update))
	let turn = 0
	source.getText('text').observe(({ delta }) => {
		doc.clientID = 1 + (turn++ % seats)
		text.applyDelta(delta)
	})
	for (const update of updates) Y.applyUpdate(source, update)
	return entriesOf(written, seats)
}
