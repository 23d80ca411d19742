import { expect, test } from 'vitest'
import { readOnce } from './readOnce.ts'

test('[P8] a state is read once, and one that took its place again', () => {
	const asked: unknown[] = []
	const read = readOnce((state) => {
		asked.push(state)
		return JSON.stringify(state)
	})
	const state = { clause: 'cl_1' }
	const next = { clause: 'cl_2' }
	expect([read(state), read(state), read(next), read(state)]).toEqual([
		'{"clause":"cl_1"}',
		'{"clause":"cl_1"}',
		'{"clause":"cl_2"}',
		'{"clause":"cl_1"}',
	])
	expect(asked).toEqual([state, next])
	expect([read(null), read(3)]).toEqual(['null', '3'])
})
