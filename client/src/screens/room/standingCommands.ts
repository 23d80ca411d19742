import { type Command, type Here } from './command.ts'

/** What is done about how points stand: agree, reserve, the ladder and its packages. */
export const STANDING_COMMANDS: readonly Command[] = [
	{
		id: 'standing',
		name: 'How this point stands: status, confirmation, legal force…',
		scope: 'point',
		keys: ['A'],
		may: ({ clause }) => clause !== null,
		run: openStanding,
	},
	{
		id: 'reserve',
		name: 'Enter or lift a reservation on this point…',
		scope: 'point',
		keys: ['R'],
		may: ({ room, clause }) => clause !== null && room.may('enter-reservation'),
		run: openStanding,
	},
	{
		id: 'capitals',
		name: 'All reservations, and what capitals have to confirm',
		scope: 'room',
		keys: [],
		run: ({ view }) => {
			view.dialog = 'capitals'
		},
	},
	{
		id: 'ladder',
		name: 'The ladder of statuses, and packages…',
		scope: 'room',
		keys: [],
		run: ({ view }) => {
			view.dialog = 'ladder'
		},
	},
]

function openStanding({ view, clause }: Here): void {
	if (clause === null) return
	view.standing = clause.id
	view.dialog = 'standing'
}
