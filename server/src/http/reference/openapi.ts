/** The part of OpenAPI 3.1 that our document uses. */
export interface OpenApi {
	readonly openapi: '3.1.1'
	readonly info: { readonly title: string; readonly version: string; readonly description: string }
	readonly servers: readonly { readonly url: string }[]
	readonly tags: readonly { readonly name: string }[]
	/** By path with `{names}`, then by method in lower case. */
	readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>
	readonly components: {
		readonly schemas: Readonly<Record<string, Schema>>
		readonly headers: Readonly<Record<string, Header>>
		readonly securitySchemes: Readonly<Record<string, Readonly<Record<string, string>>>>
	}
}

/** One route. */
export interface OpenApiOperation {
	readonly operationId: string
	readonly tags: readonly string[]
	readonly summary: string
	readonly description?: string
	readonly security: readonly Readonly<Record<string, readonly string[]>>[]
	readonly parameters: readonly Parameter[]
	readonly requestBody?: { readonly required: boolean; readonly content: Content }
	/** By status, and `default` for what can always happen. */
	readonly responses: Readonly<Record<string, OpenApiResponse>>
}

/** Something that stands in the path, the query or a header of a request. */
export interface Parameter {
	readonly name: string
	readonly in: 'path' | 'query' | 'header'
	readonly required: boolean
	readonly description: string
	readonly schema: Schema
}

/** One answer. */
export interface OpenApiResponse {
	readonly description: string
	readonly headers?: Readonly<Record<string, Ref>>
	readonly content?: Content
}

/** A header of an answer. */
export interface Header {
	readonly description: string
	/** Whether it is always there. */
	readonly required: boolean
	readonly schema: Schema
}

/** Bodies by media type. */
export type Content = Readonly<Record<string, { readonly schema: Schema }>>

/** Something of `components` by its place there. */
export interface Ref {
	readonly $ref: string
}

/** JSON Schema, draft 2020-12, as far as ours go. */
export interface Schema {
	readonly $ref?: string
	readonly type?: string | readonly string[]
	readonly description?: string
	readonly properties?: Readonly<Record<string, Schema>>
	readonly required?: readonly string[]
	readonly items?: Schema
	readonly enum?: readonly unknown[]
	readonly const?: unknown
	readonly oneOf?: readonly Schema[]
	readonly anyOf?: readonly Schema[]
	readonly allOf?: readonly Schema[]
	readonly minimum?: number
	readonly maximum?: number
	readonly minLength?: number
	readonly maxLength?: number
	readonly minItems?: number
	readonly maxItems?: number
}
