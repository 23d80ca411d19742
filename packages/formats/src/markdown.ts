import { type Block, type Inline, type Path } from '@parley/schema'
import type { List, ListItem, RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { chunksOf } from './chunks.ts'
import { DropCount, type ImportedText, type Progress } from './imported.ts'
import { endOf, readContent, sliceOf, startOf, tidy, type Source } from './inline.ts'
import { takeOutFurniture } from './furniture.ts'
import { isOwnMarkdown, readOwnMarkdown } from './markdownIn.ts'
import { labelKey } from './normalise.ts'
import { countIds, wordsOf, type NextId, type Piece } from './piece.ts'
import { plainPieces } from './plain.ts'
import { splitIntoClauses } from './split.ts'
import { suggestTitle } from './title.ts'

/**
 * A Markdown text as clauses; one that `writeMarkdown` made comes back as it was (rule I22). In any other, formatting is what rule I12 names: headings, emphasis and strong, numbered and bulleted lists, quotations,
 * links to pages and addresses, hard breaks. All else (code, HTML, tables, images, rules) stays as the characters it
 * was written with.
 *
 * @param text what `decodeText` gave.
 */
export function importMarkdown(text: string, progress?: Progress): ImportedText {
	if (isOwnMarkdown(text)) return readOwnMarkdown(text, progress)
	const drops = new DropCount()
	const { body, definitions } = takeOutFurniture(text, drops)
	const reader = new Reader(countIds(), definitions, drops)
	const pieces: Piece[] = []
	let done = 0
	for (const chunk of chunksOf(body)) {
		if (chunk.isReadable) for (const piece of reader.read(chunk.text)) pieces.push(piece)
		else {
			drops.add('passages kept without formatting, because they are too involved')
			for (const piece of plainPieces(chunk.text, reader.nextId, drops)) pieces.push(piece)
		}
		done += chunk.text.length
		progress?.(Math.min(done, text.length), text.length)
	}
	return {
		...suggestTitle(pieces),
		clauses: splitIntoClauses(pieces, drops),
		dropped: drops.list(),
	}
}

/** Constructs of Markdown that treaty texts do not mean: their characters stay. */
const NOT_READ = [
	'codeIndented',
	'codeFenced',
	'codeText',
	'setextUnderline',
	'htmlFlow',
	'htmlText',
	'characterReference',
]

/** Deeper lists than this are kept as paragraphs: a block may stand in 24 containers, and a list takes two. */
const MAX_PATH = 20

class Reader {
	readonly nextId: NextId
	readonly #definitions: ReadonlyMap<string, string>
	readonly #drops: DropCount

	constructor(nextId: NextId, definitions: ReadonlyMap<string, string>, drops: DropCount) {
		this.nextId = nextId
		this.#definitions = definitions
		this.#drops = drops
	}

	/** The pieces of a chunk; a numbered list gives one for each item. */
	read(text: string): Piece[] {
		// the parser knows a reference only where it sees the definition
		const withDefinitions = `${text}\n\n${this.#definitionsIn(text)}`
		const source = { text: withDefinitions, definitions: this.#definitions, drops: this.#drops }
		const root = fromMarkdown(withDefinitions, { extensions: [{ disable: { null: NOT_READ } }] })
		return root.children
			.filter((node) => startOf(node) <= text.length)
			.flatMap((node) => this.#piecesOf(node, source))
	}

	#definitionsIn(text: string): string {
		const used = new Set<string>()
		for (const [, label = ''] of text.matchAll(/\[([^[\]]+)\]/g)) {
			if (this.#definitions.has(labelKey(label))) used.add(labelKey(label))
		}
		return [...used]
			.map((label) => `[${label}]: <${this.#definitions.get(label) ?? ''}>`)
			.join('\n')
	}

	#piecesOf(node: RootContent, source: Source): Piece[] {
		if (node.type === 'list') return this.#listPieces(node, source)
		const blocks = this.#blocksOf(node, [], source)
		const first = blocks[0]
		if (first === undefined) return []
		const isQuote = node.type === 'blockquote'
		return [
			{
				level: node.type === 'heading' ? node.depth : 0,
				text: isQuote ? '' : wordsOf(first.content),
				isItem: false,
				isList: isQuote,
				blocks,
			},
		]
	}

	#listPieces(list: List, source: Source): Piece[] {
		const isNumbered = this.#isCounted(list, source)
		const listId = this.nextId()
		const items = list.children.map((item) =>
			this.#itemBlocks(list, item, isNumbered, listId, [], source)
		)
		if (list.ordered !== true) {
			return [{ level: 0, text: '', isItem: false, isList: true, blocks: items.flat() }]
		}
		return items.map((blocks, i) => {
			const words = wordsOf(blocks[0]?.content ?? [])
			const text = isNumbered ? `${i + 1}. ${words}` : words
			return { level: 0, text, isItem: isNumbered, isList: true, blocks }
		})
	}

	#blocksOf(node: RootContent, path: Path, source: Source): Block[] {
		if (node.type === 'paragraph' || node.type === 'heading') {
			return this.#textBlock(node.type, readContent(node.children, source), path)
		}
		if (node.type === 'blockquote') {
			this.#drops.add('quotations (kept as paragraphs)')
			return node.children.flatMap((child) => this.#blocksOf(child, path, source))
		}
		if (node.type === 'list') {
			const isNumbered = this.#isCounted(node, source)
			const listId = this.nextId()
			return node.children.flatMap((item) =>
				this.#itemBlocks(node, item, isNumbered, listId, path, source)
			)
		}
		return this.#textBlock('paragraph', tidy([{ text: sliceOf(node, source) }]), path)
	}

	#textBlock(type: 'paragraph' | 'heading', content: readonly Inline[], path: Path): Block[] {
		return content.length === 0 ? [] : [this.#block(type, content, path)]
	}

	#block(type: 'paragraph' | 'heading', content: readonly Inline[], path: Path): Block {
		return {
			id: this.nextId(),
			type,
			// below the clause's own heading, whatever the level in the file
			...(type === 'heading' && { attrs: { level: 3 } }),
			...(path.length > 0 && { in: path }),
			content,
		}
	}

	/** The blocks of an item: in a list where the list can show the number that was written, else with that number as text. */
	#itemBlocks(
		list: List,
		item: ListItem,
		isNumbered: boolean,
		listId: string,
		path: Path,
		source: Source
	): Block[] {
		const isList = (isNumbered || list.ordered !== true) && path.length < MAX_PATH
		const name = list.ordered === true ? 'ordered_list' : 'bullet_list'
		const own: Path = isList ? [...path, [name, listId], ['list_item', this.nextId()]] : path
		const blocks = item.children.flatMap((child) => this.#blocksOf(child, own, source))
		const first = blocks[0]
		if (isList) return first === undefined ? [this.#block('paragraph', [], own)] : blocks
		this.#drops.add('numbers of lists kept as text')
		const label = this.#itemLabel(item, source)
		if (first === undefined || (first.in?.length ?? 0) > own.length) {
			return [this.#block('paragraph', [{ text: label }], own), ...blocks]
		}
		return [{ ...first, content: [{ text: `${label} ` }, ...first.content] }, ...blocks.slice(1)]
	}

	/** The mark an item was written with, e.g. `3.`, `-`. */
	#itemLabel(item: ListItem, source: Source): string {
		return /^(?:\d+[.)]|[-+*])/.exec(source.text.slice(startOf(item), endOf(item)))?.[0] ?? ''
	}

	/** Whether a numbered list is written 1. 2. 3. … as it will be shown. Treaties cite these numbers, so no other list is renumbered. */
	#isCounted(list: List, source: Source): boolean {
		return (
			list.ordered === true &&
			list.children.every((item, i) => this.#itemLabel(item, source) === `${i + 1}.`)
		)
	}
}
