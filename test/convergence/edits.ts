import { type Random } from '@parley/domain'
import { bracketIdOf, createBlockId } from '@parley/schema'
import type * as Y from 'yjs'
import * as z from 'zod/mini'

/** A random whole number from 0 up to, not including, `below`. */
export function pick(random: Random, below: number): number {
	return Math.floor(random() * below)
}

/**
 * One random edit of a clause, as an editor would write it: typing, deleting, Enter, a join, a mark, a change of a block. What is
 * typed is `word`. Where alternatives stand, it neither divides nor joins nor changes blocks: which of them a paragraph belongs to is for those
 * who offer them.
 */
export function editAtRandom(doc: Y.Doc, random: Random, word: string): void {
	const text = doc.getText('text')
	doc.transact(() => {
		const kind = random()
		const isFree = !hasAlternatives(text)
		if (kind < 0.5) typeAt(text, random, word)
		else if (kind < 0.65) deleteAt(text, random, isFree)
		else if (kind < 0.75) {
			if (isFree) breakAt(text, random)
		} else if (kind < 0.9) markAt(text, random)
		else if (isFree) setBlock(doc, random)
	})
}

/** A place behind the first marker: seeded clauses begin with one, and no editor writes before it. */
function place(text: Y.Text, random: Random): number {
	return text.length === 0 ? 0 : 1 + pick(random, text.length)
}

function typeAt(text: Y.Text, random: Random, word: string): void {
	text.insert(place(text, random), `${word} `)
}

/** A marker takes over the brackets of what stands before it. */
function breakAt(text: Y.Text, random: Random): void {
	const at = place(text, random)
	const [before = {}] = bracketsIn(text, at - 1, at)
	text.insertEmbed(at, { block: createBlockId(random) }, before)
}

/** Nothing under a bracket: nobody may take its last words, and who else deletes some of them at this moment cannot be known. */
function deleteAt(text: Y.Text, random: Random, markersToo: boolean): void {
	if (text.length < 2) return
	const from = 1 + pick(random, text.length - 1)
	const length = Math.min(1 + pick(random, 6), text.length - from)
	const isFree = bracketsIn(text, from, from + length).every((marks) => {
		return Object.keys(marks).length === 0
	})
	const mayGo = markersToo || !hasMarkers(text, from, from + length)
	if (isFree && mayGo) text.delete(from, length)
}

/** Whether any block of the text is one of several alternatives. */
function hasAlternatives(text: Y.Text): boolean {
	return Delta.parse(text.toDelta()).some(({ insert }) => Alternative.safeParse(insert).success)
}

const Alternative = z.object({
	in: z.tuple([z.tuple([z.literal('alternatives'), z.string()])], z.unknown()),
})

/** Whether anything but characters stands from `from` up to `to`. */
function hasMarkers(text: Y.Text, from: number, to: number): boolean {
	let at = 0
	return Delta.parse(text.toDelta()).some(({ insert }) => {
		const begin = at
		at += typeof insert === 'string' ? insert.length : 1
		return typeof insert !== 'string' && begin < to && at > from
	})
}

/** The marks of brackets on each run that has units from `from` up to `to`. */
function bracketsIn(text: Y.Text, from: number, to: number): readonly Record<string, true>[] {
	const found: Record<string, true>[] = []
	let at = 0
	for (const { insert, attributes } of Delta.parse(text.toDelta())) {
		const end = at + (typeof insert === 'string' ? insert.length : 1)
		if (at < to && end > from) {
			const keys = Object.keys(attributes).filter((key) => bracketIdOf(key) !== undefined)
			found.push(Object.fromEntries(keys.map((key) => [key, true])))
		}
		at = end
	}
	return found
}

const Delta = z.array(
	z.object({ insert: z.unknown(), attributes: z._default(z.record(z.string(), z.unknown()), {}) })
)

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
