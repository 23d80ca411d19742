import { announcer } from '../../ui/announcer.svelte.ts'
import { type Command } from './command.ts'

/** What is done with the view of who wrote what. */
export const AUTHOR_COMMANDS: readonly Command[] = [
	{
		id: 'authors',
		name: 'Who wrote what, or hide it',
		scope: 'point',
		keys: ['W'],
		run: ({ room }) => {
			const { authorship, clauses } = room
			authorship.turn(
				!authorship.isOn,
				clauses.map(({ id }) => id)
			)
			announcer.say(authorship.isOn ? 'Who wrote what is shown.' : 'Who wrote what is hidden.')
		},
	},
	{
		id: 'next-author',
		name: 'Next words by another author',
		scope: 'point',
		keys: ['.'],
		may: ({ room, clause }) => room.authorship.isOn && clause !== null,
		run: ({ room, clause }) => {
			const said = clause === null ? null : room.authorship.step(clause.id)
			announcer.say(said ?? 'No words of those you look for in this point.')
		},
	},
]
