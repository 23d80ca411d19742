// @vitest-environment jsdom
import { createDocument, plainText, readBlocks, seed } from '@parley/schema'
import { expect, onTestFinished, test } from 'vitest'
import { createClauseEditor, type ClauseEditor } from './clauseEditor.ts'
import { paste, take } from './testing/clipboard.ts'

const [OURS, THEIRS] = ['ours00000001', 'theirs000001'] as const

// jsdom draws nothing, so that nothing has a place
Object.assign(Range.prototype, {
	getClientRects: () => [],
	getBoundingClientRect: () => new DOMRect(),
})

/** An editor of a clause that has the placeholder `ours`, and where it stands in "pay … now". */
function open(ours: string): { readonly editor: ClauseEditor; readonly text: () => string } {
	const clause = createDocument()
	const atom = { inline: 'placeholder', attrs: { id: ours }, marks: { strong: true } }
	const content = [{ text: 'pay ' }, atom, { text: ' now' }]
	seed(clause, [{ id: 'block001', type: 'paragraph', content }])
	const editor = createClauseEditor({
		place: document.body,
		doc: clause,
		editable: () => true,
		label: () => 'Point 14',
		readPlaceholder: (id) => ({ isHere: id === ours, words: 'amount' }),
	})
	onTestFinished(() => {
		editor.destroy()
	})
	return { editor, text: () => plainText(readBlocks(clause)) }
}

test('[E79] a placeholder that is pasted into another clause is there as words in square brackets, as bold as it was', () => {
	const from = open(THEIRS)
	const to = open(OURS)
	paste(to.editor, take(from.editor, 'copy'))
	expect(to.text()).toBe('pay \ufffc now\npay [amount] now')
	expect(to.editor.dom.innerHTML).toContain('<strong>[amount]</strong>')
	expect(to.editor.dom.querySelectorAll('[data-placeholder]')).toHaveLength(1)
})

test('[E79] a placeholder that is cut and pasted in its clause is that placeholder', () => {
	const { editor, text } = open(OURS)
	const cut = take(editor, 'cut')
	expect(text()).toBe('')
	paste(editor, cut)
	expect(text()).toBe('pay \ufffc now')
	expect(editor.dom.querySelector('[data-placeholder]')?.getAttribute('data-placeholder')).toBe(
		OURS
	)
})

test('[E79] in plain text a placeholder is words', () => {
	expect(take(open(OURS).editor, 'copy').get('text/plain')).toBe('pay [amount] now')
})
