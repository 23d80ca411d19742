import { createId } from '@parley/domain'
import { clauseDocument } from '@parley/protocol'
import { systemRandom } from '@parley/server/src/random.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startMeasured, type Kind, type MeasuredServer } from './servers/start.ts'

/** A way to run a server, as the table names it. */
export interface Contender {
	readonly name: string
	readonly kind: Kind
	/** Ours alone: where its log is, and how much longer its commits take. */
	readonly storage: 'sqlite' | 'memory'
	readonly commitDelayMs: number
}

const plain = { storage: 'sqlite', commitDelayMs: 0 } as const

export const RELAY: Contender = { ...plain, name: 'raw relay', kind: 'relay' }
export const STOCK: Contender = { ...plain, name: 'Hocuspocus 4.7.0 + SQLite', kind: 'stock' }
export const Y_WEBSOCKET: Contender = { ...plain, name: 'y-websocket', kind: 'y-websocket' }
export const PARLEY: Contender = { ...plain, name: 'Parley', kind: 'parley' }
export const SLOW_DISK: Contender = {
	...PARLEY,
	name: 'Parley, commits + 10 ms',
	commitDelayMs: 10,
}
export const NO_LOG: Contender = { ...PARLEY, name: 'Parley, log in memory', storage: 'memory' }

/** How large the room is. */
export interface Size {
	readonly people: number
	readonly clauses: number
	/** How many words a clause of ours has; 4 where it is not said. */
	readonly words?: number
	/** Whether the text of ours is the one full of brackets instead; `clauses` is how many that has. */
	readonly isBracketed?: boolean
	/** Whether ours serves the built pages. */
	readonly hasPages?: boolean
}

/** A server on a folder of its own, which can be ended and started again. */
export interface Entrant {
	readonly folder: string
	readonly server: MeasuredServer
	/** Starts it again on the same folder. */
	restart(): Promise<MeasuredServer>
	/** Ends it and removes its folder. */
	close(): Promise<void>
}

/** Starts `contender` on a fresh folder. Documents are named the same way everywhere, so that names weigh the same. */
export async function enter(
	contender: Contender,
	{ people, clauses, words = 4, isBracketed = false, hasPages = false }: Size,
	nodeArguments: readonly string[] = []
): Promise<Entrant> {
	const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'))
	const negotiation = createId('negotiation', systemRandom)
	const documents = Array.from({ length: clauses }, () =>
		clauseDocument(negotiation, 1, createId('clause', systemRandom))
	)
	const { kind, storage, commitDelayMs } = contender
	const started: MeasuredServer[] = []

	async function start(before: MeasuredServer | undefined): Promise<MeasuredServer> {
		const made = before && {
			tokens: [...before.tokens],
			documents: [...before.documents],
			room: before.room ?? '',
		}
		const options =
			kind === 'parley'
				? {
						...{ folder, storage, commitDelayMs, people, clauses, words },
						...{ isBracketed, hasPages, made: made ?? null },
					}
				: { folder, documents }
		const server = await startMeasured(kind, options, nodeArguments)
		started.push(server)
		return server
	}

	const server = await start(undefined)
	return {
		folder,
		server,
		restart: () => start(started.at(-1)),
		async close() {
			for (const one of started) await one.close()
			await rm(folder, { recursive: true, force: true })
		},
	}
}
