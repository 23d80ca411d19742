import { isSafeLink, type Inline, type Marks } from '@parley/schema'
import type { Nodes, PhrasingContent } from 'mdast'
import { type DropCount } from './imported.ts'
import { labelKey } from './normalise.ts'

/** What the words of one chunk are read against. */
export interface Source {
	/** The text the positions of the nodes count in. */
	readonly text: string
	/** Where links lead that are named by a label. */
	readonly definitions: ReadonlyMap<string, string>
	readonly drops: DropCount
}

/** A mark as it is collected on the way to a run. */
export type Mark = 'strong' | 'em' | { readonly href: string }

/**
 * The content of a paragraph or heading: characters with emphasis, strong and links, and hard breaks. Everything else
 * that Markdown has in a line is kept as the characters it was written with, above all square brackets: only
 * `[words](https://…)` and `[words][label]` with an address given for the label are links.
 */
export function readContent(nodes: readonly PhrasingContent[], source: Source): Inline[] {
	const content: Inline[] = []
	for (const node of nodes) readNode(node, [], source, content)
	return tidy(content)
}

function readNode(
	node: PhrasingContent,
	marks: readonly Mark[],
	source: Source,
	into: Inline[]
): void {
	switch (node.type) {
		case 'text':
			into.push(run(node.value, marks))
			return
		case 'strong':
		case 'emphasis': {
			const mark = node.type === 'strong' ? 'strong' : 'em'
			for (const child of node.children) readNode(child, [...marks, mark], source, into)
			return
		}
		case 'break':
			into.push({ inline: 'hard_break' })
			return
		case 'link':
		case 'linkReference': {
			const href = addressOf(node, source)
			if (href === undefined) {
				readRaw(node, marks, source, into)
				return
			}
			for (const child of node.children) readNode(child, [...marks, { href }], source, into)
			return
		}
		case 'delete':
		case 'footnoteReference':
		case 'html':
		case 'image':
		case 'imageReference':
		case 'inlineCode':
			into.push(run(sliceOf(node, source), marks))
	}
}

/** Where a link leads, if it is one a clause may hold and its words have no brackets of their own. */
function addressOf(
	node: Extract<PhrasingContent, { type: 'link' | 'linkReference' }>,
	source: Source
): string | undefined {
	const written = sliceOf(node, source)
	const href = node.type === 'link' ? node.url : source.definitions.get(labelKey(node.identifier))
	const isPlain = written.startsWith('<') || /^\[[^[\]]*\](?:$|[[(][^[\]]*)/.test(written)
	return isPlain && isSafeLink(href) ? href : undefined
}

/** A node that is no link to us: its children as they read, and the characters around them as they stand. */
function readRaw(
	node: Extract<PhrasingContent, { type: 'link' | 'linkReference' }>,
	marks: readonly Mark[],
	source: Source,
	into: Inline[]
): void {
	const first = node.children[0]
	const last = node.children.at(-1)
	if (first === undefined || last === undefined) {
		into.push(run(sliceOf(node, source), marks))
		return
	}
	into.push(run(source.text.slice(startOf(node), startOf(first)), marks))
	for (const child of node.children) readNode(child, marks, source, into)
	into.push(run(source.text.slice(endOf(last), endOf(node)), marks))
}

function run(text: string, marks: readonly Mark[]): Inline {
	return runOf({ text }, marks)
}

/** A piece under its marks; the innermost link counts. */
export function runOf<Piece extends { readonly text: string } | { readonly inline: string }>(
	piece: Piece,
	marks: readonly Mark[]
): Piece & { readonly marks?: Marks } {
	if (marks.length === 0) return piece
	const link = marks.findLast((mark) => typeof mark === 'object')
	// keys in order, as the canonical form of a block has them
	const own: Marks = {
		...(marks.includes('em') ? { em: true } : {}),
		...(link ? { link: { href: link.href } } : {}),
		...(marks.includes('strong') ? { strong: true } : {}),
	}
	return { ...piece, marks: own }
}

/** Spaces and tabs and line ends in runs become one space, none at the ends or around a break; neighbours with equal marks become one. */
export function tidy(content: readonly Inline[]): Inline[] {
	const tidied: Inline[] = []
	let isAfterSpace = true
	for (const inline of content) {
		const last = tidied.at(-1)
		if (!('text' in inline)) {
			trimLast(tidied)
			tidied.push(inline)
			isAfterSpace = true
			continue
		}
		const spaced = inline.text.replace(/[ \t\n]+/g, ' ')
		const text: string = isAfterSpace ? spaced.replace(/^ /, '') : spaced
		if (text === '') continue
		isAfterSpace = text.endsWith(' ')
		if (last && 'text' in last && haveSameMarks(last, inline)) {
			tidied[tidied.length - 1] = { ...last, text: last.text + text }
		} else tidied.push({ ...inline, text })
	}
	while (isBlankEnd(tidied.at(-1))) tidied.pop()
	trimLast(tidied)
	return tidied
}

function isBlankEnd(inline: Inline | undefined): boolean {
	return inline !== undefined && (!('text' in inline) || inline.text === ' ')
}

function trimLast(content: Inline[]): void {
	const last = content.at(-1)
	if (last === undefined || !('text' in last)) return
	const text = last.text.replace(/ $/, '')
	if (text === '') content.pop()
	else content[content.length - 1] = { ...last, text }
}

function haveSameMarks(a: Inline, b: Inline): boolean {
	return JSON.stringify(a.marks ?? {}) === JSON.stringify(b.marks ?? {})
}

/** The characters a node was written with. */
export function sliceOf(node: Nodes, source: Source): string {
	return source.text.slice(startOf(node), endOf(node))
}

/** Where a node begins in its source. */
export function startOf(node: Nodes): number {
	return node.position?.start.offset ?? 0
}

/** Where a node ends in its source. */
export function endOf(node: Nodes): number {
	return node.position?.end.offset ?? 0
}
