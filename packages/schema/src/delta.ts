/** What a transaction did to the text of a clause. */
import * as Y from 'yjs'
import { contentOf, withMark, type Marks } from './blocks.ts'
import { sameJson, type Json, type JsonObject } from './json.ts'

/** One change of a text, from its beginning on: units kept (perhaps with other marks), taken out, or put in. */
export type DeltaOp =
	| { readonly kind: 'retain'; readonly count: number; readonly change: JsonObject | undefined }
	| { readonly kind: 'delete'; readonly count: number }
	| { readonly kind: 'insert'; readonly content: Json; readonly marks: Marks }

/** Changes in the order of the text; units after the last one are kept. A string is text, any other content an embed. */
export type Delta = readonly DeltaOp[]

/**
 * What `transaction` did to `text`. Only reads, unlike the `delta` of Yjs' own event, which deletes formatting it finds
 * redundant, as an update of the reader.
 *
 * One walk over the items, beside it the marks as they were and as they are. Where no formatting changed the second is left out.
 */
export function readDelta(text: Y.Text, transaction: Y.Transaction): Delta {
	const isNew = newnessIn(transaction)
	const isTaken = takingIn(transaction, isNew)
	const isReformatted = touchesFormatting(text, transaction)
	const ops = new OpList()
	let marks: Marks = {}
	let former: Marks = {}
	let change: JsonObject | undefined
	let isStale = false
	for (let item = text._start; item !== null; item = item.right) {
		const isGone = item.deleted
		if (isGone && !isTaken(item.id)) continue
		const content = item.content
		if (content instanceof Y.ContentFormat) {
			if (!isGone) marks = withMark(marks, content.key, content.value)
			if (isReformatted && !isNew(item.id)) former = withMark(former, content.key, content.value)
			isStale = isReformatted
		} else if (item.countable) {
			if (isStale) {
				change = changeBetween(former, marks)
				isStale = false
			}
			if (isGone) ops.delete(item.length)
			else if (!isNew(item.id)) ops.retain(item.length, change)
			else if (content instanceof Y.ContentString) ops.insert(content.str, marks)
			else for (const piece of contentOf(content)) ops.insert(piece, marks)
		}
	}
	return ops.take()
}

/**
 * What `transaction` did to the marks that are open where `text` ends, which are on no unit of it and so in no delta: what somebody puts there next
 * would come under them. Undefined where it did nothing to these.
 */
export function changeAtEnd(text: Y.Text, transaction: Y.Transaction): JsonObject | undefined {
	if (!touchesFormatting(text, transaction)) return undefined
	const isNew = newnessIn(transaction)
	const isTaken = takingIn(transaction, isNew)
	let marks: Marks = {}
	let former: Marks = {}
	for (let item = text._start; item !== null; item = item.right) {
		const { content, deleted, id } = item
		if (!(content instanceof Y.ContentFormat) || (deleted && !isTaken(id))) continue
		if (!deleted) marks = withMark(marks, content.key, content.value)
		if (!isNew(id)) former = withMark(former, content.key, content.value)
	}
	return changeBetween(former, marks)
}

type IsOfTransaction = (id: Y.ID) => boolean

/** Tells whether what is gone was there before the transaction. */
function takingIn({ deleteSet }: Y.Transaction, isNew: IsOfTransaction): IsOfTransaction {
	return (id) => deleteSet.clients.has(id.client) && !isNew(id) && Y.isDeleted(deleteSet, id)
}

/** Tells whether an id was given in the transaction. */
function newnessIn({ beforeState, afterState }: Y.Transaction): IsOfTransaction {
	const since = new Map<number, number>()
	for (const [client, after] of afterState) {
		const before = beforeState.get(client) ?? 0
		if (after > before) since.set(client, before)
	}
	return ({ client, clock }) => clock >= (since.get(client) ?? Infinity)
}

function touchesFormatting(text: Y.Text, transaction: Y.Transaction): boolean {
	const { beforeState, afterState, deleteSet } = transaction
	for (const [client, after] of afterState) {
		const before = beforeState.get(client) ?? 0
		if (after <= before) continue
		const structs = text.doc?.store.clients.get(client) ?? []
		for (let i = structs.length - 1; i >= 0; i--) {
			const struct = structs[i]
			if (!struct || struct.id.clock < before) break
			if (struct instanceof Y.Item && struct.content instanceof Y.ContentFormat) return true
		}
	}
	let deletesFormatting = false
	Y.iterateDeletedStructs(transaction, deleteSet, (struct) => {
		if (struct instanceof Y.Item && struct.content instanceof Y.ContentFormat)
			deletesFormatting = true
	})
	return deletesFormatting
}

/** The format change from `before` to `after`: keys set, and keys ended with `null`; nothing when they are the same. */
export function changeBetween(before: Marks, after: Marks): JsonObject | undefined {
	const set = Object.entries(after).filter(([key, value]) => !sameJson(before[key], value))
	const ended = Object.keys(before).filter((key) => !Object.hasOwn(after, key))
	if (set.length + ended.length === 0) return undefined
	return Object.fromEntries([...set, ...ended.map((key) => [key, null] as const)])
}

/** Collects ops and joins those that say the same. */
class OpList {
	readonly #ops: DeltaOp[] = []

	retain(count: number, change: JsonObject | undefined): void {
		const last = this.#ops.at(-1)
		if (last?.kind === 'retain' && last.change === change)
			this.#replace({ ...last, count: last.count + count })
		else this.#ops.push({ kind: 'retain', count, change })
	}

	delete(count: number): void {
		const last = this.#ops.at(-1)
		if (last?.kind === 'delete') this.#replace({ ...last, count: last.count + count })
		else this.#ops.push({ kind: 'delete', count })
	}

	insert(content: Json, marks: Marks): void {
		const last = this.#ops.at(-1)
		const joins =
			last?.kind === 'insert' &&
			typeof last.content === 'string' &&
			typeof content === 'string' &&
			last.marks === marks
		if (joins) this.#replace({ ...last, content: last.content + content })
		else this.#ops.push({ kind: 'insert', content, marks })
	}

	take(): Delta {
		const last = this.#ops.at(-1)
		if (last?.kind === 'retain' && !last.change) this.#ops.pop()
		return this.#ops
	}

	#replace(op: DeltaOp): void {
		this.#ops[this.#ops.length - 1] = op
	}
}
