import { expect, test } from 'vitest'
import { FarText } from './farText.ts'

/** A source whose requests are answered when the test says so. */
function openSource() {
	const asked: string[] = []
	const answers: (() => void)[] = []
	const ask = (what: string): Promise<void> => {
		asked.push(what)
		return new Promise((resolve) => answers.push(resolve))
	}
	const text = new FarText({ one: (clause) => ask(clause), all: () => ask('all') })
	const answer = async (): Promise<void> => {
		answers.shift()?.()
		await new Promise((resolve) => setImmediate(resolve))
	}
	return { asked, text, answer }
}

test('[T1] one request at a time, and one for all that was said of a clause meanwhile', async () => {
	const { asked, text, answer } = openSource()
	text.changed(['a', 'b'])
	text.changed(['b', 'a'])
	text.changed(['a'])
	expect(asked).toEqual(['a'])
	await answer()
	expect(asked).toEqual(['a', 'b'])
	await answer()
	expect(asked).toEqual(['a', 'b', 'a'])
	await answer()
	expect(asked).toHaveLength(3)
})

test('[T2] all of the text comes in one request, and stands for what was asked before', async () => {
	const { asked, text, answer } = openSource()
	text.changed(['a', 'b'])
	text.allChanged()
	await answer()
	await answer()
	expect(asked).toEqual(['a', 'all'])
})

test('[T3] what changed between the first text and the line being up is got, whichever came first', async () => {
	for (const line of ['first', 'last']) {
		const { asked, text } = openSource()
		if (line === 'first') text.lineUp(8)
		text.textCame(7)
		if (line === 'last') text.lineUp(8)
		expect(asked).toEqual(['all'])
	}
	const { asked, text, answer } = openSource()
	text.textCame(8)
	text.lineUp(8)
	text.lineUp(9)
	await answer()
	expect(asked).toEqual([])
})
