import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { type Clock } from '../freeze/clock.ts'
import { type Answered } from '../http/answered.ts'
import { type Rooms } from '../negotiation/rooms.ts'
import { type Storage } from '../storage/ports.ts'
import { countFreezes } from './freezes.ts'

/** What is counted where it happens and read when it is asked for. */
export interface LiveCounts {
	readonly traffic: {
		readonly framesIn: number
		readonly bytesIn: number
		readonly framesOut: number
		readonly bytesOut: number
		readonly answers: ReadonlyMap<string, number>
		readonly refusals: ReadonlyMap<string, number>
		readonly notesDropped: number
		readonly closes: ReadonlyMap<string, number>
	}
	readonly load: () => { readonly sockets: number; readonly documents: number }
}

/** The figures of a server, in Prometheus' text format. */
export interface Metrics {
	/** Counts an answer over HTTP. */
	readonly onAnswered: (answered: Answered) => void
	/** The same storage, with its commits timed. */
	timed(storage: Storage): Storage
	/** Shows what the live side counts, and what becomes of rooms. Gives the way to stop. */
	watch(rooms: Rooms, live: LiveCounts, clock: Clock): () => void
	/** Adds the figures of this process: memory, CPU, event loop, garbage collection. Once a process. */
	watchProcess(): void
	/** All figures as they are now. */
	text(): Promise<string>
	readonly contentType: string
}

/** Methods that routes have; a stranger can send others, which are counted as one. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/**
 * Makes the figures. Their labels come from closed lists of ours (kinds of answers, reasons, templates of routes): no id, no title, no name and
 * nothing that a stranger wrote.
 */
export function createMetrics(): Metrics {
	const registry = new Registry()
	const registers = [registry]
	const requests = new Histogram({
		name: 'parley_http_request_seconds',
		help: 'Answers over HTTP by route and status.',
		labelNames: ['method', 'route', 'status'],
		buckets: [0.005, 0.025, 0.1, 0.5, 2.5],
		registers,
	})
	const commits = new Histogram({
		name: 'parley_commit_seconds',
		help: 'How long commits to the log took, until they were on disk.',
		buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
		registers,
	})
	const entries = new Counter({
		name: 'parley_log_entries_committed_total',
		help: 'Entries of the log that were committed by this process.',
		registers,
	})
	const failures = new Counter({
		name: 'parley_commits_failed_total',
		help: 'Commits that failed; nobody was acknowledged.',
		registers,
	})

	return {
		onAnswered({ method, route, status, seconds }) {
			const known = METHODS.has(method) ? method : 'other'
			requests.labels(known, route, String(status)).observe(seconds)
		},
		timed: (storage) => ({
			...storage,
			log: {
				...storage.log,
				async append(commit) {
					const stop = commits.startTimer()
					try {
						await storage.log.append(commit)
						entries.inc(commit.entries.length)
					} catch (error) {
						failures.inc()
						throw error
					} finally {
						stop()
					}
				},
			},
		}),
		watch(rooms, live, clock) {
			showTraffic(registry, live)
			showRooms(registry, rooms)
			return countFreezes(registry, rooms, clock)
		},
		watchProcess() {
			collectDefaultMetrics({ register: registry })
		},
		text: () => registry.metrics(),
		contentType: registry.contentType,
	}
}

function showTraffic(registry: Registry, { traffic, load }: LiveCounts): void {
	gauge(registry, 'parley_sockets', 'Open sockets.', () => load().sockets)
	gauge(registry, 'parley_documents_open', 'Documents in memory.', () => load().documents)
	counter(registry, 'parley_frames_received_total', 'Frames read.', () => traffic.framesIn)
	counter(
		registry,
		'parley_frames_sent_total',
		'Frames queued to be sent.',
		() => traffic.framesOut
	)
	counter(registry, 'parley_bytes_received_total', 'Bytes of frames read.', () => traffic.bytesIn)
	counter(registry, 'parley_bytes_sent_total', 'Bytes of frames sent.', () => traffic.bytesOut)
	counters(registry, 'parley_updates_total', 'Updates by answer.', 'answer', traffic.answers)
	counters(registry, 'parley_refusals_total', 'Refused updates.', 'reason', traffic.refusals)
	counter(
		registry,
		'parley_notes_dropped_total',
		'Updates that said of what they bring back what cannot be true.',
		() => traffic.notesDropped
	)
	counters(registry, 'parley_sockets_closed_total', 'Sockets we closed.', 'reason', traffic.closes)
}

function showRooms(registry: Registry, rooms: Rooms): void {
	new Gauge({
		name: 'parley_rooms',
		help: 'Negotiations by the phase of their round.',
		labelNames: ['phase'],
		registers: [registry],
		async collect() {
			this.reset()
			for (const { phase } of await rooms.all()) this.inc({ phase: phase.kind })
		},
	})
	new Gauge({
		name: 'parley_log_positions',
		help: 'Positions that are taken in the logs of all negotiations.',
		registers: [registry],
		async collect() {
			this.set((await rooms.all()).reduce((sum, { position }) => sum + position, 0))
		},
	})
}

function gauge(registry: Registry, name: string, help: string, read: () => number): void {
	new Gauge({
		name,
		help,
		registers: [registry],
		collect() {
			this.set(read())
		},
	})
}

function counter(registry: Registry, name: string, help: string, read: () => number): void {
	new Counter({
		name,
		help,
		registers: [registry],
		collect() {
			this.reset()
			this.inc(read())
		},
	})
}

function counters(
	registry: Registry,
	name: string,
	help: string,
	label: string,
	counts: ReadonlyMap<string, number>
): void {
	new Counter({
		name,
		help,
		labelNames: [label],
		registers: [registry],
		collect() {
			this.reset()
			for (const [value, count] of counts) this.labels(value).inc(count)
		},
	})
}
