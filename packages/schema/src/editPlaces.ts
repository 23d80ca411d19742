/** Where an edit would come to stand in a document, which has neither it nor what is pending before it. */
import type * as Y from 'yjs'
import { LaidStructs, type Between, type LaidStruct } from './laidStructs.ts'
import type { Edit } from './readUpdate.ts'
import { isSame, type UnitId } from './struct.ts'

/** The places of one edit in the text. */
export class EditPlaces {
	readonly #edit: Edit
	readonly #doc: Y.Doc
	readonly #pending: readonly Edit[]
	/** What is laid of the edit, and of all that is pending once it builds on some of that. */
	readonly #own: LaidStructs
	#ahead: LaidStructs | null = null
	/** How many structs were laid so far. */
	steps = 0

	constructor(edit: Edit, doc: Y.Doc, pending: readonly Edit[]) {
		this.#edit = edit
		this.#doc = doc
		this.#pending = pending
		this.#own = new LaidStructs(doc, (unit) => this.ahead(unit))
	}

	/**
	 * Between which units of the document the structs of the edit come, one after the other; `nowhere` for such as build on what is to be found
	 * neither there nor in what is pending. What is written on end stands between the same two units, and is named once.
	 */
	*all(): Generator<Between | 'nowhere'> {
		let last: Between | undefined
		for (const struct of this.#edit.placed) {
			this.steps++
			const place = this.#own.lay(struct)
			if (place === 'there') continue
			if (place === 'nowhere') yield place
			else {
				const isSamePlace =
					last !== undefined && isSame(last.left, place.left) && isSame(last.right, place.right)
				if (!isSamePlace) yield place
				last = place
			}
		}
	}

	/** What is pending that holds `unit`, or undefined where nothing does. */
	ahead(unit: UnitId): LaidStruct | undefined {
		if (this.#ahead === null) {
			this.#ahead = new LaidStructs(this.#doc, () => undefined)
			for (const { placed } of this.#pending) {
				this.steps += placed.length
				for (const struct of placed) this.#ahead.lay(struct)
			}
		}
		return this.#ahead.find(unit)
	}
}
