import { parseInstant, parseLogPosition } from '@parley/domain'
import type { LogId } from '@parley/protocol'
import { fromActBytes, toActBytes } from '../actJson.ts'
import { hash } from 'node:crypto'
import { assertFollows, misfit, noSuchEntry, writerTaken } from '../commit.ts'
import type { Commit, Entry, EntryRange, LogStore, StandIn, Writer } from '../ports.ts'
import { forgetAnswers, keepAnswer } from './answers.ts'
import { assertNotErased } from './erasure.ts'
import type { Memory, MemoryLog } from './memory.ts'
import type { Access } from './access.ts'

/** The logs in memory. */
export function memoryLogs(access: Access): LogStore {
	return {
		append: (commit) =>
			access.write((memory) => {
				appendTo(memory, commit)
			}),
		last: (log) =>
			access.read((memory) => {
				const { entries, checkpoints } = logOf(memory, log)
				const checkpoint = checkpoints.at(-1)
				if (checkpoint === undefined) return null
				let newest = 0
				for (const { receivedAt } of entries) newest = Math.max(newest, receivedAt)
				return { checkpoint, receivedAt: parseInstant(newest) }
			}),
		async *read(log, range) {
			const entries = await access.read((memory) => logOf(memory, log).entries)
			for (let i = range.after; i < Math.min(range.until, entries.length); i++) {
				const entry = entries[i]
				if (entry !== undefined && isWanted(entry, range)) yield entry
			}
		},
		writers: (document) => access.read((memory) => [...(memory.writers.get(document) ?? [])]),
		checkpointAt: (log, position) =>
			access.read((memory) => {
				const { checkpoints } = logOf(memory, log)
				return checkpoints.find((checkpoint) => checkpoint.position === position) ?? null
			}),
		async *checkpoints(log) {
			yield* await access.read((memory) => logOf(memory, log).checkpoints)
		},
		logs: () => access.read((memory) => [...memory.logs.keys()]),
	}
}

/** Appends `commit` to its log in `memory`, or throws as `LogStore.append` rejects and leaves `memory` as it was. */
export function appendTo(memory: Memory, commit: Commit): void {
	assertNotErased(memory, commit.log)
	const log = logOf(memory, commit.log)
	assertFollows(commit, log.checkpoints.at(-1)?.position ?? parseLogPosition(0))
	const writers = newWriters(memory, commit)
	const entries = commit.entries.map((entry) => stored(commit, entry))
	const standIns = (commit.standIns ?? []).map((one) => ({
		index: one.position - 1,
		entry: withoutWords(commit, log.entries[one.position - 1], entries, one),
		...one,
	}))

	memory.logs.set(commit.log, log)
	for (const { index, entry, document, position, act } of standIns) {
		log.entries[index] = entry
		if (document === null) continue
		memory.withheld.push({ document, from: position, act })
		const caches = memory.caches.get(document) ?? []
		memory.caches.set(
			document,
			caches.filter((cache) => cache.position < position)
		)
	}
	for (const entry of entries) log.entries.push(entry)
	log.checkpoints.push(commit.checkpoint)
	for (const writer of writers) {
		const before = memory.writers.get(writer.document) ?? []
		const sorted = [...before, writer].sort(
			(a, b) => a.position - b.position || a.clientId - b.clientId
		)
		memory.writers.set(writer.document, sorted)
	}
	for (const answer of commit.answers ?? []) keepAnswer(memory, answer)
	for (const { document, entry } of standIns) {
		// what was answered since something was said can have its words
		if (document === null) forgetAnswers(memory, commit.log, entry.receivedAt)
	}
}

/** `entry` with a stand-in in the place of what it held, whose digest stays. */
function withoutWords(
	commit: Commit,
	entry: Entry | undefined,
	added: readonly Entry[],
	{ position, document, bytes, act }: StandIn
): Entry {
	const by = added.find((one) => one.position === act)
	const payload = entry?.payload
	if (entry === undefined || payload === undefined || by?.payload.kind !== 'act') {
		throw noSuchEntry(commit, position)
	}
	if (payload.kind === 'act') {
		if (document !== null) throw noSuchEntry(commit, position)
		const digestAsItCame = payload.digestAsItCame ?? hash('sha256', toActBytes(payload.act), 'hex')
		return { ...entry, payload: { kind: 'act', act: fromActBytes(bytes), digestAsItCame } }
	}
	if (payload.document !== document) throw noSuchEntry(commit, position)
	const digestAsItCame = payload.digestAsItCame ?? hash('sha256', payload.bytes, 'hex')
	return { ...entry, payload: { ...payload, bytes: new Uint8Array(bytes), digestAsItCame } }
}

function logOf(memory: Memory, log: LogId): MemoryLog {
	return memory.logs.get(log) ?? { entries: [], checkpoints: [] }
}

function newWriters(memory: Memory, commit: Commit): readonly Writer[] {
	const added: Writer[] = []
	for (const writer of commit.writers) {
		const { document, clientId, seat } = writer
		const known = [...(memory.writers.get(document) ?? []), ...added].find(
			(other) => other.document === document && other.clientId === clientId
		)
		if (known === undefined) added.push(writer)
		else if (known.seat !== seat) throw writerTaken(commit, clientId)
	}
	return added
}

function isWanted({ payload }: Entry, { document, kind }: EntryRange): boolean {
	if (kind !== undefined && payload.kind !== kind) return false
	return document === undefined || (payload.kind === 'update' && payload.document === document)
}

/** The entry as it would come back from a disk: with bytes of its own, so that nobody's buffer is the log's. */
function stored(commit: Commit, entry: Entry): Entry {
	const { payload } = entry
	if (payload.kind === 'update') {
		return { ...entry, payload: { ...payload, bytes: new Uint8Array(payload.bytes) } }
	}
	try {
		return { ...entry, payload: { kind: 'act', act: fromActBytes(toActBytes(payload.act)) } }
	} catch (cause) {
		throw misfit(commit, 'an act in it cannot be written down', cause)
	}
}
