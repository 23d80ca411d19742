import { parleySchema } from '@parley/schema'
import { type ClauseEditor } from '../../editor/clauseEditor.ts'
import { headingAt, isInList } from '../../editor/commands.ts'
import { seenState } from '../../editor/seenState.ts'

/** What the words selected in an editor are, and where they begin. */
export interface Selected {
	readonly isStrong: boolean
	readonly isEm: boolean
	/** Where a link in them leads. */
	readonly href: string | null
	readonly isInList: boolean
	/** The level of the heading that it begins in; null where it is none. */
	readonly heading: number | null
	/** Nothing is selected: a caret alone. */
	readonly isCaret: boolean
	/** The first line of the selection, in px from the left and top of the element around the text. */
	readonly left: number
	readonly top: number
}

/** What is selected; null where it is a caret only and `caretToo` does not ask for it, or the text cannot be edited. */
export function readSelected(editor: ClauseEditor, caretToo: boolean): Selected | null {
	const { marks } = parleySchema
	const found: Omit<Selected, 'left' | 'top'>[] = []
	editor.run((state) => {
		const { from, to, empty } = state.selection
		if (empty && !caretToo) return false
		// a caret writes on in the marks it stands in
		const written = empty ? (state.storedMarks ?? state.selection.$from.marks()) : []
		const link: unknown = marks.link.isInSet(written)?.attrs['href']
		let href: string | null = typeof link === 'string' ? link : null
		const seen = seenState(state)
		seen.doc.nodesBetween(seen.selection.from, seen.selection.to, (node) => {
			const target: unknown = marks.link.isInSet(node.marks)?.attrs['href']
			if (typeof target === 'string') href = target
		})
		found.push({
			isStrong: empty
				? marks.strong.isInSet(written) !== undefined
				: state.doc.rangeHasMark(from, to, marks.strong),
			isEm: empty
				? marks.em.isInSet(written) !== undefined
				: state.doc.rangeHasMark(from, to, marks.em),
			href,
			isInList: isInList(state),
			heading: headingAt(state),
			isCaret: empty,
		})
		// nothing is done: the command only looks
		return false
	})
	const [what] = found
	return what === undefined ? null : withPlace(editor, what)
}

function withPlace(editor: ClauseEditor, what: Omit<Selected, 'left' | 'top'>): Selected | null {
	const { anchor, head } = editor.relativeSelection()
	const first = editor.rectsBetween(anchor, head)[0] ?? editor.coordsAt(head)
	const around = editor.dom.parentElement?.getBoundingClientRect()
	if (first === undefined || around === undefined) return null
	return { ...what, left: Math.max(0, first.left - around.left), top: first.top - around.top }
}
