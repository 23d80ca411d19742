import { expect, test } from 'vitest'
import { InTurn } from './inTurn.ts'

test('[H92] does what is asked for one key one after the other, also behind what failed, and others meanwhile', async () => {
	const inTurn = new InTurn()
	const done: string[] = []
	const gates: (() => void)[] = []
	const work = (name: string) => async () => {
		await new Promise<void>((resolve) => gates.push(resolve))
		done.push(name)
	}
	const first = inTurn.take('a', work('a1'))
	const failing = inTurn.take('a', () => Promise.reject(new Error('no disk')))
	const last = inTurn.take('a', work('a2'))
	const other = inTurn.take('b', work('b1'))
	await expect.poll(() => gates.length).toBe(2)
	gates[1]?.()
	await other
	expect(done).toEqual(['b1'])
	gates[0]?.()
	await first
	await expect(failing).rejects.toThrow('no disk')
	await expect.poll(() => gates.length).toBe(3)
	gates[2]?.()
	await last
	expect(done).toEqual(['b1', 'a1', 'a2'])
})

test('[H92] takes no more than 32 for one key, and as many again once they are done', async () => {
	const inTurn = new InTurn()
	const fill = () => Array.from({ length: 40 }, () => inTurn.take('a', () => Promise.resolve()))
	for (let round = 0; round < 2; round++) {
		const taken = fill()
		expect(taken.filter((one) => one !== null)).toHaveLength(32)
		for (const one of taken) await one
	}
})
