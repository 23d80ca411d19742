/**
 * Reading our own Markdown (`writeMarkdown`) exactly: every character, mark, list and level of heading. It is CommonMark, without
 * what drafts never mean (code, definitions of links, underlined headings); headings of level 2 and rules begin clauses,
 * quotations that say what a clause is or what the text is are left out. What people added with other programs is text.
 */
import { type ClauseKind } from '@parley/domain'
import { isSafeLink, type Block, type Inline, type Path } from '@parley/schema'
import type { ListItem, PhrasingContent, RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { chunksOf } from './chunks.ts'
import { readStanding, STATUSES } from './facts.ts'
import { DropCount, type ImportedText, type Progress } from './imported.ts'
import { endOf, runOf, startOf, type Mark } from './inline.ts'
import { divided, MARKDOWN_FORMAT } from './markdownOut.ts'
import { countIds, wordsOf, type NextId } from './piece.ts'
import { plainPieces } from './plain.ts'

const FRONT_MATTER = new RegExp(
	`^---\\nformat: ${MARKDOWN_FORMAT.replace('/', '\\/')}\\n(?:[^\\n]+\\n){0,20}?---(?:\\n|$)`
)

/** Whether a text says of itself that `writeMarkdown` made it. */
export function isOwnMarkdown(text: string): boolean {
	return FRONT_MATTER.test(text)
}

/** The text that was written with `writeMarkdown`; see rule I22 for what comes back. */
export function readOwnMarkdown(text: string, progress?: Progress): ImportedText {
	const reader = new OwnReader()
	const body = text.replace(FRONT_MATTER, '')
	let done = 0
	for (const chunk of chunksOf(body)) {
		reader.read(chunk.text, chunk.isReadable)
		done += chunk.text.length
		progress?.(Math.min(done, text.length), text.length)
	}
	return reader.finish()
}

const NOT_READ = [
	'codeIndented',
	'codeFenced',
	'codeText',
	'setextUnderline',
	'htmlFlow',
	'definition',
]

interface OpenClause {
	kind: ClauseKind
	readonly number: string
	readonly heading: string
	readonly blocks: Block[]
	/** Whether the quotation that says what it is may still come. */
	isBare: boolean
}

class OwnReader {
	readonly #drops = new DropCount()
	readonly #nextId: NextId = countIds()
	readonly #clauses: OpenClause[] = []
	#title: string | undefined
	#source = ''

	read(chunk: string, isReadable: boolean): void {
		if (!isReadable) {
			this.#drops.add('passages kept without formatting, because they are too involved')
			for (const piece of plainPieces(chunk, this.#nextId, this.#drops)) this.#add(piece.blocks)
			return
		}
		this.#source = chunk
		const root = fromMarkdown(chunk, { extensions: [{ disable: { null: NOT_READ } }] })
		for (const node of root.children) this.#readTop(node)
	}

	finish(): ImportedText {
		return {
			...(this.#title !== undefined && { title: this.#title }),
			clauses: this.#clauses.map(({ kind, number, heading, blocks }) => {
				return { kind, label: number, number, heading, blocks }
			}),
			dropped: this.#drops.list(),
		}
	}

	#readTop(node: RootContent): void {
		if (node.type === 'thematicBreak') this.#open('', '')
		else if (node.type === 'heading' && node.depth === 2) this.#openAt(node.children)
		else if (node.type === 'heading' && node.depth === 1 && this.#isBefore()) {
			this.#title = wordsOf(this.#contentOf(node.children).content)
		} else if (node.type === 'blockquote') this.#readQuote(node.children)
		else this.#add(this.#blocksOf(node, []))
	}

	#isBefore(): boolean {
		return this.#clauses.length === 0 && this.#title === undefined
	}

	#openAt(children: readonly PhrasingContent[]): void {
		const { content } = this.#contentOf(children)
		const [first, ...others] = content
		if (first?.marks?.['strong'] === true) {
			this.#open(wordsOf([first]), wordsOf(others).replace(/^ /, ''))
		} else if (first?.marks?.['em'] === true) this.#open('', wordsOf(content))
		else {
			const { number, heading } = divided(wordsOf(content))
			this.#open(number, heading)
		}
	}

	#open(number: string, heading: string): void {
		this.#clauses.push({ kind: 'clause', number, heading, blocks: [], isBare: true })
	}

	#add(blocks: readonly Block[]): void {
		if (blocks.length === 0) return
		if (this.#clauses.length === 0) this.#open('', '')
		const clause = this.#clauses.at(-1)
		if (clause === undefined) return
		clause.isBare = false
		for (const block of blocks) clause.blocks.push(block)
	}

	/** A quotation is what the text says of itself, or else text. */
	#readQuote(children: readonly RootContent[]): void {
		const blocks = children.flatMap((child) => this.#blocksOf(child, []))
		const clause = this.#clauses.at(-1)
		const first = blocks[0]?.content ?? []
		const kind = readStanding(wordsOf(first))
		if (clause?.isBare === true && kind !== undefined) {
			clause.kind = kind
			clause.isBare = false
		} else if (clause === undefined && this.#title !== undefined) {
			this.#drops.add('lines about the text', blocks.length)
		} else if (wordsOf(first) === STATUSES && first[0]?.marks?.['strong'] === true) {
			this.#drops.add('lines about the text', blocks.length)
		} else {
			this.#drops.add('quotations (kept as paragraphs)')
			this.#add(blocks)
		}
	}

	#blocksOf(node: RootContent, path: Path): Block[] {
		if (node.type === 'paragraph') return [this.#block('paragraph', node.children, path)]
		if (node.type === 'heading') return [this.#block('heading', node.children, path, node.depth)]
		if (node.type === 'blockquote') {
			return node.children.flatMap((child) => this.#blocksOf(child, path))
		}
		if (node.type === 'list') {
			const isNumbered = node.ordered === true
			const list = [isNumbered ? 'ordered_list' : 'bullet_list', this.#nextId()] as const
			const isCounted = !isNumbered || node.start === 1
			return node.children.flatMap((item) =>
				isCounted
					? this.#itemBlocks(item, [...path, list, ['list_item', this.#nextId()]])
					: this.#labelled(item, path)
			)
		}
		const text = this.#source.slice(startOf(node), endOf(node))
		return [{ id: this.#nextId(), type: 'paragraph', ...inPath(path), content: [{ text }] }]
	}

	#itemBlocks(item: ListItem, path: Path): Block[] {
		const blocks = item.children.flatMap((child) => this.#blocksOf(child, path))
		return blocks.length > 0 ? blocks : [this.#block('paragraph', [], path)]
	}

	/** An item of a list that does not count from 1, as no list here does: its number becomes text. */
	#labelled(item: ListItem, path: Path): Block[] {
		this.#drops.add('numbers of lists kept as text')
		const label = /^\d+[.)]/.exec(this.#source.slice(startOf(item), endOf(item)))?.[0] ?? ''
		const [first, ...others] = this.#itemBlocks(item, path)
		if (first === undefined) return []
		const content: Inline[] = [{ text: `${label} ` }]
		for (const inline of first.content) append(content, inline)
		return [{ ...first, content }, ...others]
	}

	#block(
		type: 'paragraph' | 'heading',
		children: readonly PhrasingContent[],
		path: Path,
		depth = 0
	): Block {
		const { content, level } = this.#contentOf(children)
		return {
			id: this.#nextId(),
			type,
			...(type === 'heading' && { attrs: { level: level ?? depth } }),
			...inPath(path),
			content,
		}
	}

	#contentOf(children: readonly PhrasingContent[]): OwnContent {
		return readOwnContent(children, this.#source)
	}
}

function inPath(path: Path): { readonly in?: Path } {
	return path.length > 0 ? { in: path } : {}
}

/** What stands in a block, and the level that a comment at its end names. */
interface OwnContent {
	readonly content: Inline[]
	readonly level: number | undefined
}

/** Characters, marks and hard breaks as they stand; tags we do not write are characters. */
function readOwnContent(children: readonly PhrasingContent[], source: string): OwnContent {
	const content: Inline[] = []
	const tags = { strong: false, em: false }
	let level: number | undefined
	const push = (piece: { text: string } | { inline: string }, marks: readonly Mark[]) => {
		const all = [
			...marks,
			...(tags.strong ? ['strong' as const] : []),
			...(tags.em ? ['em' as const] : []),
		]
		append(content, runOf(piece, all))
	}
	const read = (node: PhrasingContent, marks: readonly Mark[]): void => {
		switch (node.type) {
			case 'text':
				push({ text: node.value }, marks)
				return
			case 'break':
				push({ inline: 'hard_break' }, marks)
				return
			case 'strong':
			case 'emphasis': {
				const mark = node.type === 'strong' ? 'strong' : 'em'
				for (const child of node.children) read(child, [...marks, mark])
				return
			}
			case 'html': {
				const tag = /^<(?<end>\/?)(?<name>strong|em)>$/.exec(node.value)?.groups
				const named = /^<!-- (?:level (?<level>[1-6]) )?-->$/.exec(node.value)
				if (tag) tags[tag['name'] === 'em' ? 'em' : 'strong'] = tag['end'] === ''
				else if (node.value === '<br>') push({ inline: 'hard_break' }, marks)
				else if (named) {
					const given = named.groups?.['level']
					if (given !== undefined) level = Number(given)
				} else push({ text: node.value }, marks)
				return
			}
			case 'link': {
				const first = node.children[0]
				if (isSafeLink(node.url) && first !== undefined) {
					for (const child of node.children) read(child, [...marks, { href: node.url }])
					return
				}
				push({ text: source.slice(startOf(node), endOf(node)) }, marks)
				return
			}
			case 'delete':
			case 'footnoteReference':
			case 'image':
			case 'imageReference':
			case 'inlineCode':
			case 'linkReference':
				push({ text: source.slice(startOf(node), endOf(node)) }, marks)
		}
	}
	for (const child of children) read(child, [])
	return { content: level === undefined ? content : withoutLastSpace(content), level }
}

function append(content: Inline[], inline: Inline): void {
	const last = content.at(-1)
	const isSame = JSON.stringify(last?.marks ?? {}) === JSON.stringify(inline.marks ?? {})
	if (last !== undefined && 'text' in last && 'text' in inline && isSame) {
		content[content.length - 1] = { ...last, text: last.text + inline.text }
	} else content.push(inline)
}

/** The space that stands between a heading and its comment. */
function withoutLastSpace(content: readonly Inline[]): Inline[] {
	const last = content.at(-1)
	if (last === undefined || !('text' in last) || !last.text.endsWith(' ')) return [...content]
	const text = last.text.slice(0, -1)
	return [...content.slice(0, -1), ...(text === '' ? [] : [{ ...last, text }])]
}
