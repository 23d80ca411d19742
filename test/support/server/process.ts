import { type FreezeStep } from '@parley/server/src/freeze/freezeHost.ts'
import { fork, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { inSources, programOf } from '../programs.ts'

/** How a server process is started. */
export interface ChildOptions {
	readonly folder: string
	readonly port: number
	/** Where its wall clock starts, in ms since 1970; null for the real one. */
	readonly startMs: number | null
	/** The most pages of its database. */
	readonly maxPages: number | null
	/** It ends by SIGKILL after this step of a freeze. */
	readonly killAfter: FreezeStep | null
	/** It ends by SIGKILL when this is stored for the first time, before anybody is told. */
	readonly killOnceStored: 'note' | 'session' | 'withholding' | null
	/** Whether it serves the built pages too. */
	readonly hasPages: boolean
	/** The address that people open where a proxy on this machine stands in front; null where none does. */
	readonly publicUrl: string | null
	/** Whether its memory can be measured (`ServerProcess.memory`). */
	readonly isMeasured: boolean
}

/** What a server process is told: the wall clock was stepped, or the machine slept, by ms; what it holds is asked for, or a file to read. */
export type ChildOrder =
	| { readonly stepMs: number }
	| { readonly sleepMs: number }
	| { readonly ask: 'memory' }
	| { readonly ask: 'objects' }
	| { readonly ask: 'import'; readonly id: number; readonly path: string; readonly room: string }

/** What a server process holds once its garbage has been collected. */
export interface Memory {
	/** Objects, and buffers beside the heap. */
	readonly heapBytes: number
	/** Buffers alone: what came over sockets and was put together from it. */
	readonly bufferBytes: number
	/** What the process has of the machine. */
	readonly rssBytes: number
	/** For how long it was busy at a stretch since it was asked last, at most. */
	readonly longestTurnMs: number
}

/** How many objects of some kinds a server process has. */
export interface Objects {
	/** Arrays of bytes: frames, payloads, answers. */
	readonly buffers: number
	/** What others listen to: sockets, requests, answers. */
	readonly emitters: number
	/** Y.Docs. */
	readonly documents: number
}

/** What a server process tells. */
export type ChildReport =
	| { readonly kind: 'listening'; readonly url: string }
	| { readonly kind: 'step'; readonly step: FreezeStep }
	| ({ readonly kind: 'memory' } & Memory)
	| ({ readonly kind: 'objects' } & Objects)
	| { readonly kind: 'imported'; readonly id: number; readonly said: string }

/** A server in a process of its own. */
export interface ServerProcess {
	readonly url: string
	readonly pid: number
	/** Steps of the freeze that it has taken. */
	readonly steps: readonly FreezeStep[]
	/** Steps its wall clock. */
	stepWall(ms: number): void
	/** Lets the machine sleep for so long, in no time: the server's time moves on. */
	sleep(ms: number): void
	/** Collects its garbage and measures what is left; for one that was started with `isMeasured`. Rejects where it is gone. */
	memory(): Promise<Memory>
	/** Counts what is left once its garbage has been collected, which holds it up for seconds. Rejects where it is gone. */
	objects(): Promise<Objects>
	/** Lets it read a file for a room, as `create` does: `3 clauses`, or the sentence that says why not. Rejects where it is gone. */
	importFile(path: string, room: string): Promise<string>
	/** Ends it at once, as a power cut would; resolves when it is gone. */
	kill(): Promise<void>
	/** Resolves when it is gone, by whatever cause. */
	readonly gone: Promise<void>
}

/** Starts a server process and waits until it listens. Rejects with what it said where it does not. */
export async function startServer(
	options: Partial<ChildOptions> & Pick<ChildOptions, 'folder'>,
	/** Blocks of 512 bytes that a file may have at most (`ulimit -f`), or null. */
	fileBlocks: number | null = null
): Promise<ServerProcess> {
	const port = options.port ?? (await freePort())
	const all: ChildOptions = {
		startMs: null,
		maxPages: null,
		killAfter: null,
		killOnceStored: null,
		hasPages: false,
		publicUrl: null,
		isMeasured: false,
		...options,
		port,
	}
	const child = forkLimited(all, fileBlocks)
	// Each question that is not answered yet listens.
	child.setMaxListeners(0)
	const gone = new Promise<void>((resolve) => {
		child.once('exit', () => {
			resolve()
		})
	})
	const order = (what: ChildOrder): void => {
		child.send(what)
	}
	const steps: FreezeStep[] = []
	let asked = 0
	let said = ''
	child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
	const url = await new Promise<string>((resolve, reject) => {
		child.on('message', (report: ChildReport) => {
			if (report.kind === 'listening') resolve(report.url)
			else if (report.kind === 'step') steps.push(report.step)
		})
		child.once('exit', (code, signal) => {
			reject(new Error(`the server process ended with ${code ?? signal}: ${inSources(said)}`))
		})
	})
	const answer = <T>(what: ChildOrder, read: (report: ChildReport) => T | undefined): Promise<T> =>
		new Promise((resolve, reject) => {
			const hear = (report: ChildReport): void => {
				const found = read(report)
				if (found === undefined) return
				child.off('message', hear)
				resolve(found)
			}
			child.on('message', hear)
			void gone.then(() => {
				reject(new Error(`the server process is gone: ${inSources(said)}`))
			})
			order(what)
		})
	return {
		url,
		pid: child.pid ?? 0,
		steps,
		gone,
		stepWall: (stepMs) => {
			order({ stepMs })
		},
		sleep: (sleepMs) => {
			order({ sleepMs })
		},
		memory: () =>
			answer({ ask: 'memory' }, (report) => (report.kind === 'memory' ? report : undefined)),
		objects: () =>
			answer({ ask: 'objects' }, (report) => (report.kind === 'objects' ? report : undefined)),
		importFile(path, room) {
			const id = ++asked
			return answer({ ask: 'import', id, path, room }, (report) =>
				report.kind === 'imported' && report.id === id ? report.said : undefined
			)
		},
		async kill() {
			child.kill('SIGKILL')
			await gone
		},
	}
}

/** From how many bytes on a block goes back to the system as soon as it is let go, as what stands in `deploy` starts the server. */
export const LARGE_BLOCK = 2 ** 20

/** A shell with a limit on the size of files becomes the process; SIGXFSZ is ignored, so that writing fails instead. */
function forkLimited(options: ChildOptions, fileBlocks: number | null): ChildProcess {
	const file = programOf('test/support/server/child.ts')
	const argument = JSON.stringify(options)
	const nodeArgv = options.isMeasured ? ['--expose-gc'] : []
	const stdio: ['ignore', 'ignore', 'pipe', 'ipc'] = ['ignore', 'ignore', 'pipe', 'ipc']
	const env = { ...process.env, MALLOC_MMAP_THRESHOLD_: String(LARGE_BLOCK) }
	if (fileBlocks === null) return fork(file, [argument], { stdio, env, execArgv: nodeArgv })
	const shell = fileURLToPath(new URL('limited.sh', import.meta.url))
	return fork(file, [argument], {
		stdio,
		env,
		execPath: '/bin/sh',
		execArgv: [shell, String(fileBlocks), process.execPath, ...nodeArgv],
	})
}

/** Where ports are looked for: below those that systems give to connections that go out, which could take one before it is used. */
const FIRST_PORT = 20_000
const PORTS = 10_000

/** A port that was free a moment ago: a server that is started again keeps its address. */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = FIRST_PORT + Math.floor(Math.random() * PORTS)
		if (await isFree(port)) return port
	}
}

async function isFree(port: number): Promise<boolean> {
	const server = createServer()
	const isListening = await new Promise<boolean>((resolve) => {
		server.once('error', () => {
			resolve(false)
		})
		server.listen(port, '127.0.0.1', () => {
			resolve(true)
		})
	})
	if (isListening) await new Promise((resolve) => server.close(resolve))
	return isListening
}
