import { parleySchema } from '@parley/schema'
import { doc, li, p, ul } from '@parley/schema/builders'
import fc from 'fast-check'
import { EditorState, TextSelection, type Transaction } from 'prosemirror-state'
import { type Decoration, type DecorationSet } from 'prosemirror-view'
import { expect, test } from 'vitest'
import { type BracketLooks } from '../text/bracketSpans.ts'
import { bracketMarks, bracketsAt, showBrackets } from './bracketMarks.ts'

const IDS = ['firstAAAAAAA', 'secondBBBBBB', 'thirdCCCCCCC'] as const
/** The third one has ended: words may still carry it, and nothing is drawn. */
const LOOKS: BracketLooks = new Map([
	[IDS[0], { holders: [{ code: 'UA', slot: 1 }], name: 'bracket of Ukraine' }],
	[IDS[1], { holders: [{ code: 'FR', slot: 2 }], name: 'bracket of France' }],
])

const text = doc(p('words before'), p('the parties shall'), ul(li(p('keep it')), li(p('in faith'))))
const mark = (index: number) => parleySchema.mark('bracket', { id: IDS[index % IDS.length] })

function open(content = text): EditorState {
	const state = EditorState.create({ doc: content, plugins: [bracketMarks()] })
	return state.apply(showBrackets(state, LOOKS))
}

/** The text with one bracket over the end of a paragraph and the next list, and another one in it. */
function bracketed(): EditorState {
	return open(open().tr.addMark(19, 40, mark(0)).addMark(23, 28, mark(1)).doc)
}

function drawnIn(state: EditorState): readonly Decoration[] {
	const [plugin] = state.plugins
	const set = plugin?.props.decorations?.call(plugin, state) as DecorationSet
	return set.find().toSorted((a, b) => a.from - b.from || a.to - b.to)
}

/** What is seen of it: where, with which attributes, and of what is in the same place which one is around which. */
function seen(state: EditorState): string {
	const looks = drawnIn(state).map((one) => {
		const { attrs } = Reflect.get(one, 'type') as { readonly attrs: unknown }
		return [one.from, one.to, attrs]
	})
	return JSON.stringify(looks)
}

const place = fc.nat()
const step = fc.oneof(
	fc.record({ kind: fc.constant('type' as const), at: place }),
	fc.record({ kind: fc.constant('delete' as const), at: place, to: fc.nat(4) }),
	fc.record({ kind: fc.constant('split' as const), at: place }),
	fc.record({ kind: fc.constant('join' as const), at: place }),
	fc.record({ kind: fc.constant('place' as const), at: place, to: fc.nat(12), id: fc.nat(2) }),
	fc.record({ kind: fc.constant('exchange' as const), at: place, id: fc.nat(2) }),
	fc.record({ kind: fc.constant('lift' as const), at: place, to: fc.nat(12), id: fc.nat(2) })
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** The transaction of a step, at the nearest place where words can stand. */
function transactionOf(state: EditorState, one: Step): Transaction {
	const { tr } = state
	const near = (at: number): number =>
		TextSelection.near(state.doc.resolve(Math.min(at, state.doc.content.size))).from
	const from = near(one.at % (state.doc.content.size + 1))
	switch (one.kind) {
		case 'type':
			return tr.insertText('x', from)
		case 'delete':
			return tr.delete(from, Math.max(from, near(from + one.to)))
		case 'split':
			return tr.split(from)
		case 'join': {
			const start = state.doc.resolve(from)
			const before = start.before(start.depth)
			const isJoined = state.doc.resolve(before).nodeBefore?.isTextblock === true
			return isJoined ? tr.join(before) : tr
		}
		case 'place':
			return tr.addMark(from, Math.max(from, near(from + one.to)), mark(one.id))
		case 'exchange': {
			const $from = state.doc.resolve(from)
			const [start, node] = [from - $from.textOffset, state.doc.nodeAt(from)]
			if (node?.isText !== true) return tr
			const end = start + node.nodeSize
			return tr.removeMark(start, end).addMark(start, end, mark(one.id))
		}
		case 'lift':
			return tr.removeMark(from, Math.max(from, near(from + one.to)), mark(one.id))
	}
}

test('[E63] whatever is done to a text, its brackets are drawn as in one that is opened as it stands then', () => {
	fc.assert(
		fc.property(fc.array(step, { minLength: 4, maxLength: 24 }), (steps) => {
			let state = bracketed()
			for (const one of steps) {
				state = state.apply(transactionOf(state, one))
				expect(seen(state)).toBe(seen(open(state.doc)))
			}
		}),
		{ numRuns: process.env['PARLEY_SCALE'] === 'long' ? 20_000 : 300 }
	)
})

test('[E63] a letter within a bracket moves what is drawn along and makes nothing anew; one that begins other words there does', () => {
	const state = bracketed()
	const kinds = (state: EditorState) =>
		drawnIn(state).map((one): unknown => Reflect.get(one, 'type'))
	const typed = state.apply(state.tr.insertText('x', 25))
	expect(kinds(state).length).toBeGreaterThan(4)
	expect(kinds(typed)).toHaveLength(kinds(state).length)
	for (const [index, kind] of kinds(typed).entries()) expect(kind).toBe(kinds(state)[index])
	expect(
		bracketsAt(typed.apply(typed.tr.setSelection(TextSelection.create(typed.doc, 25))))
	).toEqual([IDS[0], IDS[1]])
	const placed = typed.apply(typed.tr.addMark(20, 22, mark(1)))
	expect(kinds(placed)).not.toEqual(kinds(typed))
})
