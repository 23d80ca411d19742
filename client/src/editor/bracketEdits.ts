/**
 * What editing does to brackets. Where a bracket is, its words say, and each of them stays whole: what is put in between its words is in it, and nothing
 * else is. Its last words go only by those who may take them.
 */
import { changedRanges, type SuggestionFamily } from '@parley/schema'
import { type Node } from 'prosemirror-model'
import { Plugin, PluginKey, type EditorState, type Transaction } from 'prosemirror-state'
import { isLocalEdit } from './binding.ts'
import { bracketIdsOf, drawnBrackets, piecesOf } from './bracketMarks.ts'

/** Positions `from` up to `to`. */
interface Range {
	readonly from: number
	readonly to: number
}

/** Where words end that came in the place of others, and the brackets that those were in: what is typed on there is in them, too. */
interface Replacing {
	readonly at: number
	readonly ids: readonly string[]
}

/** What a transaction says of words that are suggested in the place of others: the brackets that those are in, and that keep words all the same. */
export const SUGGESTED_IN = 'suggestedIn'

const replacing = new PluginKey<Replacing | null>('bracketEdits')

/**
 * Gives what is put into a text the brackets that it stands in, and takes those from it that it brought along from elsewhere. What is put in the place of words,
 * and typed on behind that, is in their brackets, unless these were the last words of one that whoever writes may not empty.
 */
export function bracketEdits(mayEmpty: (bracket: string) => boolean): Plugin {
	return new Plugin<Replacing | null>({
		key: replacing,
		state: {
			init: () => null,
			apply: (tr, before) => {
				const now = tr.getMeta(replacing) as Replacing | undefined
				if (now !== undefined || before === null) return now ?? null
				const at = tr.mapping.map(before.at, -1)
				// whoever goes elsewhere types on there as anywhere else
				return tr.selection.empty && tr.selection.head === at ? { ...before, at } : null
			},
		},
		appendTransaction: (transactions, before, after) => {
			if (!transactions.some(isLocalEdit)) return null
			const ranges = changedRanges(transactions.flatMap(({ mapping }) => mapping.maps))
			const put = ranges.map((range) => range.new).filter(({ from, to }) => to > from)
			const { tr } = after
			const typedOn = replacing.getState(before)
			const open = drawnBrackets(after)
			const suggested = transactions[0]?.getMeta(SUGGESTED_IN) as readonly string[] | undefined
			const gone = ranges.map((range) => range.old)
			for (const { old, new: range } of ranges) {
				if (!hasWords(after.doc, range)) continue
				const isOn = old.from === old.to && old.from === typedOn?.at
				const replaced = [...(suggested ?? []), ...replacedIn(before.doc, old)]
				const ids = (isOn ? typedOn.ids : replaced).filter(
					(id) => open.has(id) && (mayEmpty(id) || hasOwnWords(before.doc, id, gone))
				)
				settle(tr, after, range, put, ids)
				if (ids.length > 0) tr.setMeta(replacing, { at: range.to, ids })
			}
			return tr.docChanged || tr.getMeta(replacing) !== undefined ? tr : null
		},
	})
}

/**
 * The brackets that are open of which `transaction`, applied to `before`, leaves no words of their own in `after`: as the server counts them, without those
 * that are only suggested. Looks at words that go, not at marks that are taken from words that stay.
 */
export function bracketsEmptied(
	transaction: Transaction,
	before: EditorState,
	after: EditorState
): readonly string[] {
	const looks = drawnBrackets(before)
	if (looks.size === 0 || !isLocalEdit(transaction)) return []
	const touched = new Set<string>()
	for (const { old } of changedRanges(transaction.mapping.maps)) {
		// where nothing goes nothing is emptied
		if (old.from === old.to) continue
		before.doc.nodesBetween(old.from, old.to, (node) => {
			if (isOnlySuggested(node)) return
			for (const id of bracketIdsOf(node)) if (looks.has(id)) touched.add(id)
		})
	}
	return [...touched].filter((id) => !hasOwnWords(after.doc, id))
}

/** Whether words of a bracket stand in `doc`, outside of ranges, that no suggestion would only insert. */
function hasOwnWords(doc: Node, id: string, ranges: readonly Range[] = []): boolean {
	let found = false
	doc.descendants((node, position) => {
		const end = position + node.nodeSize
		const isWithin = ranges.some(({ from, to }) => from <= position && end <= to)
		found ||=
			node.isInline && !isWithin && !isOnlySuggested(node) && bracketIdsOf(node).includes(id)
		return !found
	})
	return found
}

/** The brackets that all words of a range are in; none where it has no words. */
function replacedIn(doc: Node, { from, to }: Range): readonly string[] {
	const pieces: (readonly string[])[] = []
	doc.nodesBetween(from, to, (node) => {
		if (node.isInline) pieces.push(bracketIdsOf(node))
	})
	return pieces.length === 0 ? [] : pieces.reduce(between)
}

function hasWords(doc: Node, { from, to }: Range): boolean {
	let found = false
	if (to > from)
		doc.nodesBetween(from, to, (node) => {
			found ||= node.isInline
		})
	return found
}

/** Whether a suggestion would only insert a node. */
export function isOnlySuggested(node: Node): boolean {
	return node.marks.some(({ type }) => type.name === INSERTION)
}

const INSERTION: SuggestionFamily = 'ins'

/** @param kept the brackets that the words put in are in, as those were that they take the place of */
function settle(
	tr: Transaction,
	state: EditorState,
	range: Range,
	put: readonly Range[],
	kept: readonly string[]
): void {
	const { doc, schema } = state
	const { bracket } = schema.marks
	if (bracket === undefined) return
	const around = between(idsBefore(doc, range.from), idsAfter(doc, range.to))
	const within = [...new Set([...around, ...kept])]
	const own = new Map<string, boolean>()
	doc.nodesBetween(range.from, range.to, (node, position) => {
		if (!node.isInline) return
		const [from, to] = [
			Math.max(position, range.from),
			Math.min(position + node.nodeSize, range.to),
		]
		const ids = bracketIdsOf(node)
		for (const id of within) {
			if (!ids.includes(id)) tr.addMark(from, to, bracket.create({ id }))
		}
		for (const id of ids) {
			if (within.includes(id)) continue
			// words that were cut bring their bracket back; copies of words that stand are words like others
			if (!own.has(id)) own.set(id, drawnBrackets(state).has(id) && !stands(doc, id, put))
			if (own.get(id) !== true) tr.removeMark(from, to, bracket.create({ id }))
		}
	})
}

function between(before: readonly string[], after: readonly string[]): readonly string[] {
	return before.filter((id) => after.includes(id))
}

/** Whether a bracket has words in `doc` outside of `ranges`. */
function stands(doc: Node, id: string, ranges: readonly Range[]): boolean {
	let found = false
	doc.descendants((node, position) => {
		if (found || !node.isTextblock) return !found
		found = piecesOf(node).some(({ from, to, ids }) => {
			const [begin, end] = [position + 1 + from, position + 1 + to]
			return ids.includes(id) && !ranges.some((range) => range.from <= begin && end <= range.to)
		})
		return false
	})
	return found
}

/** The brackets of the words before a position, in whichever paragraph they are. */
function idsBefore(doc: Node, position: number): readonly string[] {
	const $position = doc.resolve(position)
	if ($position.parent.isTextblock && $position.nodeBefore)
		return bracketIdsOf($position.nodeBefore)
	const pieces: Node[] = []
	doc.nodesBetween(0, position, (node, at) => {
		if (!node.isTextblock) return true
		if (at + node.nodeSize <= position && node.lastChild) pieces.push(node.lastChild)
		return false
	})
	const last = pieces.at(-1)
	return last === undefined ? [] : bracketIdsOf(last)
}

/** The brackets of the words behind a position, in whichever paragraph they are. */
function idsAfter(doc: Node, position: number): readonly string[] {
	const $position = doc.resolve(position)
	if ($position.parent.isTextblock && $position.nodeAfter) return bracketIdsOf($position.nodeAfter)
	const pieces: Node[] = []
	doc.nodesBetween(position, doc.content.size, (node, at) => {
		if (!node.isTextblock) return pieces.length === 0
		if (at >= position && node.firstChild) pieces.push(node.firstChild)
		return false
	})
	const [first] = pieces
	return first === undefined ? [] : bracketIdsOf(first)
}
