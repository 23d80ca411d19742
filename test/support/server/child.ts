/**
 * A server in a process of its own, to be killed: the same parts as `parley serve`, with a wall clock that starts where the test says and
 * can be stepped, a database that may be full at a given size, and an end after a given step of the freeze.
 */
import { ParleyError } from '@parley/domain'
import { createApp } from '@parley/server/src/app.ts'
import { readText } from '@parley/server/src/commands/readText.ts'
import { PROJECT_ROOT } from '@parley/server/src/config.ts'
import { watchLoopDelay } from '@parley/server/src/freeze/loopDelay.ts'
import { openSigner } from '@parley/server/src/freeze/signer.ts'
import { createSystemClock } from '@parley/server/src/freeze/systemClock.ts'
import { loadStaticFiles } from '@parley/server/src/http/staticFiles.ts'
import { newestReceivedAt } from '@parley/server/src/negotiation/rooms.ts'
import { systemRandom } from '@parley/server/src/random.ts'
import { type Storage } from '@parley/server/src/storage/ports.ts'
import { openSqliteStorage } from '@parley/server/src/storage/sqlite/openSqliteStorage.ts'
import { openWorkshop } from '@parley/server/src/textWork/workshop.ts'
import { EventEmitter } from 'node:events'
import { uptime } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { queryObjects } from 'node:v8'
import { pino } from 'pino'
import * as Y from 'yjs'
import { type ChildOptions, type ChildOrder, type ChildReport } from './process.ts'

const options = readOptions(process.argv[2] ?? '')

let stepMs = 0
let sleptMs = 0
let startedAt = performance.now()
const startMs = options.startMs ?? Date.now()
const wallMs = (): number => startMs + performance.now() - startedAt + stepMs + sleptMs
const uptimeMs = (): number => uptime() * 1000 + sleptMs

/** Opened for the process that only these tests have read files. */
const workshop = openWorkshop({ waiting: 100 })

process.on('message', (order: ChildOrder) => {
	if ('stepMs' in order) stepMs += order.stepMs
	else if ('sleepMs' in order) sleptMs += order.sleepMs
	else if (order.ask === 'memory') reportMemory()
	else if (order.ask === 'objects') reportObjects()
	else void importFile(order)
})
// The test is gone: nobody would end this process.
process.on('disconnect', () => process.exit(1))

const storage = await openSqliteStorage({
	folder: options.folder,
	role: 'server',
	...(options.maxPages === null ? {} : { maxPages: options.maxPages }),
})
/** Each of so many milliseconds it is looked how long others had to wait; what is counted includes them. */
const TURNS_EVERY_MS = 5
const turns = monitorEventLoopDelay({ resolution: TURNS_EVERY_MS })
if (options.isMeasured) turns.enable()
const signer = await openSigner(options.folder)
const floor = await newestReceivedAt(storage)
startedAt = performance.now()
const clock = createSystemClock({
	floor,
	sources: { wallMs, monotonicMs: () => performance.now(), uptimeMs },
})
const app = createApp({
	storage: endingOnceStored(storage),
	clock,
	random: systemRandom,
	signer,
	loopDelay: watchLoopDelay(),
	log: pino({ level: 'silent' }),
	files: await loadStaticFiles(
		options.hasPages ? join(PROJECT_ROOT, 'client/dist') : '/nowhere',
		options.hasPages ? join(PROJECT_ROOT, 'packages/snapshot/dist/verify.html') : '/nowhere'
	),
	publicUrl: options.publicUrl,
	trustedProxies: options.publicUrl === null ? [] : ['127.0.0.1'],
	onFreezeStep: (_, step) => {
		if (step === options.killAfter) process.kill(process.pid, 'SIGKILL')
		report({ kind: 'step', step })
	},
})
const { port } = await app.listen(options.port, '127.0.0.1')
report({ kind: 'listening', url: `http://127.0.0.1:${port}` })

/** The storage of a server that ends when what `killOnceStored` names is on disk. */
function endingOnceStored(whole: Storage): Storage {
	const { log, seats } = whole
	const end = (what: ChildOptions['killOnceStored']): void => {
		if (what === options.killOnceStored) process.kill(process.pid, 'SIGKILL')
	}
	return {
		...whole,
		log: {
			...log,
			async append(commit) {
				await log.append(commit)
				const acts = commit.entries.flatMap(({ payload }) =>
					payload.kind === 'act' ? [payload.act.kind] : []
				)
				if (acts.includes('note-taken')) end('note')
				if (acts.includes('passage-withheld') || acts.includes('comment-withheld'))
					end('withholding')
			},
		},
		seats: {
			...seats,
			async redeem(...asked) {
				const redeemed = await seats.redeem(...asked)
				if (redeemed) end('session')
				return redeemed
			},
		},
	}
}

function reportMemory(): void {
	const longestTurnMs = Math.max(0, Math.round(turns.max / 1e6) - TURNS_EVERY_MS)
	// As where memory runs out: V8 gives pages back that it keeps for later otherwise. Twice: what a finaliser lets go goes with the second.
	const all = { type: 'major', flavor: 'last-resort' } as const
	globalThis.gc?.(all)
	globalThis.gc?.(all)
	const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage()
	forgetTurn()
	report({
		kind: 'memory',
		heapBytes: heapUsed + external,
		bufferBytes: arrayBuffers,
		rssBytes: rss,
		longestTurnMs,
	})
}

function reportObjects(): void {
	const count = (kind: { readonly prototype: object }): number =>
		queryObjects(kind as new () => unknown, { format: 'count' })
	report({
		kind: 'objects',
		buffers: count(Uint8Array),
		emitters: count(EventEmitter),
		documents: count(Y.Doc),
	})
	forgetTurn()
}

/** What is done to measure counts for nothing: it is noted at the next look, which comes between the first and the second of these. */
function forgetTurn(): void {
	setImmediate(() => {
		setImmediate(() => {
			turns.reset()
		})
	})
}

async function importFile({
	id,
	path,
	room,
}: Extract<ChildOrder, { ask: 'import' }>): Promise<void> {
	const said = await readText(workshop, path, { queue: room }).then(
		({ imported }) => `${imported.clauses.length} clauses`,
		(error: unknown) => {
			if (error instanceof ParleyError) return error.message
			throw error
		}
	)
	report({ kind: 'imported', id, said })
}

function report(message: ChildReport): void {
	process.send?.(message)
}

function readOptions(json: string): ChildOptions {
	const given: unknown = JSON.parse(json)
	// What `startServer` wrote, in the same commit as this.
	return given as ChildOptions
}
