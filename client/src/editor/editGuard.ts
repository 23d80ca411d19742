import { type EditorState, type Transaction } from 'prosemirror-state'
import type * as Y from 'yjs'
import { type UndoStep } from './undoneBrackets.ts'

/** What becomes of an edit where there are suggestions: it is done as it is, otherwise, or not at all, and then somebody was told why. */
export interface EditGuard {
	/** What commands of blocks and links are to see: the text as it stands, or as one's own suggestions would have these; edits of it are for `instead`, too. */
	seen(state: EditorState): EditorState
	/** What is done instead of `transaction`, an edit of `state`, or of what is seen of it, by this person; null where nothing is. */
	instead(transaction: Transaction, state: EditorState): Transaction | null
	/** Whether a step may be taken back, or done again: what it does was sent, and may have been answered meanwhile. */
	mayTakeBack(doc: Y.Doc, way: 'undo' | 'redo', step: UndoStep): boolean
	/** Tells why a step was not taken back. */
	tellKept(): void
}
