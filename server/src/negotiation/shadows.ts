import { type DocumentName } from '@parley/protocol'
import { createDocument } from '@parley/schema'
import * as Y from 'yjs'
import { type DocumentHead } from './documentHead.ts'
import { stepsOfCopying, structsOf } from './efforts.ts'

/** As many texts are copied at a time, the ones that were asked for last. */
const MOST = 16

/** How many updates a copy follows for which nobody asks. */
const MOST_UNASKED = 1000

/** A text as it is numbered: what is committed, and what is numbered behind that. */
interface Shadow {
	readonly head: DocumentHead
	readonly text: Y.Doc
	readonly doc: Y.Doc
	/** What it has of what is not committed yet. */
	readonly applied: WeakSet<Uint8Array>
	unasked: number
	stop(): void
}

/**
 * Copies of texts as they are numbered, to try edits on one after the other. What is tried stays in the copy: nearly always it gets the next
 * number. Where it does not, the copy is spoiled: it is made anew when somebody asks again, and counted at once.
 */
export class Shadows {
	readonly #shadows = new Map<DocumentName, Shadow>()
	/** The texts whose next copy was counted when the last one was spoiled. */
	readonly #counted = new WeakSet<Y.Doc>()
	#effort = 0

	/** How many steps it took so far to make copies. */
	get effort(): number {
		return this.#effort
	}

	/**
	 * The copy of `document`, for the one edit that is tried next.
	 *
	 * @param head of the document: with another one, something that had its number has it no more
	 * @param text as committed, which is only read
	 * @param updates what is numbered behind that
	 */
	of(
		document: DocumentName,
		head: DocumentHead,
		text: Y.Doc,
		updates: readonly Uint8Array[]
	): Y.Doc {
		let shadow = this.#shadows.get(document)
		if (shadow?.head !== head || shadow.text !== text) {
			this.#forget(document)
			shadow = this.#make(document, head, text)
		}
		shadow.unasked = 0
		for (const update of updates) {
			if (shadow.applied.has(update)) continue
			shadow.applied.add(update)
			Y.applyUpdate(shadow.doc, update)
		}
		return shadow.doc
	}

	/** What was tried last in `document` did not get a number: its copy is of no use any more, and the next one is counted now. */
	spoil(document: DocumentName): void {
		const shadow = this.#shadows.get(document)
		if (shadow === undefined) return
		this.#forget(document)
		this.#effort += stepsOfCopying(structsOf(shadow.text))
		this.#counted.add(shadow.text)
	}

	#forget(document: DocumentName): void {
		this.#shadows.get(document)?.stop()
		this.#shadows.delete(document)
	}

	#make(document: DocumentName, head: DocumentHead, text: Y.Doc): Shadow {
		const doc = createDocument({ gc: false })
		Y.applyUpdate(doc, Y.encodeStateAsUpdate(text))
		if (!this.#counted.delete(text)) this.#effort += stepsOfCopying(structsOf(text))
		const follow = (update: Uint8Array): void => {
			if (++shadow.unasked > MOST_UNASKED) this.#forget(document)
			else Y.applyUpdate(doc, update)
		}
		const drop = (): void => {
			this.#forget(document)
		}
		text.on('update', follow)
		text.on('destroy', drop)
		const shadow: Shadow = {
			...{ head, text, doc, applied: new WeakSet<Uint8Array>(), unasked: 0 },
			stop: () => {
				text.off('update', follow)
				text.off('destroy', drop)
				doc.destroy()
			},
		}
		this.#shadows.set(document, shadow)
		const [oldest] = this.#shadows.keys()
		if (this.#shadows.size > MOST && oldest !== undefined) this.#forget(oldest)
		return shadow
	}
}
