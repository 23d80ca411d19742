import { ParleyError } from '@parley/domain'
import { expect, onTestFinished, test } from 'vitest'
import { type ImportWork } from './work.ts'
import { openWorkshop, type Workshop, type WorkshopLimits } from './workshop.ts'

function open(limits: Partial<WorkshopLimits> = {}): Workshop {
	const workshop = openWorkshop(limits)
	onTestFinished(() => workshop.close())
	return workshop
}

function markdown(text: string): ImportWork {
	return {
		kind: 'import',
		bytes: new TextEncoder().encode(text),
		format: 'markdown',
		allowDamage: false,
		codes: [],
	}
}

const SMALL = markdown('## 1. Purpose\n\nThe parties agree.\n\n## 2. Territory\n')
/** Takes minutes to read. */
const DEAR = markdown('| a | b |\n|---|---|\n| 1 | 2 |\n\n'.repeat(300_000))

test('[K72] a file is read in another process, and comes as it would in this one', async () => {
	const workshop = open()
	const read = await workshop.run(SMALL, { queue: 'a' })
	if (read.kind === 'refused') throw new Error(read.reason)
	expect(read.result.clauses.map(({ number, heading }) => [number, heading])).toEqual([
		['1', 'Purpose'],
		['2', 'Territory'],
	])
	const nothing = workshop.run(markdown(' '), { queue: 'a' })
	await expect(nothing).rejects.toThrow(
		new ParleyError('bad-import', 'the file holds nothing but white space')
	)
})

test('[K72] what takes longer than it may is stopped, and the next file is read', async () => {
	const workshop = open({ workMs: 3_000, memoryBytes: 4 * 2 ** 30 })
	const dear = workshop.run(DEAR, { queue: 'a' })
	const next = workshop.run(SMALL, { queue: 'a' })
	expect(await dear).toEqual({ kind: 'refused', reason: 'took-too-long' })
	expect((await next).kind).toBe('done')
})

test('[K72] what takes more memory than it may is stopped, and the next file is read', async () => {
	const workshop = open({ memoryBytes: 200 * 2 ** 20 })
	const dear = workshop.run(DEAR, { queue: 'a' })
	const next = workshop.run(SMALL, { queue: 'a' })
	expect(await dear).toEqual({ kind: 'refused', reason: 'took-too-much-memory' })
	expect((await next).kind).toBe('done')
})

test('[K72] what makes more paragraphs or clauses than a room can hold is refused', async () => {
	const workshop = open()
	const many = (text: string) => workshop.run(markdown(text), { queue: 'a' })
	await expect(many('a\n\n'.repeat(50_001))).rejects.toThrow(
		'the file has 50,001 paragraphs; at most 50,000 are taken in'
	)
	await expect(many('## 1. a\n\nb\n\n'.repeat(2_001))).rejects.toThrow(
		'the file has 2,001 clauses; at most 2,000 are taken in'
	)
})

test('[H73] works of one queue are done in their order, and another queue does not wait for them', async () => {
	const workshop = open({ processes: 2, waiting: 2 })
	const calling = new AbortController()
	const done: string[] = []
	const note = (name: string) => () => void done.push(name)
	const first = workshop.run(DEAR, { queue: 'a', signal: calling.signal }).then(note('first'))
	const second = workshop.run(SMALL, { queue: 'a' }).then(note('second'))
	const third = workshop.run(SMALL, { queue: 'a' }).then(note('third'))
	expect(await workshop.run(SMALL, { queue: 'a' })).toEqual({ kind: 'refused', reason: 'too-many' })
	await workshop.run(SMALL, { queue: 'b' }).then(note('elsewhere'))
	expect(done).toEqual(['elsewhere'])
	calling.abort()
	await Promise.all([first, second, third])
	expect(done).toEqual(['elsewhere', 'first', 'second', 'third'])
})

test('[H73] whoever is gone is not worked for, and what waited ends with the workshop', async () => {
	const workshop = open({ processes: 1 })
	const calling = new AbortController()
	const { signal } = calling
	const running = workshop.run(DEAR, { queue: 'a', signal })
	const waiting = workshop.run(SMALL, { queue: 'b', signal })
	const left = workshop.run(DEAR, { queue: 'c' })
	calling.abort()
	const off = { kind: 'refused', reason: 'called-off' } as const
	expect(await Promise.all([running, waiting])).toEqual([off, off])
	expect(await workshop.run(SMALL, { queue: 'a', signal })).toEqual(off)
	await workshop.close()
	expect(await left).toEqual(off)
	expect(await workshop.run(SMALL, { queue: 'a' })).toEqual(off)
})
