import { copyUnsent, sayDelivery, sayFetched } from './answers.ts'
import { type Command } from './command.ts'
import { goToRegion } from './regions.ts'

/** What is done from anywhere in the room. */
export const ROOM_COMMANDS: readonly Command[] = [
	{
		id: 'palette',
		name: 'Commands and places',
		scope: 'room',
		keys: ['Mod+K'],
		isForKeysOnly: true,
		run: ({ view }) => {
			view.palette = ''
		},
	},
	{
		id: 'open',
		name: 'What is still open: all of it, and what waits for me',
		scope: 'room',
		keys: ['F9'],
		run: ({ view }) => {
			view.openIn = ''
			view.dialog = 'open'
		},
	},
	{
		id: 'keys',
		name: 'Key map',
		scope: 'room',
		keys: ['Mod+/'],
		run: ({ view }) => {
			view.dialog = 'keys'
		},
	},
	{
		id: 'next-region',
		name: 'Next region',
		scope: 'room',
		keys: ['F6'],
		isForKeysOnly: true,
		run: () => {
			goToRegion(1)
		},
	},
	{
		id: 'region-before',
		name: 'Region before',
		scope: 'room',
		keys: ['Shift+F6'],
		isForKeysOnly: true,
		run: () => {
			goToRegion(-1)
		},
	},
	{
		id: 'where',
		name: 'Where am I, who is here',
		scope: 'room',
		keys: ['F8'],
		isSaid: true,
		run: ({ room, view }) => {
			void sayFetched((spoken) => spoken.whereAmI(room, view))
		},
	},
	{
		id: 'delivery',
		name: 'Have my words arrived?',
		scope: 'room',
		keys: ['Mod+S'],
		isSaid: true,
		run: ({ room }) => {
			sayDelivery(room)
		},
	},
	{
		id: 'print',
		name: 'Print',
		scope: 'room',
		keys: ['Mod+P'],
		isSaid: true,
		isOfBrowser: true,
		run: () => {
			window.print()
		},
	},
	{
		id: 'stop-following',
		name: 'Stop following',
		scope: 'room',
		keys: ['Escape'],
		may: ({ view }) => view.following.isOn,
		run: ({ view }) => {
			view.following.stop()
		},
	},
	{
		id: 'resume-following',
		name: 'Resume following',
		scope: 'room',
		keys: [],
		may: ({ view }) => view.following.isOn && view.following.isPaused,
		run: ({ view }) => {
			view.following.resume()
		},
	},
	{
		id: 'call',
		name: 'Call everybody to this point',
		scope: 'room',
		keys: [],
		may: ({ room, clause }) =>
			clause !== null && room.link.kind === 'up' && room.may('call-to-place'),
		run: ({ room, view, clause }) => {
			if (clause !== null) room.callTo(clause.id, view.paragraphIn(clause.id))
		},
	},
	{
		id: 'answer-call',
		name: 'Go to where I was called last',
		scope: 'room',
		keys: [],
		may: ({ room }) => room.call?.type === 'called',
		run: ({ room: { call }, view }) => {
			if (call?.type === 'called') view.goToParagraph(call.clause, call.paragraph)
		},
	},
	{
		id: 'drafts',
		name: 'Words of mine that the server did not take',
		scope: 'room',
		keys: [],
		may: ({ room }) => room.setAside.refused.length > 0,
		run: ({ view }) => {
			view.draftsOpen = true
		},
	},
	{
		id: 'withhold',
		name: 'Take words of mine out of the record',
		scope: 'room',
		keys: [],
		may: ({ room, clause }) => clause !== null && room.link.kind === 'up' && room.may('withhold'),
		run: ({ view }) => {
			view.dialog = 'withhold'
		},
	},
	{
		id: 'copy-unsent',
		name: 'Copy my words that are not sent',
		scope: 'room',
		keys: [],
		may: ({ room }) => room.outbox.undelivered.edits > 0,
		run: ({ room }) => {
			void copyUnsent(room)
		},
	},
	{
		id: 'retry',
		name: 'Try to connect now',
		scope: 'room',
		keys: [],
		may: ({ room }) => room.link.kind === 'down',
		run: ({ room }) => {
			room.retry()
		},
	},
]
