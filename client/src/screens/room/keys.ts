import { clauseName } from '../../negotiation/clauseName.ts'
import { countOf, isAway } from '../../negotiation/delivery.ts'
import { type Room } from '../../negotiation/room.svelte.ts'
import { placeOf, timeOfDay } from '../../negotiation/zones.ts'
import { announcer } from '../../ui/announcer.svelte.ts'
import { toast } from '../../ui/toast.ts'
import { type RoomView } from './view.svelte.ts'

const COMMAND = navigator.userAgent.includes('Mac') ? '⌘' : 'Ctrl'

/** The key map as it is shown. */
export const KEYS: readonly {
	readonly place: string
	readonly keys: readonly (readonly [combination: string, what: string])[]
}[] = [
	{
		place: 'Anywhere',
		keys: [
			['F6', 'next region'],
			['Shift F6', 'region before'],
			[`${COMMAND} S`, 'have my words arrived?'],
			[`${COMMAND} /`, 'this list'],
			['F8', 'where am I, who is here'],
			['Esc', 'step out, close'],
		],
	},
	{
		place: 'On a point',
		keys: [
			['↓ j', 'next point'],
			['↑ k', 'point before'],
			['Enter', 'into its text'],
			['n', 'take a note'],
		],
	},
	{
		place: 'In the text',
		keys: [
			[`${COMMAND} B`, 'bold'],
			[`${COMMAND} I`, 'italic'],
			[`${COMMAND} Z`, 'undo my own edit'],
			[`${COMMAND} Shift Z`, 'redo'],
			['Tab', 'indent a list item'],
			[`${COMMAND} ]`, 'indent without Tab'],
			[`${COMMAND} [`, 'outdent without Tab'],
			['Esc', 'out to the point'],
		],
	},
]

/** The keys of the room that work anywhere in it. */
export function roomKeys(event: KeyboardEvent, room: Room, view: RoomView): void {
	room.presence.active()
	if (event.defaultPrevented || event.isComposing) return
	const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey
	if (event.key === 'F6') goToRegion(event.shiftKey ? -1 : 1)
	else if (event.key === 'F8') announcer.say(whereAmI(room, view))
	else if (isCommand && letterOf(event) === 's') sayDelivery(room)
	else if (isCommand && (event.key === '/' || event.code === 'Slash')) view.keysOpen = true
	else return
	event.preventDefault()
}

/** The Latin letter of a key, by its place where the layout is another: in Cyrillic, `n` is where `т` is. */
export function letterOf(event: KeyboardEvent): string {
	if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase()
	return /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase() ?? event.key
}

/** Whether a key takes a note where nothing can be typed. */
export function isNoteKey(event: KeyboardEvent): boolean {
	return !event.ctrlKey && !event.metaKey && !event.altKey && letterOf(event) === 'n'
}

function goToRegion(by: 1 | -1): void {
	const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter((region) =>
		region.checkVisibility({ visibilityProperty: true })
	)
	const here = regions.findIndex((region) => region.contains(document.activeElement))
	const start = here === -1 ? (by === 1 ? -1 : 0) : here
	const next = regions[(start + by + regions.length) % regions.length]
	if (next === undefined) return
	const inside =
		next.querySelector<HTMLElement>('[data-stop], [role="treeitem"][tabindex="0"]') ??
		[...next.querySelectorAll<HTMLElement>('a[href], button:not([tabindex="-1"]), textarea')].find(
			(control) => control.checkVisibility({ visibilityProperty: true })
		)
	;(inside ?? next).focus()
}

function sayDelivery(room: Room): void {
	const { edits, isKept } = room.outbox.undelivered
	const { zone } = room.phase.deadline
	if (edits === 0) {
		const away = isAway(room.link, room.clock.here) ? ' The line to the server is down now.' : ''
		toast(`All sent at ${timeOfDay(room.clock.now(), zone, true)} ${placeOf(zone)}.${away}`)
	} else {
		toast(
			`${countOf(edits)} not sent yet${isKept ? ', kept on this device' : ', and not kept on this device'}.`,
			{ tone: 'warn' }
		)
	}
}

function whereAmI(room: Room, view: RoomView): string {
	const clause = room.clauses.find(({ id }) => id === (view.inText ?? view.current))
	const others = room.presence.people.filter(({ isMe }) => !isMe)
	const near = others.filter((person) => clause !== undefined && person.clause === clause.id)
	const place =
		clause === undefined ? 'You are outside of the text.' : `You are in ${clauseName(clause)}.`
	const names = near.map(({ who }) => `${who.name}, ${who.delegation?.name ?? who.role}`).join('; ')
	const here = near.length === 0 ? 'Nobody else is in it.' : `With you: ${names}.`
	return `${place} ${clause === undefined ? '' : here} ${others.length} others in the room.`
}
