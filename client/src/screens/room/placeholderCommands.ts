import { parsePlaceholderId } from '@parley/domain'
import { type Command } from './command.ts'

/** What is done with placeholders. */
export const PLACEHOLDER_COMMANDS: readonly Command[] = [
	{
		id: 'placeholder',
		name: 'Placeholder: say that something is missing here, or open the one at the caret…',
		scope: 'room',
		keys: [],
		may: ({ clause }) => clause !== null,
		run: ({ view, clause }) => {
			if (clause === null) return
			const atCaret = view.frame(clause.id)?.editor()?.placeholderAtCaret() ?? null
			if (atCaret === null) view.dialog = 'place-placeholder'
			else view.openPlaceholder(clause.id, parsePlaceholderId(atCaret))
		},
	},
	{
		id: 'missing',
		name: 'All open placeholders',
		scope: 'room',
		keys: [],
		run: ({ view }) => {
			view.dialog = 'missing'
		},
	},
]
