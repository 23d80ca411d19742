/** What keys and the toolbar do to a clause. All are ProseMirror commands: without `dispatch` they say whether they apply. */
import { isSafeLink, parleySchema } from '@parley/schema'
import {
	chainCommands,
	createParagraphNear,
	deleteSelection,
	joinBackward,
	joinForward,
	joinTextblockBackward,
	joinTextblockForward,
	liftEmptyBlock,
	selectNodeBackward,
	selectNodeForward,
	splitBlock,
	toggleMark,
} from 'prosemirror-commands'
import { type NodeType, type ResolvedPos } from 'prosemirror-model'
import { liftListItem, sinkListItem, splitListItem, wrapInList } from 'prosemirror-schema-list'
import { type Command, type EditorState, type Transaction } from 'prosemirror-state'
import { onSeen, seenState } from './seenState.ts'

const { nodes, marks } = parleySchema

export const toggleStrong: Command = toggleMark(marks.strong)
export const toggleEm: Command = toggleMark(marks.em)

/** The next item of a list, or out of it from an empty one; elsewhere a new paragraph. */
export const enter: Command = chainCommands(
	splitListItem(nodes.list_item),
	createParagraphNear,
	liftEmptyBlock,
	splitBlock
)

/** A new line in the same paragraph. */
export const hardBreak: Command = (state, dispatch) => {
	dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create(), true).scrollIntoView())
	return true
}

/** One level up in its list, or out of it, for every item of the selection. */
export const outdent: Command = onSeen(liftListItem(nodes.list_item))

/** One level down in its list, for every item of the selection. */
export const indent: Command = onSeen(sinkListItem(nodes.list_item))

/** Whether the selection begins in a list. */
export const isInList = (state: EditorState): boolean =>
	itemDepth(seenState(state).selection.$from) !== undefined

/** What Backspace does where it does not just take a character: it leaves a list before it joins, and joins text to text. */
export const backspace: Command = chainCommands(
	deleteSelection,
	outdentAtStart,
	joinTextblockBackward,
	joinBackward,
	selectNodeBackward,
	staysInAlternative('start')
)

/** What Delete does where it does not just take a character. */
export const deleteForward: Command = chainCommands(
	deleteSelection,
	joinTextblockForward,
	joinForward,
	selectNodeForward,
	staysInAlternative('end')
)

/** At the border of an alternative, or beside one, nothing is joined: the browser would do it by itself. */
function staysInAlternative(side: 'start' | 'end'): Command {
	return ({ selection: { $from, empty } }) => {
		if (!empty || !$from.parent.isTextblock) return false
		const isAtBorder =
			side === 'start' ? $from.parentOffset === 0 : $from.parentOffset === $from.parent.content.size
		const top = $from.node(1)
		if (!isAtBorder) return false
		const index = $from.index(0)
		const beside = $from.doc.maybeChild(index + (side === 'start' ? -1 : 1))
		return top.type === nodes.alternatives || beside?.type === nodes.alternatives
	}
}

function outdentAtStart(...[state, dispatch, view]: Parameters<Command>): boolean {
	const { $from, empty } = seenState(state).selection
	const depth = itemDepth($from)
	const isStart = view ? view.endOfTextblock('backward', state) : $from.parentOffset === 0
	if (!empty || !isStart || depth === undefined || $from.index(depth) > 0) return false
	return outdent(state, dispatch)
}

/** The depth of the innermost item around a place. */
function itemDepth($place: ResolvedPos): number | undefined {
	for (let depth = $place.depth; depth > 0; depth--) {
		if ($place.node(depth).type === nodes.list_item) return depth
	}
	return undefined
}

/** Makes a list of the paragraphs selected, turns the list around them into one of this kind, or takes them out of it. */
export function toggleList(type: NodeType): Command {
	return (state, dispatch, view) => {
		const { $from } = state.selection
		const depth = itemDepth($from)
		if (depth === undefined) return wrapInList(type)(state, dispatch, view)
		const list = $from.node(depth - 1)
		if (list.type === type) return liftListItem(nodes.list_item)(state, dispatch, view)
		dispatch?.(state.tr.setNodeMarkup($from.before(depth - 1), type, list.attrs).scrollIntoView())
		return true
	}
}

export const toggleBulletList: Command = onSeen(toggleList(nodes.bullet_list))
export const toggleOrderedList: Command = onSeen(toggleList(nodes.ordered_list))

/** The level of the heading that the selection begins in; null where it begins in none. */
export function headingAt(state: EditorState): number | null {
	const { type, attrs } = seenState(state).selection.$from.parent
	return type === nodes.heading ? Number(attrs['level']) : null
}

const MADE = 'heading made'

/** The level of the heading that a command has made with this transaction, or null where it has made paragraphs; undefined for any other. */
export function headingMade(transaction: Transaction): number | null | undefined {
	const made: unknown = transaction.getMeta(MADE)
	return made === null || typeof made === 'number' ? made : undefined
}

/** Makes headings of this level of the paragraphs and headings selected, or with `null` paragraphs. Does not apply where all are so already. */
export function setHeading(level: number | null): Command {
	return onSeen(({ doc, selection: { from, to }, tr }, dispatch) => {
		const type = level === null ? nodes.paragraph : nodes.heading
		doc.nodesBetween(from, to, (node, position) => {
			if (node.type !== nodes.paragraph && node.type !== nodes.heading) return
			if (node.type === type && (level === null || node.attrs['level'] === level)) return
			// with its id it stays the block that it is
			tr.setNodeMarkup(position, type, { ...node.attrs, level })
		})
		if (!tr.docChanged) return false
		dispatch?.(tr.setMeta(MADE, level).scrollIntoView())
		return true
	})
}

/** A heading of the first level, of the next one down to the third, and then a paragraph again. */
export const nextHeading: Command = (state, dispatch) => {
	const level = (headingAt(state) ?? 0) + 1
	return setHeading(level > 3 ? null : level)(state, dispatch)
}

/** Links the selection to `href`, or with `null` takes the links in it away. Does not apply to addresses a clause may not link to. */
export function setLink(href: string | null): Command {
	return onSeen((state, dispatch) => {
		const { from, to, empty } = state.selection
		if (empty || (href !== null && !isSafeLink(href))) return false
		const { tr } = state
		tr.removeMark(from, to, marks.link)
		if (href !== null) tr.addMark(from, to, marks.link.create({ href }))
		dispatch?.(tr)
		return true
	})
}
