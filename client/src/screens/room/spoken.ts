/** What is said aloud when somebody asks for it, and not before: it is fetched then. */
import { clauseName } from '../../negotiation/clauseName.ts'
import { countdown } from '../../negotiation/countdown.ts'
import { fullName } from '../../negotiation/people.ts'
import { type Room } from '../../negotiation/room.svelte.ts'
import { dayOf, deviceZone, inBothZones, timeOfDay } from '../../negotiation/zones.ts'
import { saySuggestion } from '../../suggestions/suggestionWords.ts'
import { type RoomView } from './view.svelte.ts'

export { saySuggestion }

/** When the text freezes and how long that is, or that it is frozen: a sentence to be read aloud. */
export function timeLeft(room: Room): string {
	const { phase } = room
	const { at, zone } = phase.deadline
	const when = `${dayOf(at, zone, 'long')}, ${inBothZones(at, zone, deviceZone())}`
	if (phase.kind === 'frozen') return `Frozen at ${timeOfDay(phase.at, zone, true)}.`
	const { left, isOver } = countdown(at - room.clock.now())
	if (isOver) return `The deadline was ${when}.`
	return `The text freezes ${when}${left === '' ? '' : `, in ${left}`}.`
}

/** Where I am, what is suggested there and who is with me, as sentences. */
export function whereAmI(room: Room, view: RoomView): string {
	const clause = room.clauses.find(({ id }) => id === (view.inText ?? view.current))
	const others = room.presence.people.filter(({ isMe }) => !isMe)
	const near = others.filter((person) => clause !== undefined && person.clause === clause.id)
	const place =
		clause === undefined
			? 'You are outside of the text.'
			: [`You are in ${clauseName(clause)}.`, ...suggestedHere(room, clause.id)].join(' ')
	if (others.length === 0) return `${place} Nobody else is in the room.`
	const names = near.map(({ who }) => fullName(who)).join('; ')
	const here = near.length === 0 ? 'Nobody else is in it.' : `With you: ${names}.`
	const all =
		others.length === 1
			? 'One other person is in the room.'
			: `${others.length} others are in the room.`
	return clause === undefined ? `${place} ${all}` : `${place} ${here} ${all}`
}

/** What is suggested where my caret is in a text: a sign and its code tell a reader of the screen nothing of it. */
function suggestedHere({ suggestions, info }: Room, clause: string): readonly string[] {
	const node = document.getSelection()?.focusNode
	const place = node instanceof Element ? node : node?.parentElement
	return suggestions
		.in(clause)
		.filter(({ id }) => place?.closest(`[data-suggestion="${id}"], [data-suggestions~="${id}"]`))
		.map((standing) => saySuggestion(standing, info))
}
