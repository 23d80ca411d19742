/**
 * The order in which the units of a document stand, with structs laid over it that it does not have. The document is only read: what
 * stands beside a struct that was laid is kept as spans of our own, all else is read where it is. So an edit of a few keys costs a few
 * spans, however long the text is.
 */
import * as Y from 'yjs'
import { firstIndex } from './firstIndex.ts'
import { Named } from './named.ts'
import type { Placed } from './readUpdate.ts'
import { isSame, type UnitId } from './struct.ts'
import { propertiesOf, textOf } from './wire.ts'

/** Units of one client in a row: each stands behind the one before it and before the same unit. An item of a document is one. */
export interface Run {
	readonly id: UnitId
	readonly length: number
	readonly origin: UnitId | null
	readonly rightOrigin: UnitId | null
	/** The key of the property whose values it stands among; null in the text. */
	readonly parentSub: string | null
}

/** A run that is kept here, as Yjs would have it. */
class Span implements Run {
	readonly id: UnitId
	length: number
	readonly origin: UnitId | null
	readonly rightOrigin: UnitId | null
	readonly parentSub: string | null
	/** What stands to its right. An item of which there are spans stands for the first of them. */
	right: Run | null

	constructor({ id, length, origin, rightOrigin, parentSub }: Run, right: Run | null) {
		this.id = id
		this.length = length
		this.origin = origin
		this.rightOrigin = rightOrigin
		this.parentSub = parentSub
		this.right = right
	}
}

/** A document and structs laid over it, as an order of runs. */
export class Outline {
	readonly #doc: Y.Doc
	/** The spans of each client by their clocks. */
	readonly #spans = new Map<number, Span[]>()
	readonly #firstSpans = new Map<Run, Span>()
	/** What the text, or the values of a property, begins with, where that was laid. */
	readonly #starts = new Map<string | null, Span>()
	/** What was laid, of each client in its order. */
	readonly #laid = new Map<number, Run[]>()
	/** What is named by structs that were laid, and by those of the document once somebody has asked. */
	readonly #named = new Named()
	#namedInDoc: Named | null = null
	/** What was laid last and has no place yet: most edits have one struct, and nobody asks for its place. */
	#waiting: Run | null = null
	/** How many runs have been looked at to find places. */
	steps = 0
	/** How many have been looked at to find out what somebody had seen. */
	#seen = 0

	constructor(doc: Y.Doc) {
		this.#doc = doc
	}

	/** The same in all: as much as going past so many runs. What somebody had seen is told about twenty times as quickly (measured). */
	get effort(): number {
		return this.steps + this.#seen / 20
	}

	/** How many units of `client` there are. */
	clock(client: number): number {
		const last = this.#laid.get(client)?.at(-1)
		return last === undefined ? Y.getState(this.#doc.store, client) : endOf(last)
	}

	/** The run that ends with the newest unit of `client`; null where there is none. */
	last(client: number): Run | null {
		const laid = this.#laid.get(client)?.at(-1)
		if (laid !== undefined) return laid
		const item = this.#doc.store.clients.get(client)?.at(-1)
		return item instanceof Y.Item ? item : null
	}

	/** The run that holds `unit`; null where there is none. */
	runAt(unit: UnitId): Run | null {
		this.#settle()
		return this.#runAt(unit)
	}

	/** The first run of the text (null) or of the values of a property. */
	start(parentSub: string | null): Run | null {
		this.#settle()
		return this.#start(parentSub)
	}

	/** What stands to the right of `run`, which was given by this outline after the last struct was laid. */
	right(run: Run): Run | null {
		this.steps++
		const right = run instanceof Span || run instanceof Y.Item ? run.right : null
		return right === null ? null : (this.#firstSpans.get(right) ?? right)
	}

	/** Adds `struct`, the next of its client, whose neighbours are there, where Yjs would put it: `parentSub` is that of its neighbours. */
	lay({ client, clock, length, origin, rightOrigin }: Placed, parentSub: string | null): void {
		this.#named.add(client, { origin, rightOrigin })
		const laid = this.#laid.get(client) ?? []
		const before = this.#waiting
		const id = { client, clock }
		if (before !== null && isBehind(before, id, origin, rightOrigin)) {
			laid.pop()
			this.#waiting = { ...before, length: before.length + length }
		} else {
			this.#settle()
			this.#waiting = { id, length, origin, rightOrigin, parentSub }
			if (laid.length === 0) this.#laid.set(client, laid)
		}
		laid.push(this.#waiting)
	}

	/** Whether a struct of another client was put beside `unit`, or beside a later one of its client. */
	isNamed(unit: UnitId): boolean {
		this.#namedInDoc ??= Named.in(this.#doc)
		return this.#named.has(unit) || this.#namedInDoc.has(unit)
	}

	/** What the units of `client` with clocks `from` up to and with `until` were put between. */
	*neighbours(client: number, from: number, until: number): Generator<Run> {
		const known = Y.getState(this.#doc.store, client)
		const items = from < known ? (this.#doc.store.clients.get(client) ?? []) : []
		for (let i = from < known ? Y.findIndexSS(items, from) : 0; i < items.length; i++) {
			const item = items[i]
			if (item === undefined || item.id.clock > until) return
			this.#seen++
			if (item instanceof Y.Item) yield item
		}
		const laid = this.#laid.get(client) ?? []
		for (let i = firstBehind(laid, from); i < laid.length; i++) {
			const run = laid[i]
			if (run === undefined || run.id.clock > until) return
			this.#seen++
			yield run
		}
	}

	#settle(): void {
		const run = this.#waiting
		this.#waiting = null
		if (run !== null) this.#put(run)
	}

	/**
	 * Puts `run` where Yjs does (`Item.integrate`): of those that stand between its neighbours, behind the ones that were put behind the same
	 * unit by a lower clientID, with all that was put behind these.
	 */
	#put(run: Run): void {
		const { origin, rightOrigin, parentSub } = run
		let left: Run | null = origin === null ? null : this.#spanTo(origin)
		const end = rightOrigin === null ? null : this.#spanFrom(rightOrigin)
		const passed = new Set<Run>()
		const conflicting = new Set<Run>()
		const first = left === null ? this.#start(parentSub) : this.right(left)
		for (let other = first; other !== null && other !== end; other = this.right(other)) {
			passed.add(other)
			conflicting.add(other)
			if (!isSame(origin, other.origin)) {
				const before = other.origin === null ? null : this.#runAt(other.origin)
				if (before === null || !passed.has(before)) break
				if (conflicting.has(before)) continue
			} else if (other.id.client >= run.id.client) {
				if (isSame(rightOrigin, other.rightOrigin)) break
				continue
			}
			left = other
			conflicting.clear()
		}
		const before = left === null ? null : this.#spanOf(left)
		const span = new Span(run, before === null ? this.#start(parentSub) : before.right)
		if (before === null) this.#starts.set(parentSub, span)
		else before.right = span
		this.#keep(span)
	}

	#start(parentSub: string | null): Run | null {
		const laid = this.#starts.get(parentSub)
		if (laid !== undefined) return laid
		let item = parentSub === null ? textOf(this.#doc)._start : valueOf(this.#doc, parentSub)
		for (; item?.left; item = item.left) this.steps++
		return item === null ? null : (this.#firstSpans.get(item) ?? item)
	}

	#runAt(unit: UnitId): Run | null {
		const span = this.#spanAt(unit)
		return span ?? itemAt(this.#doc, unit)
	}

	#spanAt({ client, clock }: UnitId): Span | null {
		const spans = this.#spans.get(client) ?? []
		const span = spans[firstBehind(spans, clock)]
		return span !== undefined && span.id.clock <= clock ? span : null
	}

	/** The span of `run`, which is a span or an item of the document. */
	#spanOf(run: Run): Span {
		if (run instanceof Span) return run
		const span = new Span(run, run instanceof Y.Item ? run.right : null)
		this.#firstSpans.set(run, span)
		this.#keep(span)
		return span
	}

	/** The span that ends with `unit`. */
	#spanTo(unit: UnitId): Span {
		const span = this.#spanWith(unit)
		const length = unit.clock + 1 - span.id.clock
		if (length < span.length) this.#cut(span, length)
		return span
	}

	/** The span that begins with `unit`. */
	#spanFrom(unit: UnitId): Span {
		const span = this.#spanWith(unit)
		const length = unit.clock - span.id.clock
		return length > 0 ? this.#cut(span, length) : span
	}

	#spanWith(unit: UnitId): Span {
		const run = this.#runAt(unit)
		if (run === null) throw new RangeError('a struct was laid beside a unit that is not there')
		return this.#spanOf(run)
	}

	/** Cuts `span` behind its first `length` units; gives the rest. */
	#cut(span: Span, length: number): Span {
		const { client, clock } = span.id
		const rest = new Span(
			{
				id: { client, clock: clock + length },
				length: span.length - length,
				origin: { client, clock: clock + length - 1 },
				rightOrigin: span.rightOrigin,
				parentSub: span.parentSub,
			},
			span.right
		)
		span.length = length
		span.right = rest
		this.#keep(rest)
		return rest
	}

	#keep(span: Span): void {
		const spans = this.#spans.get(span.id.client)
		if (spans === undefined) this.#spans.set(span.id.client, [span])
		else spans.splice(firstBehind(spans, span.id.clock), 0, span)
	}
}

/** The item of `doc` that holds a unit; null where it has none. */
export function itemAt({ store }: Y.Doc, { client, clock }: UnitId): Y.Item | null {
	const structs = store.clients.get(client)
	if (structs === undefined || clock >= Y.getState(store, client)) return null
	const found = structs[Y.findIndexSS(structs, clock)]
	return found instanceof Y.Item ? found : null
}

/** Whether `item` holds `unit`. */
export function contains({ id, length }: Y.Item, unit: UnitId): boolean {
	return id.client === unit.client && unit.clock >= id.clock && unit.clock < id.clock + length
}

function valueOf(doc: Y.Doc, key: string): Y.Item | null {
	return propertiesOf(doc)._map.get(key) ?? null
}

/** Whether what begins with `id` and was put between these stands behind `run`, of which it could be the rest. */
function isBehind(
	run: Run,
	{ client, clock }: UnitId,
	origin: UnitId | null,
	rightOrigin: UnitId | null
): boolean {
	return (
		run.id.client === client &&
		endOf(run) === clock &&
		isSame(origin, { client, clock: clock - 1 }) &&
		isSame(run.rightOrigin, rightOrigin)
	)
}

function endOf({ id, length }: Run): number {
	return id.clock + length
}

/** The index of the first of `runs`, which are of one client and in its order, that ends behind `clock`; their number where none does. */
function firstBehind(runs: readonly Run[], clock: number): number {
	return firstIndex(runs, (run) => endOf(run) > clock)
}
