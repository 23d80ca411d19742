/**
 * Who wrote what in a clause, computed from its log alone.
 *
 * Every unit of a text has a name for ever, its clientID and clock, and an entry that brought it: that is its author. Three
 * things put a text in anew that was there before, and its new units are then led back to the old ones: undo (`findRestored`), and
 * a passage that one update takes out and puts in elsewhere (`findMoved`). Only a row of ranges is written for an entry; the text
 * is walked when it is read.
 */
import type { LogPosition, SeatId } from '@parley/domain'
import * as Y from 'yjs'
import { readAuthored, type AuthoredText } from './authored.ts'
import { ClockRanges } from './clockRanges.ts'
import { ClockSet } from './clockSet.ts'
import { findCopied, SHORTEST_COPY } from './copied.ts'
import { createDocument } from './document.ts'
import { Effort } from './effort.ts'
import { firstIndex } from './firstIndex.ts'
import { holdTransaction } from './heldTransaction.ts'
import { findMoved } from './moved.ts'
import { markerOf, wordingsOf, type Wording } from './wording.ts'
import type { ClockRange } from './readUpdate.ts'
import { findRestored, findRestoredWithin } from './restored.ts'
import { SaidReturns } from './saidReturns.ts'
import { Shingles } from './shingles.ts'
import { atOnce, STEP, type Steps } from './steps.ts'
import { itemsIn, rootsOf, type Arrival, type Stamp, type Traces } from './traces.ts'
import { authorsIn, withSameUnits, type AuthoredRange } from './sameUnits.ts'
import { readRanges, type UpdateRanges } from './updateRanges.ts'
import { textOf } from './wire.ts'
import type { Passage } from './withhold.ts'
import type { Carried } from './struct.ts'

/** One entry of the log, as far as a clause's authorship goes. */
export interface ProvenanceEntry extends Stamp {
	readonly bytes: Uint8Array
}

/** Clocks of one client and the entry by which they came. */
export interface Brought extends ClockRange, Stamp {
	readonly client: number
}

/** Cut passages that are remembered, and UTF-16 units of them. */
const MOST_CUTS = 32
const MOST_CUT_UNITS = 32_768

/** Bytes of an entry that is taken in one step, in at most some milliseconds. */
const BYTES_AT_ONCE = 4096

/** The authorship of one clause, folded through the newest entry that it was given. */
export class Provenance {
	readonly #traces: Traces = {
		doc: createDocument({ gc: false }),
		arrivals: new ClockRanges(),
		deletions: new ClockRanges(),
		sources: new ClockRanges(),
		markers: new Map(),
		known: new Map(),
		carried: new ClockSet(),
		copied: new ClockRanges(),
		shingles: new Shingles(),
	}
	readonly #efforts = new Map<SeatId, Effort>()
	readonly #saidReturns = new SaidReturns()
	/** Long passages that were taken out lately, newest first. */
	#cuts: readonly Wording[] = []
	#newest: Stamp | null = null
	#disbelieved = 0

	/** The newest entry it knows, or null. */
	get newest(): Stamp | null {
		return this.#newest
	}

	/** Of how many units entries said that they bring back older ones, where the log does not bear that out (rule T93). */
	get disbelieved(): number {
		return this.#disbelieved
	}

	/** How many things it keeps, of some hundred bytes each. */
	get size(): number {
		const { doc, arrivals, deletions, sources, copied, shingles } = this.#traces
		let structs = 0
		for (const own of doc.store.clients.values()) structs += own.length
		return structs + arrivals.size + deletions.size + sources.size + copied.size + shingles.size / 4
	}

	/**
	 * Takes the next entry of the clause, in the order of the log.
	 *
	 * @throws RangeError for an entry out of order, and for bytes that no log holds.
	 */
	add(entry: ProvenanceEntry): void {
		// each is a transaction of its own, so that how Yjs cuts its items depends on the log alone
		this.#traces.doc.transact((transaction) => {
			atOnce(this.#add(entry, transaction))
		})
	}

	/** As `add`, in steps: an entry may come in a hundred thousand pieces. Nothing else may be asked for before the last one. */
	*addSteps(entry: ProvenanceEntry): Steps<void> {
		if (entry.bytes.length <= BYTES_AT_ONCE) {
			this.add(entry)
			return
		}
		const held = holdTransaction(this.#traces.doc)
		try {
			yield* this.#add(entry, held.transaction)
		} finally {
			held.end()
		}
	}

	/** The text as it stands with the author of every unit, and what was deleted where. */
	read(): AuthoredText {
		return atOnce(this.readSteps())
	}

	/** As `read`, in steps of less than a millisecond each. Nothing may be added before the last one. */
	readSteps(): Steps<AuthoredText> {
		return readAuthored(this.#traces)
	}

	/** A passage in parts by the author of their words. */
	authorsIn(passage: Passage): readonly AuthoredRange[] {
		return [...authorsIn(this.#traces, passage)]
	}

	/** The clocks that came with the entries of a seat, in the order of the log: each where it came first. */
	broughtBy(seat: SeatId): readonly Brought[] {
		const brought: Brought[] = []
		for (const { client, from, to, value } of this.#traces.arrivals.all())
			if (value.seat === seat) brought.push({ client, from, to, ...value })
		return brought.sort((a, b) => a.position - b.position)
	}

	/** The passage with every other unit that has the same words because they were moved or brought back. */
	withSameUnits(passage: Passage): Passage {
		return withSameUnits(this.#traces, passage)
	}

	/** Gives what `read` makes of the text, with all that was ever in it. It is only lent. */
	look<T>(read: (doc: Y.Doc) => T): T {
		return read(this.#traces.doc)
	}

	/** Lets go of the text. */
	close(): void {
		this.#traces.doc.destroy()
	}

	*#add(
		{ seat, receivedAt, position, bytes }: ProvenanceEntry,
		transaction: Y.Transaction
	): Steps<void> {
		const { doc } = this.#traces
		const said = rangesIn(position, bytes)
		if (this.#newest !== null && position <= this.#newest.position)
			throw new RangeError(`the entry at ${position} comes after that at ${this.#newest.position}`)
		const stamp = { seat, receivedAt, position }
		this.#newest = stamp
		const brought = [...said.inserted].map(([client, { from, to }]) => {
			return { client, from: Math.max(from, Y.getState(doc.store, client)), to }
		})
		yield
		Y.applyUpdate(doc, bytes)
		yield
		const items: Y.Item[] = []
		for (const { client, from, to } of brought) {
			if (from >= to) continue
			this.#traces.arrivals.add(client, from, to, stamp)
			addItems(doc, client, from, items)
		}
		const deleted = new Map<number, readonly ClockRange[]>()
		for (const [client, ranges] of said.deleted) {
			const fresh = ranges.flatMap((range) => this.#delete(client, range, stamp))
			if (fresh.length > 0) deleted.set(client, fresh)
		}
		for (const item of items) this.#noteMarker(item)
		// What the server itself brings is a text of its own.
		if (seat !== null) {
			const restored =
				said.returned === null
					? yield* this.#leadBack(seat, items, transaction)
					: yield* this.#leadBackAsSaid(said.returned, brought, items, transaction)
			yield* this.#lead(
				seat,
				{ saidDeleted: said.deleted, items: restored, deleted },
				this.#effortOf(seat, bytes.length)
			)
		}
		for (const { client, from, to } of brought)
			if (from < to) yield* this.#traces.shingles.add(doc, client, from, to)
	}

	/** What there is to look with for a seat that has brought `bytes` more. */
	#effortOf(seat: SeatId, bytes: number): Effort {
		let effort = this.#efforts.get(seat)
		if (effort === undefined) this.#efforts.set(seat, (effort = new Effort()))
		effort.earn(bytes)
		return effort
	}

	/** Notes what an entry deletes; gives what nobody had deleted before. */
	#delete(client: number, { from, to }: ClockRange, stamp: Stamp): readonly ClockRange[] {
		const { deletions, known } = this.#traces
		const fresh = deletions.add(client, from, to, stamp)
		const isAllNew = fresh[0]?.from === from && fresh[0].to === to
		if (stamp.seat === null || isAllNew) return fresh
		let own = known.get(stamp.seat)
		if (own === undefined) known.set(stamp.seat, (own = new ClockSet()))
		own.add(client, from, to)
		return fresh
	}

	/** Leads units that were brought back to what was taken out; gives `items`, cut where only a part of one was. */
	*#leadBack(
		seat: SeatId,
		items: readonly Y.Item[],
		transaction: Y.Transaction
	): Steps<readonly Y.Item[]> {
		const parts: Y.Item[] = []
		let last: Carried | undefined
		let steps = 0
		for (const item of items) {
			if (++steps % STEP === 0) yield
			const whole = findRestored(this.#traces, seat, item, last)
			const restored = whole ?? findRestoredWithin(this.#traces, item)
			if (restored !== undefined) this.#carry((last = restored))
			if (restored === undefined || whole !== undefined) parts.push(item)
			else parts.push(...cutOut(item, restored, transaction))
		}
		return parts
	}

	/** As `leadBack`, where an edit itself says what it brings back: what else it has was written, whatever it is like. */
	*#leadBackAsSaid(
		returned: readonly Carried[],
		brought: readonly (ClockRange & { readonly client: number })[],
		items: readonly Y.Item[],
		transaction: Y.Transaction
	): Steps<readonly Y.Item[]> {
		let steps = 0
		const cuts = new Map<number, number[]>()
		this.#disbelieved += unitsSaid(returned, brought)
		for (const carried of this.#saidReturns.believed(this.#traces, returned, brought)) {
			if (++steps % STEP === 0) yield
			this.#carry(carried)
			this.#disbelieved -= carried.length
			const { client, clock } = carried.unit
			const own = cuts.get(client) ?? []
			cuts.set(client, own)
			own.push(clock, clock + carried.length)
		}
		const parts: Y.Item[] = []
		for (const item of items) {
			if (++steps % STEP === 0) yield
			parts.push(...cutAt(item, cuts.get(item.id.client) ?? [], transaction))
		}
		return parts
	}

	/** Leads units that were moved back to where these came from, and finds out what was pasted. */
	*#lead(seat: SeatId, arrival: Arrival, effort: Effort): Steps<void> {
		const { doc, sources, copied } = this.#traces
		const { items, deleted } = arrival
		const gone = itemsIn(doc, deleted)
		const isNew = ({ id }: Y.Item) => !sources.find(id.client, id.clock)
		const unknown = items.filter(isNew)
		if (unknown.length > 0) {
			for (const moved of findMoved(this.#traces, arrival, unknown, gone, effort))
				this.#carry(moved)
		}
		yield
		const fresh = items.filter(isNew)
		let steps = 0
		for (const found of findCopied(this.#traces, seat, fresh, this.#cuts, effort)) {
			if (found === undefined || ++steps % STEP === 0) yield
			if (found !== undefined)
				copied.add(found.client, found.clock, found.clock + found.length, found.from)
		}
		this.#rememberCuts(gone, effort)
	}

	#noteMarker(item: Y.Item): void {
		const block = markerOf(item)
		if (block === undefined) return
		const { markers } = this.#traces
		const { client, clock } = item.id
		const known = markers.get(block)
		if (known === undefined) markers.set(block, [{ client, clock }])
		else known.push({ client, clock })
	}

	/** Long passages are kept for a while: what is cut comes in again by another entry. */
	#rememberCuts(gone: readonly Y.Item[], effort: Effort): void {
		const characters = gone.reduce((sum, { length }) => sum + length, 0)
		if (characters < SHORTEST_COPY) return
		const long = wordingsOf(gone, effort).filter(({ text }) => text.length >= SHORTEST_COPY)
		if (long.length === 0) return
		let units = 0
		this.#cuts = [...long, ...this.#cuts]
			.slice(0, MOST_CUTS)
			.filter(({ text }) => (units += text.length) <= MOST_CUT_UNITS)
	}

	#carry({ unit, source, length }: Carried): void {
		const { sources, carried } = this.#traces
		const { client, clock } = source
		for (const { from, to, root } of rootsOf(sources, client, clock, clock + length)) {
			const start = unit.clock + from - clock
			// Words that went to and fro in one entry may seem to be each other's.
			const isItself =
				root.client === unit.client &&
				root.clock < start + to - from &&
				start < root.clock + to - from
			if (isItself) continue
			for (const part of [...sources.without(unit.client, start, start + to - from)]) {
				const first = { client: root.client, clock: root.clock + part.from - start }
				sources.add(unit.client, part.from, part.to, first)
			}
		}
		carried.add(client, clock, clock + length)
	}
}

/** How many units a note speaks of that came with its very entry: what was there before was believed, or not, when it came. */
function unitsSaid(
	returned: readonly Carried[],
	brought: readonly (ClockRange & { readonly client: number })[]
): number {
	const fresh = new Map(brought.map((range) => [range.client, range]))
	return returned.reduce((sum, { unit: { client, clock }, length }) => {
		const { from, to } = fresh.get(client) ?? { from: 0, to: 0 }
		return clock >= from && clock + length <= to ? sum + length : sum
	}, 0)
}

function rangesIn(position: LogPosition, bytes: Uint8Array): UpdateRanges {
	try {
		return readRanges(bytes)
	} catch (cause) {
		throw new RangeError(`the entry at ${position} is no update that was taken`, { cause })
	}
}

/** Adds the items of the text that `client` has from `from` on. */
function addItems(doc: Y.Doc, client: number, from: number, items: Y.Item[]): void {
	const structs = doc.store.clients.get(client) ?? []
	const text = textOf(doc)
	for (let i = Y.findIndexSS(structs, from); i < structs.length; i++) {
		const struct = structs[i]
		if (struct instanceof Y.Item && struct.parent === text && struct.countable) items.push(struct)
	}
}

/** An item in parts, one of which is the units of `carried`. They are one again when the transaction ends. */
function cutOut(
	item: Y.Item,
	{ unit, length }: Carried,
	transaction: Y.Transaction
): readonly Y.Item[] {
	return cutAt(item, [unit.clock, unit.clock + length], transaction)
}

/** An item in parts, cut before those clocks of `cuts`, which are in order, that are within it. They are one again when the transaction ends. */
function cutAt(
	{ id: { client, clock }, length }: Y.Item,
	cuts: readonly number[],
	transaction: Y.Transaction
): readonly Y.Item[] {
	const starts = new Set([clock])
	for (let i = firstIndex(cuts, (cut) => cut > clock); i < cuts.length; i++) {
		const cut = cuts[i] ?? Infinity
		if (cut >= clock + length) break
		starts.add(cut)
	}
	return [...starts].map((cut) => Y.getItemCleanStart(transaction, Y.createID(client, cut)))
}
