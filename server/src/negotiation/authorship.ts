import { parseLogPosition, type LogPosition, type SeatId } from '@parley/domain'
import { type DocumentName, type LogId } from '@parley/protocol'
import { Provenance, type AuthoredText } from '@parley/schema'
import { type LogStore } from '../storage/ports.ts'
import { Work } from './work.ts'

/** What indexes and texts that are kept may have in all: things of some hundred bytes each. */
const MOST_KEPT = 60_000

/** How many there are of one document: that of now, and one of an older position. */
const MOST_OF_ONE = 2

/** The least that one counts for. */
const FEWEST = 100

/** How long they are kept once nobody asks for them, in ms: one that is built again takes much less. */
const KEPT_MS = 15_000

/**
 * What took long is kept so many times as long, at most for so many ms: whoever asks next would pay for it again, out of a minute in which a session
 * has three seconds (rule H92).
 */
const KEPT_TIMES = 60
const MOST_KEPT_MS = 5 * 60_000

/** Who wrote what as of a position. */
export interface AuthorshipAt {
	readonly text: AuthoredText
	/** How long it took to find out, in ms: nothing where it was known. */
	readonly workMs: number
}

/** An entry that says of units that they bring back older ones, where the log does not bear that out. */
export interface Disbelieved {
	readonly position: LogPosition
	readonly seat: SeatId | null
	/** How many units, of UTF-16. */
	readonly units: number
}

/** An index, how far it goes, and what was read from it last. */
interface Kept {
	readonly document: DocumentName
	readonly index: Provenance
	reached: LogPosition
	text: AuthoredText | null
	askedAt: number
	/** How long it took to read the log for it, in ms. */
	followMs: number
}

/**
 * Who wrote what in the documents of one log. An index is built from the log when somebody asks for it, and reads what came since when
 * somebody asks again; whoever asks for an older position gets another one, which goes on to later ones likewise. One is built at a
 * time, with rests in which others have their turn. All of it can be dropped, and is soon.
 */
export class Authorships {
	readonly #store: Pick<LogStore, 'read'>
	readonly #log: LogId
	readonly #onDisbelieved: (found: Disbelieved) => void
	/** Up to where it was told what entries of each document say that cannot be: indexes are built again and again. */
	readonly #toldUntil = new Map<DocumentName, LogPosition>()
	/** The one that was asked for last comes last. */
	#kept: readonly Kept[] = []
	#dropping: ReturnType<typeof setTimeout> | null = null
	/** How often something was withheld: what was read before that is not kept. */
	#withheld = 0
	/** One reads at a time, or two would give an index the same entries. */
	#turn: Promise<unknown> = Promise.resolve()

	/** @param onDisbelieved told once in this process of each entry that is found to say of its words what cannot be */
	constructor(
		store: Pick<LogStore, 'read'>,
		log: LogId,
		onDisbelieved: (found: Disbelieved) => void
	) {
		this.#store = store
		this.#log = log
		this.#onDisbelieved = onDisbelieved
	}

	/** The authorship of a document as of `until`. Rejects where the log cannot be read. */
	read(document: DocumentName, until: LogPosition): Promise<AuthorshipAt> {
		return this.#inTurn(document, until, async (kept, work) => {
			const text = (kept.text ??= await work.all(kept.index.readSteps()))
			return { text, workMs: work.ms }
		})
	}

	/**
	 * Gives what `use` makes of the index of a document as of `until`, which it must not keep; it may add what is numbered behind that, and
	 * the index is nobody's afterwards. Rejects where the log cannot be read.
	 */
	lend<T>(
		document: DocumentName,
		until: LogPosition,
		use: (index: Provenance, work: Work) => T | Promise<T>
	): Promise<T> {
		return this.#inTurn(document, until, ({ index }, work) => use(index, work))
	}

	/** Words of a document were withheld: they are in no index any more. */
	withheld(document: DocumentName): void {
		this.#withheld++
		this.#drop((kept) => kept.document === document)
	}

	/** Drops everything. Closing twice is fine. */
	close(): void {
		this.#drop(() => true)
	}

	#inTurn<T>(
		document: DocumentName,
		until: LogPosition,
		use: (kept: Kept, work: Work) => T | Promise<T>
	): Promise<T> {
		const used = this.#turn.then(() => this.#use(document, until, use))
		this.#turn = used.catch(() => undefined)
		return used
	}

	async #use<T>(
		document: DocumentName,
		until: LogPosition,
		use: (kept: Kept, work: Work) => T | Promise<T>
	): Promise<T> {
		const withheld = this.#withheld
		const work = new Work()
		const kept = this.#take(document, until)
		let done = false
		try {
			await this.#follow(kept, until, work)
			const made = await use(kept, work)
			done = withheld === this.#withheld && (kept.index.newest?.position ?? 0) <= until
			return made
		} finally {
			// what was under way is in nobody's hands: an index is dropped that failed, that has words that were withheld meanwhile, or what is not on disk
			if (done) this.#keep(kept)
			else kept.index.close()
		}
	}

	/** The index that has come the furthest without having gone beyond `until`, out of those that are kept; else a new one. */
	#take(document: DocumentName, until: LogPosition): Kept {
		const fitting = this.#kept.filter((kept) => kept.document === document && kept.reached <= until)
		const [best] = fitting.toSorted((a, b) => b.reached - a.reached)
		this.#kept = this.#kept.filter((kept) => kept !== best)
		const reached = parseLogPosition(0)
		return (
			best ?? { document, index: new Provenance(), reached, text: null, askedAt: 0, followMs: 0 }
		)
	}

	async #follow(kept: Kept, until: LogPosition, work: Work): Promise<void> {
		const { document, index, reached } = kept
		const range = { after: reached, until, document, kind: 'update' } as const
		const entries = this.#store.read(this.#log, range)
		const reader = entries[Symbol.asyncIterator]()
		for (;;) {
			const next = await work.outside(() => reader.next())
			if (next.done === true) break
			const { payload, seat, receivedAt, position } = next.value
			if (payload.kind !== 'update') continue
			kept.text = null
			const before = index.disbelieved
			await work.all(index.addSteps({ seat, receivedAt, position, bytes: payload.bytes }))
			this.#tell(document, { position, seat, units: index.disbelieved - before })
			if (work.isDue) await work.rest()
		}
		kept.reached = until
		kept.followMs += work.ms
	}

	#tell(document: DocumentName, found: Disbelieved): void {
		if (found.units === 0 || found.position <= (this.#toldUntil.get(document) ?? 0)) return
		this.#toldUntil.set(document, found.position)
		this.#onDisbelieved(found)
	}

	#keep(kept: Kept): void {
		kept.askedAt = performance.now()
		this.#kept = [...this.#kept, kept]
		const own = this.#kept.filter(({ document }) => document === kept.document)
		const older = new Set(own.slice(0, -MOST_OF_ONE))
		this.#drop((one) => older.has(one))
		let left = MOST_KEPT
		const fits = new Set(this.#kept.toReversed().filter((one) => (left -= sizeOf(one)) >= 0))
		// The newest one is kept whatever its size: a clause is bounded (rule L8), and each who asks would have it built again.
		this.#drop((one) => one !== kept && !fits.has(one))
		this.#dropLater()
	}

	#drop(isDropped: (kept: Kept) => boolean): void {
		for (const kept of this.#kept) if (isDropped(kept)) kept.index.close()
		this.#kept = this.#kept.filter((kept) => !isDropped(kept))
		if (this.#kept.length > 0 || this.#dropping === null) return
		clearTimeout(this.#dropping)
		this.#dropping = null
	}

	#dropLater(): void {
		if (this.#dropping !== null || this.#kept.length === 0) return
		const first = Math.min(...this.#kept.map(keptUntil))
		const inMs = Math.max(0, first - performance.now())
		this.#dropping = setTimeout(() => {
			this.#dropping = null
			const now = performance.now()
			this.#drop((kept) => keptUntil(kept) <= now + 1)
			this.#dropLater()
		}, inMs)
		this.#dropping.unref()
	}
}

/** Until when it is kept if nobody asks for it. */
function keptUntil({ askedAt, followMs }: Kept): number {
	return askedAt + Math.min(MOST_KEPT_MS, Math.max(KEPT_MS, KEPT_TIMES * followMs))
}

function sizeOf({ index, text }: Kept): number {
	const { runs, deletions } = text ?? { runs: [], deletions: [] }
	return FEWEST + index.size + runs.length + deletions.length
}
