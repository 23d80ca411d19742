import { Ajv2020 } from 'ajv/dist/2020.js'
import { type OpenApi, type OpenApiOperation, type Schema } from './reference/openapi.ts'

/** An answer as far as it is held against the document. */
export interface Heard {
	readonly status: number
	readonly headers: Headers
	readonly text: string
	readonly code: string | null
}

/**
 * Holds answers against the document of the API, and remembers which of what it promises was heard: an answer that the document does not
 * have, or whose body or headers are not as it says, is an error.
 */
export class Conformance {
	readonly #document: OpenApi | null
	readonly #ajv = new Ajv2020({ strict: false, allErrors: true })
	readonly #heard = new Set<string>()

	/** @param document null where nothing is to be checked */
	constructor(document: OpenApi | null) {
		this.#document = document
		if (document !== null) this.#ajv.addSchema(closed(document), 'parley', false, false)
	}

	/** The document. */
	get document(): OpenApi {
		if (this.#document === null) throw new Error('nothing is checked here')
		return this.#document
	}

	/** Throws where the document does not have such an answer to such a request. */
	check(method: string, path: string, answer: Heard): void {
		if (this.#document === null) return
		const found = this.#find(method === 'HEAD' ? 'GET' : method, path)
		if (found === undefined) return
		const { template, operation } = found
		const { operationId } = operation
		const status = Object.hasOwn(operation.responses, answer.status)
			? String(answer.status)
			: 'default'
		const promised = operation.responses[status]
		const what = `${operationId}: ${answer.status} ${answer.text.slice(0, 300)}`
		if (promised === undefined || (status === 'default' && answer.status !== 500)) {
			throw new Error(`not in the document: ${what}`)
		}
		for (const name of Object.keys(promised.headers ?? {})) {
			const isRequired = this.document.components.headers[name]?.required === true
			if (isRequired && !answer.headers.has(name)) throw new Error(`no ${name}: ${what}`)
		}
		if (method !== 'HEAD') {
			const types = Object.keys(promised.content ?? {})
			const type = answer.headers.get('content-type')?.split(';')[0] ?? ''
			if (types.length === 0 ? answer.text !== '' : !types.includes(type)) {
				throw new Error(`a body of type ${type}: ${what}`)
			}
			if (type.endsWith('json')) {
				const steps = [
					'paths',
					template,
					method.toLowerCase(),
					'responses',
					status,
					'content',
					type,
				]
				const pointer = [...steps, 'schema'].map(escape).join('/')
				const isValid = this.#ajv.validate({ $ref: `parley#/${pointer}` }, JSON.parse(answer.text))
				if (!isValid) throw new Error(`${this.#ajv.errorsText()}: ${what}`)
			}
		}
		this.#heard.add(`${operationId} ${answer.code ?? answer.status}`)
	}

	/** What the document promises and nobody has heard yet: `takeNote 201`, `takeNote not-json`. */
	unheard(): readonly string[] {
		const promised: string[] = []
		for (const methods of Object.values(this.document.paths)) {
			for (const { operationId, responses } of Object.values(methods)) {
				for (const [status, { content }] of Object.entries(responses)) {
					if (status === 'default') continue
					const codes = codesOf(content?.['application/problem+json']?.schema)
					promised.push(...codes.map((code) => `${operationId} ${code}`))
					if (codes.length === 0) promised.push(`${operationId} ${status}`)
				}
			}
		}
		return promised.filter((one) => !this.#heard.has(one))
	}

	#find(
		method: string,
		path: string
	): { readonly template: string; readonly operation: OpenApiOperation } | undefined {
		const { pathname } = new URL(path, 'http://localhost')
		const fitting = Object.keys(this.document.paths)
			.filter((template) => {
				const pattern = template.replaceAll(/\{\w+\}/g, '[^/]+')
				return new RegExp(`^${pattern}$`).test(pathname)
			})
			.toSorted((a, b) => a.split('{').length - b.split('{').length)
		for (const template of fitting) {
			const operation = this.document.paths[template]?.[method.toLowerCase()]
			if (operation !== undefined) return { template, operation }
		}
		return undefined
	}
}

function codesOf(schema: Schema | undefined): readonly string[] {
	return (schema?.properties?.['code']?.enum ?? []).map(String)
}

/** A step of a JSON pointer inside of a URI. */
function escape(step: string): string {
	return encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))
}

/** The document with no place for members that it does not name: our own server sends none. */
function closed(document: OpenApi): object {
	const text = JSON.stringify(document, (_, value: unknown) => {
		const isObject = typeof value === 'object' && value !== null
		if (!isObject || !('type' in value) || !('properties' in value)) return value
		return value.type === 'object' ? { ...value, additionalProperties: false } : value
	})
	return Object(JSON.parse(text)) as object
}
