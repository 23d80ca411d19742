import { expect, test } from 'vitest'
import { Effort } from './effort.ts'

/** How many steps there are left, taken in tens. */
function drain(effort: Effort): number {
	let steps = 0
	while (effort.take(10)) steps += 10
	return steps
}

test('[T58] there is no more effort than some, however long nothing was looked for', () => {
	const effort = new Effort()
	const most = drain(effort)
	for (let i = 0; i < 10_000; i++) effort.earn(10_000)
	expect(drain(effort)).toBe(most)
	expect(most).toBeLessThanOrEqual(200_000)
})

test('[T58] what is used up comes back by what is written, and by nothing else', () => {
	const effort = new Effort()
	drain(effort)
	expect(effort.take(10)).toBe(false)
	effort.earn(100)
	expect(drain(effort)).toBe(1000)
	expect(effort.take(10)).toBe(false)
})

test('[T58] what there is not enough for takes nothing', () => {
	const effort = new Effort()
	drain(effort)
	effort.earn(0)
	expect(effort.take(201)).toBe(false)
	expect(effort.take(200)).toBe(true)
})
