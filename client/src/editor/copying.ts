/** What an editor copies, with the signs of what is drawn around its words: fetched once a page is there, since a copy cannot wait. */
import { parleySchema } from '@parley/schema'
import { DOMSerializer, Slice } from 'prosemirror-model'
import { type EditorView } from 'prosemirror-view'
import { signCopies } from '../text/copying.ts'
import { copyPlain, signCopied, wordsOfPasted } from '../text/copySigns.ts'

const { nodes } = parleySchema

// whatever else is drawn on the page is copied alike
signCopies()

/** Has an editor say what is drawn around words that are copied of it. What is pasted as plain text of what was copied here is the words alone. */
export function signEditor(view: EditorView): void {
	const { dom, props } = view
	const serializer = new CopySerializer((copied) => {
		signCopied(copied, dom)
	})
	const { clipboardTextParser: read } = props
	view.setProps({
		clipboardSerializer: serializer,
		clipboardTextSerializer: (slice) =>
			copyPlain(serializer.serializeFragment(withinAlternative(slice).content)),
		...(read && {
			clipboardTextParser: (text, ...given) => read.call(props, wordsOfPasted(text), ...given),
		}),
	})
}

/** Writes what is copied with its signs. */
class CopySerializer extends DOMSerializer {
	readonly #sign: (copied: ParentNode) => void

	constructor(sign: (copied: ParentNode) => void) {
		const { nodes, marks } = DOMSerializer.fromSchema(parleySchema)
		super(
			{
				...nodes,
				paragraph: withBeginning(nodes['paragraph']),
				heading: withBeginning(nodes['heading']),
			},
			marks
		)
		this.#sign = sign
	}

	override serializeFragment(...given: Parameters<DOMSerializer['serializeFragment']>) {
		const copied = super.serializeFragment(...given)
		// the content of a node is written into that
		if (given[2] === undefined) this.#sign(copied)
		return copied
	}
}

type ToDOM = DOMSerializer['nodes'][string]

/** Writes a block with the keys of the suggestions by which it would begin, or be joined to the one before. */
function withBeginning(write: ToDOM | undefined): ToDOM {
	return (node) => {
		const keys = keysOf(node.attrs['suggested']).join(' ')
		const [tag, ...content] = (write?.(node) ?? ['p', 0]) as [string, 0]
		return keys === '' ? [tag, ...content] : [tag, { 'data-begins': keys }, ...content]
	}
}

function keysOf(suggested: unknown): readonly string[] {
	return typeof suggested === 'object' && suggested !== null ? Object.keys(suggested) : []
}

/** What is copied within one alternative, without that: whoever takes words out of it takes words. */
function withinAlternative(slice: Slice): Slice {
	const { content, openStart, openEnd } = slice
	const only = content.childCount === 1 ? content.firstChild : null
	if (only === null || openStart < 2 || openEnd < 2) return slice
	if (only.type !== nodes.alternatives && only.type !== nodes.alternative) return slice
	return withinAlternative(new Slice(only.content, openStart - 1, openEnd - 1))
}
