import type * as z from 'zod/mini'

type Issue = z.core.$ZodIssue

/**
 * What is wrong with `input` and where, as a sentence: `At deadline.at: a number is expected, got text.` Of a value that was sent, its kind
 * is said and never what stands in it.
 */
export function sayIssue(issue: Issue | undefined, input: unknown): string {
	if (issue === undefined) return 'The request cannot be read.'
	const at = placeOf(issue)
	const where = at === '' ? 'In the request' : `At ${at}`
	return `${where}: ${whatIsWrong(issue, valueAt(input, issue.path))}.`
}

/** Where in a request an issue lies, e.g. `deadline.at`; empty where it is the whole. */
export function placeOf({ path }: Issue): string {
	return path.map(String).join('.')
}

function whatIsWrong(issue: Issue, value: unknown): string {
	switch (issue.code) {
		case 'invalid_type':
			return `${KINDS[issue.expected] ?? issue.expected} is expected, got ${kindOf(value)}`
		case 'invalid_value':
			return `one of ${issue.values.map(String).join(', ')} is expected, got ${typeof value === 'string' ? 'another word' : kindOf(value)}`
		case 'too_small':
			return `at least ${sized(issue.minimum, issue.origin)} expected`
		case 'too_big':
			return `at most ${sized(issue.maximum, issue.origin)} expected`
		case 'unrecognized_keys':
			return `${issue.keys.join(', ')} is not known here`
		case 'invalid_format':
			return `${issue.format === 'regex' ? 'another form' : `the form of ${issue.format}`} is expected`
		case 'not_multiple_of':
			return `a multiple of ${issue.divisor} is expected`
		case 'invalid_union':
			return 'none of the forms that this may have'
		case 'invalid_key':
		case 'invalid_element':
		case 'custom':
			return 'this cannot be used'
	}
}

const KINDS: Readonly<Record<string, string>> = {
	string: 'text',
	number: 'a number',
	int: 'a whole number',
	boolean: 'true or false',
	object: 'an object',
	array: 'a list',
	null: 'null',
}

function kindOf(value: unknown): string {
	if (value === undefined) return 'nothing'
	if (value === null) return 'null'
	if (Array.isArray(value)) return 'a list'
	if (typeof value === 'number') return Number.isInteger(value) ? 'a number' : 'a fraction'
	return KINDS[typeof value] ?? typeof value
}

function sized(bound: number | bigint, origin: string): string {
	if (origin === 'string') return `${bound} ${bound === 1 ? 'character is' : 'characters are'}`
	if (origin === 'array') return `${bound} ${bound === 1 ? 'entry is' : 'entries are'}`
	return `${bound} is`
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
	let value = input
	for (const key of path) {
		if (typeof value !== 'object' || value === null) return undefined
		value = Reflect.get(value, key)
	}
	return value
}
