/** What is compared where mutants were offered: the same text, in the same order, with brackets that are as they may be. */
import { bracketIdOf, readBlocks } from '@parley/schema'
import * as Y from 'yjs'

/**
 * All that a document holds: what is read of it, and the order of all its units, deleted ones too. Where an order was once another one, it
 * stays so: whoever looks seldom sees it all the same.
 */
export function wholeOf(doc: Y.Doc): string {
	const lists = [...doc.getMap('blocks')._map].map(([key, last]): [string, Y.Item] => {
		let first = last
		while (first.left !== null) first = first.left
		return [key, first]
	})
	const orders = lists.map(([key, first]) => `${key} ${orderFrom(first)}`).toSorted()
	return `${JSON.stringify(readBlocks(doc))} ${orderFrom(doc.getText('text')._start)} ${orders.join('\n')}`
}

/** The units from `first` on as runs of clocks, however Yjs has cut or joined them. Formatting that a stock client has tidied stands there too. */
function orderFrom(first: Y.Item | null): string {
	let order = ''
	let [client, to] = [-1, 0]
	for (let item = first; item !== null; item = item.right) {
		const { id, length } = item
		if (id.client !== client || id.clock !== to) {
			order += `${to} ${id.client}:${id.clock}-`
			client = id.client
		}
		to = id.clock + length
	}
	return `${order}${to}`
}

/** The brackets that each unit of a text stands under, by its client and clock; markers and deleted units are left out. */
export type Bracketed = ReadonlyMap<string, ReadonlySet<string>>

/** What stands under which brackets in `doc`. */
export function bracketedIn(doc: Y.Doc): Bracketed {
	const units = new Map<string, ReadonlySet<string>>()
	let open: ReadonlySet<string> = new Set()
	for (let item = doc.getText('text')._start; item !== null; item = item.right) {
		const { id, length, deleted, content } = item
		if (deleted) continue
		if (content instanceof Y.ContentFormat) {
			const bracket = bracketIdOf(content.key)
			if (bracket === undefined) continue
			const next = new Set(open)
			const value: unknown = content.value
			if (value === null) next.delete(bracket)
			else next.add(bracket)
			open = next
		} else if (content instanceof Y.ContentString || isAtom(content)) {
			for (let i = 0; i < length; i++) units.set(`${id.client}:${id.clock + i}`, open)
		}
	}
	return units
}

/** Whether `content` is a line break or the like, which counts as words do. */
function isAtom(content: Y.Item['content']): boolean {
	return content instanceof Y.ContentEmbed && 'inline' in content.embed
}

/**
 * What became of the bracket `id` that may not be: the units that stand and were there `before` are under it as they were, or else somebody
 * set, ended or cut its mark. Null where nothing is wrong.
 */
export function reshaped(id: string, before: Bracketed, now: Bracketed): string | null {
	for (const [unit, brackets] of now) {
		const was = before.get(unit)
		if (was !== undefined && was.has(id) !== brackets.has(id)) {
			return `the unit ${unit} is ${was.has(id) ? 'no longer ' : ''}under the bracket ${id}`
		}
	}
	return null
}

/** Whether the bracket `id` has words. */
export function hasWords(id: string, now: Bracketed): boolean {
	for (const brackets of now.values()) if (brackets.has(id)) return true
	return false
}
