import { parseLogPosition, type LogPosition, type SeatId } from '@parley/domain'
import { type DocumentName, type LogId } from '@parley/protocol'
import { createDocument, readUpdate, withholdFromDocument, type Passage } from '@parley/schema'
import * as Y from 'yjs'
import { type Entry, type Storage } from '../storage/ports.ts'
import { DocumentHead, Numbered, type LateStamp } from './documentHead.ts'
import { applyInOrder, fill, readParts, readState } from './readState.ts'
import { type BeforeFilling } from './room.ts'

/** A live document and what it still has to catch up with. */
interface Follower {
	readonly doc: Y.Doc
	/** Updates that were committed while the document was being read; null once it follows. */
	backlog: Uint8Array[] | null
	/** What was withheld while it was being read. */
	readonly withheld: Passage[]
	/** Entries that stand behind its newest state cache. */
	uncached: number
}

/** A document that is open because somebody looks at it whom nobody's screen waits for. */
interface Lent {
	readonly opened: Promise<{ close(): void }>
	users: number
}

/** A late update as it stands in the log. */
export interface LateUpdate extends LateStamp {
	readonly bytes: Uint8Array
	readonly seat: SeatId
}

/** How far the text of a log goes now: through its newest entry on disk, or up to its freeze entry. */
export interface Extent {
	/** The newest position that is on disk. */
	readonly committed: LogPosition
	/** The freeze entry: what is behind it is late. Null while the text is open. */
	readonly frozen: LogPosition | null
}

/** A cache is written when a document is closed after this many entries: reading them again takes a few milliseconds. */
const CACHE_EVERY = 500

/** And while a document is open after this many. */
const CACHE_OPEN_EVERY = 2000

/**
 * The documents of one log, as views of it: heads that judge the next update, and live documents that follow what was
 * committed. Nothing here is a record; all of it can be dropped and read again.
 */
export class Documents {
	readonly #storage: Pick<Storage, 'log' | 'caches'>
	readonly #log: LogId
	readonly #extent: () => Extent
	readonly #heads = new Map<DocumentName, Promise<DocumentHead>>()
	readonly #loaded = new Map<DocumentName, DocumentHead>()
	readonly #followers = new Map<DocumentName, Set<Follower>>()
	readonly #lent = new Map<DocumentName, Lent>()

	constructor(storage: Pick<Storage, 'log' | 'caches'>, log: LogId, extent: () => Extent) {
		this.#storage = storage
		this.#log = log
		this.#extent = extent
	}

	/**
	 * The head of `document`, read from the log the first time. Whoever numbers an update of it has asked for its head before,
	 * so that nothing is numbered while it is being read.
	 */
	head(document: DocumentName): Promise<DocumentHead> {
		return this.#heads.get(document) ?? this.#keep(document, this.#readHead(document))
	}

	#keep(document: DocumentName, head: Promise<DocumentHead>): Promise<DocumentHead> {
		this.#heads.set(document, head)
		head.catch(() => {
			if (this.#heads.get(document) === head) this.#heads.delete(document)
		})
		return head
	}

	/** The newest head of `document` that is in memory: after a failed commit one that still knows every clientID and its seat. */
	loadedHead(document: DocumentName): DocumentHead | undefined {
		return this.#loaded.get(document)
	}

	/** Forgets every head: after a failed commit what was numbered is not what is stored. */
	dropHeads(): void {
		this.#heads.clear()
	}

	/** Fills `doc` and lets it follow; see `Room.attach`. Where there is no head yet, it is made from `doc`. */
	async attach(
		document: DocumentName,
		doc: Y.Doc,
		before?: BeforeFilling
	): Promise<{ close(): void }> {
		const follower: Follower = { doc, backlog: [], withheld: [], uncached: 0 }
		const followers = this.#followers.get(document) ?? new Set()
		this.#followers.set(document, followers.add(follower))
		const close = (): void => {
			if (!followers.delete(follower)) return
			if (followers.size === 0) this.#followers.delete(document)
			if (follower.backlog === null) this.#cache(document, follower)
		}
		try {
			const filled = this.#fill(document, follower, before)
			// Kept before anything is waited for, so that nothing is numbered until it is there.
			if (!this.#heads.has(document)) {
				const made = filled.then(({ text, size }) => this.#makeHead(document, text, size))
				void this.#keep(document, made)
			}
			await filled
			// Claims are judged by the head, so it is there before anybody can make one.
			await this.head(document)
		} catch (error) {
			close()
			throw error
		}
		return { close }
	}

	/** Fills the document of `follower` with what is committed, and gives what a head is made of. */
	async #fill(
		document: DocumentName,
		follower: Follower,
		before?: BeforeFilling
	): Promise<{ readonly text: Numbered; readonly size: number }> {
		const isNew = !this.#heads.has(document)
		const parts = await readParts(this.#storage, this.#log, document, textEnd(this.#extent()))
		await before?.(parts)
		const { doc, backlog, withheld } = follower
		const size = fill(doc, parts)
		const text = isNew ? Numbered.of(doc) : new Numbered()
		applyInOrder(doc, backlog ?? [])
		for (const passage of withheld) withholdFromDocument(doc, passage)
		follower.uncached = parts.entries.length + (backlog?.length ?? 0)
		follower.backlog = null
		return { text, size }
	}

	/** Hands an entry that has just been committed, and is not late, to the document that it changes. */
	follow({ payload }: Entry): void {
		if (payload.kind !== 'update') return
		for (const follower of this.#followers.get(payload.document) ?? []) {
			if (follower.backlog === null) {
				applyInOrder(follower.doc, [payload.bytes])
				follower.uncached++
				// Without it a server that is killed would read all of a long sitting again.
				if (follower.uncached >= CACHE_OPEN_EVERY) this.#cache(payload.document, follower)
			} else {
				follower.backlog.push(payload.bytes)
			}
		}
	}

	/** Takes what an act withholds, which has just been committed, out of the live documents: they are what the log gives from now on. */
	withhold(document: DocumentName, passage: Passage): void {
		for (const follower of this.#followers.get(document) ?? []) {
			if (follower.backlog !== null) follower.withheld.push(passage)
			else withholdFromDocument(follower.doc, passage)
			// The caches that there were are gone.
			follower.uncached += CACHE_EVERY
		}
	}

	/** The document as it is committed at this moment, where one is open. It is only lent: it must neither be kept nor changed. */
	live(document: DocumentName): Y.Doc | undefined {
		for (const { doc, backlog } of this.#followers.get(document) ?? [])
			if (backlog === null) return doc
		return undefined
	}

	/**
	 * Opens `document` where it is not open, so that `live` gives it. Resolves, in the order of the calls, with the way to give it back,
	 * which has to be called once.
	 */
	async borrow(document: DocumentName): Promise<() => void> {
		const isOpen = this.#lent.has(document) || this.live(document) !== undefined
		const lent = this.#lent.get(document) ?? (isOpen ? undefined : this.#lend(document))
		if (lent === undefined) return ignore
		lent.users++
		const giveBack = (): void => {
			if (--lent.users > 0) return
			this.#lent.delete(document)
			lent.opened.then((attached) => {
				attached.close()
			}, ignore)
		}
		try {
			await lent.opened
			return giveBack
		} catch (error) {
			giveBack()
			throw error
		}
	}

	#lend(document: DocumentName): Lent {
		const lent = { opened: this.attach(document, createDocument({ gc: false })), users: 0 }
		this.#lent.set(document, lent)
		return lent
	}

	/**
	 * Gives what `read` makes of `document` as it stands at `at`, or as committed now. The document is only lent: `read` must neither
	 * keep nor change it, and where it takes its time, a live one goes on changing meanwhile.
	 */
	async read<T>(
		document: DocumentName,
		at: LogPosition | null,
		read: (doc: Y.Doc) => T | Promise<T>
	): Promise<T> {
		const live = at === null ? this.live(document) : undefined
		if (live !== undefined) return read(live)
		const doc = createDocument({ gc: false })
		try {
			const end = textEnd(this.#extent())
			const until = at === null || at > end ? end : at
			await readState(this.#storage, this.#log, document, until, doc)
			return await read(doc)
		} finally {
			doc.destroy()
		}
	}

	/** The late updates of `document` that are on disk, oldest first: of one seat, or of all. */
	async *late(document: DocumentName, seat?: SeatId): AsyncIterable<LateUpdate> {
		const { committed, frozen } = this.#extent()
		if (frozen === null) return
		const range = { after: frozen, until: committed, document }
		for await (const entry of this.#storage.log.read(this.#log, range)) {
			const { payload, position, receivedAt } = entry
			if (payload.kind !== 'update' || entry.seat === null) continue
			if (seat !== undefined && entry.seat !== seat) continue
			yield { bytes: payload.bytes, seat: entry.seat, position, receivedAt }
		}
	}

	async #readHead(document: DocumentName): Promise<DocumentHead> {
		const doc = createDocument({ gc: false })
		try {
			const end = textEnd(this.#extent())
			const size = await readState(this.#storage, this.#log, document, end, doc)
			return await this.#makeHead(document, Numbered.of(doc), size)
		} finally {
			doc.destroy()
		}
	}

	/** The head of a document with `text`, whose updates have `size` bytes. */
	async #makeHead(document: DocumentName, text: Numbered, size: number): Promise<DocumentHead> {
		const head = new DocumentHead(text, size, await this.#storage.log.writers(document))
		for await (const { bytes, seat, ...stamp } of this.late(document)) {
			const edit = readUpdate(bytes, Infinity)
			if (edit.ok) head.addLate(edit, seat, stamp, bytes.byteLength)
		}
		this.#loaded.set(document, head)
		return head
	}

	#cache(document: DocumentName, follower: Follower): void {
		if (follower.uncached < CACHE_EVERY) return
		follower.uncached = 0
		const state = Y.encodeStateAsUpdate(follower.doc)
		// A cache that is not written costs time at the next opening and nothing else.
		this.#storage.caches
			.put(document, { position: textEnd(this.#extent()), state })
			.catch(() => undefined)
	}
}

const ignore = (): void => undefined

/** The last position that belongs to the text: what comes behind a freeze is late. */
export function textEnd({ committed, frozen }: Extent): LogPosition {
	return frozen === null || committed < frozen ? committed : parseLogPosition(frozen - 1)
}
