import {
	blocksFromDoc,
	buildDoc,
	createDocument,
	parleySchema,
	propertiesOf,
	readBlocks,
	readUpdate,
	seed,
	textOf,
} from '@parley/schema'
import { doc, li, p, strong, ul } from '@parley/schema/builders'
import { splitBlock } from 'prosemirror-commands'
import { type Node } from 'prosemirror-model'
import { type Command, Plugin, TextSelection } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'
import { describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { flatBinding, isRemote } from './binding.ts'
import { backspace, enter, indent, toggleBulletList, toggleStrong } from './commands.ts'
import { Draw, Peer } from './testing/peer.ts'

/** Peers that all begin with `content`; what one does the others get when told to. */
function peersOf(content: Node, count = 2): Peer[] {
	const base = createDocument()
	base.clientID = 1
	seed(base, content)
	const initial = Y.encodeStateAsUpdate(base)
	return Array.from(
		{ length: count },
		(_, i) => new Peer(100 + i, initial, new Draw(i), true, () => undefined)
	)
}

function one(content: Node): Peer {
	const [peer] = peersOf(content, 1)
	if (!peer) throw new RangeError('no peer')
	return peer
}

function pair(content: Node): readonly [Peer, Peer] {
	const [a, b] = peersOf(content)
	if (!a || !b) throw new RangeError('no peers')
	return [a, b]
}

function select(peer: Peer, anchor: number, head = anchor): void {
	peer.dispatch(peer.state.tr.setSelection(TextSelection.create(peer.state.doc, anchor, head)))
}

function run(peer: Peer, command: Command): boolean {
	return command(peer.state, peer.dispatch)
}

function type(peer: Peer, text: string): void {
	peer.dispatch(peer.state.tr.insertText(text))
}

/** What the last update of a peer brings: its structs and how many units it deletes. */
function lastUpdate({ sent }: Peer): { readonly structs: number; readonly deleted: number } {
	const edit = readUpdate(sent.at(-1) ?? new Uint8Array())
	if (!edit.ok) throw new Error(edit.reason)
	const ranges = [...edit.deleted.values()].flat()
	return {
		structs: edit.structs,
		deleted: ranges.reduce((sum, { from, to }) => sum + to - from, 0),
	}
}

function text(peer: Peer): string {
	return peer.state.doc.children.map((node) => node.textContent).join('|')
}

function agree(...peers: readonly Peer[]): void {
	for (const peer of peers) {
		expect(buildDoc(parleySchema, readBlocks(peer.doc)).toJSON()).toEqual(peer.state.doc.toJSON())
		expect(peer.foreign).toBe(0)
	}
}

describe('what is written', () => {
	test('[E2] Enter puts in one item, a join takes out one, a key puts in one', () => {
		const peer = one(doc(p('one two'), p('three')))
		select(peer, 4)
		run(peer, enter)
		expect(lastUpdate(peer)).toEqual({ structs: 1, deleted: 0 })
		expect(text(peer)).toBe('one| two|three')
		run(peer, backspace)
		expect(lastUpdate(peer)).toEqual({ structs: 0, deleted: 1 })
		type(peer, 'x')
		expect(lastUpdate(peer)).toEqual({ structs: 1, deleted: 0 })
		expect(text(peer)).toBe('onex two|three')
		agree(peer)
	})

	test('[E3] wrapping in a list and indenting write properties only', () => {
		const peer = one(doc(p('one'), p('two')))
		const before = textOf(peer.doc).toDelta() as unknown
		select(peer, 1, 8)
		run(peer, toggleBulletList)
		select(peer, 12)
		run(peer, indent)
		expect(textOf(peer.doc).toDelta()).toEqual(before)
		expect([...propertiesOf(peer.doc).keys()].sort()).toEqual(['seed00001:in', 'seed00002:in'])
		agree(peer)
	})

	test('[E4] a letter among the same letters is written where the caret was', () => {
		const [a, b] = pair(doc(p('aaaa')))
		const place = b.binding.relativePosition(4)
		select(a, 3)
		type(a, 'a')
		b.receive(a, 1)
		expect(b.binding.position(place)).toBe(5)
		agree(a, b)
	})

	test('[E5] a character outside the basic plane replaced by one that shares half of it stays whole', () => {
		const peer = one(doc(p('a😀b')))
		peer.dispatch(peer.state.tr.replaceWith(3, 4, parleySchema.text('\ude01')))
		agree(peer)
		expect(text(peer)).toBe('a😁b')
	})

	test('[E6] a large edit goes out as updates of at most 48 KiB, and one undo takes it back', () => {
		const peer = one(doc(p('start')))
		const pasted = doc(
			...Array.from({ length: 1_500 }, (_, i) =>
				p(`Пункт ${String(i)} `, strong('договору'), ' '.repeat(40))
			)
		)
		select(peer, 6)
		peer.sent.length = 0
		// as where each of the pieces takes longer than edits may lie apart that are undone together
		const binding = flatBinding(peer.doc, { captureMs: 0 })
		let state = binding.createState()
		const host = {
			get state() {
				return state
			},
			dispatch: (transaction: typeof state.tr) => {
				state = state.apply(transaction)
				attached.update()
			},
		}
		const attached = binding.attach(host)
		host.dispatch(state.tr.insert(state.doc.content.size, pasted.content))
		expect(peer.sent.length).toBeGreaterThan(2)
		expect(Math.max(...peer.sent.map(({ length }) => length))).toBeLessThanOrEqual(48 * 1024)
		expect(peer.sent.map((update) => readUpdate(update).ok)).not.toContain(false)
		expect(blocksFromDoc(state.doc)).toEqual(readBlocks(peer.doc))
		binding.undo()
		expect(state.doc.childCount).toBe(1)
		host.dispatch(state.tr.insertText('x'.repeat(70_000), 1))
		expect(Math.max(...peer.sent.map(({ length }) => length))).toBeLessThanOrEqual(48 * 1024)
		binding.destroy()
	})
})

describe('what is shown', () => {
	test('[E7] typing of another at the caret does not push it, and stored marks stay', () => {
		const [a, b] = pair(doc(p('one two')))
		select(a, 4)
		run(a, toggleStrong)
		b.dispatch(b.state.tr.insertText('!', 4))
		a.receive(b, 1)
		expect(a.state.selection.head).toBe(4)
		expect(a.state.storedMarks?.length).toBe(1)
		type(a, 'X')
		expect(text(a)).toBe('oneX! two')
		select(a, 2, 5)
		b.receive(a, Infinity)
		b.dispatch(b.state.tr.insertText('<', 2).insertText('>', 6))
		a.receive(b, Infinity)
		expect(a.state.doc.textBetween(a.state.selection.from, a.state.selection.to)).toBe('neX')
	})

	test('[E8] decorations on other text stay through typing, splitting and wrapping beside them', () => {
		const base = createDocument()
		seed(base, doc(p('one'), p('two'), p('three')))
		const key = new Plugin<DecorationSet>({
			state: {
				init: (_, { doc: shown }) =>
					DecorationSet.create(shown, [Decoration.inline(6, 9, {}), Decoration.inline(11, 16, {})]),
				apply: (transaction, set) => set.map(transaction.mapping, transaction.doc),
			},
		})
		const binding = flatBinding(base)
		let state = binding.createState([key])
		const attached = binding.attach({
			get state() {
				return state
			},
			dispatch: (transaction) => {
				expect(isRemote(transaction)).toBe(true)
				state = state.apply(transaction)
				attached.update()
			},
		})
		const other = new Peer(5, Y.encodeStateAsUpdate(base), new Draw(1), true, () => undefined)
		other.dispatch(other.state.tr.insertText('X', 2))
		other.dispatch(other.state.tr.split(3))
		select(other, 1, other.state.doc.content.size - 1)
		run(other, toggleBulletList)
		for (const update of other.sent) Y.applyUpdate(base, update, 'remote')
		expect(state.doc.toString()).toBe(other.state.doc.toString())
		const marked = key
			.getState(state)
			?.find()
			.map(({ from, to }) => state.doc.textBetween(from, to))
		expect(marked).toEqual(['two', 'three'])
		binding.destroy()
	})

	test('[E9] Enter in the middle of a paragraph while another types in its tail keeps the words in order', () => {
		const [a, b] = pair(doc(p('The Parties shall withdraw.')))
		select(a, 12)
		run(a, splitBlock)
		select(b, 28)
		type(b, ' Fully.')
		a.receive(b, Infinity)
		b.receive(a, Infinity)
		expect(text(a)).toBe('The Parties| shall withdraw. Fully.')
		agree(a, b)
		expect(text(b)).toBe(text(a))
	})
})

describe('undo', () => {
	test('[E10] takes back only what was edited here, and puts the selection back', () => {
		const [a, b] = pair(doc(p('one'), p('two')))
		select(a, 4)
		type(a, ' more')
		b.dispatch(b.state.tr.insertText('B', 1))
		a.receive(b, Infinity)
		select(a, 1)
		expect(a.binding.undo()).toBe(true)
		expect(text(a)).toBe('Bone|two')
		expect(a.state.selection.head).toBe(5)
		expect(a.binding.undo()).toBe(false)
		expect(a.binding.redo()).toBe(true)
		expect(text(a)).toBe('Bone more|two')
		agree(a)
	})

	test('[E11] takes a list back, and a deleted paragraph with its place in it', () => {
		const peer = one(doc(ul(li(p('one')), li(p('two'))), p('three')))
		const before = peer.state.doc.toJSON() as unknown
		peer.dispatch(peer.state.tr.delete(0, peer.state.doc.child(0).nodeSize))
		expect(text(peer)).toBe('three')
		peer.binding.undo()
		expect(peer.state.doc.toJSON()).toEqual(before)
		agree(peer)
	})
})

describe('composition', () => {
	test('[E12] remote changes wait, own edits go out at once, and then all is there', () => {
		vi.useFakeTimers()
		try {
			const [a, b] = pair(doc(p('one'), p('two')))
			select(a, 4)
			a.binding.composition.begin()
			type(a, 'k')
			b.dispatch(b.state.tr.insertText('B', 6))
			a.receive(b, Infinity)
			expect(text(a)).toBe('onek|two')
			type(a, 'a')
			b.receive(a, Infinity)
			expect(text(b)).toBe('oneka|Btwo')
			a.binding.composition.end()
			vi.advanceTimersByTime(59)
			expect(text(a)).toBe('oneka|two')
			vi.advanceTimersByTime(1)
			expect(text(a)).toBe('oneka|Btwo')
			agree(a, b)
			a.binding.undo()
			a.binding.undo()
			expect(text(a)).toBe('one|Btwo')
		} finally {
			vi.useRealTimers()
		}
	})

	test('[E13] nothing waits longer than five seconds', () => {
		vi.useFakeTimers()
		try {
			const [a, b] = pair(doc(p('one')))
			a.binding.composition.begin()
			b.dispatch(b.state.tr.insertText('B', 1))
			a.receive(b, Infinity)
			vi.advanceTimersByTime(4_999)
			expect(text(a)).toBe('one')
			vi.advanceTimersByTime(1)
			expect(text(a)).toBe('Bone')
			agree(a)
		} finally {
			vi.useRealTimers()
		}
	})
})
