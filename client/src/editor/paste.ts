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
			for (const named of dom.querySelectorAll('[name], [id]')) {
				// a form may have a field called `removeAttribute`, too
				for (const name of ['name', 'id']) Element.prototype.removeAttribute.call(named, name)
			}
		}
		return super.parseSlice(dom, options)
	}
}

/**
 * What comes in from outside becomes what a clause can hold. Headings become paragraphs and the cells of a table row one
 * paragraph; pictures, styles and scripts are left out. Copies of our own blocks come without their ids. Line ends in
 * plain text are new paragraphs. An address pasted over words links them.
 */
export const pasteProps: EditorProps = {
	clipboardParser: new PasteParser(parleySchema, DOMParser.fromSchema(parleySchema).rules),
	transformPastedHTML: (html) => separateCells(insideTable(html)),
	transformPasted: (slice) => new Slice(cleaned(slice.content), slice.openStart, slice.openEnd),
	clipboardTextParser: (text, $context) => {
		const marks = $context.marks()
		const paragraphs = lines(text).map((line) =>
			nodes.paragraph.create(null, line === '' ? null : parleySchema.text(line, marks))
		)
		return new Slice(Fragment.from(paragraphs), 1, 1)
	},
	clipboardTextSerializer: ({ content }) => content.textBetween(0, content.size, '\n'),
	handlePaste: (view, event) => {
		const text = event.clipboardData?.getData('text/plain').trim() ?? ''
		return isSafeLink(text) && view.editable && setLink(text)(view.state, view.dispatch.bind(view))
	},
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

function cleaned(content: Fragment): Fragment {
	return Fragment.fromArray(content.content.flatMap(cleanNode))
}

function cleanNode(node: Node): Node[] {
	if (node.isText) {
		const text = clean(node.text ?? '')
		return text === '' ? [] : [parleySchema.text(text, node.marks)]
	}
	return [node.copy(cleaned(node.content))]
}
