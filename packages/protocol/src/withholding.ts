import * as z from 'zod/mini'
import { SeatName } from './announcement.ts'

const whole = z.int().check(z.gte(0))

/** Clocks `from` up to `to` (exclusive) that a Yjs client wrote under in a document. */
export const ClockRangeJson = z.object({ client: whole, from: whole, to: whole })
export type ClockRangeJson = z.infer<typeof ClockRangeJson>

/**
 * What is withheld of a document, as a stateless message on it: to everybody who has it open when it happens, and to whoever opens it
 * afterwards. A client that knew those words drops them wherever it keeps them.
 */
export const WithheldMessage = z.object({
	type: z.literal('withheld'),
	passage: z.array(ClockRangeJson),
})
export type WithheldMessage = z.infer<typeof WithheldMessage>

export const WithholdRequest = z.object({
	/** The words by the clocks that they were written under, all by one seat. */
	passage: z.array(ClockRangeJson).check(z.minLength(1), z.maxLength(1000)),
	/** Whose words they are, where somebody who runs the room asks on the author's request; the seat that asks where it is left out. */
	author: z.optional(z.string().check(z.regex(/^st_[0-9a-z]{12}$/))),
	/** Why, without the words. */
	reason: z.optional(z.string().check(z.maxLength(500))),
})

export const WithheldJson = z.object({
	clause: z.string(),
	/** The position of the act in the log. */
	position: whole,
	at: whole,
	author: SeatName,
	by: SeatName,
	reason: z.string(),
})
export type WithheldJson = z.infer<typeof WithheldJson>

/** Words that a seat brought into a clause at one go. */
export const InsertionJson = z.object({
	passage: z.array(ClockRangeJson),
	at: whole,
	/** How many characters were written, and how many of them stand in the text. */
	characters: whole,
	visible: whole,
	/** How they begin. */
	excerpt: z.string(),
})
export type InsertionJson = z.infer<typeof InsertionJson>

export const InsertionList = z.object({
	/** The clientIDs under which that seat writes in the clause. */
	clients: z.array(whole),
	insertions: z.array(InsertionJson),
})
export type InsertionList = z.infer<typeof InsertionList>

export const WordsRequest = z.object({
	/** Words in a clause by the clocks that they were written under; those of others among them are left out. */
	passage: z.array(ClockRangeJson).check(z.minLength(1), z.maxLength(1000)),
	/** The seat whose words are looked for; one's own where it is left out. */
	author: z.optional(z.string().check(z.regex(/^st_[0-9a-z]{12}$/))),
})

/** Words of one author at one place, deleted or not. */
export const OccurrenceJson = z.object({
	clause: z.string(),
	passage: z.array(ClockRangeJson),
	/** Null where they are of the imported text. */
	author: z.nullable(SeatName),
	characters: whole,
	/** How many of them stand in the text. */
	visible: whole,
	/** How they begin. */
	excerpt: z.string(),
})
export type OccurrenceJson = z.infer<typeof OccurrenceJson>

export const OccurrencesJson = z.object({
	/** What of the passage is by that seat; null where nothing is. */
	words: z.nullable(OccurrenceJson),
	/** How many characters of others stand in the passage, and stay. */
	foreign: whole,
	/** The same words where they were moved, or brought back by undoing: they are taken out together. What stands in the text comes first. */
	along: z.array(OccurrenceJson),
	/** Whether there are more such places than these. */
	isAlongCut: z.boolean(),
	/** The same characters that came anew, in all clauses. */
	copies: z.array(OccurrenceJson),
	/** Whether there are more copies than these. */
	isCut: z.boolean(),
	/** Whether copies were looked for: in the last minute before a freeze they are not. */
	isSearched: z.boolean(),
})
export type OccurrencesJson = z.infer<typeof OccurrencesJson>
