// @vitest-environment jsdom
import {
	createDocument,
	parleySchema,
	plainText,
	readBlocks,
	seed,
	suggestionChanges,
	suggestionExtents,
	suggestionKey,
	suggestionOfKey,
	textOf,
} from '@parley/schema'
import { doc, li, p, ul } from '@parley/schema/builders'
import { sayBlockChange } from '@parley/snapshot'
import { setBlockType } from 'prosemirror-commands'
import { TextSelection } from 'prosemirror-state'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import {
	backspace,
	enter,
	indent,
	nextHeading,
	outdent,
	setHeading,
	setLink,
	toggleBulletList,
	toggleStrong,
} from './commands.ts'
import { createClauseEditor, type ClauseEditor } from './clauseEditor.ts'
import { suggesting } from './suggesting.ts'

// jsdom draws nothing, so that nothing has a place
Object.assign(Range.prototype, {
	getClientRects: () => [],
	getBoundingClientRect: () => new DOMRect(),
})

let editor: ClauseEditor
let clause: Y.Doc
let isOn: boolean
let isAll: boolean
let own: Set<string>
let told: string[]
let theirs: string | null

beforeEach(() => {
	isOn = true
	isAll = false
	own = new Set()
	told = []
	theirs = null
})

afterEach(() => {
	editor.destroy()
})

function open(content: ReturnType<typeof doc>): void {
	clause = createDocument({ gc: false })
	seed(clause, content)
	const guard = suggesting({
		isOn: () => isOn,
		isAll: () => isAll,
		isOwn: (id) => own.has(id),
		idFor: ([near]) => {
			const id = near ?? `mineAAA${String(own.size + 1)}`
			own.add(id)
			return id
		},
		countered: () => theirs,
		onLeftOut: (what) => told.push(`left out: ${what}`),
		onForeign: (id) => told.push(id),
		onKept: () => told.push('kept'),
	})
	editor = createClauseEditor({
		place: document.body,
		doc: clause,
		editable: () => true,
		label: () => 'Point 7',
		guard: () => guard,
	})
}

/** The text with what is suggested: `[+in+]`, `[-out-]`, other marks as `[*words*]`; paragraphs apart by a slash, a suggested one `+/`, a join `-/`. */
function shown(): string {
	return readBlocks(clause)
		.map(({ marks = {}, content }, index) => {
			const families = Object.keys(marks).map((key) => suggestionOfKey(key)?.family)
			const sign = families.includes('ins') ? '+' : families.includes('del') ? '-' : ''
			const words = content.map((piece) => {
				const text = 'text' in piece ? piece.text : '|'
				const kinds = Object.keys(piece.marks ?? {}).map((key) => suggestionOfKey(key)?.family)
				return kinds.reduce(
					(inner, kind) =>
						kind === undefined ? inner : `[${SIGNS[kind] ?? '*'}${inner}${SIGNS[kind] ?? '*'}]`,
					text
				)
			})
			return `${index === 0 ? '' : `${sign}/`}${words.join('')}`
		})
		.join('')
}

const SIGNS: Readonly<Record<string, string>> = { ins: '+', del: '-' }

function select(from: number, to = from): void {
	editor.run((state, dispatch) => {
		dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, from, to)))
		return true
	})
}

function type(text: string): void {
	for (const letter of text) {
		editor.run((state, dispatch) => {
			dispatch?.(state.tr.insertText(letter))
			return true
		})
	}
}

/** What the browser does of itself where Backspace takes a character. */
function takeBefore(): void {
	editor.run((state, dispatch) => {
		const { head } = state.selection
		dispatch?.(state.tr.delete(head - 1, head))
		return true
	})
}

function takeBehind(): void {
	editor.run((state, dispatch) => {
		const { head } = state.selection
		dispatch?.(state.tr.delete(head, head + 1))
		return true
	})
}

test('[E70] letters typed one after the other, and what is taken out beside them, are one suggestion', () => {
	open(doc(p('shall withdraw')))
	select(6)
	type(' fully')
	expect(shown()).toBe('shall[+ fully+] withdraw')
	select(13, 21)
	type('leave')
	expect(shown()).toBe('shall[+ fully+] [-withdraw-][+leave+]')
	expect(own.size).toBe(2)
})

test('[E77] what is typed over words replaces the whole of them, also where letters are the same', () => {
	open(doc(p('report every day now')))
	select(8, 17)
	type('each day')
	expect(shown()).toBe('report [-every day-][+each day+] now')
	select(1, 7)
	editor.run((state, dispatch) => {
		dispatch?.(state.tr.insertText('resort'))
		return true
	})
	expect(shown()).toBe('[-report-][+resort+] [-every day-][+each day+] now')
	expect(own.size).toBe(2)
})

test('[E77] so it does where the browser has the letters that follow replaced too, being the same', () => {
	open(doc(p('send a complete list of all')))
	select(6, 21)
	// of "a complete list of" and "a of" a browser's change has the space in common, on the wrong side
	editor.run((state, dispatch) => {
		dispatch?.(state.tr.insertText('a ', 6, 22))
		return true
	})
	expect(shown()).toBe('send [-a complete list-][+a+] of all')
})

test('[E77] the same words put in their own place are no change', () => {
	open(doc(p('report every day')))
	select(8, 17)
	editor.run((state, dispatch) => {
		dispatch?.(state.tr.insertText('every day'))
		return true
	})
	expect(shown()).toBe('report every day')
})

test('[E70] Backspace and Delete go on over what they have struck, and take what was typed here', () => {
	open(doc(p('one two')))
	select(5)
	takeBefore()
	takeBefore()
	expect(shown()).toBe('on[-e -]two')
	takeBefore()
	expect(shown()).toBe('o[-ne -]two')
	select(5)
	takeBehind()
	takeBehind()
	expect(shown()).toBe('o[-ne tw-]o')
	type('x')
	takeBefore()
	expect(shown()).toBe('o[-ne tw-]o')
	expect(own.size).toBe(1)
})

test('[E70] a paragraph is begun and joined as a suggestion, and a join of what was begun takes it back', () => {
	open(doc(p('one two'), p('three')))
	select(5)
	editor.run(enter)
	expect(shown()).toBe('one +/two/three')
	editor.run(backspace)
	expect(shown()).toBe('one two/three')
	select(10)
	editor.run(backspace)
	expect(shown()).toBe('one two-/three')
})

test('[E70] formatting is suggested, and asked for again it is taken back', () => {
	open(doc(p('one two')))
	select(1, 4)
	editor.run(toggleStrong)
	expect(shown()).toBe('[*one*] two')
	editor.run(toggleStrong)
	expect(shown()).toBe('one two')
})

/** What the blocks are and where they stand, whatever is suggested of them. */
const blockShapes = () =>
	readBlocks(clause).map(({ id, type, attrs, in: path }) => [id, type, attrs, path])

/** What is suggested of each block, in words. */
function restyled(): readonly string[] {
	return [...suggestionExtents(readBlocks(clause)).values()].flatMap(({ blocks }) =>
		blocks.map(({ was, is, words }) => `${words}: ${sayBlockChange(was, is)}`)
	)
}

test('[E82] lists, levels and kinds of blocks are suggested, and the blocks stay what they are', () => {
	open(doc(p('one'), ul(li(p('two')), li(p('three'))), p('four')))
	const before = blockShapes()
	select(2)
	editor.run(toggleBulletList)
	expect(restyled()).toEqual(['one: make this a list item'])
	// a second item goes into the first one's list
	select(16)
	editor.run(indent)
	expect(restyled()).toEqual(['one: make this a list item', 'three: lower by one level'])
	expect(blockShapes()).toEqual(before)
	expect(shown()).toBe('one/two/three/four')
	expect(told).toEqual([])
	expect(own.size).toBe(2)
})

test('[E82] Enter in an empty item and Backspace at the start of one suggest to leave the list', () => {
	open(doc(ul(li(p('one')), li(p()))))
	const before = blockShapes()
	select(10)
	editor.run(enter)
	expect(restyled()).toEqual([': take this out of its list'])
	select(3)
	editor.run(backspace)
	expect(restyled()).toEqual(['one: take this out of its list', ': take this out of its list'])
	expect(blockShapes()).toEqual(before)
})

test('[E82] a heading is suggested, as what it is made of afterwards is', () => {
	open(doc(p('one'), p('two')))
	select(2)
	const { heading, paragraph } = parleySchema.nodes
	editor.run(setBlockType(heading, { level: 2 }))
	expect(restyled()).toEqual(['one: make this a heading of level 2'])
	editor.run(setBlockType(heading, { level: 3 }))
	expect(restyled()).toEqual(['one: make this a heading of level 3'])
	editor.run(toggleBulletList)
	expect(restyled()).toEqual(['one: make this a heading of level 3, make this a list item'])
	expect(own.size).toBe(1)
	expect(editor.undo()).toBe(true)
	expect(readBlocks(clause)[0]?.type).toBe(paragraph.name)
})

test('[E86] lowered again an item goes on from where it is suggested to be, and raised it comes back to where nothing is suggested', () => {
	open(doc(ul(li(p('one')), li(p('two')), li(p('three')), li(p('four')))))
	const before = blockShapes()
	// lowered twice: under "one", and under "two" there
	select(10)
	editor.run(indent)
	select(17)
	editor.run(indent)
	expect(restyled()).toEqual(['two: lower by one level', 'three: lower by one level'])
	editor.run(indent)
	expect(restyled()).toEqual(['two: lower by one level', 'three: lower by 2 levels'])
	expect(editor.run(indent)).toBe(false)
	editor.run(outdent)
	expect(restyled()).toEqual(['two: lower by one level', 'three: lower by one level'])
	editor.run(outdent)
	expect(restyled()).toEqual(['two: lower by one level'])
	editor.run(outdent)
	expect(restyled()).toEqual(['two: lower by one level', 'three: take this out of its list'])
	expect(blockShapes()).toEqual(before)
	expect(told).toEqual([])
})

test('[E86] a list that is only suggested has its levels, and is asked for again to be taken back', () => {
	open(doc(p('one'), p('two'), p('three')))
	select(2, 8)
	editor.run(toggleBulletList)
	select(7)
	expect(editor.run(indent)).toBe(true)
	expect(restyled()).toEqual(['one: make this a list item', 'two: make this a list item'])
	const [, two] = [...suggestionExtents(readBlocks(clause)).values()].flatMap((one) => one.blocks)
	expect(two?.is.in?.map(([kind]) => kind)).toEqual([
		'bullet_list',
		'list_item',
		'bullet_list',
		'list_item',
	])
	editor.run(outdent)
	editor.run(toggleBulletList)
	expect(restyled()).toEqual(['one: make this a list item'])
	select(2)
	editor.run(toggleBulletList)
	expect(restyled()).toEqual([])
})

test('[E86] an item that was taken out of its list and put into one again stands where it stood', () => {
	open(doc(ul(li(p('one')), li(p('two')), li(p('three')))))
	select(10)
	editor.run(toggleBulletList)
	expect(restyled()).toEqual(['two: take this out of its list'])
	editor.run(toggleBulletList)
	expect(restyled()).toEqual([])
	select(10)
	editor.run(backspace)
	expect(restyled()).toEqual(['two: take this out of its list'])
	// it is in no list any more: what comes now is a join
	editor.run(backspace)
	expect(shown()).toBe('one-/two/three')
})

test('[E83] a link is suggested with where it leads, and that one goes', () => {
	open(doc(p('one two')))
	textOf(clause).format(5, 3, { link: { href: 'https://example.org/old' } })
	select(1, 4)
	editor.run(setLink('https://example.org/'))
	const links = () =>
		[...suggestionExtents(readBlocks(clause)).values()].flatMap((one) => one.links)
	expect(links()).toEqual([{ words: 'one', href: 'https://example.org/' }])
	// another address takes the place of the one that was suggested
	editor.run(setLink('https://example.org/new'))
	expect(links()).toEqual([{ words: 'one', href: 'https://example.org/new' }])
	select(5, 8)
	editor.run(setLink(null))
	expect(links()).toEqual([
		{ words: 'one', href: 'https://example.org/new' },
		{ words: 'two', href: null },
	])
	expect(editor.run(setLink('javascript:alert(1)'))).toBe(false)
	expect(told).toEqual([])
})

test('[E87] a link that one has suggested oneself is taken back, and one that would go stays with its address', () => {
	open(doc(p('one two')))
	const old = 'https://example.org/old'
	textOf(clause).format(5, 3, { link: { href: old } })
	const links = () =>
		[...suggestionExtents(readBlocks(clause)).values()].flatMap((one) => one.links)
	const before = readBlocks(clause)
	select(1, 4)
	editor.run(setLink('https://example.org/'))
	editor.run(setLink(null))
	expect(readBlocks(clause)).toEqual(before)
	select(1, 8)
	editor.run(setLink('https://example.org/'))
	expect(links()).toEqual([{ words: 'one two', href: 'https://example.org/' }])
	// without a link the one would be as it is, the other not
	editor.run(setLink(null))
	expect(links()).toEqual([{ words: 'two', href: null }])
	select(5, 8)
	editor.run(setLink(old))
	expect(readBlocks(clause)).toEqual(before)
	expect(told).toEqual([])
})

test('[E88] headings are made and unmade, suggested or not, and the block stays the one that it is', () => {
	open(doc(p('one'), p('two')))
	const ids = () => readBlocks(clause).map(({ id }) => id)
	const before = blockShapes()
	const known = ids()
	select(7)
	editor.run(nextHeading)
	expect(restyled()).toEqual(['two: make this a heading'])
	editor.run(nextHeading)
	expect(restyled()).toEqual(['two: make this a heading of level 2'])
	editor.run(nextHeading)
	editor.run(nextHeading)
	expect(restyled()).toEqual([])
	expect(blockShapes()).toEqual(before)
	isOn = false
	select(2, 7)
	expect(editor.run(setHeading(3))).toBe(true)
	expect(editor.run(setHeading(3))).toBe(false)
	expect(readBlocks(clause).map(({ type, attrs }) => [type, attrs])).toEqual([
		['heading', { level: 3 }],
		['heading', { level: 3 }],
	])
	editor.run(setHeading(null))
	expect(readBlocks(clause).map(({ type }) => type)).toEqual(['paragraph', 'paragraph'])
	expect(ids()).toEqual(known)
	expect(textOf(clause).toJSON()).toBe('onetwo')
})

test('[E87] to take links away where none is changes nothing, also beside what one has suggested of blocks', () => {
	open(doc(p('one'), p('two')))
	select(2)
	editor.run(nextHeading)
	const before = readBlocks(clause)
	select(6, 9)
	expect(editor.run(setLink(null))).toBe(true)
	expect(readBlocks(clause)).toEqual(before)
	expect(told).toEqual([])
})

/** What the browser asks of the editor where a key types a letter. */
function key(letter: string): void {
	editor.extend((view) => {
		const { from, to } = view.state.selection
		const put = () => view.state.tr.insertText(letter, from, to)
		const isHandled = view.someProp('handleTextInput', (handle) =>
			handle(view, from, to, letter, put)
		)
		if (isHandled !== true) view.dispatch(put())
	})
}

/** What the server says of what is sent from now on: whose words it touches, and whether it is more than suggested. */
function judged(): readonly ReturnType<typeof suggestionChanges>[] {
	const numbered = createDocument({ gc: false })
	Y.applyUpdate(numbered, Y.encodeStateAsUpdate(clause))
	const said: ReturnType<typeof suggestionChanges>[] = []
	clause.on('update', (update: Uint8Array) => {
		said.push(suggestionChanges(numbered, update, (id) => own.has(id)))
	})
	return said
}

function pressBackspace(): void {
	editor.dom.dispatchEvent(
		new KeyboardEvent('keydown', { key: 'Backspace', bubbles: true, cancelable: true })
	)
}

test.for([
	['# ', 'make this a heading'],
	['### ', 'make this a heading of level 3'],
	['- ', 'make this a list item'],
	['1. ', 'make this a numbered list item'],
] as const)(
	'[E89] Backspace right after `%s` takes back what was suggested by it, and leaves the signs',
	([signs, said]) => {
		open(doc(p('one'), p('two')))
		const before = blockShapes()
		const sent = judged()
		select(6)
		for (const letter of signs) key(letter)
		expect(restyled()).toEqual([`two: ${said}`])
		expect(shown()).toBe('one/two')
		pressBackspace()
		expect(restyled()).toEqual([])
		expect(shown()).toBe(`one/[+${signs}+]two`)
		expect(blockShapes()).toEqual(before)
		expect(editor.head()).toBe(6 + signs.length)
		type('x')
		expect(shown()).toBe(`one/[+${signs}x+]two`)
		expect(own.size).toBe(1)
		expect(sent.length).toBeGreaterThan(signs.length)
		expect(sent.filter((one) => one.changesText || one.touchesForeign)).toEqual([])
		expect(told).toEqual([])
	}
)

test('[E89] so does it in a paragraph that one has only suggested oneself, over words selected, and where one edits', () => {
	open(doc(p('one two')))
	const sent = judged()
	select(5)
	editor.run(enter)
	key('#')
	select(8, 11)
	key(' ')
	expect(shown()).toBe('one +/[-two-]')
	pressBackspace()
	expect(shown()).toBe('one +/[+#+][-two-][+ +]')
	expect(readBlocks(clause).map(({ type: kind }) => kind)).toEqual(['paragraph', 'paragraph'])
	expect(sent.filter((one) => one.changesText || one.touchesForeign)).toEqual([])
	isOn = false
	select(1)
	key('-')
	key(' ')
	pressBackspace()
	expect(shown()).toBe('- one +/[+#+][-two-][+ +]')
	expect(told).toEqual([])
})

test('[E71] a new item of a list is suggested in its list', () => {
	open(doc(ul(li(p('one')), li(p('two')))))
	select(6)
	editor.run(enter)
	type('x')
	expect(shown()).toBe('one+/[+x+]/two')
	expect(readBlocks(clause).map((block) => block.in?.[0]?.[1])).toEqual(
		Array.from({ length: 3 }, () => readBlocks(clause)[0]?.in?.[0]?.[1])
	)
	expect(told).toEqual([])
})

test('[E71] where a part of an edit can be suggested and a part cannot, the one is done and the other said, each time', () => {
	open(doc(p('one'), p('two')))
	const opaque = parleySchema.marks.opaque.create({ key: 'later', value: true })
	const edit = (): void => {
		editor.run(({ tr }, dispatch) => {
			dispatch?.(tr.insertText('more', 4).addMark(1, 4, opaque))
			return true
		})
	}
	edit()
	expect(shown()).toBe('one[+more+]/two')
	expect(told).toEqual(['left out: part'])
	edit()
	expect(told).toEqual(['left out: part', 'left out: part'])
})

test('[E71] who edits is told where nothing is done, for it would change words that others suggest and a list in one', () => {
	open(doc(p('one two')))
	textOf(clause).format(1, 7, { 'del:theirsAA': true })
	isOn = false
	select(5)
	const { bullet_list, list_item } = parleySchema.nodes
	const before = shown()
	editor.run((state, dispatch) => {
		const tr = state.tr.insert(5, parleySchema.text('x'))
		const range = tr.selection.$from.blockRange()
		if (range === null) throw new RangeError('no block')
		dispatch?.(tr.wrap(range, [{ type: bullet_list }, { type: list_item }]))
		return true
	})
	expect(shown()).toBe(before)
	expect(told).toEqual(['left out: edit'])
})

test('[E72] whoever edits goes around words that others would insert, and writes in none of them', () => {
	open(doc(p('one two')))
	textOf(clause).insert(5, 'new ', { 'ins:theirsAA': true })
	isOn = false
	select(7)
	type('x')
	expect(shown()).toBe('one [+new +]two')
	expect(told).toEqual(['theirsAA'])
	select(2, 11)
	editor.run((state, dispatch) => {
		dispatch?.(state.tr.deleteSelection())
		return true
	})
	expect(shown()).toBe('o[+new +]o')
	select(6)
	type('x')
	expect(shown()).toBe('o[+new +]xo')
	expect(plainText(readBlocks(clause))).toBe('onew xo')
})

test('[E72] who edits at the end of what they suggested themselves writes in the text', () => {
	open(doc(p('one')))
	select(4)
	type('s')
	isOn = false
	type('x')
	expect(shown()).toBe('one[+s+]x')
})

test('[E73] a step is not taken back where its words have been taken in meanwhile, and nothing but suggestions is taken here', () => {
	open(doc(p('one')))
	select(4)
	type('s')
	isAll = true
	const text = textOf(clause)
	clause.transact(() => {
		text.format(4, 1, { 'ins:mineAAA1': null })
	}, 'the server')
	own.clear()
	expect(editor.undo()).toBe(false)
	expect(shown()).toBe('ones')
	expect(told).toEqual(['kept'])
})

test('[E73] a suggestion that is open is taken back and made again', () => {
	open(doc(p('one')))
	select(4)
	type('s')
	expect(editor.undo()).toBe(true)
	expect(shown()).toBe('one')
	expect(editor.redo()).toBe(true)
	expect(shown()).toBe('one[+s+]')
})

test.for([
	['del', 5, 9, 'The parties agree.'],
	['setStrong', 5, 9, 'The parties agree.'],
	['del', 4, 9, 'Theparties agree.'],
	['setLink', 1, 20, 'ee.'],
] as const)(
	'[E73] whoever deletes all that others have marked with %s, from %i to %i, gets the words back, without what these suggest of them',
	([family, from, to, without]) => {
		isOn = false
		open(doc(p('The old parties agree.')))
		const value = family === 'setLink' ? { href: 'https://example.org' } : true
		clause.transact(() => {
			textOf(clause).format(5, 4, { [suggestionKey(family, 'theirsAA')]: value })
		}, 'Ukraine')
		expect(shown()).not.toBe('The old parties agree.')
		select(from, to)
		editor.run(backspace)
		for (let round = 0; round < 2; round++) {
			expect(shown()).toBe(without)
			expect(editor.undo()).toBe(true)
			expect(shown()).toBe('The old parties agree.')
			expect(editor.redo()).toBe(true)
		}
		expect(told).toEqual([])
	}
)

test('[E73] words that were only suggested do not come back as words of the text once that was answered', () => {
	open(doc(p('one')))
	isOn = false
	own.add('mineAAA1')
	clause.transact(() => {
		textOf(clause).insert(4, ' two', { [suggestionKey('ins', 'mineAAA1')]: true })
	}, 'another page of this seat')
	select(4, 8)
	editor.run(backspace)
	expect(shown()).toBe('one')
	own.clear()
	expect(editor.undo()).toBe(false)
	expect(shown()).toBe('one')
	expect(told).toEqual(['kept'])
})

test('[E60] what is suggested in the place of words of a bracket is in it, where others of it stay', () => {
	const id = 'bracketAAAAA'
	for (const [from, to, words] of [
		[5, 7, 'xyo'],
		[6, 8, 'txy'],
		[5, 8, ''],
	] as const) {
		if (from !== 5 || to !== 7) editor.destroy()
		own = new Set()
		open(doc(p('one two three')))
		// the block is one unit, and each letter
		textOf(clause).format(5, 3, { [`bracket:${id}`]: true })
		editor.setBrackets(new Map([[id, { holders: [], name: 'bracket that nobody holds' }]]))
		select(from, to)
		type('xy')
		const pieces = readBlocks(clause).flatMap(({ content }) => content)
		const left = pieces.filter(({ marks = {} }) => {
			const isGone = Object.keys(marks).some((key) => suggestionOfKey(key)?.family === 'del')
			return marks[`bracket:${id}`] === true && !isGone
		})
		const shownIn = left.map((piece) => ('text' in piece ? piece.text : '')).join('')
		expect([from, to, shownIn]).toEqual([from, to, words])
	}
})

test('[E91] what is written right behind a suggestion that it counters deletes what that one would; written elsewhere it does not', () => {
	for (const [isBehind, del] of [
		[true, 'kept clear'],
		[false, ''],
	] as const) {
		if (!isBehind) editor.destroy()
		own = new Set()
		theirs = null
		open(doc(p('shall be kept clear.')))
		select(10, 20)
		type('swept')
		expect(shown()).toBe('shall be [-kept clear-][+swept+].')
		const [ukraine = ''] = own
		// somebody else goes on
		own = new Set(['other'])
		theirs = ukraine
		if (isBehind) editor.selectBehindSuggestion(ukraine)
		else select(1)
		type('safe')
		const france = [...own].at(-1) ?? ''
		expect(wordsOf(france)).toEqual({ del, ins: 'safe' })
		expect(wordsOf(ukraine)).toEqual({ del: 'kept clear', ins: 'swept' })
		expect(told).toEqual([])
	}
})

/** The words that the suggestion `id` would delete and insert. */
function wordsOf(id: string): { readonly del: string; readonly ins: string } {
	const pieces = readBlocks(clause).flatMap(({ content }) => content)
	const under = (family: 'del' | 'ins'): string =>
		pieces
			.filter(({ marks = {} }) => Object.keys(marks).includes(suggestionKey(family, id)))
			.map((piece) => ('text' in piece ? piece.text : ''))
			.join('')
	return { del: under('del'), ins: under('ins') }
}
