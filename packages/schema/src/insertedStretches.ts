/**
 * Which units of a text stand where suggestions would insert something, kept up while the text changes. The text is gone along once; afterwards
 * a change costs what it brings, and where it sets, ends or takes out such a mark, what stands up to where nothing is otherwise any more.
 */
import * as Y from 'yjs'
import { toJson } from './json.ts'
import { firstBehind } from './rangeRow.ts'
import type { ClockRange } from './readUpdate.ts'
import type { UnitId } from './struct.ts'
import { suggestionOfKey } from './suggestionKey.ts'
import { textOf } from './wire.ts'

/**
 * The ids of the suggestions that would insert what comes right behind a unit. Only a forger has more than a few over each other: which they
 * are is not kept then, since keeping that took the square of their number.
 */
export type Inserting = ReadonlySet<string> | 'many'

/** More suggestions than this over each other are many. */
const MANY = 8
const NONE: ReadonlySet<string> = new Set()

interface Stretch extends ClockRange {
	readonly under: Inserting
}

const kept = new WeakMap<Y.Doc, InsertedStretches>()

/** Where suggestions would insert something in `doc`, always the same one. */
export function insertedStretches(doc: Y.Doc): InsertedStretches {
	let stretches = kept.get(doc)
	if (stretches === undefined) kept.set(doc, (stretches = new InsertedStretches(doc)))
	return stretches
}

/** Keeps what stands behind which units of a document, those that are deleted and those that are marks included. */
export class InsertedStretches {
	readonly #doc: Y.Doc
	/** Of each client, in its order; what is in none stands under no suggestion. */
	readonly #stretches = new Map<number, Stretch[]>()
	#isSame = false

	constructor(doc: Y.Doc) {
		this.#doc = doc
		doc.on('afterTransaction', (transaction) => {
			if (this.#isSame) this.#follow(transaction)
		})
	}

	/** Goes along the text, where that is needed; gives how many items it took. To be called before anything is asked. */
	look(): number {
		if (this.#isSame) return 0
		this.#stretches.clear()
		let items = 0
		const open = new Set<string>()
		for (let item = textOf(this.#doc)._start; item !== null; item = item.right) {
			items++
			take(item, open)
			if (open.size > 0)
				this.#of(item.id.client).push({ ...clocksOf(item), under: inserting(open) })
		}
		for (const [client, stretches] of this.#stretches) {
			stretches.sort((one, other) => one.from - other.from)
			this.#stretches.set(client, stretches.reduce<Stretch[]>(append, []))
		}
		this.#isSame = true
		return items
	}

	/** What would insert what comes right behind the unit. */
	behind({ client, clock }: UnitId): Inserting {
		const stretches = this.#stretches.get(client)
		const found = stretches?.[firstBehind(stretches, clock)]
		return found !== undefined && found.from <= clock ? found.under : NONE
	}

	#of(client: number): Stretch[] {
		let stretches = this.#stretches.get(client)
		if (stretches === undefined) this.#stretches.set(client, (stretches = []))
		return stretches
	}

	/** Goes on from wherever `transaction` brought something, or took out a mark, to where the units stand under what they stood under. */
	#follow(transaction: Y.Transaction): void {
		const isNew = ({ client, clock }: UnitId): boolean =>
			clock >= (transaction.beforeState.get(client) ?? 0)
		const done = new Set<Y.Item>()
		for (const item of changedBy(transaction, textOf(this.#doc))) {
			if (done.has(item)) continue
			let first = item
			while (first.left !== null && isNew(first.left.id) && !done.has(first.left))
				first = first.left
			const before = first.left === null ? NONE : this.behind(first.left.id)
			if (before === 'many') {
				this.#isSame = false
				return
			}
			const open = new Set(before)
			for (let at: Y.Item | null = first; at !== null; at = at.right) {
				take(at, open)
				const under = inserting(open)
				const isKnown = done.has(at) || !isNew(at.id)
				if (isKnown && isSameAs(this.behind(at.id), under)) break
				this.#set(at, under)
				done.add(at)
			}
		}
	}

	#set(item: Y.Item, under: Inserting): void {
		const { from, to } = clocksOf(item)
		const stretches = this.#of(item.id.client)
		const first = firstBehind(stretches, from)
		let last = first
		while ((stretches[last]?.from ?? Infinity) < to) last++
		const over = stretches.slice(first, last)
		const put = [
			...over.filter((one) => one.from < from).map((one) => ({ ...one, to: from })),
			...(under === 'many' || under.size > 0 ? [{ from, to, under }] : []),
			...over.filter((one) => one.to > to).map((one) => ({ ...one, from: to })),
		]
		if (over.length === 0 && put.length === 0) return
		const before = stretches.slice(Math.max(0, first - 1), first)
		stretches.splice(
			first - before.length,
			over.length + before.length,
			...[...before, ...put].reduce<Stretch[]>(append, [])
		)
	}
}

/** What `transaction` brought to `text`, and the marks of insertions that it took out of it. */
function* changedBy(transaction: Y.Transaction, text: Y.Text): Generator<Y.Item> {
	const { beforeState, afterState, deleteSet, doc } = transaction
	const { clients } = doc.store
	for (const [client, after] of afterState) {
		const before = beforeState.get(client) ?? 0
		if (after <= before) continue
		for (const item of itemsIn(clients.get(client) ?? [], before, after))
			if (item.parent === text && item.parentSub === null) yield item
	}
	for (const [client, ranges] of deleteSet.clients) {
		const known = beforeState.get(client) ?? 0
		for (const { clock, len } of ranges) {
			for (const item of itemsIn(clients.get(client) ?? [], clock, Math.min(known, clock + len)))
				if (insertionOf(item) !== undefined) yield item
		}
	}
}

function* itemsIn(structs: (Y.Item | Y.GC)[], from: number, to: number): Generator<Y.Item> {
	if (from >= to) return
	for (let i = Y.findIndexSS(structs, from); i < structs.length; i++) {
		const struct = structs[i]
		if (struct === undefined || struct.id.clock >= to) return
		if (struct instanceof Y.Item) yield struct
	}
}

/** The suggestion that `item` says would insert what follows, or would do so no more. */
function insertionOf({ content }: Y.Item): string | undefined {
	const named = content instanceof Y.ContentFormat ? suggestionOfKey(content.key) : undefined
	return named?.family === 'ins' ? named.id : undefined
}

/** Goes past `item`: what follows it is inserted by the suggestions in `open`. */
function take(item: Y.Item, open: Set<string>): void {
	const id = item.deleted ? undefined : insertionOf(item)
	if (id === undefined || !(item.content instanceof Y.ContentFormat)) return
	if (toJson(item.content.value) === null) open.delete(id)
	else open.add(id)
}

function inserting(open: ReadonlySet<string>): Inserting {
	if (open.size === 0) return NONE
	return open.size > MANY ? 'many' : new Set(open)
}

/** Whether both are the same for sure. */
function isSameAs(one: Inserting, other: Inserting): boolean {
	if (one === 'many' || other === 'many') return false
	return one === other || (one.size === other.size && [...one].every((id) => other.has(id)))
}

function clocksOf({ id, length }: Y.Item): ClockRange {
	return { from: id.clock, to: id.clock + length }
}

/** Puts `next` behind `stretches`, as one with the last of them where it goes on. */
function append(stretches: Stretch[], next: Stretch): Stretch[] {
	const last = stretches.at(-1)
	const goesOn = last?.to === next.from
	if (goesOn && (last.under === next.under || isSameAs(last.under, next.under)))
		stretches[stretches.length - 1] = { ...last, to: next.to }
	else stretches.push(next)
	return stretches
}
