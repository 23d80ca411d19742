/**
 * Marks that begin and end around nothing, or end and begin again: between the same two words of a text, so that neither tells of them. Honest editors
 * leave such behind what they write beside words that are set otherwise: they are nothing wrong. But what somebody writes there next may stand under
 * a mark that neither of the two words is under, or be the only one not to, and names no mark itself.
 */
import * as Y from 'yjs'
import { ClockSet } from './clockSet.ts'
import { sameJson, toJson, type Json } from './json.ts'
import type { Between } from './laidStructs.ts'
import { contains, itemAt } from './outline.ts'
import type { Edit } from './readUpdate.ts'
import { textOf } from './wire.ts'

/** As many items are looked at for one edit, wherever it comes; where there are more, anything may stand there. */
const MOST_STEPS = 20_000

/** What it takes to go past a pending edit, or a range that one deletes, of what an item takes. */
export const BY_PENDING = 1 / 8

/** What is asked of a text. */
interface Question {
	/** Whether it is asked of the marks with this key. */
	readonly isConcerned: (key: string) => boolean
	/** Whether what stands there is a word, which shows under which marks it is; not asked of what is deleted, or counts for nothing. */
	readonly isWord: (content: Y.Item['content']) => boolean
}

/** Looks for bare marks where one edit comes in a document, which has neither the edit nor what is pending before it. */
export class BareMarks {
	readonly #doc: Y.Doc
	readonly #pending: readonly Edit[]
	readonly #question: Question
	/** What is pending deletes these units: they tell of no mark any more. */
	#gone: ClockSet | null = null
	/** How many items were looked at so far. */
	steps = 0

	constructor(doc: Y.Doc, pending: readonly Edit[], question: Question) {
		this.#doc = doc
		this.#pending = pending.filter(({ deleted }) => deleted.size > 0)
		this.#question = question
	}

	/**
	 * Whether what comes to `place` may come between two words of which both are under a mark, or neither is, and itself be otherwise: the mark changes between the
	 * first of them and where it comes, and again between there and the second. What stands between the two units of `place` may have come there later.
	 */
	mayStandOtherwise({ left, right }: Between): boolean {
		if (++this.steps > MOST_STEPS) return true
		const from = left === null ? null : itemAt(this.#doc, left)
		if (left !== null && from === null) return true
		if (from !== null && from.parentSub !== null) return false
		let word = from
		while (word !== null && !this.#isStanding(word)) {
			if (++this.steps > MOST_STEPS) return true
			word = word.left
		}
		if (from !== null && word === from && right !== null && contains(from, right)) return false
		let isBeforeRight = true
		const turns = new Turns()
		let isBehindLeft = word === from
		for (let item = nextTo(word, this.#doc); item !== null; item = item.right) {
			if (++this.steps > MOST_STEPS) return true
			if (right !== null && contains(item, right)) isBeforeRight = false
			if (this.#isStanding(item)) {
				if (!isBeforeRight) return false
				turns.forget()
			} else if (!item.deleted && item.content instanceof Y.ContentFormat) {
				const { key, value } = item.content
				if (this.#question.isConcerned(key)) {
					if (isBehindLeft && turns.isTurn(key, toJson(value))) return true
					if (isBeforeRight) turns.take(key, toJson(value))
				}
			}
			if (item === from) isBehindLeft = true
		}
		// what is open where the text ends has no word behind it to show that
		return turns.isOpen
	}

	#isStanding({ deleted, countable, content, id, length }: Y.Item): boolean {
		if (deleted || !countable || !this.#question.isWord(content)) return false
		if (this.#pending.length === 0) return true
		// a part of what is gone counts as all of it: then more is looked at
		for (const { isIn } of this.#goneUnits().parts(id.client, id.clock, id.clock + length))
			if (isIn) return false
		return true
	}

	#goneUnits(): ClockSet {
		if (this.#gone !== null) return this.#gone
		this.#gone = new ClockSet()
		for (const { deleted } of this.#pending) {
			for (const [client, ranges] of deleted) {
				this.steps += ranges.length * BY_PENDING
				for (const { from, to } of ranges) this.#gone.add(client, from, to)
			}
		}
		return this.#gone
	}
}

/** The marks between a word and where something may come. */
class Turns {
	/** Of each key the value that it took first, whether it took any other, and the last one; null ends a mark. */
	readonly #values = new Map<string, { first: Json; isMixed: boolean; last: Json }>()

	take(key: string, value: Json): void {
		const known = this.#values.get(key)
		const isMixed = known !== undefined && (known.isMixed || !sameJson(known.first, value))
		this.#values.set(key, {
			first: known === undefined ? value : known.first,
			isMixed,
			last: value,
		})
	}

	/** Whether a mark that took another value before takes this one. */
	isTurn(key: string, value: Json): boolean {
		const known = this.#values.get(key)
		return known !== undefined && (known.isMixed || !sameJson(known.first, value))
	}

	/** Whether any of them was begun last. */
	get isOpen(): boolean {
		return [...this.#values.values()].some(({ last }) => last !== null)
	}

	forget(): void {
		this.#values.clear()
	}
}

function nextTo(item: Y.Item | null, doc: Y.Doc): Y.Item | null {
	return item === null ? textOf(doc)._start : item.right
}
