import { type ProblemCode } from '@parley/protocol'
import { REPLAYED_HEADER } from '../onceOnly.ts'
import { type Operation } from '../operation.ts'
import { isUnsafe } from '../request.ts'
import { type Header, type Ref } from './openapi.ts'

type HeaderName =
	| 'RateLimit'
	| 'RateLimit-Policy'
	| 'Retry-After'
	| 'ETag'
	| 'WWW-Authenticate'
	| 'Link'
	| typeof REPLAYED_HEADER

const text = { type: 'string' } as const

/** The headers of answers that the document names. */
export const HEADERS: Readonly<Record<HeaderName, Header>> = {
	RateLimit: {
		description:
			'What is left of each quota and in how many seconds it is whole again, e.g. `"session";r=597;t=42`.',
		required: true,
		schema: text,
	},
	'RateLimit-Policy': {
		description:
			'The quotas that count here and their spans in seconds, e.g. `"session";q=600;w=60`.',
		required: true,
		schema: text,
	},
	'Retry-After': {
		description: 'Seconds after which it can be tried again.',
		required: true,
		schema: { type: 'integer', minimum: 1 },
	},
	ETag: {
		description: 'Names these very bytes: sent back as `If-None-Match`, they are not sent again.',
		required: true,
		schema: text,
	},
	Link: {
		description:
			'Where the next page is, `<…>; rel="next"` (RFC 8288), as a path on this server; not there on the last one.',
		required: false,
		schema: text,
	},
	[REPLAYED_HEADER]: {
		description:
			'`true` where the command was carried out before under the same `Idempotency-Key`, and this is its answer.',
		required: false,
		schema: text,
	},
	'WWW-Authenticate': { description: 'How to sign in: `Bearer`.', required: true, schema: text },
}

/** The headers of the successes of `operation`. */
export function headersOf(
	{ tagged, paged, method }: Operation,
	path: string
): Readonly<Record<string, Ref>> | undefined {
	return refs([
		...(path.startsWith('/api/') ? LIMITS : []),
		...(tagged === true ? (['ETag'] as const) : []),
		...(paged === true ? (['Link'] as const) : []),
		...(isUnsafe(method.toUpperCase()) ? ([REPLAYED_HEADER] as const) : []),
	])
}

/** The headers that go with problems, all of which have one status. */
export function problemHeaders(
	codes: readonly ProblemCode[]
): Readonly<Record<string, Ref>> | undefined {
	if (codes.includes('too-many-requests')) return refs([...LIMITS, 'Retry-After'])
	if (codes.includes('not-signed-in')) return refs(['WWW-Authenticate'])
	if (codes.includes('freeze-near')) return refs(['Retry-After'])
	return undefined
}

const LIMITS = ['RateLimit', 'RateLimit-Policy'] as const

function refs(names: readonly HeaderName[]): Readonly<Record<string, Ref>> | undefined {
	if (names.length === 0) return undefined
	return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
}
