/** Commands that go on from what one has suggested oneself: a level is lowered from there, a link is the one that one would have. */
import { type Command, type EditorState, Plugin, PluginKey } from 'prosemirror-state'

type See = (state: EditorState) => EditorState

const key = new PluginKey<See>('seen')

/** Hands `see` to the commands made by `onSeen`. */
export function seenAs(see: See): Plugin<See> {
	return new Plugin<See>({ key, state: { init: () => see, apply: (_, same) => same } })
}

/** The text as commands of blocks and links see it; as it stands, where nothing else is known. */
export function seenState(state: EditorState): EditorState {
	return key.getState(state)?.(state) ?? state
}

/**
 * `command`, done in the text as one's own suggestions would have it; whoever judges edits makes it one of the text as it stands. Where it changes nothing,
 * nothing is done: what is seen may be no state of the text.
 */
export function onSeen(command: Command): Command {
	return (state, dispatch) =>
		command(
			seenState(state),
			dispatch &&
				((transaction) => {
					if (transaction.docChanged) dispatch(transaction)
				})
		)
}
