// @vitest-environment jsdom
import { createDocument, plainText, readBlocks, seed, textOf, type Block } from '@parley/schema'
import { TextSelection } from 'prosemirror-state'
import { expect, onTestFinished, test } from 'vitest'
import { createClauseEditor } from './clauseEditor.ts'
import { signEditor } from './copying.ts'
import { paste, take } from './testing/clipboard.ts'

const [OUTER, INNER, MISSING, SUGGESTED] = ['outer001', 'inner001', 'missing1', 'suggest1'] as const

// jsdom draws nothing, so that nothing has a place
Object.assign(Range.prototype, {
	getClientRects: () => [],
	getBoundingClientRect: () => new DOMRect(),
})

const disputed: readonly Block[] = [
	{
		id: 'block001',
		type: 'paragraph',
		content: [
			{ text: 'Forces ' },
			{ text: 'shall ', marks: { [`bracket:${OUTER}`]: true } },
			{ text: 'fully', marks: { [`bracket:${OUTER}`]: true, [`bracket:${INNER}`]: true } },
			{ text: ' leave', marks: { [`bracket:${OUTER}`]: true, [`ins:${SUGGESTED}`]: true } },
			{ text: ' for ' },
			{ inline: 'placeholder', attrs: { id: MISSING } },
			{ text: '.' },
		],
	},
]

/** An editor of `blocks` on a page where it is said what is missing and who suggests; of the clause whose brackets and placeholder those are, or of another. */
function open(blocks: readonly Block[], isHere = true) {
	const clause = createDocument()
	seed(clause, blocks)
	const editor = createClauseEditor({
		place: document.body,
		doc: clause,
		editable: () => true,
		label: () => 'Point 14',
		readPlaceholder: () => ({ isHere, words: 'amount' }),
		drawAlternative: (place, { alternative }) => {
			const said = place.appendChild(document.createElement('p'))
			const [label, by, support] =
				alternative === 'choice01' ? ['A', 'UA', ['UA']] : ['B', 'FR', []]
			const about = { label, by, support, oppose: [], flexible: [], noText: false, parked: false }
			said.dataset['said'] = JSON.stringify(about)
			return () => undefined
		},
	})
	editor.extend(signEditor)
	if (isHere)
		editor.setBrackets(
			new Map([
				[OUTER, { holders: ['UA', 'FR'].map((code) => ({ code, slot: 1 })), name: '' }],
				[INNER, { holders: [], name: '' }],
			])
		)
	const sheet = document.head.appendChild(document.createElement('style'))
	sheet.textContent = `[data-placeholder="${MISSING}"] { --missing: "amount: in \\"euro\\" – UA" }
		[data-suggestion="${SUGGESTED}"] { --suggested-code: "DE" }`
	onTestFinished(() => {
		editor.destroy()
		sheet.remove()
	})
	return {
		editor,
		clause,
		text: () => plainText(readBlocks(clause)),
		blocks: () => readBlocks(clause),
	}
}

const SIGNED = 'Forces [shall [fully]{++ leave++ DE} – UA, FR] for ⟨amount: in "euro" – UA⟩.'

function wordsOf(html: string | undefined): string {
	return new DOMParser().parseFromString(html ?? '', 'text/html').body.textContent
}

test('[E84] what is copied says which brackets stand around its words, who suggests, and what is missing', () => {
	const clipboard = take(open(disputed).editor, 'copy')
	expect(clipboard.get('text/plain')).toBe(SIGNED)
	expect(wordsOf(clipboard.get('text/html'))).toBe(SIGNED)
})

test('[E84] so do words from the middle of a bracket, and those of brackets over paragraphs', () => {
	const { editor } = open(disputed)
	const middle = take(editor, 'copy', (doc) => TextSelection.create(doc, 9, 12))
	expect(middle.get('text/plain')).toBe('[hal – UA, FR]')
	const over = ['one', 'two'].map((text, index): Block => {
		const content = [{ text, marks: { [`bracket:${OUTER}`]: true } }]
		return { id: `block00${String(index)}`, type: 'paragraph', content }
	})
	expect(take(open(over).editor, 'copy').get('text/plain')).toBe('[one\ntwo – UA, FR]')
})

test('[E84] so does a paragraph that is only suggested', () => {
	const { editor, clause } = open(
		['one', 'two'].map((words): Block => ({
			id: `block${words}`,
			type: 'paragraph',
			content: [{ text: words }],
		}))
	)
	textOf(clause).format('.one'.length, 1, { [`ins:${SUGGESTED}`]: true })
	expect(take(editor, 'copy').get('text/plain')).toBe('one\n{++¶++ DE}two')
})

test('[E84] a bracket that is not open has no signs', () => {
	const ended = [{ text: 'over', marks: { 'bracket:ended001': true } }]
	const { editor } = open([{ id: 'block001', type: 'paragraph', content: ended }])
	expect(take(editor, 'copy').get('text/plain')).toBe('over')
})

test('[E84] alternatives are called so, and what is copied within one is its words', () => {
	const blocks = ['choice01', 'choice02'].map((one, index): Block => {
		const path: Block['in'] = [
			['alternatives', 'group001'],
			['alternative', one],
		]
		const content = [{ text: `Text ${String(index)}` }]
		return { id: `block00${String(index)}`, type: 'paragraph', in: path, content }
	})
	const { editor } = open(blocks)
	const clipboard = take(editor, 'copy')
	const said =
		'Alternative A – as the text stood:\nText 0\nSupport: UA.\nAlternative B – FR:\nText 1'
	expect(clipboard.get('text/plain')).toBe(said)
	expect(wordsOf(clipboard.get('text/html'))).toBe(said.replaceAll('\n', ''))
	const within = take(editor, 'copy', (doc) => TextSelection.create(doc, 3, 7))
	expect(within.get('text/plain')).toBe('Text')
	expect(wordsOf(within.get('text/html'))).toBe('Text')
})

test('[E85] pasted here, it is the words without the signs, in plain text, too; what is missing keeps its words', () => {
	const clipboard = take(open(disputed).editor, 'copy')
	const here: readonly Block[] = [
		{ id: 'block009', type: 'paragraph', content: [{ text: 'Here:' }] },
	]
	const words = 'Forces shall fully leave for '
	const other = open(here, false)
	paste(other.editor, clipboard)
	expect(other.text()).toBe(`Here:\n${words}[amount].`)
	expect(JSON.stringify(other.blocks())).not.toMatch(/bracket:|ins:/)
	const plain = open(here, false)
	const press = { key: 'V', keyCode: 86, ctrlKey: true, shiftKey: true, bubbles: true }
	plain.editor.dom.dispatchEvent(new KeyboardEvent('keydown', press))
	paste(plain.editor, clipboard)
	expect(plain.text()).toBe(`Here:${words}⟨amount: in "euro" – UA⟩.`)
})

test('[E85] words that are cut and pasted bring their brackets along, and no sign is doubled', () => {
	const { editor, text, blocks } = open(disputed)
	const cut = take(editor, 'cut')
	expect(text()).toBe('')
	paste(editor, cut)
	expect(text()).toBe('Forces shall fully leave for \ufffc.')
	expect(JSON.stringify(blocks())).toContain(`bracket:${OUTER}`)
	expect(take(editor, 'copy').get('text/plain')).toBe(SIGNED.replace('{++ leave++ DE}', ' leave'))
})
