import * as z from 'zod/mini'
import { COMPONENTS, type Component } from './components.ts'
import { type Schema } from './openapi.ts'

/** The schemas that have names, as JSON Schema, with what their members mean. */
export function namedSchemas(): Readonly<Record<string, Schema>> {
	const { schemas } = z.toJSONSchema(NAMES, { ...OPTIONS, uri: refTo })
	return Object.fromEntries(
		COMPONENTS.map((component) => [
			component.name,
			described(component, toSchema(schemas[component.name])),
		])
	)
}

/** A schema where it is used: a reference where it has a name. */
export function schemaOf(schema: z.ZodMiniType): Schema {
	const name = NAMES.get(schema)?.id
	if (name !== undefined) return { $ref: refTo(name) }
	return toSchema(z.toJSONSchema(schema, { ...OPTIONS, metadata: NAMES }))
}

/** The schema of what a parameter means, which is read from a string: that a number is one, for instance. */
export function parameterSchema(schema: z.ZodMiniType): Schema {
	return toSchema(z.toJSONSchema(schema, { ...OPTIONS, io: 'output' }))
}

/** Where a schema of this name stands in the document. */
export function refTo(name: string): string {
	return `#/components/schemas/${name}`
}

// What is sent: in the other direction, zod forbids members that are not known, and newer servers may add some.
const OPTIONS = { io: 'input' } as const

const NAMES = z.registry<{ id: string }>()
for (const { name, schema } of COMPONENTS) NAMES.add(schema, { id: name })

function toSchema(made: unknown): Schema {
	const members = Object.entries(z.record(z.string(), z.unknown()).parse(made))
	const outside = ['$schema', '$id', '$defs']
	const schema = Object.fromEntries(members.filter(([name]) => !outside.includes(name)))
	// Made alone, a schema has those with names beside it; here they stand in one place.
	const text = JSON.stringify(schema).replaceAll('"$ref":"#/$defs/', `"$ref":"${refTo('')}`)
	return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
}

function described({ words, members }: Component, schema: Schema): Schema {
	const { properties } = schema
	if (properties === undefined) return { description: words, ...schema }
	const spoken = Object.entries(properties).map(([name, member]) => {
		const description = members[name]
		return [name, description === undefined ? member : { ...member, description }] as const
	})
	return { description: words, ...schema, properties: Object.fromEntries<Schema>(spoken) }
}
