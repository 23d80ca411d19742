import { placeName } from '../../negotiation/clauseName.ts'
import { countOf, isAway } from '../../negotiation/delivery.ts'
import { fullName } from '../../negotiation/people.ts'
import { type Room, type Withholding } from '../../negotiation/room.svelte.ts'
import { placeOf, timeOfDay } from '../../negotiation/zones.ts'
import { announcer } from '../../ui/announcer.svelte.ts'
import { copyText } from '../../ui/clipboard.ts'
import { toast } from '../../ui/toast.ts'
import type * as Spoken from './spoken.ts'

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

/** That somebody took words out of the record, and whose: `Advisor 1, Ukraine took words of their own out of Point 3.` */
export function sayWithheld({ clauses, info }: Room, { clause, author, by }: Withholding): string {
	const place = placeName(clauses, clause)
	const nameOf = ({ seat, name }: Withholding['by']): string => {
		const known = info.seats.find(({ id }) => id === seat)
		return known === undefined ? name : fullName(known)
	}
	if (by.seat === author.seat) return `${nameOf(by)} took words of their own out of ${place}.`
	return `${nameOf(by)} took words of ${nameOf(author)} out of ${place}, who asked for it.`
}

/** Has a sentence read aloud of those that are fetched when somebody asks for the first. */
export async function sayFetched(sentence: (spoken: typeof Spoken) => string): Promise<void> {
	try {
		announcer.say(sentence(await import('./spoken.ts')))
	} catch {
		announcer.say('This cannot be said without a connection.')
	}
}
