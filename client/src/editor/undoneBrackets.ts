import { bracketIdOf, suggestionOfKey, textOf } from '@parley/schema'
import * as Y from 'yjs'

/** What one step back, or forward again, brings back and takes away: as Yjs keeps it. */
export type UndoStep = Y.UndoManager['undoStack'][number]

/**
 * The brackets of which no words of their own are left once `step` is taken back: such as are only suggested are not counted. It is worked out from what the step would delete and bring back, as nothing
 * that has been sent can be called back.
 */
function bracketsUndone(doc: Y.Doc, step: UndoStep): readonly string[] {
	const going = goingWith(doc, step)
	const open = new Set<string>()
	const insertions = new Set<string>()
	const left = new Map<string, boolean>()
	for (let item = textOf(doc)._start; item !== null; item = item.right) {
		const { content, id, deleted } = item
		const comesBack = deleted && isIn(step.deletions, id) && !isIn(step.insertions, id)
		const goes = !deleted && going(item)
		if (content instanceof Y.ContentFormat) {
			const bracket = bracketIdOf(content.key)
			const isInsertion = suggestionOfKey(content.key)?.family === 'ins'
			if ((bracket === undefined && !isInsertion) || (deleted && !comesBack) || goes) continue
			const marked = bracket === undefined ? insertions : open
			const value: unknown = content.value
			if (value === null) marked.delete(bracket ?? content.key)
			else marked.add(bracket ?? content.key)
		} else if (
			item.content.isCountable() &&
			(comesBack || !deleted) &&
			insertions.size === 0 &&
			!isMarker(item)
		) {
			for (const bracket of open) left.set(bracket, left.get(bracket) === true || !goes)
		}
	}
	return [...left].filter(([, isLeft]) => !isLeft).map(([id]) => id)
}

/** Says whether a step stays: because of the brackets that it would leave without words, or of what else it would do. */
export type KeepsWords = (emptied: readonly string[], step: UndoStep) => boolean

/** Steps that cannot be taken back, because a bracket of others would be left without words. They stay for when that has ended. */
export class KeptSteps {
	readonly #doc: Y.Doc
	readonly #met = new WeakSet<UndoStep>()

	constructor(doc: Y.Doc) {
		this.#doc = doc
	}

	/**
	 * Calls `takeBack` while the steps on top of `stack` that cannot be taken back are not on it, so that it comes to the one below. It is not called
	 * where such a step is met for the first time: whoever is told of that expects nothing else to change.
	 */
	passOver(stack: UndoStep[], keeps: KeepsWords, takeBack: () => boolean): boolean {
		const kept: UndoStep[] = []
		try {
			for (let step = stack.at(-1); step !== undefined; step = stack.at(-1)) {
				const emptied = bracketsUndone(this.#doc, step)
				if (!keeps(emptied, step)) break
				kept.unshift(step)
				stack.pop()
				if (this.#met.has(step)) continue
				this.#met.add(step)
				return false
			}
			return takeBack()
		} finally {
			stack.push(...kept)
		}
	}
}

/** Says of an item that stands in the text whether the step deletes it: what was brought back since counts as what it was. */
function goingWith(doc: Y.Doc, { insertions }: UndoStep): (item: Y.Item) => boolean {
	const again = new Set<string>()
	for (const [client, ranges] of insertions.clients) {
		for (const struct of doc.store.clients.get(client) ?? []) {
			if (!(struct instanceof Y.Item) || struct.redone === null) continue
			const end = struct.id.clock + struct.length
			const isOf = ranges.some(({ clock, len }) => struct.id.clock < clock + len && clock < end)
			for (let next: Y.ID | null = isOf ? struct.redone : null; next !== null;) {
				again.add(`${next.client}:${next.clock}`)
				const found: unknown = Y.getItem(doc.store, next)
				next = found instanceof Y.Item ? found.redone : null
			}
		}
	}
	return ({ id }) => isIn(insertions, id) || again.has(`${id.client}:${id.clock}`)
}

function isIn({ clients }: UndoStep['insertions'], { client, clock }: Y.ID): boolean {
	return (
		clients.get(client)?.some((range) => range.clock <= clock && clock < range.clock + range.len) ??
		false
	)
}

function isMarker({ content }: Y.Item): boolean {
	return content instanceof Y.ContentEmbed && 'block' in Object(content.embed)
}
