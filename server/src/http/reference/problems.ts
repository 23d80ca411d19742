import { PROBLEM_CODES, type ProblemCode } from '@parley/protocol'
import { isUnsafe } from '../request.ts'
import { type Operation } from '../operation.ts'

const OF_CHANGES: readonly ProblemCode[] = [
	...(['bad-request', 'foreign-origin', 'too-large', 'not-stored'] as const),
	...(['key-in-use', 'key-reused'] as const),
]

/**
 * Every problem that `operation` answers with, `internal` excepted, which anything can: its own, and what follows from who may ask and
 * from what is read of the request.
 *
 * @param path the whole one: what lies under `/api` is counted
 */
export function problemsOf(operation: Operation, path: string): readonly ProblemCode[] {
	const { method, access, body, query, problems = [] } = operation
	const found = new Set<ProblemCode>(problems)
	if (path.startsWith('/api/')) found.add('too-many-requests')
	if (access !== 'anybody') found.add('not-signed-in')
	if (access === 'seat') found.add('not-found')
	if (body !== undefined) found.add('not-json')
	if (query !== undefined) found.add('bad-request')
	if (isUnsafe(method.toUpperCase())) {
		// The body of whatever changes something is read, whether it means anything or not.
		for (const code of OF_CHANGES) found.add(code)
	}
	return PROBLEM_CODES.filter((code) => found.has(code))
}
