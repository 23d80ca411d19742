import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { type Described } from './operation.ts'
import { RequestProblem } from './problem.ts'
import { wholeText } from './request.ts'

/** The most rows of a list in one answer, and how many they are where nobody says. */
export const MAX_PAGE = 500
const PAGE = 100

/** What of a list is asked for: at most `limit` rows behind the one that `after` marks, from its beginning where it is null. */
export interface PageAsked<Mark> {
	readonly limit: number
	readonly after: Mark | null
}

/** Rows of a list, and the mark of the last one where more follow; null where they do not. */
export interface Page<Row, Mark> {
	readonly rows: readonly Row[]
	readonly next: Mark | null
}

/** What `?name=` carries for every list. */
export const PAGE_QUERY: {
	readonly limit: Described<number>
	readonly cursor: Described<string | undefined>
} = {
	limit: {
		schema: z._default(wholeText(1, MAX_PAGE), PAGE),
		words: `The most rows of the answer, from 1 to ${MAX_PAGE}; ${PAGE} where it is left out.`,
	},
	cursor: {
		schema: z.optional(z.string()),
		words:
			'`next` of the page before, from this very list; its first page where it is left out. What it consists of may change.',
	},
}

/**
 * The page that `behind` begins with.
 *
 * @param behind rows in the order of the list, from where the page begins: one more than `limit`, where there is one, is enough
 * @param markOf where a row stands in that order, whatever comes to the list or goes from it
 */
export function pageOf<Row, Mark>(
	behind: readonly Row[],
	limit: number,
	markOf: (row: Row) => Mark
): Page<Row, Mark> {
	const rows = behind.slice(0, limit)
	const last = rows.at(-1)
	return { rows, next: last === undefined || behind.length <= limit ? null : markOf(last) }
}

/** The header `Link` that leads from a page of the list at `path` to the one that `cursor` begins (RFC 8288). */
export function linkToNext(path: string, limit: number, cursor: string): string {
	return `<${path}?limit=${limit}&cursor=${cursor}>; rel="next"`
}

/** The cursor of what follows `mark` in the list at `path`; letters, digits, `-` and `_`. */
export function toCursor(path: string, mark: unknown): string {
	return Buffer.from(JSON.stringify([nameOf(path), mark])).toString('base64url')
}

/** The mark that a cursor of the list at `path` carries, read by `schema`. Throws a problem for anything else. */
export function readCursor<Mark>(cursor: string, path: string, schema: z.ZodMiniType<Mark>): Mark {
	const read = z.tuple([z.literal(nameOf(path)), schema]).safeParse(parse(cursor))
	if (!read.success) throw foreignCursor()
	return read.data[1]
}

/** The problem of a cursor that this list did not give. */
export function foreignCursor(): RequestProblem {
	const detail = 'This cursor is not one of this list. Begin with its first page, without one.'
	return new RequestProblem('bad-request', detail, { at: 'cursor' })
}

/** Names a list in its cursors, so that none is taken for another's. */
function nameOf(path: string): string {
	return createHash('sha256').update(path).digest('base64url').slice(0, 8)
}

function parse(cursor: string): unknown {
	try {
		return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error
		throw foreignCursor()
	}
}
