/**
 * The question that is shown with the controls that answer it, once `asked` are open: one that comes while none is there is shown at once. Behind another
 * one nothing is, until somebody opens it: its controls would come to where those of the other were just pressed.
 *
 * @param before what was shown; it stays so named when it was answered, and `asked` has it no more
 * @param asked the open questions, by whatever names them
 */
export function shownQuestion(before: string | null, asked: readonly string[]): string | null {
	const [first = null] = asked
	return first === null ? null : (before ?? first)
}
