import { type ClauseEditor } from '../../editor/clauseEditor.ts'

/** What the frame of a live clause can ask of its text. */
export interface LiveHandle {
	/** Goes into the text, right behind the first words of a suggestion where one is named and stands there. */
	readonly focus: (suggestion?: string) => void
	/** Where the caret of a seat is on the screen; null where it has none here. */
	readonly caretOf: (seat: string) => DOMRect | null
	/** The editor; null where the text is frozen. */
	readonly editor: ClauseEditor | null
	/** Asks where the words selected are to lead. */
	readonly askLink: () => void
}
