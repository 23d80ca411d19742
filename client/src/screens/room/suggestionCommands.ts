import { announcer } from '../../ui/announcer.svelte.ts'
import { toast } from '../../ui/toast.ts'
import { type Room } from '../../negotiation/room.svelte.ts'
import { sayFetched } from './answers.ts'
import { type Command, type Here } from './command.ts'
import { keepSuggesting } from './keptMode.ts'
import { type RoomView, type SuggestionPlace } from './view.svelte.ts'

/** What is done with suggestions: begin to make some, go to them, answer many. */
export const SUGGESTION_COMMANDS: readonly Command[] = [
	{
		id: 'suggest',
		name: 'Suggest changes, or edit the text itself',
		scope: 'room',
		keys: ['Mod+.'],
		may: ({ room }) => room.clauses.some((clause) => room.modeIn(clause).kind !== 'reading'),
		run: ({ room, view }) => {
			switchMode(room, view)
		},
	},
	{
		id: 'next-suggestion',
		name: 'Next suggestion',
		scope: 'point',
		keys: ['V'],
		may: hasSuggestions,
		run: (here) => {
			step(here, 1)
		},
	},
	{
		id: 'suggestion-before',
		name: 'Suggestion before',
		scope: 'point',
		keys: ['Shift+V'],
		may: hasSuggestions,
		run: (here) => {
			step(here, -1)
		},
	},
	{
		id: 'suggestions',
		name: 'All open suggestions: answer many, put mine forward together',
		scope: 'room',
		keys: [],
		run: ({ view }) => {
			view.dialog = 'suggestions'
		},
	},
	{
		id: 'next-answer',
		name: 'Next answer to what my side has suggested, or holds',
		scope: 'point',
		keys: ['}'],
		may: ({ view }) => (view.answers?.answers.pending.length ?? 0) > 0,
		run: ({ view }) => {
			view.answers?.goOn()
		},
	},
]

/** Goes over from editing to suggesting, or back, and says so; where one may only suggest, says that. */
export function switchMode(room: Room, view: RoomView): void {
	const current = room.clauses.find(({ id }) => id === view.current)
	const mode = current === undefined ? room.mode : room.modeIn(current)
	if (mode.kind !== 'editing') {
		toast(mode.reason)
		return
	}
	view.suggests = !view.suggests
	keepSuggesting(room, view.suggests)
	view.countering = null
	announcer.say(
		view.suggests
			? 'Suggesting: what you type is a suggestion that others accept or decline.'
			: 'Editing: what you type stands in the text at once.'
	)
}

function hasSuggestions({ room }: Here): boolean {
	return room.suggestions.count > 0
}

function step({ room, view, desk, clause }: Here, by: 1 | -1): void {
	const all = room.clauses.flatMap(({ id }): readonly SuggestionPlace[] =>
		room.suggestions.in(id).map((one) => ({ clause: id, id: one.id }))
	)
	const order = (of: string | undefined): number => room.clauses.findIndex(({ id }) => id === of)
	const { suggestion: reached } = view
	const from = all.findIndex(
		({ clause: of, id }) => of === reached?.clause && id === reached.id && of === clause?.id
	)
	const here = order(clause?.id)
	const near =
		by === 1
			? all.findIndex((place) => order(place.clause) >= here)
			: all.findLastIndex((place) => order(place.clause) < here)
	const at = from === -1 ? near : from + by
	const next = all[(at + all.length) % all.length]
	if (next === undefined) return
	view.goToSuggestion(next)
	desk.onlyMine = false
	desk.isOpen = true
	const standing = room.suggestions.in(next.clause).find(({ id }) => id === next.id)
	if (standing !== undefined) void sayFetched((spoken) => spoken.saySuggestion(standing, room.info))
}
