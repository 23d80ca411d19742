import { parseInstant, parseLogPosition, parseSeatId, type SeatId } from '@parley/domain'
import { createDocument, type ProvenanceEntry } from '@parley/schema'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import * as Y from 'yjs'
import * as z from 'zod/mini'

/** A text that several people wrote at once: each transaction names those it builds on, its author, and [place, deleted, inserted]. */
const ConcurrentTrace = z.object({
	endContent: z.string(),
	txns: z.array(
		z.object({
			parents: z.array(z.int()),
			agent: z.int(),
			patches: z.array(z.tuple([z.int(), z.int(), z.string()])),
		})
	),
})
type Transaction = z.infer<typeof ConcurrentTrace>['txns'][number]

/** What a trace comes to as a log, one seat for each of its authors. */
export interface ReplayedTrace {
	readonly endContent: string
	readonly entries: readonly ProvenanceEntry[]
	/** The author of a unit of the text, and the entry it came by. */
	readonly authorOf: (client: number, clock: number) => { seat: SeatId; position: number }
}

/** A copy of the text that knows some of the transactions. */
interface Replica {
	readonly index: number
	readonly doc: Y.Doc
	readonly known: Uint32Array
}

/**
 * Replays the first transactions of a trace, each in a copy that knows just those it builds on, and gives their updates as a log.
 *
 * @param path of a file of `traces/concurrent`, whose texts have no characters beyond the basic plane
 */
export function replayTrace(path: string, atMost: number): ReplayedTrace {
	const trace = ConcurrentTrace.parse(JSON.parse(gunzipSync(readFileSync(path)).toString('utf8')))
	const txns = trace.txns.slice(0, atMost)
	const before = ancestorsOf(txns)
	const replicas: Replica[] = []
	const entries: ProvenanceEntry[] = []
	const brought = new Map<number, { from: number; seat: SeatId; position: number }[]>()
	for (const [i, { agent, patches }] of txns.entries()) {
		const needed = before[i] ?? new Uint32Array()
		const replica = replicaFor(needed, replicas, txns.length)
		for (const other of missingIn(replica, needed))
			Y.applyUpdate(replica.doc, entries[other]?.bytes ?? new Uint8Array())
		add(replica.known, i)
		const client = 1 + agent * 1000 + replica.index
		const { doc } = replica
		doc.clientID = client
		const from = Y.getState(doc.store, client)
		const bytes = updateOf(doc, () => {
			patch(doc, patches)
		})
		const seat = parseSeatId(`st_${String(agent).padStart(12, '0')}`)
		const position = parseLogPosition(i + 1)
		entries.push({ bytes, seat, position, receivedAt: parseInstant(1000 * (i + 1)) })
		brought.set(client, [...(brought.get(client) ?? []), { from, seat, position }])
	}
	for (const { doc } of replicas) doc.destroy()
	const authorOf = (client: number, clock: number) => {
		const found = brought.get(client)?.findLast(({ from }) => from <= clock)
		if (found === undefined) throw new RangeError(`nobody wrote ${client}:${clock}`)
		return found
	}
	return { endContent: trace.endContent, entries, authorOf }
}

/** For each transaction, those it builds on, as bits. */
function ancestorsOf(txns: readonly Transaction[]): readonly Uint32Array[] {
	const all: Uint32Array[] = []
	for (const { parents } of txns) {
		const own = new Uint32Array(Math.ceil(txns.length / 32))
		for (const parent of parents) {
			for (const [word, bits] of all[parent]?.entries() ?? []) own[word] = (own[word] ?? 0) | bits
			add(own, parent)
		}
		all.push(own)
	}
	return all
}

function add(set: Uint32Array, index: number): void {
	set[index >> 5] = (set[index >> 5] ?? 0) | (1 << (index & 31))
}

/** The copy that knows the most of what is needed and nothing else, or a new one. */
function replicaFor(needed: Uint32Array, replicas: Replica[], size: number): Replica {
	const fitting = replicas.filter(({ known }) =>
		known.every((bits, word) => (bits & ~(needed[word] ?? 0)) === 0)
	)
	const best = fitting.at(-1)
	if (best !== undefined) return best
	const known = new Uint32Array(Math.ceil(size / 32))
	const replica = { index: replicas.length, doc: createDocument(), known }
	replicas.push(replica)
	return replica
}

function missingIn({ known }: Replica, needed: Uint32Array): readonly number[] {
	const missing: number[] = []
	for (const [word, bits] of needed.entries()) {
		const left = bits & ~(known[word] ?? 0)
		for (let bit = 0; left !== 0 && bit < 32; bit++)
			if ((left & (1 << bit)) !== 0) missing.push(32 * word + bit)
		known[word] = (known[word] ?? 0) | bits
	}
	return missing
}

function updateOf(doc: Y.Doc, change: () => void): Uint8Array {
	const updates: Uint8Array[] = []
	const take = (update: Uint8Array): void => {
		updates.push(update)
	}
	doc.on('update', take)
	doc.transact(change)
	doc.off('update', take)
	const [bytes] = updates
	if (bytes === undefined) throw new RangeError('a transaction of the trace changes nothing')
	return bytes
}

function patch(doc: Y.Doc, patches: Transaction['patches']): void {
	const text = doc.getText('text')
	for (const [at, deleted, inserted] of patches) {
		if (deleted > 0) text.delete(at, deleted)
		if (inserted !== '') text.insert(at, inserted)
	}
}
