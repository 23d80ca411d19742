import { type Action } from '@parley/domain'
import { router } from '../../app/router.ts'
import { type Command, type Here } from './command.ts'
import { type RoomDialog } from './view.svelte.ts'

/** What leads out of the room or opens something over it. */
export const DOORS: readonly Command[] = [
	opens('settings', 'Settings'),
	opens('activity', 'What others did'),
	leads('display', 'Show on a wall', ({ room }) =>
		router.navigate('/n/:id/display', { params: room })
	),
	opens('copies', 'Save a copy of the text…'),
	leads(
		'frozen',
		'Frozen text and downloads',
		({ room }) => router.navigate('/n/:id/frozen', { params: room }),
		({ room }) => room.phase.kind === 'frozen'
	),
	leads('secretariat', 'Secretariat: people, links, contact', panel(''), allows('invite')),
	leads('rights', 'Who may write where…', panel('rights'), allows('set-rights')),
	leads('move-deadline', 'Move the deadline…', panel('deadline'), allows('move-deadline')),
	leads('freeze', 'Freeze the text…', panel('freeze'), allows('freeze')),
	leads('verify', 'Verify a frozen text', () => router.navigate('/verify')),
	leads('negotiations', 'Your negotiations', () => router.navigate('/')),
	opens('leaving', 'Sign out of this browser'),
]

type Way = (here: Here) => Promise<unknown>

function opens(id: RoomDialog, name: string): Command {
	return {
		id,
		name,
		scope: 'room',
		keys: [],
		run: ({ view }) => {
			view.dialog = id
		},
	}
}

function leads(id: string, name: string, way: Way, may?: (here: Here) => boolean): Command {
	return {
		id,
		name,
		scope: 'room',
		keys: [],
		...(may && { may }),
		run: (here) => void way(here),
	}
}

/** The secretariat's panel, with one of its dialogs open. */
function panel(hash: string): Way {
	return ({ room }) => router.navigate('/n/:id/secretariat', { params: room, hash })
}

function allows(action: Action): (here: Here) => boolean {
	return ({ room }) => room.may(action)
}
