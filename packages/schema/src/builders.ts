/** Builders for tests: documents that read like the text they stand for. */
import type { Node } from 'prosemirror-model'
import { parleySchema } from './schema.ts'

type Content = string | Node

const inline = (content: readonly Content[]): Node[] =>
	content.flatMap((piece) => {
		if (typeof piece !== 'string') return [piece]
		return piece === '' ? [] : [parleySchema.text(piece)]
	})

/** A document of blocks, e.g. `doc(p('first'), ul(li(p('item'))))`. Blocks have no ids yet; `seed` gives them. */
export function doc(...blocks: readonly Node[]): Node {
	return parleySchema.node('doc', null, [...blocks])
}

/** A paragraph of texts and inline nodes. */
export function p(...content: readonly Content[]): Node {
	return parleySchema.node('paragraph', null, inline(content))
}

/** A heading of the second level. */
export function h(...content: readonly Content[]): Node {
	return parleySchema.node('heading', { level: 2 }, inline(content))
}

/** A bulleted list of `li`. */
export function ul(...items: readonly Node[]): Node {
	return parleySchema.node('bullet_list', null, [...items])
}

/** A numbered list of `li`. */
export function ol(...items: readonly Node[]): Node {
	return parleySchema.node('ordered_list', null, [...items])
}

/** One item of a list, holding blocks. */
export function li(...blocks: readonly Node[]): Node {
	return parleySchema.node('list_item', null, [...blocks])
}

/** Texts of which one may stand here, of `one`s. */
export function alternatives(...all: readonly Node[]): Node {
	return parleySchema.node('alternatives', null, [...all])
}

/** One of several texts, holding blocks. */
export function one(...blocks: readonly Node[]): Node {
	return parleySchema.node('alternative', null, [...blocks])
}

/** A hard break. */
export function br(): Node {
	return parleySchema.node('hard_break')
}

/** A placeholder with this id. */
export function missing(id: string): Node {
	return parleySchema.node('placeholder', { id })
}

/** Strong text. */
export function strong(text: string): Node {
	return parleySchema.text(text, [parleySchema.mark('strong')])
}

/** Emphasised text. */
export function em(text: string): Node {
	return parleySchema.text(text, [parleySchema.mark('em')])
}

/** Text that links to `href`. */
export function a(href: string, text: string): Node {
	return parleySchema.text(text, [parleySchema.mark('link', { href })])
}
