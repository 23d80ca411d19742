/** The Y.Docs clauses live in: made so that a reader never writes, and filled in one stroke. */
import { Node } from 'prosemirror-model'
import { Transform } from 'prosemirror-transform'
import * as Y from 'yjs'
import { embedOf, type Block, type Marks } from './blocks.ts'
import { countedIds } from './ids.ts'
import type { Json } from './json.ts'
import { normalise, wholeOf } from './normalise.ts'
import { blocksFromDoc } from './tree.ts'
import { birthOf, propertiesOf, textOf } from './wire.ts'

/**
 * An empty clause whose readers are silent.
 *
 * @param options.gc whether deleted content may be forgotten (default). The server's documents keep it, for authorship.
 */
export function createDocument(options: { readonly gc?: boolean } = {}): Y.Doc {
	// An id of its own serves sub-documents, which there are none of; drawing one took longer than all else here (measured).
	return silence(new ClauseDocument({ gc: options.gc ?? true, guid: 'clause' }))
}

/** Yjs tells of seven events for each change, and makes two lists for each of them even where nobody listens: a sixth of reading a log (measured). */
class ClauseDocument extends Y.Doc {
	override emit(...event: Parameters<Y.Doc['emit']>): void {
		if (this._observers.has(event[0])) super.emit(...event)
	}
}

const silenced = new WeakSet<Y.Doc>()

/**
 * Makes `doc`, one that nobody has written to or read from yet, a silent reader, and gives it back.
 *
 * Stock Yjs tidies formatting after remote changes, as updates from whoever looks. That is not neutral: the users' own
 * edits alone then give other formatting than the live documents, and a freeze by log position cannot live with that. The
 * flag it hangs on is private to Yjs; a test fails when a reader writes.
 */
export function silence(doc: Y.Doc): Y.Doc {
	if (silenced.has(doc)) return doc
	silenced.add(doc)
	textOf(doc)
	propertiesOf(doc)
	doc.on('afterTransaction', (transaction) => {
		transaction._needFormattingCleanup = false
	})
	return doc
}

/**
 * Fills an empty clause with `content` as one update. Blocks and containers of a node that have no id get counted ones.
 *
 * @param origin the origin of the transaction
 */
export function seed(doc: Y.Doc, content: readonly Block[] | Node, origin?: unknown): void {
	const blocks = content instanceof Node ? blocksFromDoc(withIds(content)) : content
	doc.transact(() => {
		textOf(doc).applyDelta(insertsOf(blocks))
	}, origin)
}

function withIds(doc: Node): Node {
	const transform = new Transform(doc)
	normalise(transform, doc, [{ old: wholeOf(doc), new: wholeOf(doc) }], countedIds())
	return transform.doc
}

interface Insert {
	readonly insert: string | object
	readonly attributes: Record<string, Json>
}

/** Blocks as inserts: each marker, then its content. A marker carries the marks it stands after, or Yjs would add formatting. */
function insertsOf(blocks: readonly Block[]): Insert[] {
	const inserts: Insert[] = []
	let marks: Marks = {}
	for (const block of blocks) {
		inserts.push({ insert: birthOf(block), attributes: { ...marks } })
		for (const inline of block.content) {
			marks = inline.marks ?? {}
			const insert = 'text' in inline ? inline.text : embedOf(inline)
			inserts.push({ insert, attributes: { ...marks } })
		}
	}
	return inserts
}
