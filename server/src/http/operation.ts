import { type ProblemCode } from '@parley/protocol'
import type * as z from 'zod/mini'
import { type RequestContext } from './parts.ts'

/** The chapters of the reference, in its order. */
export const TAGS = [
	'Sessions and links',
	'Negotiations',
	'Text',
	'Status',
	'Brackets',
	'Alternatives',
	'Placeholders',
	'Suggestions',
	'Notes and late edits',
	'Rights',
	'Deadline and freeze',
	'Snapshots',
	'People',
	'Service',
] as const
export type Tag = (typeof TAGS)[number]

/** Who may ask: anybody, whoever holds a session that stands, or a seat in the negotiation of the path. */
export type Access = 'anybody' | 'session' | 'seat'

/** A schema, and what its value means to whoever reads the reference. */
export interface Described<T = unknown> {
	readonly schema: z.ZodMiniType<T>
	readonly words: string
}

/** One success of an operation: its bodies by media type (none where there is no body), and what it tells. */
export interface Answer {
	readonly words: string
	readonly bodies: Readonly<Record<string, z.ZodMiniType>>
}

/** What a route takes and gives: what requests are read by, and what the reference says of it. */
export interface Declaration<Path extends string, Body, Query> {
	readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
	/** As the router matches it, below where its group is mounted, e.g. `/clauses/:clause`. */
	readonly path: Path
	/** Names it for programs that are made from the document. */
	readonly id: string
	readonly summary: string
	/** What one should know beyond the summary, in whole sentences. */
	readonly words?: string
	/** By name; the group's where it is left out. */
	readonly access?: Access
	/** What `?name=` carries. Each takes one string, or none where it is optional. */
	readonly query?: { readonly [Name in keyof Query]: Described<Query[Name]> }
	readonly body?: z.ZodMiniType<Body>
	/** Whether each request is counted as a try of a link. */
	readonly triesLink?: boolean
	/**
	 * Who asks, for the answers that are kept of what `anybody` may do: this one's by the first name, found by any. With a session or a
	 * seat it is that; where nobody is named, nothing is kept.
	 */
	askers?(c: RequestContext, body: Body): readonly string[] | Promise<readonly string[]>
	/** By status. */
	readonly answers: Readonly<Record<number, Answer>>
	/** The problems of its own, beside those that follow from the rest. */
	readonly problems?: readonly ProblemCode[]
	/** Its answers have an ETag, and one that is known already is not sent again. */
	readonly tagged?: boolean
	/** Its answers are compressed on the way. */
	readonly compressed?: boolean
	/** Its answer is a part of a list, with a link to the next one. */
	readonly paged?: boolean
}

/** A route that reads a list by pages. */
export interface ListDeclaration<
	Path extends string,
	List extends { readonly next: string | null },
	Mark,
> extends Omit<
	Declaration<Path, undefined, unknown>,
	'method' | 'query' | 'body' | 'answers' | 'paged'
> {
	/** The shape of a page, which has the cursor of the one behind it. */
	readonly list: z.ZodMiniType<List>
	/** What the rows are and in which order. */
	readonly order: string
	/** Where a row stands in that order, as cursors carry it. */
	readonly mark: z.ZodMiniType<Mark>
}

/** A route as the reference shows it. */
export interface Operation extends Declaration<string, unknown, Record<string, unknown>> {
	readonly access: Access
	readonly tag: Tag
}

/** The answer of an operation that gives JSON. */
export function json(schema: z.ZodMiniType, words: string): Answer {
	return { words, bodies: { 'application/json': schema } }
}
