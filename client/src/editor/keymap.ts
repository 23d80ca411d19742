import { baseKeymap } from 'prosemirror-commands'
import { keydownHandler } from 'prosemirror-keymap'
import { type Command, Plugin } from 'prosemirror-state'
import { type EditorView } from 'prosemirror-view'
import { type FlatBinding } from './binding.ts'
import { backspace, deleteForward, enter, hardBreak, isInList } from './commands.ts'
import { takeBackMade } from './inputRules.ts'
import { TEXT_COMMANDS, type TextCommand } from './textCommands.ts'

/** Takes back what was edited here, or does it again. */
export type History = Pick<FlatBinding, 'undo' | 'redo'>

/**
 * The keys of the text; `onLink` is called where words are selected that are to lead somewhere. Where the keyboard's layout is not Latin, a shortcut's letter is the key in its place: with Ctrl,
 * `и` is `b`. Tab indents in a list only; after Escape it leaves the text like everywhere else.
 */
export function clauseKeymap(history: History, onLink: () => void): Plugin {
	const keys = keydownHandler({ ...baseKeymap, ...bindingsFor(history, onLink) })
	let tabLeaves = false
	return new Plugin({
		props: {
			handleKeyDown(view, event) {
				if (event.key === 'Escape') tabLeaves = true
				else if (event.key === 'Tab') return !tabLeaves && handleTab(view, event)
				else if (!isModifier(event.key)) tabLeaves = false
				if (view.composing) return false
				readSelectionNow(view)
				if (keys(view, event)) return true
				const latin = withLatinKey(event)
				return latin !== undefined && keys(view, latin)
			},
			handleDOMEvents: {
				blur() {
					tabLeaves = false
				},
			},
		},
	})
}

/**
 * Lets the view read the selection before a command uses it. The browser tells of a moved caret in a task of its own, which keys
 * that wait in line overtake: End and Enter, pressed while the page was busy, would cut the line where the caret had been.
 */
function readSelectionNow(view: EditorView): void {
	view.dom.ownerDocument.dispatchEvent(new Event('selectionchange'))
}

function bindingsFor(history: History, onLink: () => void): Record<string, Command> {
	const backspaceOrUndoRule: Command = (...args) => takeBackMade(...args) || backspace(...args)
	return {
		Enter: enter,
		'Shift-Enter': hardBreak,
		Backspace: backspaceOrUndoRule,
		'Mod-Backspace': backspaceOrUndoRule,
		'Shift-Backspace': backspaceOrUndoRule,
		Delete: deleteForward,
		'Mod-Delete': deleteForward,
		...Object.fromEntries(
			TEXT_COMMANDS.flatMap((named) =>
				named.keys
					.filter((key) => !isTab(key))
					.map((key) => [inProseMirror(key), commandFor(named.act, history, onLink)])
			)
		),
	}
}

const isTab = (key: string): boolean => key.endsWith('Tab')

/** A key as ProseMirror writes it: `Mod-Shift-z`. */
function inProseMirror(key: string): string {
	return key.replaceAll('+', '-').replace(/[A-Z]$/, (letter) => letter.toLowerCase())
}

function commandFor(act: TextCommand['act'], history: History, onLink: () => void): Command {
	if (act.kind === 'command') return act.isForLists ? inList(act.command) : act.command
	if (act.kind === 'link') {
		return (state, dispatch) => {
			if (dispatch && !state.selection.empty) onLink()
			return true
		}
	}
	return (_state, dispatch) => {
		if (dispatch) history[act.kind]()
		return true
	}
}

/** In a list the key is ours, also where the command does not apply: it must not go back a page or leave the text. */
function inList(command: Command): Command {
	return (state, dispatch, view) => {
		if (!isInList(state)) return false
		command(state, dispatch, view)
		return true
	}
}

function handleTab(view: EditorView, event: KeyboardEvent): boolean {
	if (event.ctrlKey || event.metaKey || event.altKey || !view.editable) return false
	const key = event.shiftKey ? 'Shift+Tab' : 'Tab'
	const act = TEXT_COMMANDS.find(({ keys }) => keys.includes(key))?.act
	if (act?.kind !== 'command') return false
	return inList(act.command)(view.state, view.dispatch.bind(view), view)
}

function isModifier(key: string): boolean {
	return key === 'Shift' || key === 'Control' || key === 'Alt' || key === 'Meta'
}

/** The event as the key in this place gives it on a Latin keyboard; nothing when it gave a Latin key or is no shortcut. */
function withLatinKey(event: KeyboardEvent): KeyboardEvent | undefined {
	const isShortcut = (event.ctrlKey || event.metaKey) && !event.altKey
	if (!isShortcut || event.key.length !== 1 || event.key.charCodeAt(0) < 128) return undefined
	const key = latinKey(event.code)
	if (key === undefined) return undefined
	const { ctrlKey, metaKey, shiftKey } = event
	return new KeyboardEvent('keydown', { key, code: event.code, ctrlKey, metaKey, shiftKey })
}

function latinKey(code: string): string | undefined {
	if (code === 'BracketLeft') return '['
	if (code === 'BracketRight') return ']'
	return /^Key[A-Z]$/.test(code) ? code.slice(3).toLowerCase() : undefined
}
