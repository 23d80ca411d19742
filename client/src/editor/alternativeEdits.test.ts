// @vitest-environment jsdom
import {
	alternativeOf,
	createDocument,
	plainText,
	readBlocks,
	seed,
	type Block,
} from '@parley/schema'
import { AllSelection, TextSelection } from 'prosemirror-state'
import { afterEach, expect, test } from 'vitest'
import { type DrawnAlternative } from '../text/drawAlternative.ts'
import { type ClauseEditor, createClauseEditor } from './clauseEditor.ts'

const [OURS, THEIRS] = ['alternativeA', 'alternativeB'] as const

// jsdom draws nothing, so that nothing has a place
Object.assign(Range.prototype, {
	getClientRects: () => [],
	getBoundingClientRect: () => new DOMRect(),
})

let editor: ClauseEditor
let clause = createDocument()
let kept: string[] = []
let drawn: string[] = []

/** Opens an editor on paragraphs, those of an alternative by its id. */
function open(...paragraphs: readonly (readonly [words: string, alternative?: string])[]): void {
	clause = createDocument()
	const blocks = paragraphs.map(([text, alternative], index): Block => ({
		id: `block000${String(index)}`,
		type: 'paragraph',
		...(alternative && {
			in: [
				['alternatives', 'group0001'],
				['alternative', alternative],
			],
		}),
		content: text === '' ? [] : [{ text }],
	}))
	seed(clause, blocks)
	kept = []
	drawn = []
	editor = createClauseEditor({
		place: document.body,
		doc: clause,
		editable: () => true,
		label: () => 'Point 7',
		mayRemove: (id) => id === OURS,
		onAlternativeKept: (id) => kept.push(id),
		drawAlternative: (place, { alternative, isEmpty }: DrawnAlternative) => {
			const name = `${alternative.slice(-1)}${isEmpty ? ' empty' : ''}`
			drawn.push(name)
			place.append(name)
			return () => {
				drawn = drawn.filter((one) => one !== name)
			}
		},
	})
}

afterEach(() => {
	editor.destroy()
	expect(drawn).toEqual([])
})

/** Each paragraph as `A: words`. */
function shown(): readonly string[] {
	return readBlocks(clause).map((block) => {
		const place = alternativeOf(block.in)
		return place ? `${place.alternative.slice(-1)}: ${plainText([block])}` : plainText([block])
	})
}

/** Puts the caret before words, or behind them. */
function caret(words: string, isBehind = false): void {
	editor.run((state, dispatch) => {
		state.doc.descendants((node, position) => {
			const at = node.isText ? (node.text ?? '').indexOf(words) : -1
			if (at < 0) return
			const place = position + at + (isBehind ? words.length : 0)
			dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, place)))
		})
		return true
	})
}

function press(key: string): void {
	editor.dom.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
}

test('[E64] Enter at the end of an alternative stays in it, also from an empty paragraph', () => {
	open(['before'], ['ours', OURS], ['theirs', THEIRS], ['after'])
	caret('theirs', true)
	press('Enter')
	press('Enter')
	expect(shown()).toEqual(['before', 'A: ours', 'B: theirs', 'B: ', 'B: ', 'after'])
})

test('[E64] at the borders of alternatives Backspace and Delete do nothing', () => {
	open(['before'], ['ours', OURS], ['theirs', THEIRS], ['after'])
	const before = shown()
	for (const words of ['ours', 'theirs', 'after']) {
		caret(words)
		press('Backspace')
		expect([words, shown()]).toEqual([words, before])
	}
	for (const words of ['before', 'ours', 'theirs']) {
		caret(words, true)
		press('Delete')
		expect([words, shown()]).toEqual([words, before])
	}
	expect(kept).toEqual([])
})

test('[E65] an edit that would take an alternative of others out is not done, and its owner is told which it is', () => {
	open(['before'], ['ours', OURS], ['theirs', THEIRS], ['after'])
	const before = shown()
	editor.run((state, dispatch) => {
		dispatch?.(state.tr.setSelection(new AllSelection(state.doc)))
		return true
	})
	press('Delete')
	expect(shown()).toEqual(before)
	expect(kept).toEqual([THEIRS])
	// one's own can be taken out
	editor.run((state, dispatch) => {
		const group = state.doc.child(1)
		const from = state.doc.child(0).nodeSize + 1
		dispatch?.(state.tr.delete(from, from + group.child(0).nodeSize))
		return true
	})
	expect(shown()).toEqual(['before', 'B: theirs', 'after'])
})

test('[E66] what is said of each alternative is drawn once, behind its words, and goes with it', () => {
	open(['before'], ['ours', OURS], ['', THEIRS])
	expect(drawn).toEqual(['A', 'B empty'])
	expect(
		[...editor.dom.querySelectorAll('.alternative')].map(({ textContent }) => textContent)
	).toEqual([...['oursA', 'B empty']])
	caret('ours', true)
	press('Enter')
	expect(drawn).toEqual(['A', 'B empty'])
	expect(editor.alternativesAtCaret()).toBe('group0001')
})

test('[E67] the blocks that are selected are named by the marker of the first and the last unit of the last', () => {
	open(['before'], ['ours', OURS])
	caret('fore')
	const blocks = editor.selectedBlocks()
	expect(blocks?.words).toBe('before')
	expect((blocks?.last.clock ?? 0) - (blocks?.first.clock ?? 0)).toBe('before'.length)
	expect(editor.alternativesAtCaret()).toBe(null)
})
