import { parleySchema } from '@parley/schema'
import {
	deleteSelection,
	joinBackward,
	lift,
	setBlockType,
	splitBlock,
	toggleMark,
} from 'prosemirror-commands'
import { Fragment, type Node, type NodeRange, Slice } from 'prosemirror-model'
import { liftListItem, sinkListItem, splitListItem, wrapInList } from 'prosemirror-schema-list'
import { type Command, TextSelection } from 'prosemirror-state'
import { canJoin } from 'prosemirror-transform'
import { type Draw, type Peer } from './peer.ts'

/** Something a person may do; may do nothing where it is not possible. */
export interface Action {
	readonly name: string
	readonly weight: number
	readonly run: (peer: Peer) => void
}

const { nodes, marks } = parleySchema

/**
 * Everything people do in the fuzz, by how often they do it.
 *
 * @param fresh gives characters never used before
 * @param pasted what a copy of `text` is pasted as: the same where it is left out
 */
export function actionsFor(
	draw: Draw,
	fresh: (length: number) => string,
	pasted: (text: string) => string = (text) => text
): readonly Action[] {
	const paragraph = (text: string) => parleySchema.node('paragraph', null, parleySchema.text(text))
	const position = ({ state: { doc } }: Peer) =>
		TextSelection.near(doc.resolve(draw.below(doc.content.size + 1))).from
	const command = (choose: (peer: Peer) => Command) => (peer: Peer) => {
		choose(peer)(peer.state, peer.dispatch)
	}
	const bracketMark = () => marks.bracket.create({ id: `identity${String(draw.below(3))}` })
	return [
		{
			name: 'type',
			weight: 30,
			run: (peer) => {
				const at = draw.chance(0.5) ? peer.state.selection.head : position(peer)
				peer.dispatch(peer.state.tr.insertText(fresh(1 + draw.below(3)), at))
			},
		},
		{ name: 'delete range', weight: 8, run: command(() => deleteSelection) },
		{
			name: 'backspace',
			weight: 6,
			run: (peer) => {
				const { $from } = peer.state.selection
				if ($from.parentOffset === 0) joinBackward(peer.state, peer.dispatch)
				else peer.dispatch(peer.state.tr.delete($from.pos - 1, $from.pos))
			},
		},
		{
			name: 'enter',
			weight: 10,
			run: (peer) => {
				const split = splitListItem(nodes.list_item)
				if (!split(peer.state, peer.dispatch)) splitBlock(peer.state, peer.dispatch)
			},
		},
		{
			name: 'join',
			weight: 6,
			run: (peer) => {
				joinSomewhere(peer, draw)
			},
		},
		{
			name: 'list',
			weight: 8,
			run: command(() => wrapInList(draw.pick([nodes.bullet_list, nodes.ordered_list]))),
		},
		{ name: 'lift', weight: 4, run: command(() => lift) },
		{ name: 'lift item', weight: 5, run: command(() => liftListItem(nodes.list_item)) },
		{ name: 'sink item', weight: 5, run: command(() => sinkListItem(nodes.list_item)) },
		{
			name: 'mark',
			weight: 5,
			run: command(() => toggleMark(draw.pick([marks.strong, marks.em]))),
		},
		{
			name: 'link',
			weight: 2,
			run: command(() =>
				toggleMark(marks.link, { href: `https://example.org/${String(draw.below(3))}` })
			),
		},
		{
			name: 'bracket',
			weight: 5,
			run: ({ state, dispatch }) => {
				const { from, to } = state.selection
				dispatch(
					draw.chance(0.6)
						? state.tr.addMark(from, to, bracketMark())
						: state.tr.removeMark(from, to, bracketMark())
				)
			},
		},
		{
			name: 'alternatives',
			weight: 3,
			run: ({ state: { tr, selection }, dispatch }) => {
				const { $from, $to } = selection
				const range = $from.blockRange($to, (node) => node.type === nodes.doc)
				const isAmong = range?.parent.type !== nodes.doc || hasAlternatives(range)
				if (range === null || isAmong) return
				dispatch(tr.wrap(range, [{ type: nodes.alternatives }, { type: nodes.alternative }]))
			},
		},
		{
			name: 'heading',
			weight: 3,
			run: command(() => setBlockType(draw.pick([nodes.heading, nodes.paragraph]))),
		},
		{
			name: 'hard break',
			weight: 3,
			run: ({ state, dispatch }) => {
				dispatch(state.tr.replaceSelectionWith(nodes.hard_break.create(), draw.chance(0.5)))
			},
		},
		{
			name: 'paste new',
			weight: 3,
			run: ({ state, dispatch }) => {
				const pasted = Array.from({ length: 1 + draw.below(3) }, () =>
					paragraph(fresh(1 + draw.below(3)))
				)
				const open = draw.chance(0.7) ? 1 : 0
				dispatch(state.tr.replaceSelection(new Slice(Fragment.from(pasted), open, open)))
			},
		},
		{
			name: 'paste copy',
			weight: 2,
			run: (peer) => {
				const [a, b] = [position(peer), position(peer)]
				const { tr, doc, selection } = peer.state
				const { content, openStart, openEnd } = doc.slice(
					Math.min(a, b),
					Math.max(a, b),
					draw.chance(0.3)
				)
				const slice = new Slice(withTexts(content, pasted), openStart, openEnd)
				peer.dispatch(tr.replaceRange(selection.from, selection.to, slice))
			},
		},
		{
			name: 'move down',
			weight: 3,
			run: ({ state: { doc, tr }, dispatch }) => {
				if (doc.childCount < 2) return
				const index = draw.below(doc.childCount - 1)
				const [block, next] = [doc.child(index), doc.child(index + 1)]
				const at = doc.children.slice(0, index).reduce((size, node) => size + node.nodeSize, 0)
				dispatch(tr.delete(at, at + block.nodeSize).insert(at + next.nodeSize, block))
			},
		},
		{
			name: 'replace all',
			weight: 1,
			run: ({ state: { doc, tr }, dispatch }) => {
				dispatch(tr.replaceWith(0, doc.content.size, doc.content))
			},
		},
		{
			name: 'undo',
			weight: 6,
			run: (peer) => {
				peer.binding.undo()
			},
		},
		{
			name: 'redo',
			weight: 4,
			run: (peer) => {
				peer.binding.redo()
			},
		},
		{
			name: 'begin composing',
			weight: 2,
			run: (peer) => {
				peer.binding.composition.begin()
			},
		},
		{
			name: 'release',
			weight: 4,
			run: (peer) => {
				peer.binding.composition.release()
			},
		},
	]
}

/** One of `actions`, each as often as it weighs. */
export function pickAction(actions: readonly Action[], draw: Draw): Action {
	const total = actions.reduce((sum, { weight }) => sum + weight, 0)
	let left = draw.below(total)
	for (const action of actions) {
		if (left < action.weight) return action
		left -= action.weight
	}
	throw new RangeError('no action left')
}

/** `content` with every text in it as `change` gives it. */
function withTexts(content: Fragment, change: (text: string) => string): Fragment {
	return Fragment.from(
		content.content.map((node) =>
			node.text === undefined
				? node.copy(withTexts(node.content, change))
				: parleySchema.text(change(node.text), node.marks)
		)
	)
}

/** Puts the selection somewhere; half of the time a caret. */
export function selectSomewhere(peer: Peer, draw: Draw): void {
	const { doc, tr } = peer.state
	const near = () => TextSelection.near(doc.resolve(draw.below(doc.content.size + 1))).$from
	const $anchor = near()
	peer.dispatch(
		tr.setSelection(TextSelection.between($anchor, draw.chance(0.5) ? $anchor : near()))
	)
}

/** Whether alternatives stand between the ends of `range`. */
function hasAlternatives({ parent, startIndex, endIndex }: NodeRange): boolean {
	return parent.children.slice(startIndex, endIndex).some(({ type }) => type === nodes.alternatives)
}

function joinSomewhere({ state: { doc, tr }, dispatch }: Peer, draw: Draw): void {
	const places: number[] = []
	doc.descendants((node: Node, position) => {
		const $at = doc.resolve(position)
		const isAlike = $at.nodeBefore?.type === node.type
		if (!node.isInline && isAlike && canJoin(doc, position)) places.push(position)
		return !node.isTextblock
	})
	if (places.length > 0) dispatch(tr.join(draw.pick(places)))
}
