// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ContentBlock } from '@parley/snapshot'
import { drawnText } from './drawnText.ts'

const BLOCKS: readonly ContentBlock[] = [
	{ id: 'one', type: 'heading', content: [{ text: 'Aims' }] },
	{
		...{ id: 'two', type: 'paragraph' },
		content: [
			{ text: 'The ' },
			{ text: 'parties', marks: { em: true } },
			{ inline: 'hard_break' },
			{ inline: 'number' },
			{ text: ' meet' },
		],
	},
	{ id: 'three', type: 'paragraph', content: [] },
]
const HTML =
	'<div class="clause-text"><h3>Aims</h3><p>The <!----><em>parties</em><br><span class="opaque atom">number</span> meet</p><p></p></div>'

let host: HTMLElement

beforeEach(() => {
	// jsdom lays nothing out: as wide as what is in it
	Range.prototype.getClientRects = function (this: Range) {
		const fragment = this.cloneContents()
		asked.push(fragment.textContent + (fragment.querySelector('br') ? '⏎' : ''))
		return [new DOMRect(0, 0, 1, 30)] as unknown as DOMRectList
	}
	host = document.createElement('div')
	host.innerHTML = HTML
})

afterEach(() => {
	Reflect.deleteProperty(Range.prototype, 'getClientRects')
})

let asked: string[] = []
const textIn = (from: number, to: number): readonly string[] => {
	asked = []
	drawnText(host, BLOCKS).rectsIn(from, to)
	return asked
}

test('[T5] drawn text has the positions of its blocks: a unit takes one, and so do an atom and a break', () => {
	const spans = drawnText(host, BLOCKS).blockSpans()
	expect([...spans].map(([id, { to, from }]) => [id, to - from])).toEqual([
		['one', 4],
		['two', 18],
		['three', 0],
	])
	const { from } = spans.get('two') ?? { from: 0 }
	expect(textIn(from, from + 4)).toEqual(['The '])
	expect(textIn(from + 2, from + 8)).toEqual(['e part'])
	expect(textIn(from + 11, from + 12)).toEqual(['⏎'])
	expect(textIn(from + 12, from + 13)).toEqual(['number'])
	expect(textIn(from + 13, from + 18)).toEqual([' meet'])
	expect(textIn(1, from + 3)).toEqual(['Aims', 'The'])
})

test('[T5] a caret stands before what follows, and at the end behind what stands there', () => {
	const text = drawnText(host, BLOCKS)
	const { from, to } = text.blockSpans().get('two') ?? { from: 0, to: 0 }
	expect([text.boxAt(from).left, text.boxAt(to).left]).toEqual([0, 1])
})

test('[T5] where something else is drawn than the blocks say, there are no positions', () => {
	host.querySelector('h3')?.remove()
	expect(drawnText(host, BLOCKS).blockSpans().size).toBe(0)
})
