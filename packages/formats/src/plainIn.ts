import { type ClauseKind } from '@parley/domain'
import { type Block, type Inline, type Path } from '@parley/schema'
import { readStanding, STATUSES } from './facts.ts'
import { DropCount, type ImportedText } from './imported.ts'
import { readLabel } from './label.ts'
import { countIds } from './piece.ts'
import { INDENT, isHeadingAlone, isStandingLine, ITEM_MARK, PLAIN_FORMAT } from './plainOut.ts'

const LINES_BEFORE = 12

/** Whether a text says of itself that `writePlain` made it. */
export function isOwnPlain(text: string): boolean {
	return formatLine(text.split('\n', LINES_BEFORE)) > 0
}

/**
 * The text that was written with `writePlain`; see rule I21 for what comes back. A line at the margin that is no head is kept as a
 * paragraph: somebody added it.
 */
export function readOwnPlain(text: string): ImportedText {
	const lines = text.split('\n')
	const begin = formatLine(lines.slice(0, LINES_BEFORE)) + 1
	const end = lines.findIndex((line, i) => i >= begin && line === STATUSES)
	const drops = new DropCount()
	const about = [...lines.slice(0, begin), ...(end < 0 ? [] : lines.slice(end))]
	drops.add('lines about the text', about.filter((line) => line !== '').length)
	const reader = new OwnPlain()
	for (const line of lines.slice(begin, end < 0 ? undefined : end)) reader.read(line)
	const title = lines[0] ?? ''
	return {
		...(title !== '' && { title }),
		clauses: reader.finish().map(({ number, ...clause }) => ({ ...clause, label: number, number })),
		dropped: drops.list(),
	}
}

/** Where the line stands that names the format, by itself after a blank one. */
function formatLine(lines: readonly string[]): number {
	return lines.findIndex((line, i) => line === PLAIN_FORMAT && lines[i - 1] === '')
}

interface OpenClause {
	readonly kind: ClauseKind
	readonly number: string
	readonly heading: string
	readonly blocks: Block[]
}

/** An item that is open: the list it is in, and how many items that has. */
interface OpenItem {
	readonly list: readonly [type: string, id: string]
	readonly id: string
}

class OwnPlain {
	readonly #clauses: OpenClause[] = []
	readonly #nextId = countIds()
	/** A line at the margin that is a head if a standing follows. */
	#head: string | null = null
	#open: OpenItem[] = []
	/** Whether the next line that is set in goes on the block before it. */
	#goesOn = false

	read(line: string): void {
		if (isStandingLine(line)) {
			this.#openClause(this.#head ?? '', readStanding(line.slice(1)) ?? 'clause')
			this.#head = null
			return
		}
		this.#keepHead()
		const indent = /^ */.exec(line)?.[0].length ?? 0
		const words = line.slice(indent)
		if (words === '') this.#goesOn = false
		else if (indent === 0) this.#head = line
		else if (indent % INDENT === 1 && indent > INDENT) {
			this.#beginItems(words, (indent - 1) / INDENT)
		} else this.#addLine(unescaped(words), Math.max(0, Math.floor(indent / INDENT) - 1))
	}

	finish(): readonly OpenClause[] {
		this.#keepHead()
		return this.#clauses
	}

	#openClause(head: string, kind: ClauseKind): void {
		const tab = head.indexOf('\t')
		const [number, heading] = tab >= 0 ? [head.slice(0, tab), head.slice(tab + 1)] : alone(head)
		this.#clauses.push({ kind, number, heading, blocks: [] })
		this.#open = []
		this.#goesOn = false
	}

	/** A line at the margin after which no standing came is a paragraph. */
	#keepHead(): void {
		if (this.#head === null) return
		this.#goesOn = false
		this.#addLine(this.#head, 0)
		this.#goesOn = false
		this.#head = null
	}

	/** Opens the items that `words` begins with, the outermost of them at `depth`, counted from 1. */
	#beginItems(words: string, depth: number): void {
		let rest = words
		let level = Math.min(depth, this.#open.length + 1)
		for (;;) {
			const mark = ITEM_MARK.exec(rest)?.[0]
			if (mark === undefined) break
			this.#openItem(mark.trim(), level)
			rest = rest.slice(mark.length)
			level++
		}
		this.#goesOn = false
		this.#addLine(unescaped(rest), this.#open.length)
	}

	#openItem(mark: string, level: number): void {
		const before = this.#open[level - 1]
		const around = this.#open.slice(0, level - 1)
		const type = mark === '•' ? 'bullet_list' : 'ordered_list'
		const numbered = around.filter(({ list }) => list[0] === 'ordered_list').length
		const isFirst = type === 'ordered_list' && mark === ['1.', 'a.', 'i.'][Math.min(numbered, 2)]
		const list =
			before?.list[0] === type && !isFirst ? before.list : ([type, this.#nextId()] as const)
		this.#open = [...around, { list, id: this.#nextId() }]
	}

	#addLine(words: string, depth: number): void {
		if (this.#clauses.length === 0) this.#openClause('', 'clause')
		const blocks = this.#clauses.at(-1)?.blocks ?? []
		const last = blocks.at(-1)
		const text: Inline[] = words === '' ? [] : [{ text: words }]
		if (this.#goesOn && last !== undefined) {
			blocks[blocks.length - 1] = {
				...last,
				content: [...last.content, { inline: 'hard_break' }, ...text],
			}
			return
		}
		this.#open = this.#open.slice(0, depth)
		const path: Path = this.#open.flatMap(({ list, id }) => [list, ['list_item', id] as const])
		blocks.push({
			id: this.#nextId(),
			type: 'paragraph',
			...(path.length > 0 && { in: path }),
			content: text,
		})
		this.#goesOn = true
	}
}

function alone(head: string): readonly [number: string, heading: string] {
	if (isHeadingAlone(head)) return ['', head]
	return [readLabel(head)?.number ?? '', readLabel(head) === undefined ? head : '']
}

function unescaped(words: string): string {
	return words.startsWith('\\') ? words.slice(1) : words
}
