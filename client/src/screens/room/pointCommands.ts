import { toast } from '../../ui/toast.ts'
import { sayFetched } from './answers.ts'
import { type Command, type Here } from './command.ts'
import { goToDeadline, goToNotes, goToOutline } from './regions.ts'

/** What is done from the frame of a point, with keys of one letter. */
export const POINT_COMMANDS: readonly Command[] = [
	{
		id: 'next-point',
		name: 'Next point',
		scope: 'point',
		keys: ['ArrowDown', 'J'],
		isForKeysOnly: true,
		run: (here) => {
			step(here, 1)
		},
	},
	{
		id: 'point-before',
		name: 'Point before',
		scope: 'point',
		keys: ['ArrowUp', 'K'],
		isForKeysOnly: true,
		run: (here) => {
			step(here, -1)
		},
	},
	{
		id: 'enter',
		name: 'Into its text',
		scope: 'point',
		keys: ['Enter'],
		isForKeysOnly: true,
		run: ({ view, clause }) => {
			if (clause !== null) view.frame(clause.id)?.enterText()
		},
	},
	{
		id: 'note',
		name: 'Take a note on this point',
		scope: 'point',
		keys: ['N'],
		may: ({ room, clause }) => clause !== null && room.may('take-note'),
		run: ({ desk, clause }) => {
			if (clause !== null) desk.begin(clause.id)
		},
	},
	{
		id: 'hold',
		name: 'Hold this point: nobody writes in it…',
		scope: 'point',
		keys: [],
		may: ({ room, clause }) =>
			clause !== null && room.may('hold-clause') && room.holdOf(clause.id) === null,
		run: openHolding,
	},
	{
		id: 'release',
		name: 'Release this point…',
		scope: 'point',
		keys: [],
		may: ({ room, clause }) =>
			clause !== null && room.may('hold-clause') && room.holdOf(clause.id) !== null,
		run: openHolding,
	},
	{
		id: 'follow',
		name: 'Follow who is in this point, or stop',
		scope: 'point',
		keys: ['F'],
		run: followHere,
	},
	{
		id: 'next-change',
		name: 'Next change since I looked or left',
		scope: 'point',
		keys: [']'],
		run: nextChange,
	},
	{
		id: 'outline',
		name: 'Go to the outline',
		scope: 'point',
		keys: ['G O'],
		run: ({ view }) => {
			goToOutline(view)
		},
	},
	{
		id: 'notes',
		name: 'Go to the notes',
		scope: 'point',
		keys: ['G N'],
		run: ({ desk }) => {
			goToNotes(desk)
		},
	},
	{
		id: 'deadline',
		name: 'Go to the deadline',
		scope: 'point',
		keys: ['G D'],
		run: ({ room }) => {
			goToDeadline()
			void sayFetched((spoken) => spoken.timeLeft(room))
		},
	},
	{
		id: 'keys-here',
		name: 'Key map',
		scope: 'point',
		keys: ['?'],
		isForKeysOnly: true,
		run: ({ view }) => {
			view.dialog = 'keys'
		},
	},
]

function openHolding({ room, view, clause }: Here): void {
	if (clause === null) return
	view.holding = { clause: clause.id, isHeld: room.holdOf(clause.id) !== null }
	view.dialog = 'holding'
}

function step({ room, view, clause }: Here, by: 1 | -1): void {
	// from beside the points the first step is to the one that is read
	if (view.focused === null && clause !== null) {
		view.goTo(clause.id)
		return
	}
	const next = room.clauses[room.clauses.findIndex(({ id }) => id === clause?.id) + by]
	if (next !== undefined) view.goTo(next.id)
}

function followHere({ room, view, clause }: Here): void {
	if (view.following.isOn) {
		view.following.stop()
		return
	}
	const others = room.presence.people.filter(({ isMe, isDisplay }) => !isMe && !isDisplay)
	const near = others.filter((person) => clause !== null && person.clause === clause.id)
	const [only] = near.length === 0 ? others : near
	if (only === undefined) toast('Nobody else is here.')
	else if ((near.length === 0 ? others : near).length === 1) view.following.start(only.who.seat)
	// several: whom?
	else view.palette = 'Follow '
}

function nextChange({ room, view, clause }: Here): void {
	const at = room.clauses.findIndex(({ id }) => id === clause?.id)
	const { changes } = room
	// the point that is read may itself have changed while its reader was away
	const from = clause !== null && changes.isPending(clause.id) ? at : at + 1
	const fromHere = [...room.clauses.slice(from), ...room.clauses.slice(0, from)]
	const next = fromHere.find(({ id }) => changes.isUnread(id))
	if (next !== undefined) view.goTo(next.id)
	else {
		changes.putAway()
		toast('Nothing else has changed.')
	}
}
