import { type Command } from 'prosemirror-state'
import {
	indent,
	nextHeading,
	outdent,
	setHeading,
	toggleBulletList,
	toggleEm,
	toggleOrderedList,
	toggleStrong,
} from './commands.ts'

/** What is done to the words of a clause by a key, from the palette or from the toolbar. */
export interface TextCommand {
	readonly id: string
	/** In plain words, as it stands in lists of commands. */
	readonly name: string
	/** As the room writes keys, e.g. `Mod+Shift+Z`; the first is shown in short. Without one it is in the palette alone. */
	readonly keys: readonly string[]
	readonly act:
		| { readonly kind: 'undo' | 'redo' }
		/** Asks where the words selected are to lead. */
		| { readonly kind: 'link' }
		/** `isForLists`: elsewhere its keys are the browser's. */
		| { readonly kind: 'command'; readonly command: Command; readonly isForLists: boolean }
}

const command = (run: Command, isForLists = false): TextCommand['act'] => ({
	kind: 'command',
	command: run,
	isForLists,
})

/** Everything done to words that has a name: what keys do and what the key map says of them is this one table. */
export const TEXT_COMMANDS: readonly TextCommand[] = [
	{ id: 'bold', name: 'Bold', keys: ['Mod+B'], act: command(toggleStrong) },
	{ id: 'italic', name: 'Italic', keys: ['Mod+I'], act: command(toggleEm) },
	{ id: 'link', name: 'Link the words selected…', keys: ['Mod+Shift+K'], act: { kind: 'link' } },
	// not Ctrl+Shift+7: on a German keyboard that is Ctrl+/
	{ id: 'bulleted', name: 'Bulleted list', keys: ['Mod+Shift+8'], act: command(toggleBulletList) },
	{ id: 'numbered', name: 'Numbered list', keys: ['Mod+Shift+9'], act: command(toggleOrderedList) },
	{
		id: 'heading',
		name: 'Heading: level 1, 2, 3, then none',
		keys: ['Mod+Shift+H'],
		act: command(nextHeading),
	},
	{ id: 'heading-1', name: 'Heading of level 1', keys: [], act: command(setHeading(1)) },
	{ id: 'heading-2', name: 'Heading of level 2', keys: [], act: command(setHeading(2)) },
	{ id: 'heading-3', name: 'Heading of level 3', keys: [], act: command(setHeading(3)) },
	{ id: 'paragraph', name: 'Paragraph, no heading', keys: [], act: command(setHeading(null)) },
	{ id: 'indent', name: 'Indent a list item', keys: ['Tab', 'Mod+]'], act: command(indent, true) },
	{
		id: 'outdent',
		name: 'Outdent a list item',
		keys: ['Shift+Tab', 'Mod+['],
		act: command(outdent, true),
	},
	{ id: 'undo', name: 'Undo my own edit', keys: ['Mod+Z'], act: { kind: 'undo' } },
	{ id: 'redo', name: 'Redo my own edit', keys: ['Mod+Shift+Z', 'Mod+Y'], act: { kind: 'redo' } },
]
