import { parseLogPosition, type LogPosition } from '@parley/domain'
import { type DocumentName, type LogId } from '@parley/protocol'
import { Provenance, type AuthoredText, type ProvenanceEntry } from '@parley/schema'
import { type LogStore } from '../storage/ports.ts'

/** Indexes that are kept for those who ask again, the least wanted going first: one is some megabytes for 20,000 entries. */
const KEPT = 24

/** Entries that go into an index at once, and for how many ms that goes on before others have their turn. */
const BATCH = 16
const TURN_MS = 8

/** An index and how far it goes. */
interface Kept {
	readonly index: Provenance
	reached: LogPosition
}

/**
 * Who wrote what in the documents of one log. An index is built from the log when somebody asks for it, and reads what came since when
 * somebody asks again; all of it can be dropped.
 */
export class Authorships {
	readonly #store: Pick<LogStore, 'read'>
	readonly #log: LogId
	readonly #kept = new Map<DocumentName, Kept>()
	/** How often something was withheld: what was read before that is not kept. */
	#withheld = 0
	/** One reads at a time, or two would give an index the same entries. */
	#turn: Promise<unknown> = Promise.resolve()

	constructor(store: Pick<LogStore, 'read'>, log: LogId) {
		this.#store = store
		this.#log = log
	}

	/** The authorship of a document as of `until`. Rejects where the log cannot be read. */
	read(document: DocumentName, until: LogPosition): Promise<AuthoredText> {
		return this.lend(document, until, (index) => index.read())
	}

	/** Gives what `use` makes of the index of a document as of `until`, which it must not keep. Rejects where the log cannot be read. */
	lend<T>(document: DocumentName, until: LogPosition, use: (index: Provenance) => T): Promise<T> {
		const used = this.#turn.then(() => this.#lend(document, until, use))
		this.#turn = used.catch(() => undefined)
		return used
	}

	/** Words of a document were withheld: they are in no index any more. */
	withheld(document: DocumentName): void {
		this.#withheld++
		this.#kept.get(document)?.index.close()
		this.#kept.delete(document)
	}

	async #lend<T>(
		document: DocumentName,
		until: LogPosition,
		use: (index: Provenance) => T
	): Promise<T> {
		const withheld = this.#withheld
		const kept = this.#kept.get(document)
		const isOlder = kept !== undefined && kept.reached > until
		const chosen =
			kept === undefined || isOlder
				? { index: new Provenance(), reached: parseLogPosition(0) }
				: kept
		if (chosen === kept) this.#kept.delete(document)
		await this.#follow(chosen, document, until)
		const made = use(chosen.index)
		if (isOlder || withheld !== this.#withheld) chosen.index.close()
		else this.#keep(document, chosen)
		return made
	}

	async #follow(kept: Kept, document: DocumentName, until: LogPosition): Promise<void> {
		let batch: ProvenanceEntry[] = []
		let began = performance.now()
		const range = { after: kept.reached, until, document, kind: 'update' } as const
		for await (const { payload, seat, receivedAt, position } of this.#store.read(
			this.#log,
			range
		)) {
			if (payload.kind !== 'update') continue
			batch.push({ seat, receivedAt, position, bytes: payload.bytes })
			if (batch.length < BATCH) continue
			kept.index.add(batch)
			batch = []
			if (performance.now() - began < TURN_MS) continue
			await new Promise(setImmediate)
			began = performance.now()
		}
		kept.index.add(batch)
		kept.reached = until
	}

	#keep(document: DocumentName, kept: Kept): void {
		this.#kept.set(document, kept)
		for (const [name, { index }] of this.#kept) {
			if (this.#kept.size <= KEPT) break
			index.close()
			this.#kept.delete(name)
		}
	}
}
