import { isSafeLink, parleySchema } from '@parley/schema'
import { DOMParser, Fragment, type Node, type ParseOptions, Slice } from 'prosemirror-model'
import { type EditorProps } from 'prosemirror-view'
import { setLink } from './commands.ts'

const { nodes } = parleySchema

/**
 * Reads what is pasted after taking the names off it. A form has its fields as properties of their names, so that one with a field called
 * `nodeType` passes for no element, and all words in it would be lost.
 */
class PasteParser extends DOMParser {
	override parseSlice(dom: globalThis.Node, options?: ParseOptions): Slice {
		if (dom instanceof Element) {
			// what was copied here says in signs what is drawn around its words (`copying.ts`): they are no words
			for (const sign of dom.querySelectorAll('[data-parley-sign]')) sign.remove()
			for (const named of dom.querySelectorAll('[name], [id]')) {
				// a form may have a field called `removeAttribute`, too
				for (const name of ['name', 'id']) Element.prototype.removeAttribute.call(named, name)
			}
		}
		return super.parseSlice(dom, options)
	}
}

/** What a placeholder is to the clause that it is pasted into: whether one of it, and what is missing, in words. */
export type ReadPlaceholder = (id: string) => { readonly isHere: boolean; readonly words: string }

/**
 * What comes in from outside becomes what a clause can hold. Headings become paragraphs and the cells of a table row one
 * paragraph; pictures, styles and scripts are left out. Copies of our own blocks come without their ids. Line ends in
 * plain text are new paragraphs. An address pasted over words links them. A placeholder
 * of another clause becomes words, for it would be refused with all that is pasted; so do all of them in plain text.
 */
export function pasteProps(placeholder: ReadPlaceholder): EditorProps {
	const wordsOf = (node: Node): string => `[${placeholder(idOf(node)).words}]`
	return {
		clipboardParser: new PasteParser(parleySchema, DOMParser.fromSchema(parleySchema).rules),
		transformPastedHTML: (html) => separateCells(insideTable(html)),
		transformPasted: (slice) => {
			const { content, openStart, openEnd } = withoutAlternatives(slice)
			const atom = (node: Node): Node =>
				placeholder(idOf(node)).isHere ? node : parleySchema.text(wordsOf(node), node.marks)
			return new Slice(cleaned(content, atom), openStart, openEnd)
		},
		clipboardTextParser: (text, $context) => {
			const marks = $context.marks()
			const paragraphs = lines(text).map((line) =>
				nodes.paragraph.create(null, line === '' ? null : parleySchema.text(line, marks))
			)
			return new Slice(Fragment.from(paragraphs), 1, 1)
		},
		clipboardTextSerializer: ({ content }) =>
			content.textBetween(0, content.size, '\n', (leaf) =>
				leaf.type === nodes.placeholder ? wordsOf(leaf) : (leaf.type.spec.leafText?.(leaf) ?? '')
			),
		handlePaste: (view, event) => {
			const text = event.clipboardData?.getData('text/plain').trim() ?? ''
			if (!isSafeLink(text) || !view.editable) return false
			return setLink(text)(view.state, view.dispatch.bind(view))
		},
	}
}

function idOf(placeholder: Node): string {
	return String(placeholder.attrs['id'])
}

/**
 * Parts of a table that come without one get it here. prosemirror-view would put one around them and read it alone, and words that stand
 * in a part and in no cell, which a browser moves before the table, would be lost.
 */
function insideTable(html: string): string {
	const first = /<[a-z][^>\s/]*/i.exec(
		html.replace(/^(?:\s*<meta [^>]*>)+/, (meta) => ' '.repeat(meta.length))
	)
	if (first === null || !/^<(?:caption|col|colgroup|tbody|td|tfoot|th|thead|tr)$/i.test(first[0]))
		return html
	return `${html.slice(0, first.index)}<table>${html.slice(first.index)}`
}

/**
 * Words of an alternative are pasted as words: which alternatives there are is decided elsewhere. A slice that begins or ends within one is open
 * to as many levels less.
 */
function withoutAlternatives({ content, openStart, openEnd }: Slice): Slice {
	const isOne = (node: Node | null | undefined): boolean =>
		node?.type === nodes.alternatives || node?.type === nodes.alternative
	const levels = (open: number, next: (of: Node | Fragment) => Node | null): number => {
		let count = 0
		let node = next(content)
		for (let depth = 0; depth < open && node !== null; depth++, node = next(node))
			if (isOne(node)) count++
		return count
	}
	const unwrapped = (of: Fragment): Node[] =>
		of.content.flatMap((node) => (isOne(node) ? unwrapped(node.content) : [node]))
	return new Slice(
		Fragment.fromArray(unwrapped(content)),
		openStart - levels(openStart, (of) => of.firstChild),
		openEnd - levels(openEnd, (of) => of.lastChild)
	)
}

/** Without this the cells of a row would run together. */
function separateCells(html: string): string {
	return html.replace(/<\/t[dh]>/gi, ' $&')
}

/** Lines of a text, in NFC, without halves of surrogate pairs, control characters and a line end at the end. */
function lines(text: string): string[] {
	return clean(text.replace(/\r\n?/g, '\n').replace(/\n$/, '')).split('\n')
}

function clean(text: string): string {
	return text
		.toWellFormed()
		.normalize('NFC')
		.replace(/(?![\t\n])\p{Cc}/gu, '')
}

function cleaned(content: Fragment, atom: (placeholder: Node) => Node): Fragment {
	return Fragment.fromArray(content.content.flatMap((node) => cleanNode(node, atom)))
}

function cleanNode(node: Node, atom: (placeholder: Node) => Node): Node[] {
	if (node.isText) {
		const text = clean(node.text ?? '')
		return text === '' ? [] : [parleySchema.text(text, node.marks)]
	}
	if (node.type === nodes.placeholder) return [atom(node)]
	return [node.copy(cleaned(node.content, atom))]
}
