import * as z from 'zod/mini'
import { AlternativeActJson } from './alternatives.ts'
import { BracketActJson } from './brackets.ts'
import { StampedSeatJson } from './presence.ts'
import { PlaceholderActJson } from './placeholders.ts'
import { RightsActJson, RightsJson } from './rights.ts'
import { SuggestionActJson } from './suggestions.ts'
import { StandingActJson, StandingJson } from './standing.ts'

const whole = z.int().check(z.gte(0))

export const DeadlineJson = z.object({ at: whole, zone: z.string() })

/** The phase of a round as it goes over the wire; instants in ms on the server's clock. */
export const PhaseJson = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('drafting'), deadline: DeadlineJson }),
	z.object({ kind: z.literal('freezing'), deadline: DeadlineJson }),
	z.object({ kind: z.literal('awaiting-chair'), deadline: DeadlineJson }),
	z.object({
		kind: z.literal('frozen'),
		deadline: DeadlineJson,
		at: whole,
		reason: z.string(),
		position: whole,
		snapshot: z.nullable(z.string()),
	}),
])
export type PhaseJson = z.infer<typeof PhaseJson>

/** A seat as the room calls it. */
export const SeatName = z.object({
	seat: z.string(),
	name: z.string(),
	code: z.nullable(z.string()),
})

export type SeatName = z.infer<typeof SeatName>

export const NoteJson = z.object({
	id: z.string(),
	clause: z.string(),
	/** The log position whose text the note speaks of. */
	seen: whole,
	position: whole,
	takenAt: whole,
	text: z.string(),
	/** The seat that took it. */
	by: SeatName,
})
export type NoteJson = z.infer<typeof NoteJson>

/** A late edit as its author's delegation or those who run the room see it. */
export const LateEditJson = z.object({
	position: whole,
	clause: z.string(),
	receivedAt: whole,
	/** Bytes of the update. */
	size: whole,
	delegation: z.nullable(z.string()),
	/** Whose it is to the reader: their own, of their delegation, or of another. */
	whose: z.enum(['mine', 'ours', 'theirs']),
	/** The text it would have inserted; null for readers who only learn that it exists. */
	words: z.nullable(z.string()),
	/** When its delegation kept it for the next round, or null; from then on those who run the room have `words`. */
	releasedAt: z.nullable(whole),
})
export type LateEditJson = z.infer<typeof LateEditJson>

/** What the server tells everybody in the room, as stateless messages on the room document. */
export const Announcement = z.discriminatedUnion('type', [
	/** First message on every room connection, and the answer to `ask-time`: `now` is the server's clock. */
	z.object({ type: z.literal('time'), now: whole, asked: z.optional(z.number()) }),
	/** The phase changed, or the connection is new. `position` is the newest committed one. */
	z.object({ type: z.literal('phase'), phase: PhaseJson, now: whole, position: whole }),
	z.object({ type: z.literal('deadline-moved'), deadline: DeadlineJson, reason: z.string() }),
	/** A clause stands on another step, by the seat `by`. */
	z.object({
		type: z.literal('status'),
		clause: z.string(),
		status: z.string(),
		by: z.nullable(z.string()),
		at: whole,
		position: whole,
	}),
	/** How the clauses stand, and the step of each, as a whole: to every new connection. */
	z.object({
		type: z.literal('standing'),
		standing: StandingJson,
		statuses: z.array(z.object({ clause: z.string(), status: z.string() })),
	}),
	/** A decision about how clauses stand beside their status, by the seat `by`. */
	z.object({
		type: z.literal('standing-changed'),
		act: StandingActJson,
		by: z.nullable(z.string()),
		at: whole,
		position: whole,
	}),
	z.object({ type: z.literal('note'), note: NoteJson }),
	/** Who may write where, as a whole: to every new connection. */
	z.object({ type: z.literal('rights'), rights: RightsJson }),
	/** Who may write where was changed, by the seat `by`. */
	z.object({
		type: z.literal('rights-changed'),
		act: RightsActJson,
		by: z.nullable(z.string()),
		at: whole,
	}),
	/** The newest decision about a bracket has this position, 0 where there is none: to every new connection. */
	z.object({ type: z.literal('brackets'), position: whole }),
	/** A decision about a bracket, by the seat `by`. What it changes in the text comes with the document. */
	z.object({
		type: z.literal('bracket-changed'),
		act: BracketActJson,
		by: z.nullable(z.string()),
		at: whole,
		position: whole,
	}),
	/** The newest decision about alternatives has this position, 0 where there is none: to every new connection. */
	z.object({ type: z.literal('alternatives'), position: whole }),
	/** A decision about alternatives, by the seat `by`. What it changes in the text comes with the document. */
	z.object({
		type: z.literal('alternatives-changed'),
		act: AlternativeActJson,
		by: z.nullable(z.string()),
		at: whole,
		position: whole,
	}),
	/** The newest decision about a placeholder has this position, 0 where there is none: to every new connection. */
	z.object({ type: z.literal('placeholders'), position: whole }),
	/** A decision about a placeholder, by the seat `by`. What it changes in the text comes with the document. */
	z.object({
		type: z.literal('placeholder-changed'),
		act: PlaceholderActJson,
		by: z.nullable(z.string()),
		at: whole,
		position: whole,
	}),
	/** The newest decision about a suggestion has this position, 0 where there is none: to every new connection. */
	z.object({ type: z.literal('suggestions'), position: whole }),
	/** A decision about suggestions, by the seat `by`, which made them where they are new. What it changes in the text comes with the document. */
	z.object({
		type: z.literal('suggestion-changed'),
		act: SuggestionActJson,
		by: z.nullable(z.string()),
		at: whole,
		position: whole,
	}),
	/** The text of these clauses changed, up to `position`: for those who show it without having their documents open. */
	z.object({ type: z.literal('text-changed'), position: whole, clauses: z.array(z.string()) }),
	/** Words of `author` in a clause were taken out of the record, by the seat that did it. The document tells whoever has it open which. */
	z.object({
		type: z.literal('passage-withheld'),
		clause: z.string(),
		author: SeatName,
		by: SeatName,
		at: whole,
	}),
	/**
	 * Words of these clauses are withheld: to every new connection, where there are any. Whoever had their documents open before, and was away
	 * then, opens them once to be told which.
	 */
	z.object({ type: z.literal('withheld-clauses'), clauses: z.array(z.string()) }),
	/** Seats, links or the contact changed: ask again. */
	z.object({ type: z.literal('people-changed') }),
	/** To its delegation and those who run the room: a late edit exists. */
	z.object({ type: z.literal('late-edit') }),
	/** To the same: a delegation kept late edits for the next round. */
	z.object({ type: z.literal('late-released') }),
	/** Whoever runs the room calls everybody to a place: a clause, or one of its paragraphs, counted from 1. */
	z.object({
		type: z.literal('called'),
		clause: z.string(),
		paragraph: z.nullable(whole),
		by: StampedSeatJson,
	}),
	/** To the caller alone: nobody was called. */
	z.object({
		type: z.literal('call-refused'),
		reason: z.enum(['not-allowed', 'too-often', 'no-such-place']),
	}),
	/** To those who run the room: clocks of three or more clients are off by more than 2 s in the median (rule F1). */
	z.object({ type: z.literal('clock-warning'), medianOffsetMs: z.int() }),
])
export type Announcement = z.infer<typeof Announcement>

/** What a client may say on the room document. */
export const Remark = z.discriminatedUnion('type', [
	/** Asks for the server's time; `asked` comes back as it was. */
	z.object({ type: z.literal('ask-time'), asked: z.number() }),
	/** How far this device's clock is from the server's, in ms. */
	z.object({ type: z.literal('clock-offset'), offsetMs: z.int() }),
	/** Calls everybody to a clause, or one of its paragraphs. */
	z.object({
		type: z.literal('call'),
		clause: z.string().check(z.maxLength(40)),
		paragraph: z.nullable(z.int().check(z.gte(1), z.lte(9999))),
	}),
])
export type Remark = z.infer<typeof Remark>
