import { html } from 'hono/html'
import { type Schema } from './openapi.ts'

type Html = ReturnType<typeof html>

/** A schema in a few words: `string, 1 to 2000 characters`, `array of Clause`, with links to those that have names. */
export function typeOf(schema: Schema): Html | string {
	if (schema.$ref !== undefined) {
		const name = schema.$ref.split('/').at(-1) ?? ''
		return html`<a href="#schema-${name}">${name}</a>`
	}
	const either = schema.oneOf ?? schema.anyOf
	if (either !== undefined) return joined(either.map(typeOf), ' or ')
	if (schema.const !== undefined) return JSON.stringify(schema.const)
	if (schema.enum !== undefined) {
		return schema.enum.map((value) => JSON.stringify(value)).join(', ')
	}
	if (schema.type === 'array') return html`array of ${typeOf(schema.items ?? {})}`
	if (schema.type === 'object' && schema.properties !== undefined) {
		const members = Object.entries(schema.properties)
		return html`{
		${joined(
			members.map(([name, member]) => html`${name}: ${typeOf(member)}`),
			', '
		)}
		}`
	}
	const type = [schema.type ?? 'anything'].flat().join(' or ')
	return type + bounds(schema)
}

function bounds({ minLength, maxLength, minimum, maximum }: Schema): string {
	if (maxLength !== undefined) return `, ${minLength ?? 0} to ${maxLength} characters`
	if (maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER) {
		return `, ${minimum ?? 0} to ${maximum}`
	}
	return minimum === undefined ? '' : `, from ${minimum}`
}

function joined(parts: readonly (Html | string)[], between: string): Html {
	return html`${parts.map((part, index) => (index === 0 ? part : html`${between}${part}`))}`
}
