import { type Command } from './command.ts'

/** What is done with placeholders. */
export const PLACEHOLDER_COMMANDS: readonly Command[] = [
	{
		id: 'placeholder',
		name: 'Placeholder: say that something is missing here…',
		scope: 'room',
		keys: [],
		may: ({ clause }) => clause !== null,
		run: ({ view }) => {
			view.dialog = 'place-placeholder'
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
