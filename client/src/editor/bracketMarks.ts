import { type Node } from 'prosemirror-model'
import { Plugin, PluginKey, type EditorState, type Transaction } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'
import {
	bracketRuns,
	bracketSpans,
	NO_LOOKS,
	type BracketLooks,
	type BracketRun,
} from '../text/bracketSpans.ts'

/** Words in a line under the same brackets: a text node, or one atom. */
export interface Piece {
	readonly from: number
	readonly to: number
	readonly ids: readonly string[]
}

interface Drawn {
	readonly looks: BracketLooks
	/** All of the text, and none where no bracket is open. What is drawn depends on the brackets over each, and on nothing else of it. */
	readonly pieces: readonly Piece[]
	/** What is drawn around each of them. */
	readonly runs: readonly BracketRun[]
	/** The pieces around which something is drawn, with the open brackets over each from outside in. */
	readonly spots: readonly Piece[]
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
	const pieces = looks.size === 0 ? [] : piecesIn(doc)
	const runs = bracketRuns(
		pieces.map(({ ids }) => ids),
		looks
	)
	const decorations = pieces.flatMap(({ from, to }, index) =>
		bracketSpans(runs[index] ?? NO_RUN, looks).map(({ class: name, data, style }) => {
			const attributes = { nodeName: 'span', class: name, style, ...data }
			return Decoration.inline(from, to, attributes)
		})
	)
	const set =
		decorations.length === 0 ? DecorationSet.empty : DecorationSet.create(doc, decorations)
	return { looks, pieces, runs, spots: spotsOf(pieces, runs), set }
}

/** Moves along what is drawn, and draws anew where brackets now begin or end elsewhere. */
function follow({ doc, mapping }: Transaction, before: Drawn): Drawn {
	const { looks, runs } = before
	if (looks.size === 0) return before
	const pieces = piecesIn(doc)
	if (!areUnderTheSame(pieces, before.pieces)) return draw(doc, looks)
	const spots = spotsOf(pieces, runs)
	const isMoved = before.spots.every(({ from, to }, index) => {
		const now = spots[index]
		return mapping.map(from, 1) === now?.from && mapping.map(to, -1) === now.to
	})
	if (!isMoved) return draw(doc, looks)
	return { looks, pieces, runs, spots, set: before.set.map(mapping, doc) }
}

const NO_RUN: BracketRun = { ids: [], opens: [], closes: [] }

function spotsOf(pieces: readonly Piece[], runs: readonly BracketRun[]): readonly Piece[] {
	return pieces.flatMap(({ from, to }, index) => {
		const { ids } = runs[index] ?? NO_RUN
		return ids.length === 0 ? [] : [{ from, to, ids }]
	})
}

/** Whether as many pieces stand under the same brackets, one after the other. */
function areUnderTheSame(pieces: readonly Piece[], others: readonly Piece[]): boolean {
	return (
		pieces.length === others.length &&
		pieces.every(({ ids }, index) => {
			const other = others[index]?.ids ?? []
			// a block that did not change has been read once
			return ids === other || (ids.length === other.length && ids.every((id, i) => id === other[i]))
		})
	)
}

/** The pieces of a text; what is between brackets is one gap, however long it is. */
function piecesIn(doc: Node): readonly Piece[] {
	const pieces: Piece[] = []
	doc.descendants((node, position) => {
		if (!node.isTextblock) return true
		for (const { from, to, ids } of piecesOf(node)) {
			if (ids.length === 0 && pieces.at(-1)?.ids.length === 0) continue
			pieces.push({ from: position + 1 + from, to: position + 1 + to, ids })
		}
		return false
	})
	return pieces
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
