/** The page of the composition tests: two editors of one clause, side by side, each seeing at once what the other does. */
import { createDocument, parleySchema, plainText, readBlocks, seed } from '@parley/schema'
import { doc, p } from '@parley/schema/builders'
import { type Command, TextSelection } from 'prosemirror-state'
import * as Y from 'yjs'
import { createClauseEditor, type ClauseEditor } from '../clauseEditor.ts'

const { nodes, marks } = parleySchema

/** What the other person does; the paragraph composed in is the second, with `second paragraph` in it. */
const REMOTE: Readonly<Record<string, Command>> = {
	nothing: () => true,
	'in another paragraph': insertAt('first', 2),
	'before the caret': insertAt('second', 1),
	'after the caret': inParagraph('second', (tr, _from, to) => tr.insertText('R', to)),
	'where the letters begin': insertAt('second', 'second'.length),
	'where the letters end': insertAt('second', 'secondka'.length),
	'split above': splitAt('first', 4),
	'split before the caret': splitAt('second', 3),
	'bold it': inParagraph('second', (tr, from, to) => tr.addMark(from, to, marks.strong.create())),
	'put it into a list': inParagraph('second', (tr, from) => {
		const range = tr.doc.resolve(from).blockRange()
		return range ? tr.wrap(range, [{ type: nodes.bullet_list }, { type: nodes.list_item }]) : tr
	}),
	'delete it': inParagraph('second', (tr, from, to) => tr.delete(from - 1, to + 1)),
}

type Change = Parameters<typeof inParagraph>[1]

function inParagraph(
	start: string,
	change: (
		tr: Parameters<Command>[0]['tr'],
		from: number,
		to: number
	) => Parameters<Command>[0]['tr']
): Command {
	return (state, dispatch) => {
		state.doc.descendants((node, position) => {
			if (!node.isTextblock || !node.textContent.startsWith(start)) return
			dispatch?.(change(state.tr, position + 1, position + 1 + node.content.size))
		})
		return true
	}
}

function insertAt(start: string, offset: number): Command {
	const change: Change = (tr, from) => tr.insertText('R', from + offset)
	return inParagraph(start, change)
}

function splitAt(start: string, offset: number): Command {
	return inParagraph(start, (tr, from) => tr.split(from + offset))
}

let editors: { readonly own: ClauseEditor; readonly other: ClauseEditor } | undefined
let docs: { readonly own: Y.Doc; readonly other: Y.Doc } | undefined

/** Opens both editors anew and puts the caret of the first behind `second`. */
function setUp(): void {
	editors?.own.destroy()
	editors?.other.destroy()
	docs = { own: createDocument(), other: createDocument() }
	seed(docs.own, doc(p('first paragraph'), p('second paragraph'), p('third')))
	Y.applyUpdate(docs.other, Y.encodeStateAsUpdate(docs.own), 'remote')
	link(docs.own, docs.other)
	link(docs.other, docs.own)
	editors = { own: open(docs.own, 'own'), other: open(docs.other, 'other') }
	editors.own.focus()
	editors.own.run((state, dispatch) => {
		const caret = state.doc.child(0).nodeSize + 1 + 'second'.length
		dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, caret)))
		return true
	})
}

function link(from: Y.Doc, to: Y.Doc): void {
	from.on('update', (update: Uint8Array, origin: unknown) => {
		if (origin !== 'remote') Y.applyUpdate(to, update, 'remote')
	})
}

function open(clause: Y.Doc, label: string): ClauseEditor {
	return createClauseEditor({
		place: document.body,
		doc: clause,
		editable: () => true,
		label: () => label,
	})
}

/** What the test drives and looks at. */
export const ime = {
	setUp,
	remote: (name: string): void => {
		const command = REMOTE[name]
		if (!command || !editors) throw new RangeError(name)
		editors.other.run(command)
	},
	/** What each shows, line by line, and what each document says. */
	state: () => ({
		own: shown('own'),
		other: shown('other'),
		read: docs ? plainText(readBlocks(docs.own)).split('\n') : [],
		readByOther: docs ? plainText(readBlocks(docs.other)).split('\n') : [],
	}),
}

function shown(label: string): string[] {
	const blocks = document.querySelectorAll(`[aria-label=${label}] p`)
	return Array.from(blocks, (block) => block.textContent)
}

Object.assign(globalThis, { ime })
