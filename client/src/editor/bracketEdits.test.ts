// @vitest-environment jsdom
import {
	bracketExtents,
	createDocument,
	liftBracket,
	plainText,
	placeBracket,
	readBlocks,
	seed,
	textOf,
} from '@parley/schema'
import { doc, li, p, ul } from '@parley/schema/builders'
import { TextSelection, type Command } from 'prosemirror-state'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { type BracketLooks } from '../text/bracketSpans.ts'
import { enter, outdent, toggleBulletList } from './commands.ts'
import { createClauseEditor, type ClauseEditor } from './clauseEditor.ts'

const THEIRS = 'theirsAAAAAA'
const OURS = 'oursBBBBBBBB'

const looks: BracketLooks = new Map([
	[THEIRS, { holders: [{ code: 'UA', slot: 1 }], name: 'bracket of Ukraine' }],
	[OURS, { holders: [{ code: 'FR', slot: 2 }], name: 'bracket of France' }],
])

// jsdom draws nothing, so that nothing has a place
Object.assign(Range.prototype, {
	getClientRects: () => [],
	getBoundingClientRect: () => new DOMRect(),
})

let editor: ClauseEditor
let clause: Y.Doc
let kept: string[]
/** What the edit that was not done last would have deleted. */
let undone: Command | null

/** Opens an editor on paragraphs, with the words between the positions in a bracket of the text. */
function open(content: ReturnType<typeof doc>, brackets: Readonly<Record<string, string>>): void {
	clause = createDocument()
	seed(clause, content)
	for (const [id, words] of Object.entries(brackets)) bracket(id, words)
	kept = []
	undone = null
	editor = createClauseEditor({
		place: document.body,
		doc: clause,
		editable: () => true,
		label: () => 'Point 7',
		mayEmpty: (id) => id === OURS,
		onKept: (ids, deletion) => {
			kept.push(...ids)
			undone = deletion
		},
	})
	editor.setBrackets(looks)
}

afterEach(() => {
	editor.destroy()
})

/** Puts the words from the beginning of `words`, which may go over paragraphs as `one/two`, into a bracket. */
function bracket(id: string, words: string): void {
	const units: string[] = []
	for (const { insert } of textOf(clause).toDelta() as { insert: unknown }[]) {
		if (typeof insert === 'string') units.push(...insert.split(/(?:)/u))
		else units.push('/')
	}
	const at = units.join('').indexOf(words)
	expect(at).toBeGreaterThanOrEqual(0)
	const unitAt = (index: number): { client: number; clock: number } => {
		const { item } = Y.createRelativePositionFromTypeIndex(textOf(clause), index + 1, -1)
		if (item === null) throw new RangeError('no unit there')
		return { client: item.client, clock: item.clock }
	}
	expect(placeBracket(clause, id, unitAt(at), unitAt(at + words.length - 1))).toBe(true)
}

function select(from: number, to = from): void {
	editor.run((state, dispatch) => {
		dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, from, to)))
		return true
	})
}

function caret(): number {
	let at = 0
	editor.run(({ selection }) => {
		at = selection.head
		return true
	})
	return at
}

function type(text: string): void {
	editor.run((state, dispatch) => {
		dispatch?.(state.tr.insertText(text))
		return true
	})
}

/** What is done next is a step of its own: nothing is added to one that was taken back and done again. */
function endStep(): void {
	expect(editor.undo()).toBe(true)
	expect(editor.redo()).toBe(true)
}

function remove(): void {
	editor.run((state, dispatch) => {
		dispatch?.(state.tr.deleteSelection())
		return true
	})
}

/** A paste, of what another editor of ours has put on the clipboard. */
function paste(html: string): void {
	const event = new Event('paste', { bubbles: true, cancelable: true })
	const data = {
		getData: (type: string) => (type === 'text/html' ? html : ''),
		types: [],
		files: [],
	}
	Object.assign(event, { clipboardData: data })
	editor.dom.dispatchEvent(event)
}

/** The text with the words of each bracket in angles: `one <two> three`, paragraphs apart by a slash. */
function shown(id: string): string {
	return readBlocks(clause)
		.map(({ content }) =>
			content
				.map((piece) => {
					const text = 'text' in piece ? piece.text : '|'
					return piece.marks?.[`bracket:${id}`] === true ? `<${text}>` : text
				})
				.join('')
				.replaceAll('><', '')
		)
		.join('/')
}

const marked = (words: string, id = THEIRS): string =>
	`<p data-pm-slice="1 1 []"><span data-bracket="${id}">${words}</span></p>`

test('[E60] what is typed between the words of a bracket is in it, and at its edges it is not', () => {
	open(doc(p('one two three')), { [THEIRS]: 'two' })
	select(6)
	type('x')
	expect(shown(THEIRS)).toBe('one <txwo> three')
	select(9)
	type('y')
	select(5)
	type('z')
	expect(shown(THEIRS)).toBe('one z<txwo>y three')
})

test('[E60] what is typed over words of a bracket is in it, at its edges as well, but not over the last words of one that may not be emptied', () => {
	for (const [from, to, words] of [
		[5, 7, 'one <xyo> three'],
		[6, 8, 'one <txy> three'],
		[6, 7, 'one <txyo> three'],
		[5, 8, 'one <xy> three'],
		[4, 7, 'onexy<o> three'],
	] as const) {
		open(doc(p('one two three')), { [OURS]: 'two' })
		select(from, to)
		type('x')
		// the selection is read again between two letters
		const at = caret()
		select(at)
		type('y')
		expect([from, to, shown(OURS)]).toEqual([from, to, words])
		// who has been elsewhere meanwhile types behind the bracket again
		if (to === 8) {
			select(1)
			select(at + 1)
			type('z')
			expect(shown(OURS)).toBe(words.replace('>', '>z'))
		}
		editor.destroy()
	}
	open(doc(p('one two three')), { [THEIRS]: 'two' })
	select(5, 8)
	type('x')
	expect(shown(THEIRS)).toBe('one <two> three')
})

test('[E60] [E62] the last words of one that may not be emptied are not replaced on both sides of words that others would insert', () => {
	open(doc(p('one two three')), { [THEIRS]: 'two' })
	editor.run(({ tr, schema }, dispatch) => {
		const marks = [schema.mark('bracket', { id: THEIRS }), schema.mark('ins', { id: 'sg1' })]
		dispatch?.(tr.insert(6, schema.text('II', marks)))
		return true
	})
	expect(shown(THEIRS)).toBe('one <tIIwo> three')
	editor.run(({ tr }, dispatch) => {
		dispatch?.(tr.insertText('Q', 8, 10).delete(5, 6))
		return true
	})
	expect([shown(THEIRS), kept]).toEqual(['one <tIIwo> three', [THEIRS]])
})

test('[E60] [E63] typing goes on in no bracket that has ended meanwhile, nor in a paragraph that was begun in the place of its words', () => {
	open(doc(p('one two three')), { [OURS]: 'two' })
	select(6, 8)
	type('x')
	editor.setBrackets(new Map())
	type('y')
	expect(shown(OURS)).toBe('one <tx>y three')
	editor.destroy()
	open(doc(p('one two three')), { [OURS]: 'two' })
	select(6, 8)
	editor.run(enter)
	type('x')
	expect(shown(OURS)).toBe('one <t>/x three')
})

test('[E60] in a bracket over paragraphs, at their edges and in new ones between them as well', () => {
	open(doc(p('one'), p('two'), p('three')), { [THEIRS]: 'one/two' })
	select(6)
	type('x')
	expect(shown(THEIRS)).toBe('<one>/<xtwo>/three')
	select(4)
	editor.run(enter)
	type('new')
	expect(shown(THEIRS)).toBe('<one>/<new>/<xtwo>/three')
	expect(bracketExtents(clause).get(THEIRS)?.pieces).toBe(1)
})

test('[E60] Enter, joining and lists keep it whole', () => {
	open(doc(p('one two'), p('three')), { [THEIRS]: 'two/three' })
	select(6)
	editor.run(enter)
	expect(shown(THEIRS)).toBe('one <t>/<wo>/<three>')
	editor.run(toggleBulletList)
	editor.run(outdent)
	editor.run((state, dispatch) => {
		dispatch?.(state.tr.join(state.selection.$from.before()))
		return true
	})
	expect(shown(THEIRS)).toBe('one <two>/<three>')
	expect(bracketExtents(clause).get(THEIRS)?.pieces).toBe(1)
})

test('[E61] what is pasted into a bracket is in it; copies of its words elsewhere are not', () => {
	open(doc(p('one two three')), { [THEIRS]: 'two' })
	select(6)
	paste('<p>x</p>')
	expect(shown(THEIRS)).toBe('one <txwo> three')
	select(14)
	paste(marked('copy'))
	expect(shown(THEIRS)).toBe('one <txwo> threcopye')
})

test('[E61] words that were cut bring their bracket along; one that is not open stays away', () => {
	open(doc(p('one two three')), { [OURS]: 'two' })
	select(5, 8)
	remove()
	expect(shown(OURS)).toBe('one  three')
	select(1)
	paste(marked('two', OURS))
	expect(shown(OURS)).toBe('<two>one  three')
	select(10)
	paste(marked('old', 'endedCCCCCCC'))
	expect(shown('endedCCCCCCC')).toBe('twoone  toldhree')
	expect(bracketExtents(clause).has('endedCCCCCCC')).toBe(false)
})

test('[E61] words that are moved in one go keep their bracket', () => {
	open(doc(p('one two three')), { [THEIRS]: 'two' })
	editor.run((state, dispatch) => {
		const { tr } = state
		const { content } = state.doc.slice(5, 8)
		tr.delete(5, 8)
		dispatch?.(tr.insert(1, content))
		return true
	})
	expect(shown(THEIRS)).toBe('<two>one  three')
	expect(kept).toEqual([])
})

test('[E62] the last words of a bracket of others stay, by whatever they would be taken away', () => {
	open(doc(p('one two three'), ul(li(p('four')))), { [THEIRS]: 'two' })
	select(5, 8)
	remove()
	type('x')
	select(1, 20)
	remove()
	expect(plainText(readBlocks(clause))).toContain('one two three')
	expect(kept).toEqual([THEIRS, THEIRS, THEIRS])
	select(5, 7)
	remove()
	expect(shown(THEIRS)).toBe('one <o> three/four')
	expect(kept).toHaveLength(3)
})

test('[E81] what was not done for them can be done otherwise, where the words stand by then', () => {
	open(doc(p('one two three')), { [THEIRS]: 'two' })
	select(4, 10)
	type('x')
	expect(kept).toEqual([THEIRS])
	textOf(clause).insert(1, 'before ')
	let left = ''
	editor.run((state) => undone?.(state, (tr) => (left = tr.doc.textContent)) ?? false)
	expect(left).toBe('before onehree')
	// what is gone by then cannot be deleted again
	liftBracket(clause, THEIRS)
	editor.run((state, dispatch) => undone?.(state, dispatch) ?? false)
	expect(shown(THEIRS)).toBe('before onehree')
	expect(editor.run((state, dispatch) => undone?.(state, dispatch) ?? false)).toBe(false)
})

test('[E81] a step that is not taken back is nothing to be done otherwise', () => {
	open(doc(p('one ')), {})
	select(5)
	type('two')
	bracket(THEIRS, 'two')
	undone = enter
	expect(editor.undo()).toBe(false)
	expect(kept).toEqual([THEIRS])
	expect(undone).toBeNull()
})

test('[E62] nor are they taken away by taking back an edit', () => {
	open(doc(p('one')), {})
	select(4)
	type(' two')
	bracket(THEIRS, 'two')
	expect(editor.undo()).toBe(false)
	expect(shown(THEIRS)).toBe('one <two>')
	expect(kept).toEqual([THEIRS])
})

test('[E62] what cannot be taken back is said once and passed over, and is there again once the bracket has ended', () => {
	open(doc(p('one')), {})
	select(4)
	type(' two')
	endStep()
	select(1)
	type('so ')
	endStep()
	select(plainText(readBlocks(clause)).length + 1)
	type(' six')
	bracket(THEIRS, 'six')
	expect(editor.undo()).toBe(false)
	expect(kept).toEqual([THEIRS])
	expect(plainText(readBlocks(clause))).toBe('so one two six')
	expect(editor.undo()).toBe(true)
	expect(plainText(readBlocks(clause))).toBe('one two six')
	expect(editor.undo()).toBe(true)
	expect(plainText(readBlocks(clause))).toBe('one six')
	expect(kept).toEqual([THEIRS])
	expect(editor.undo()).toBe(false)
	expect(kept).toEqual([THEIRS, THEIRS])
	liftBracket(clause, THEIRS)
	expect(editor.undo()).toBe(true)
	expect(plainText(readBlocks(clause))).toBe('one')
	const again = [editor.redo(), editor.redo(), editor.redo()]
	expect(again).toEqual([true, true, true])
	expect(plainText(readBlocks(clause)).split(' ').toSorted()).toEqual(['one', 'six', 'so', 'two'])
})

test('[E62] taking back what leaves some of them, or brings some back, is done', () => {
	open(doc(p('one two')), {})
	select(8)
	type(' three')
	bracket(THEIRS, 'two three')
	expect(editor.undo()).toBe(true)
	expect(shown(THEIRS)).toBe('one <two>')
	expect(editor.redo()).toBe(true)
	expect(shown(THEIRS)).toBe('one <two three>')
	expect(kept).toEqual([])
})

test('[E62] those of a bracket that one holds go', () => {
	open(doc(p('one two three')), { [OURS]: 'two' })
	select(5, 8)
	remove()
	expect(plainText(readBlocks(clause))).toBe('one  three')
	expect(editor.undo()).toBe(true)
	expect(shown(OURS)).toBe('one <two> three')
	expect(kept).toEqual([])
})

/** Words that somebody only suggests to insert, in the bracket of the words beside them. */
function suggest(at: number, words: string): void {
	textOf(clause).insert(at, words, { 'ins:theirsAA': true, [`bracket:${THEIRS}`]: true })
}

test('[E76] words that are only suggested are none of those that keep a bracket', () => {
	open(doc(p('one two three')), { [THEIRS]: 'two' })
	suggest(6, 'new ')
	expect(shown(THEIRS)).toBe('one <tnew wo> three')
	select(6, 10)
	remove()
	expect(kept).toEqual([])
	suggest(6, 'new ')
	select(5, 6)
	remove()
	expect(kept).toEqual([])
	select(9, 11)
	remove()
	expect(shown(THEIRS)).toBe('one <new wo> three')
	expect(kept).toEqual([THEIRS])
})

test('[E76] nor where a step is taken back', () => {
	open(doc(p('one')), {})
	select(4)
	type(' two')
	bracket(THEIRS, 'two')
	suggest(7, 'new ')
	expect(editor.undo()).toBe(false)
	expect(shown(THEIRS)).toBe('one <twnew o>')
	expect(kept).toEqual([THEIRS])
})
