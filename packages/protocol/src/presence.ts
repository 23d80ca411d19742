import { type Role, type Slot } from '@parley/domain'
import * as z from 'zod/mini'

/** Who a live cursor or a name in the outline belongs to: written by the server, whatever the client claims. */
export interface StampedSeat {
	readonly seat: string
	readonly name: string
	/** One or two characters, e.g. `A1`. */
	readonly initials: string
	readonly role: Role
	/** Null for seats without a delegation. */
	readonly delegation: { readonly code: string; readonly name: string; readonly slot: Slot } | null
}

/** A Yjs relative position as JSON (`Y.relativePositionToJSON`), opaque here. */
const Anchor = z.record(z.string(), z.unknown())

/** The part of a clause document's awareness state that its client writes. */
export const CaretState = z.object({
	/** Selection, or null where the person's caret is elsewhere; clients that say nothing of one have none. */
	cursor: z._default(z.nullable(z.object({ anchor: Anchor, head: Anchor })), null),
	/** Whether it is for the person's own delegation alone; the others are told of no caret. */
	quiet: z.optional(z.boolean()),
})
export type CaretState = z.infer<typeof CaretState>

/** The part of the room document's awareness state that its client writes. */
export const PlaceState = z.object({
	/** The clause in which the person is, if any. */
	clause: z.nullable(z.string().check(z.maxLength(40))),
	/** Whether the person has typed within the last three seconds. */
	typing: z.boolean(),
	/** Whether nothing was done for a minute. */
	idle: z.boolean(),
	/** The seat that this page follows, if any: whoever follows this person follows that one. */
	follows: z.optional(z.nullable(z.string().check(z.maxLength(40)))),
	/** Whether clause and typing are for the person's own delegation alone; the others are told that the person is here, and not where. */
	quiet: z.optional(z.boolean()),
	/** Whether the page is on a wall: it shows the text and is nobody's place. */
	display: z.optional(z.boolean()),
})
export type PlaceState = z.infer<typeof PlaceState>

/** What stands in a clause document's awareness, as everybody receives it. */
export type StampedCaret = CaretState & { readonly who: StampedSeat }

/** What stands in the room document's awareness, as everybody receives it. */
export type StampedPlace = PlaceState & { readonly who: StampedSeat }

/** A seat as the server stamps it on what somebody says. */
export const StampedSeatJson = z.object({
	seat: z.string(),
	name: z.string(),
	initials: z.string(),
	role: z.enum(['advisor', 'note-taker', 'secretariat', 'chair', 'observer']),
	delegation: z.nullable(
		z.object({
			code: z.string(),
			name: z.string(),
			slot: z.literal([1, 2, 3, 4, 5, 6, 7, 8]),
		})
	),
})

// made once: every change of a caret in the room is read by them
const Caret = z.extend(CaretState, { who: StampedSeatJson })
const Place = z.extend(PlaceState, { who: StampedSeatJson })

/** Reads the awareness state of a clause document as received; null where it is not one. */
export function parseStampedCaret(state: unknown): StampedCaret | null {
	const parsed = Caret.safeParse(state)
	return parsed.success ? parsed.data : null
}

/** Reads the awareness state of the room document as received; null where it is not one. */
export function parseStampedPlace(state: unknown): StampedPlace | null {
	const parsed = Place.safeParse(state)
	return parsed.success ? parsed.data : null
}
