import { type Random } from '@parley/domain'
import { createBlockId } from '@parley/schema'
import type * as Y from 'yjs'

/** A random whole number from 0 up to, not including, `below`. */
export function pick(random: Random, below: number): number {
	return Math.floor(random() * below)
}

/**
 * One random edit of a clause, as an editor would write it: typing, deleting, Enter, a join, a mark, a change of a block. What is
 * typed is `word`.
 */
export function editAtRandom(doc: Y.Doc, random: Random, word: string): void {
	const text = doc.getText('text')
	doc.transact(() => {
		const kind = random()
		if (kind < 0.5) typeAt(text, random, word)
		else if (kind < 0.65) deleteAt(text, random)
		else if (kind < 0.75) text.insertEmbed(place(text, random), { block: createBlockId(random) })
		else if (kind < 0.9) markAt(text, random)
		else setBlock(doc, random)
	})
}

/** A place behind the first marker: seeded clauses begin with one, and no editor writes before it. */
function place(text: Y.Text, random: Random): number {
	return text.length === 0 ? 0 : 1 + pick(random, text.length)
}

function typeAt(text: Y.Text, random: Random, word: string): void {
	text.insert(place(text, random), `${word} `)
}

function deleteAt(text: Y.Text, random: Random): void {
	if (text.length < 2) return
	const from = 1 + pick(random, text.length - 1)
	text.delete(from, Math.min(1 + pick(random, 6), text.length - from))
}

function markAt(text: Y.Text, random: Random): void {
	if (text.length < 2) return
	const from = 1 + pick(random, text.length - 1)
	const length = Math.min(1 + pick(random, 10), text.length - from)
	const mark = random() < 0.5 ? 'strong' : 'em'
	text.format(from, length, { [mark]: random() < 0.7 ? true : null })
}

function setBlock(doc: Y.Doc, random: Random): void {
	const ids = blockIds(doc.getText('text'))
	const id = ids[pick(random, ids.length)]
	if (id === undefined) return
	const list = [['bullet_list', `l.${id}`] as const, ['list_item', `i.${id}`] as const]
	doc.getMap('blocks').set(`${id}:in`, random() < 0.7 ? list : [])
}

function blockIds(text: Y.Text): string[] {
	const delta: unknown = text.toDelta()
	if (!Array.isArray(delta)) return []
	return delta.flatMap((op: unknown) => {
		if (typeof op !== 'object' || op === null || !('insert' in op)) return []
		const { insert } = op
		if (typeof insert !== 'object' || insert === null || !('block' in insert)) return []
		return typeof insert.block === 'string' && insert.block !== 'b0' ? [insert.block] : []
	})
}
