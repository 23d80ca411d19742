/** What tests of edits share that no editor makes. */
import * as Y from 'yjs'
import { createDocument } from './document.ts'
import { textOf } from './wire.ts'

/** A copy of `from`, with all that is gone, in which `client` writes. */
export function copyOf(from: Y.Doc, client: number): Y.Doc {
	const copy = createDocument({ gc: false })
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(from))
	copy.clientID = client
	return copy
}

/** What `write` does to the text of `doc`, which has it afterwards, as an update. */
export function written(
	doc: Y.Doc,
	write: (text: Y.Text, transaction: Y.Transaction) => void
): Uint8Array {
	const before = Y.encodeStateVector(doc)
	const updates: Uint8Array[] = []
	const take = (bytes: Uint8Array): void => {
		updates.push(bytes)
	}
	doc.on('update', take)
	doc.transact((transaction) => {
		write(textOf(doc), transaction)
	})
	doc.off('update', take)
	return updates[0] ?? Y.encodeStateAsUpdate(doc, before)
}

/** Puts `content` between two neighbours in the text, be they gone, or at an end of it; gives the item. */
export function putBetween(
	transaction: Y.Transaction,
	[left, right]: readonly [Y.Item | null, Y.Item | null],
	content: object
): Y.Item {
	const { doc } = transaction
	const id = Y.createID(doc.clientID, Y.getState(doc.store, doc.clientID))
	const beside = [left, left?.lastId ?? null, right, right?.id ?? null] as const
	const item = new Y.Item(id, ...beside, textOf(doc), null, content as Y.Item['content'])
	item.integrate(transaction, 0)
	return item
}

/** A number below `below`, the same in every run. */
export type Chance = (below: number) => number

/** Chances that begin with `first`. */
export function chanceOf(first: number): Chance {
	let state = first
	return (below) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0
		return Math.floor((state / 2 ** 32) * below)
	}
}
