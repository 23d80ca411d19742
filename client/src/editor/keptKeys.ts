/**
 * Keys that are pressed in a text before it can be written in: they are kept, and pressed again when it can. No browser does that by itself, so what it does
 * for a key is done here.
 */
import { chainCommands } from 'prosemirror-commands'
import { type Command } from 'prosemirror-state'
import { backspace, deleteForward, enter, hardBreak } from './commands.ts'

/** What of a key press says what it does. */
export type KeptKey = Pick<
	KeyboardEvent,
	'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'getModifierState'
>

/** What is pasted, as the clipboard has it. */
export interface KeptPaste {
	readonly html: string
	readonly text: string
}

/** What a key does in a text; null where it writes nothing and moves no caret. */
export function commandOfKey(press: KeptKey): Command | null {
	const { key, shiftKey, ctrlKey, metaKey, altKey } = press
	const isShortcut = ctrlKey || metaKey
	// AltGr, with which letters are typed, is told as Ctrl and Alt
	if (isLetter(key))
		return isShortcut && !press.getModifierState('AltGraph') ? null : typeLetter(key)
	if (isShortcut || altKey) return null
	switch (key) {
		case 'Enter':
			return shiftKey ? hardBreak : enter
		case 'Backspace':
			return chainCommands(backspace, deleteBeside('backward'))
		case 'Delete':
			return chainCommands(deleteForward, deleteBeside('forward'))
		default: {
			const way = WAYS[key]
			return way === undefined ? null : moveCaret(shiftKey ? 'extend' : 'move', ...way)
		}
	}
}

/** Pastes what the clipboard had. */
export function commandOfPaste({ html, text }: KeptPaste): Command {
	return (_state, _dispatch, view) =>
		view !== undefined && (html === '' ? view.pasteText(text) : view.pasteHTML(html))
}

/** Where keys lead, as `Selection.modify` names it. */
const WAYS: Readonly<Record<string, readonly [direction: string, by: string] | undefined>> = {
	ArrowLeft: ['left', 'character'],
	ArrowRight: ['right', 'character'],
	ArrowUp: ['backward', 'line'],
	ArrowDown: ['forward', 'line'],
	Home: ['backward', 'lineboundary'],
	End: ['forward', 'lineboundary'],
}

function isLetter(key: string): boolean {
	// one character, which may be of two halves, or of a letter and its accent
	return !/^[A-Z][A-Za-z0-9]+$/.test(key) && key.isWellFormed()
}

function typeLetter(letter: string): Command {
	return (state, dispatch, view) => {
		const put = () => state.tr.insertText(letter).scrollIntoView()
		const { from, to } = state.selection
		const isHandled = view?.someProp('handleTextInput', (handle) =>
			handle(view, from, to, letter, put)
		)
		if (isHandled !== true) dispatch?.(put())
		return true
	}
}

/** Takes out what a person sees as one character, beside the caret. */
function deleteBeside(way: 'backward' | 'forward'): Command {
	return ({ selection: { $from, empty }, tr }, dispatch) => {
		const { parent, parentOffset, pos } = $from
		if (!empty || !parent.isTextblock) return false
		const isBackward = way === 'backward'
		const [start, end] = isBackward ? [0, parentOffset] : [parentOffset, parent.content.size]
		const characters = [...SEGMENTER.segment(parent.textBetween(start, end, undefined, '\ufffc'))]
		const length = characters.at(isBackward ? -1 : 0)?.segment.length
		if (length === undefined) return false
		dispatch?.(isBackward ? tr.delete(pos - length, pos) : tr.delete(pos, pos + length))
		return true
	}
}

const SEGMENTER = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

function moveCaret(alter: 'move' | 'extend', direction: string, by: string): Command {
	return (_state, _dispatch, view) => {
		if (view?.hasFocus() !== true) return false
		document.getSelection()?.modify(alter, direction, by)
		// the browser tells of that later, and the next key is pressed now
		document.dispatchEvent(new Event('selectionchange'))
		return true
	}
}
