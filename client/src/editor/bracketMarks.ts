import { type Node } from 'prosemirror-model'
import { Plugin, PluginKey, type EditorState, type Transaction } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'
import { bracketRuns, bracketSpans, NO_LOOKS, type BracketLooks } from '../text/bracketSpans.ts'

/** Words in a line under the same brackets: a text node, or one atom. */
export interface Piece {
	readonly from: number
	readonly to: number
	readonly ids: readonly string[]
}

/** A piece with what is drawn around it. */
interface Spot {
	readonly from: number
	readonly to: number
	/** The open brackets over it, from outside in. */
	readonly ids: readonly string[]
	/** All that is drawn, in one text: equal ones look alike. */
	readonly drawn: string
	readonly decorations: readonly Decoration[]
}

interface Drawn {
	readonly looks: BracketLooks
	readonly spots: readonly Spot[]
	readonly set: DecorationSet
}

const key = new PluginKey<Drawn>('brackets')

/** The pieces of a block that stand under a bracket, by where they are in it: blocks never change, so each is read once. */
const read = new WeakMap<Node, readonly Piece[]>()

/**
 * Draws the brackets that are open around their words. It takes elements around text nodes as they are, so no letter gets an element of
 * its own, and a key that changes no bracket moves what is drawn along.
 */
export function bracketMarks(): Plugin<Drawn> {
	return new Plugin<Drawn>({
		key,
		state: {
			init: (_, { doc }) => draw(doc, NO_LOOKS),
			apply: (transaction, drawn) => {
				const shown: unknown = transaction.getMeta(key)
				if (shown instanceof Shown) return draw(transaction.doc, shown.looks)
				return transaction.docChanged ? follow(transaction, drawn) : drawn
			},
		},
		props: {
			decorations: (state) => key.getState(state)?.set,
		},
	})
}

/** A transaction that has these brackets drawn and no others. */
export function showBrackets(state: EditorState, looks: BracketLooks): Transaction {
	return state.tr.setMeta(key, new Shown(looks)).setMeta('addToHistory', false)
}

/** The brackets that are open at the caret, from outside in. */
export function bracketsAt(state: EditorState): readonly string[] {
	const { head } = state.selection
	const spots = key.getState(state)?.spots ?? []
	const near = spots.filter(({ from, to }) => from <= head && head <= to)
	return near.reduce<readonly string[]>(
		(most, { ids }) => (ids.length > most.length ? ids : most),
		[]
	)
}

/** Whether brackets are drawn around words at the caret, or where what is selected begins. */
export function isDrawnAround(state: EditorState): boolean {
	const { from } = state.selection
	return (key.getState(state)?.spots ?? []).some((spot) => spot.from <= from && from <= spot.to)
}

/** Where the words of a bracket begin and end; nothing where it is not drawn. */
export function bracketSpan(
	state: EditorState,
	id: string
): { readonly from: number; readonly to: number } | undefined {
	const spots = (key.getState(state)?.spots ?? []).filter(({ ids }) => ids.includes(id))
	const [first, last] = [spots[0], spots.at(-1)]
	return first && last && { from: first.from, to: last.to }
}

/** The brackets that are open, as they are drawn. */
export function drawnBrackets(state: EditorState): BracketLooks {
	return key.getState(state)?.looks ?? NO_LOOKS
}

/** The ids of the brackets over a piece of text. */
export function bracketIdsOf(node: Node): readonly string[] {
	return node.marks
		.filter(({ type }) => type.name === 'bracket')
		.map(({ attrs }) => String(attrs['id']))
}

/** What a transaction has drawn. */
class Shown {
	readonly looks: BracketLooks

	constructor(looks: BracketLooks) {
		this.looks = looks
	}
}

function draw(doc: Node, looks: BracketLooks): Drawn {
	const spots = spotsOf(doc, looks)
	return { looks, spots, set: setOf(doc, spots) }
}

/** Moves along what is drawn, and draws anew where brackets now begin or end elsewhere. */
function follow({ doc, mapping }: Transaction, before: Drawn): Drawn {
	const { looks } = before
	const spots = spotsOf(doc, looks)
	const isMoved =
		spots.length === before.spots.length &&
		spots.every(({ from, to, drawn }, index) => {
			const was = before.spots[index]
			return (
				was?.drawn === drawn && mapping.map(was.from, 1) === from && mapping.map(was.to, -1) === to
			)
		})
	return { looks, spots, set: isMoved ? before.set.map(mapping, doc) : setOf(doc, spots) }
}

function setOf(doc: Node, spots: readonly Spot[]): DecorationSet {
	const all = spots.flatMap(({ decorations }) => decorations)
	return all.length === 0 ? DecorationSet.empty : DecorationSet.create(doc, all)
}

function spotsOf(doc: Node, looks: BracketLooks): readonly Spot[] {
	if (looks.size === 0) return []
	const pieces: Piece[] = []
	doc.descendants((node, position) => {
		if (!node.isTextblock) return true
		for (const { from, to, ids } of piecesOf(node)) {
			// what is between brackets is one gap, however long it is
			if (ids.length === 0 && pieces.at(-1)?.ids.length === 0) continue
			pieces.push({ from: position + 1 + from, to: position + 1 + to, ids })
		}
		return false
	})
	const runs = bracketRuns(
		pieces.map(({ ids }) => ids),
		looks
	)
	return pieces.flatMap(({ from, to }, index) => {
		const run = runs[index]
		if (run === undefined || run.ids.length === 0) return []
		const spans = bracketSpans(run, looks)
		const decorations = spans.map(({ class: name, data, style }) => {
			const attributes = { nodeName: 'span', class: name, style, ...data }
			return Decoration.inline(from, to, attributes)
		})
		return [{ from, to, ids: run.ids, drawn: JSON.stringify(spans), decorations }]
	})
}

/** The pieces of a block, by where they are in it. */
export function piecesOf(block: Node): readonly Piece[] {
	const known = read.get(block)
	if (known !== undefined) return known
	const pieces: Piece[] = []
	block.forEach((node, from) => {
		pieces.push({ from, to: from + node.nodeSize, ids: bracketIdsOf(node) })
	})
	read.set(block, pieces)
	return pieces
}
