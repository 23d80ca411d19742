import { PROBLEMS, type ProblemCode } from '@parley/protocol'
import { KEY_HEADER } from '../idempotencyKey.ts'
import { isUnsafe } from '../request.ts'
import { TAGS, type Answer, type Operation } from '../operation.ts'
import { HEADERS, headersOf, problemHeaders } from './headers.ts'
import {
	type OpenApi,
	type OpenApiOperation,
	type OpenApiResponse,
	type Parameter,
} from './openapi.ts'
import { problemsOf } from './problems.ts'
import { namedSchemas, parameterSchema, refTo, schemaOf } from './schemas.ts'
import { CHAPTERS } from './words.ts'

/**
 * The document of the API (OpenAPI 3.1), made from what the routes declare.
 *
 * @param operations by the path of the router, as in `Router`
 * @param cookie the name of the session's cookie
 */
export function openApiDocument(
	operations: ReadonlyMap<string, readonly Operation[]>,
	cookie: string
): OpenApi {
	const paths: Record<string, Record<string, OpenApiOperation>> = {}
	for (const [path, there] of operations) {
		paths[toTemplate(path)] = Object.fromEntries(
			there.map((operation) => [operation.method, describe(operation, path)])
		)
	}
	return {
		openapi: '3.1.1',
		info: {
			title: 'Parley',
			version: '1',
			description: CHAPTERS.map(({ title, text }) => `## ${title}\n\n${text}`).join('\n\n'),
		},
		servers: [{ url: '/' }],
		tags: TAGS.map((name) => ({ name })),
		paths,
		components: {
			schemas: namedSchemas(),
			headers: HEADERS,
			securitySchemes: {
				bearer: { type: 'http', scheme: 'bearer' },
				cookie: { type: 'apiKey', in: 'cookie', name: cookie },
			},
		},
	}
}

/** `/clauses/:clause` as OpenAPI writes it: `/clauses/{clause}`. */
export function toTemplate(path: string): string {
	return path.replaceAll(/:(\w+)/g, '{$1}')
}

function describe(operation: Operation, path: string): OpenApiOperation {
	const { id, tag, summary, words, access, body } = operation
	return {
		operationId: id,
		tags: [tag],
		summary,
		...(words !== undefined && { description: words }),
		security: access === 'anybody' ? [] : [{ bearer: [] }, { cookie: [] }],
		parameters: parametersOf(operation, path),
		...(body !== undefined && {
			requestBody: {
				// No body at all counts as an empty object.
				required: !body.safeParse({}).success,
				content: { 'application/json': { schema: schemaOf(body) } },
			},
		}),
		responses: { ...successes(operation, path), ...failures(operation, path) },
	}
}

function parametersOf({ query = {}, method }: Operation, path: string): Parameter[] {
	const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name = '']): Parameter => ({
		name,
		in: 'path',
		required: true,
		description: `The id of the ${name}.`,
		schema: { type: 'string' },
	}))
	const inQuery = Object.entries(query).map(([name, { schema, words }]): Parameter => ({
		name,
		in: 'query',
		required: !schema.safeParse(undefined).success,
		description: words,
		schema: parameterSchema(schema),
	}))
	return [...inPath, ...inQuery, ...(isUnsafe(method.toUpperCase()) ? [KEY] : [])]
}

const KEY: Parameter = {
	name: KEY_HEADER,
	in: 'header',
	required: false,
	description:
		'Drawn at random for each command, e.g. a UUID in quotes: the same request with the same key is carried out once within 24 hours, and answered again as it was then.',
	schema: { type: 'string', minLength: 16, maxLength: 258 },
}

function successes(operation: Operation, path: string): Record<string, OpenApiResponse> {
	const found = Object.entries(operation.answers).map(([status, answer]) => {
		return [status, success(answer, headersOf(operation, path))] as const
	})
	const answers = Object.fromEntries(found)
	if (operation.tagged !== true) return answers
	const same = 'It is what `If-None-Match` names, and is not sent again.'
	return { ...answers, 304: success({ words: same, bodies: {} }, headersOf(operation, path)) }
}

function success({ words, bodies }: Answer, headers: OpenApiResponse['headers']): OpenApiResponse {
	const content = Object.entries(bodies).map(
		([type, schema]) => [type, { schema: schemaOf(schema) }] as const
	)
	return {
		description: words,
		...(headers !== undefined && { headers }),
		...(content.length > 0 && { content: Object.fromEntries(content) }),
	}
}

/** The problems by status, and what can always happen. */
function failures(operation: Operation, path: string): Record<string, OpenApiResponse> {
	const byStatus = new Map<number, ProblemCode[]>()
	for (const code of problemsOf(operation, path)) {
		const { status } = PROBLEMS[code]
		byStatus.set(status, [...(byStatus.get(status) ?? []), code])
	}
	const answers = [...byStatus].map(([status, codes]) => [status, failure(codes)] as const)
	return { ...Object.fromEntries(answers), default: failure(['internal']) }
}

function failure(codes: readonly ProblemCode[]): OpenApiResponse {
	const words = codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`)
	const headers = problemHeaders(codes)
	const schema = {
		allOf: [{ $ref: refTo('Problem') }],
		properties: { code: { enum: codes } },
	}
	return {
		description: words.join(' '),
		...(headers !== undefined && { headers }),
		content: { 'application/problem+json': { schema } },
	}
}
