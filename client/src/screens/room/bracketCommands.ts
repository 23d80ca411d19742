import { parseBracketId } from '@parley/domain'
import { type ClauseJson } from '@parley/protocol'
import { isAsked, mayPlace } from '../../negotiation/bracketRights.ts'
import { type Room } from '../../negotiation/room.svelte.ts'
import { announcer } from '../../ui/announcer.svelte.ts'
import { toast } from '../../ui/toast.ts'
import { sayBracket, sayProposed } from './bracketWords.ts'
import { type Command, type Here } from './command.ts'
import { type BracketPlace, type RoomView } from './view.svelte.ts'

/** What is done with brackets: place, answer, go to them. */
export const BRACKET_COMMANDS: readonly Command[] = [
	{
		id: 'bracket',
		name: 'Put the words selected into a bracket, or open the bracket at the caret…',
		scope: 'room',
		keys: ['Mod+E'],
		may: ({ clause }) => clause !== null,
		run: bracketHere,
	},
	{
		id: 'bracket-on-point',
		name: 'Put the words selected into a bracket, or open the bracket at the caret…',
		scope: 'point',
		keys: ['['],
		isForKeysOnly: true,
		run: bracketHere,
	},
	{
		id: 'offer-words',
		name: 'Offer other words for those selected, both in brackets…',
		scope: 'room',
		keys: ['Mod+Shift+E'],
		may: ({ clause }) => clause !== null,
		run: offerHere,
	},
	{
		id: 'next-bracket',
		name: 'Next bracket',
		scope: 'point',
		keys: ['B'],
		may: hasBrackets,
		run: (here) => {
			step(here, 1)
		},
	},
	{
		id: 'bracket-before',
		name: 'Bracket before',
		scope: 'point',
		keys: ['Shift+B'],
		may: hasBrackets,
		run: (here) => {
			step(here, -1)
		},
	},
	{
		id: 'brackets',
		name: 'All open brackets',
		scope: 'room',
		keys: [],
		run: ({ view }) => {
			view.onlyAsked = false
			view.dialog = 'brackets'
		},
	},
	{
		id: 'brackets-asked',
		name: 'Brackets that wait for my delegation',
		scope: 'room',
		keys: [],
		may: ({ room }) => [...room.brackets.open.values()].some((bracket) => isAsked(room, bracket)),
		run: ({ view }) => {
			view.onlyAsked = true
			view.dialog = 'brackets'
		},
	},
]

/** Opens what puts the words selected in a clause into a bracket; where none are selected, the innermost bracket at its caret. */
export function openBracket(view: RoomView, clause: string): void {
	const editor = view.frame(clause)?.editor() ?? null
	if (editor !== null && editor.selectedWords() !== null) {
		view.dialog = 'place-bracket'
		return
	}
	const atCaret = editor?.bracketsAtCaret().at(-1)
	const { reached } = view
	if (atCaret !== undefined) view.bracket = { clause, id: parseBracketId(atCaret) }
	else if (reached?.clause === clause) view.bracket = reached
	else toast('Select the words that are not agreed first.')
}

function bracketHere({ room, view, clause }: Here): void {
	if (clause === null) return
	if (hasWords(view, clause) && !mayPlace(room, clause).allowed) tellWhyNot(room, clause)
	else openBracket(view, clause.id)
}

function offerHere({ room, view, clause }: Here): void {
	if (clause === null) return
	if (!mayPlace(room, clause).allowed) tellWhyNot(room, clause)
	else if (hasWords(view, clause)) view.dialog = 'offer-words'
	else toast('Select the words first that you would have otherwise.')
}

function hasWords(view: RoomView, { id }: ClauseJson): boolean {
	return (view.frame(id)?.editor()?.selectedWords() ?? null) !== null
}

function tellWhyNot(room: Room, clause: ClauseJson): void {
	const mode = room.modeIn(clause)
	toast(mode.kind === 'editing' ? 'Your seat cannot place brackets.' : mode.reason)
}

function hasBrackets({ room }: Here): boolean {
	return room.brackets.count > 0
}

function step({ room, view, clause }: Here, by: 1 | -1): void {
	const all = room.clauses.flatMap(({ id }): readonly BracketPlace[] =>
		room.brackets.in(id).map((one) => ({ clause: id, id: one.id }))
	)
	const { reached } = view
	const from = all.findIndex(
		(place) =>
			place.clause === clause?.id && place.id === reached?.id && place.clause === reached.clause
	)
	const here = room.clauses.findIndex(({ id }) => id === clause?.id)
	const order = ({ clause: of }: BracketPlace): number =>
		room.clauses.findIndex(({ id }) => id === of)
	const near =
		by === 1
			? all.findIndex((place) => order(place) >= here)
			: all.findLastIndex((place) => order(place) < here)
	const at = from === -1 ? near : from + by
	const next = all[(at + all.length) % all.length]
	if (next === undefined) return
	view.goToBracket(next)
	const bracket = room.brackets.open.get(next.id)
	if (bracket === undefined) return
	const words = room.brackets.in(next.clause).find(({ id }) => id === next.id)?.words ?? ''
	announcer.say(
		`${sayBracket(bracket, room.info)}, not agreed: ${words}. ${sayProposed(bracket, room)}`
	)
}
