import { type Instant, type LogPosition, type SeatId } from '@parley/domain'
import {
	hasSuggestionMarks,
	suggestionsNamed,
	type ClockRange,
	type Edit,
	type Passage,
} from '@parley/schema'
import * as Y from 'yjs'
import { type Writer } from '../storage/ports.ts'
import { Intervals } from './intervals.ts'
import { PendingEdits } from './pendingEdits.ts'

/** Yjs clocks that have been numbered: how far each clientID has come, and which of its items were deleted. */
export class Numbered {
	readonly clocks = new Map<number, number>()
	/**
	 * Whether a mark of a suggestion may stand there, be it around nothing. So one may that was never made, since its words were gone when its marks
	 * came: no act tells of it.
	 */
	isMarked = false
	readonly #deleted = new Map<number, Intervals>()

	/** What `doc` holds, which has to be free of pending structs. */
	static of(doc: Y.Doc): Numbered {
		const numbered = new Numbered()
		numbered.isMarked = hasSuggestionMarks(doc)
		for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(doc))) {
			numbered.clocks.set(client, clock)
		}
		for (const [client, items] of Y.createDeleteSetFromStructStore(doc.store).clients) {
			const ranges = items.map(({ clock, len }) => ({ from: clock, to: clock + len }))
			numbered.#deletedFrom(client).add(ranges)
		}
		return numbered
	}

	/** Counts `edit` in. */
	add({ inserted, deleted }: Pick<Edit, 'inserted' | 'deleted'>): void {
		// Gaps are judged before; where ranges overlap, only the end moves.
		for (const [client, { to }] of inserted)
			this.clocks.set(client, Math.max(to, this.clock(client)))
		for (const [client, ranges] of deleted) this.#deletedFrom(client).add(ranges)
	}

	/** Whether nothing in `edit` is new, taking what `other` has for known as well. */
	knows(edit: Edit, other?: Numbered): boolean {
		for (const [client, { to }] of edit.inserted) {
			if (to > Math.max(this.clock(client), other?.clock(client) ?? 0)) return false
		}
		for (const [client, ranges] of edit.deleted) {
			const isDeleted = (range: ClockRange): boolean =>
				this.#hasDeleted(client, range) || (other !== undefined && other.#hasDeleted(client, range))
			if (!ranges.every(isDeleted)) return false
		}
		return true
	}

	clock(client: number): number {
		return this.clocks.get(client) ?? 0
	}

	#hasDeleted(client: number, { from, to }: ClockRange): boolean {
		return this.#deleted.get(client)?.covers(from, to) ?? from === to
	}

	#deletedFrom(client: number): Intervals {
		let intervals = this.#deleted.get(client)
		if (intervals === undefined) this.#deleted.set(client, (intervals = new Intervals()))
		return intervals
	}
}

/** The stamp of a late edit, which is given again when the same edit is offered again. */
export interface LateStamp {
	readonly position: LogPosition
	readonly receivedAt: Instant
}

/** What one seat has brought late. */
interface LateEdits {
	readonly numbered: Numbered
	readonly newest: LateStamp
	readonly size: number
}

/** What decides about the next update of one document, folded through its last numbered entry. */
export class DocumentHead {
	readonly text: Numbered
	/** What of the text is not on disk yet. */
	readonly pending = new PendingEdits()
	#withheldAt = 0
	#size: number
	readonly #writers = new Map<number, SeatId | null>()
	readonly #stored = new Set<number>()
	readonly #late = new Map<SeatId, LateEdits>()

	/** @param size bytes of the updates of `text` */
	constructor(text: Numbered, size: number, writers: readonly Writer[]) {
		this.text = text
		this.#size = size
		for (const { clientId, seat } of writers) {
			this.#writers.set(clientId, seat)
			this.#stored.add(clientId)
		}
	}

	/** Bytes of the updates of the text: what it can cost at most. */
	get size(): number {
		return this.#size
	}

	/**
	 * The newest act that withholds words of the document: whoever has read the log up to there has met no word that it took out. 0 where
	 * there was none since the head was read.
	 */
	get withheldAt(): number {
		return this.#withheldAt
	}

	/** Counts an edit of the text in, which is an update of `size` bytes and gets the number `position`. */
	add(edit: Edit, size: number, position: LogPosition): void {
		this.text.add(edit)
		if (suggestionsNamed(edit).size > 0) this.text.isMarked = true
		this.pending.add(edit, position)
		this.#size += size
	}

	/** Counts in that the act at `position` withholds a passage: it is deleted. */
	withhold(passage: Passage, position: LogPosition): void {
		this.text.add({ inserted: new Map(), deleted: passage })
		this.#withheldAt = position
	}

	/** Bytes of the late updates of `seat`. */
	lateSize(seat: SeatId): number {
		return this.#late.get(seat)?.size ?? 0
	}

	/**
	 * The stamp by which `edit` is in the late lane already, that of the newest late edit of `seat`: nothing in it is new to
	 * the text and the late edits of `seat` together. Undefined where something is.
	 */
	lateStamp(edit: Edit, seat: SeatId): LateStamp | undefined {
		const late = this.#late.get(seat)
		if (late === undefined) return undefined
		return this.text.knows(edit, late.numbered) ? late.newest : undefined
	}

	/** The clocks that an edit of `seat` may build on after the freeze: those of the text and its own late ones. */
	lateClocks(seat: SeatId): ReadonlyMap<number, number> {
		const late = this.#late.get(seat)
		if (late === undefined) return this.text.clocks
		const clocks = new Map(this.text.clocks)
		for (const [client, clock] of late.numbered.clocks) {
			clocks.set(client, Math.max(clock, clocks.get(client) ?? 0))
		}
		return clocks
	}

	/** Counts a late edit of `seat` in, an update of `size` bytes, which leaves the text as it is. */
	addLate(edit: Edit, seat: SeatId, stamp: LateStamp, size: number): void {
		const late = this.#late.get(seat) ?? { numbered: new Numbered(), newest: stamp, size: 0 }
		late.numbered.add(edit)
		this.#late.set(seat, { ...late, newest: stamp, size: late.size + size })
	}

	/** The seat that writes under `client`; undefined where nobody has yet. */
	writer(client: number): SeatId | null | undefined {
		return this.#writers.get(client)
	}

	/** Binds `client` to `seat`, or to the server itself where that is null, for as long as the document lives. */
	bind(client: number, seat: SeatId | null): void {
		this.#writers.set(client, seat)
	}

	/** Lets go of a clientID under which nothing was ever numbered; of any other nothing is done. */
	unbind(client: number): void {
		if (!this.#stored.has(client)) this.#writers.delete(client)
	}

	/** The clientIDs of `clients` that are bound but not stored yet: they go into the entry's transaction. */
	takeUnstored(clients: Iterable<number>): readonly number[] {
		const fresh = [...new Set(clients)].filter((client) => !this.#stored.has(client))
		for (const client of fresh) this.#stored.add(client)
		return fresh
	}
}
