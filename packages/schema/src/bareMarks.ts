/** What a transaction does to marks where nothing stands under them: no delta says it, and what is put there next comes under them. */
import * as Y from 'yjs'
import { withMark, type Marks } from './blocks.ts'
import { changeBetween, newnessIn, takingIn, touchesFormatting } from './delta.ts'
import { toJson, type JsonObject } from './json.ts'

/** What a transaction does to marks where no unit is. */
export interface BareMarks {
	/** What it does to those that are open where the text ends: keys set, and keys ended with `null`. */
	readonly atEnd: JsonObject
	/** The keys of marks that it begins around nothing, where they were open neither at that place nor on the units of before on both sides of it. */
	readonly begun: ReadonlySet<string>
}

const NONE: BareMarks = { atEnd: {}, begun: new Set() }

/** What `transaction` did to marks in `text` where no unit is. Only reads, in one walk over the items; in none where it formatted nothing. */
export function bareMarks(text: Y.Text, transaction: Y.Transaction): BareMarks {
	if (!touchesFormatting(text, transaction)) return NONE
	const isNew = newnessIn(transaction)
	const isTaken = takingIn(transaction, isNew)
	const begun = new Begun()
	let marks: Marks = {}
	let former: Marks = {}
	for (let item = text._start; item !== null; item = item.right) {
		const { content, countable, deleted, id } = item
		if (deleted && !isTaken(id)) continue
		if (content instanceof Y.ContentFormat) {
			const { key, value } = content
			if (!deleted) marks = withMark(marks, key, value)
			if (!isNew(id)) former = withMark(former, key, value)
			else if (toJson(value) !== null) begun.begin(key, former)
		} else if (countable) begun.pass(marks, isNew(id) ? null : former)
	}
	return { atEnd: changeBetween(former, marks) ?? {}, begun: begun.end() }
}

/** Finds the marks that begin around nothing. */
class Begun {
	/** Of the last unit that was there before. */
	#left: Marks = {}
	/** Those that have begun since and are on no unit yet. */
	readonly #bare = new Set<string>()
	readonly #found = new Set<string>()

	/** A mark begins where those of `former` were open. */
	begin(key: string, former: Marks): void {
		if (!Object.hasOwn(former, key) && !Object.hasOwn(this.#left, key)) this.#bare.add(key)
	}

	/** Goes past a unit with `marks`, which had those of `former`; null where it is new. */
	pass(marks: Marks, former: Marks | null): void {
		for (const key of this.#bare) {
			const isOn = Object.hasOwn(marks, key) || (former !== null && Object.hasOwn(former, key))
			if (!isOn && former !== null) this.#found.add(key)
			if (isOn || former !== null) this.#bare.delete(key)
		}
		if (former !== null) this.#left = former
	}

	end(): ReadonlySet<string> {
		return new Set([...this.#found, ...this.#bare])
	}
}
