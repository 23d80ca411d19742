import { PROBLEMS } from '@parley/protocol'
import { expect, test } from 'vitest'
import { ApiError } from '../negotiation/api.ts'
import { describeTrouble } from './trouble.ts'

const problem = (code: string, status: number) =>
	new ApiError('problem', 'GET /api/v1/negotiations', {
		type: 'about:blank',
		title: 'Something',
		status,
		detail: 'A sentence of the server.',
		code,
		reference: 'r-1',
	})

test('every problem has a title and advice of whole sentences', () => {
	for (const [code, { status }] of Object.entries(PROBLEMS)) {
		const { title, advice } = describeTrouble(problem(code, status))
		expect(title, code).toMatch(/^[A-Z].*\.$/)
		expect(advice, code).toMatch(/^[A-Z].*\.$/)
	}
})

test('the details carry the reference and what was asked', () => {
	const { reference, details } = describeTrouble(problem('internal', 500))
	expect(reference).toBe('r-1')
	expect(details).toContain('GET /api/v1/negotiations')
	expect(details).toContain('500 internal')
	expect(details).toContain('Reference: r-1')
})

test('a problem of a newer server keeps the words of that server', () => {
	const { title, advice, retry } = describeTrouble(problem('quota-exceeded', 507))
	expect({ title, advice, retry }).toEqual({
		title: 'Something.',
		advice: 'A sentence of the server.',
		retry: true,
	})
})

test('no answer is not the fault of the server', () => {
	const { title, retry } = describeTrouble(new ApiError('offline', 'GET /x', null))
	expect(title).toBe('No connection to the server.')
	expect(retry).toBe(true)
})
