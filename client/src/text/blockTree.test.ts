import { buildDoc, parleySchema, type Block } from '@parley/schema'
import { blockTree, type TextNode } from '@parley/snapshot'
import fc from 'fast-check'
import { type Node } from 'prosemirror-model'
import { expect, test } from 'vitest'

const p = (text: string, ...path: [string, string][]): Block => ({
	id: `b.${text}`,
	type: 'paragraph',
	...(path.length > 0 && { in: path }),
	content: text === '' ? [] : [{ text }],
})

/** A tree in one line: `ul(li(a) li(b ol(li(c))))`. */
function drawn(nodes: readonly TextNode[]): string {
	return nodes
		.map((node) => {
			// what stands where it cannot is called so in one of the two alone
			const name = short(node.kind === 'container' ? node.type.replace('?', '') : '')
			if (node.kind === 'container') return `${name}(${drawn(node.children)})`
			return node.block.content.map((piece) => ('text' in piece ? piece.text : '?')).join('')
		})
		.join(' ')
}

/** The same line for what the editor shows. */
function drawnNode(node: Node): string {
	const children = node.children.map((child) => {
		if (child.isTextblock) return child.textContent
		const name: unknown = child.attrs['type'] ?? child.type.name
		return `${short(String(name))}(${drawnNode(child)})`
	})
	return children.join(' ')
}

function short(type: string): string {
	return { bullet_list: 'ul', ordered_list: 'ol', list_item: 'li' }[type] ?? type
}

test('[T1] paragraphs and nested lists', () => {
	const blocks = [
		p('a'),
		p('b', ['bullet_list', 'l'], ['list_item', 'i1']),
		p('c', ['bullet_list', 'l'], ['list_item', 'i1'], ['ordered_list', 'm'], ['list_item', 'j']),
		p('d', ['bullet_list', 'l'], ['list_item', 'i2']),
		p('e'),
		p('f', ['bullet_list', 'l'], ['list_item', 'i3']),
	]
	expect(drawn(blockTree(blocks))).toBe('a ul(li(b ol(li(c))) li(d)) e ul(li(f))')
})

test('[T2] what the schema does not allow is mended', () => {
	expect(drawn(blockTree([p('a', ['list_item', 'i'])]))).toBe('ul(li(a))')
	expect(drawn(blockTree([p('a', ['ordered_list', 'l'])]))).toBe('ol(li(a))')
	expect(drawn(blockTree([p('a', ['bullet_list', 'l'], ['table', 't'])]))).toBe('ul(li(table(a)))')
})

test('[T1] [T2] the tree is the one the editor shows, whatever the paths', () => {
	const entry = fc.tuple(
		fc.constantFrom(
			...(['bullet_list', 'ordered_list', 'list_item', 'quotation'] as const),
			...(['alternatives', 'alternative'] as const)
		),
		fc.constantFrom('x', 'y')
	)
	const paths = fc.array(fc.array(entry, { maxLength: 30 }), { minLength: 1, maxLength: 12 })
	fc.assert(
		fc.property(paths, (all) => {
			const blocks = all.map((path, i) => p(String(i), ...path))
			expect(drawn(blockTree(blocks))).toBe(drawnNode(buildDoc(parleySchema, blocks)))
		}),
		{ numRuns: process.env['PARLEY_SCALE'] === 'long' ? 20_000 : 500 }
	)
})
