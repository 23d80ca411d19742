import { clauseLabel } from '../../negotiation/clauseName.ts'
import { countOf, isAway } from '../../negotiation/delivery.ts'
import { fullName } from '../../negotiation/people.ts'
import { type Call, type Room, type Withholding } from '../../negotiation/room.svelte.ts'
import { placeOf, timeOfDay } from '../../negotiation/zones.ts'
import { announcer } from '../../ui/announcer.svelte.ts'
import { copyText } from '../../ui/clipboard.ts'
import { toast } from '../../ui/toast.ts'
import type * as Spoken from './spoken.ts'
import { type RoomView } from './view.svelte.ts'

/** Messages about whether my words have arrived: the newest takes the place of the one before. */
export const DELIVERY = 'delivery'

/** Says whether my words have arrived. */
export function sayDelivery(room: Room): void {
	const { edits, isKept } = room.outbox.undelivered
	const { zone } = room.phase.deadline
	if (edits === 0) {
		const away = isAway(room.link, room.clock.here) ? ' The line to the server is down now.' : ''
		toast(`All sent at ${timeOfDay(room.clock.now(), zone, true)} ${placeOf(zone)}.${away}`, {
			about: DELIVERY,
		})
	} else {
		toast(
			`${countOf(edits)} not sent yet${isKept ? ', kept on this device' : ', and not kept on this device'}.`,
			{ tone: 'warn', about: DELIVERY }
		)
	}
}

/** Copies my words that have no receipt. */
export async function copyUnsent(room: Room): Promise<void> {
	const isCopied = await copyText(room.unsentWords())
	toast(isCopied ? 'Your edits are on the clipboard.' : 'The clipboard is closed to this page.')
}

/** A call to a place as it is told here: to the caller that it went out or why not, to others with the way there. */
export function tellCall(room: Room, view: RoomView, call: Call): void {
	if (call.type === 'call-refused') {
		toast(NOT_CALLED[call.reason], { tone: 'warn' })
		return
	}
	const { clause, paragraph, by } = call
	const point = room.clauses.find(({ id }) => id === clause)
	if (point === undefined) return
	const place = `${clauseLabel(point)}${paragraph === null ? '' : `, paragraph ${paragraph}`}`
	if (by.seat === room.info.me.id) toast(`Everybody was called to ${place}.`)
	else {
		const run = (): void => {
			view.goToParagraph(clause, paragraph)
		}
		toast(`${fullName(by)} calls to ${place}.`, { action: { label: 'Go', run } })
	}
}

/** That somebody took words out of the record, and whose: `Advisor 1, Ukraine took words of their own out of Point 3.` */
export function sayWithheld({ clauses, info }: Room, { clause, author, by }: Withholding): string {
	const point = clauses.find(({ id }) => id === clause)
	const place = point === undefined ? 'the text' : clauseLabel(point)
	const nameOf = ({ seat, name }: Withholding['by']): string => {
		const known = info.seats.find(({ id }) => id === seat)
		return known === undefined ? name : fullName(known)
	}
	if (by.seat === author.seat) return `${nameOf(by)} took words of their own out of ${place}.`
	return `${nameOf(by)} took words of ${nameOf(author)} out of ${place}, who asked for it.`
}

const NOT_CALLED = {
	'not-allowed': 'Only the chair and the secretariat call to a place.',
	'too-often': 'Nobody was called: you have called several times just now. Wait ten seconds.',
	'no-such-place': 'Nobody was called: this point is not in the text.',
} as const

/** Has a sentence read aloud of those that are fetched when somebody asks for the first. */
export async function sayFetched(sentence: (spoken: typeof Spoken) => string): Promise<void> {
	try {
		announcer.say(sentence(await import('./spoken.ts')))
	} catch {
		announcer.say('This cannot be said without a connection.')
	}
}
