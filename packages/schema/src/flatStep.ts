import type { Node } from 'prosemirror-model'
import { Step, StepMap, StepResult } from 'prosemirror-transform'

/**
 * The step from one document to another that says exactly what stayed: decorations, bookmarks and selections of all
 * plugins map through it, also where the tree was wrapped or lifted.
 */
export class FlatStep extends Step {
	readonly #before: Node
	readonly #after: Node
	readonly #ranges: readonly number[]

	/** @param ranges as `StepMap` takes them: position, old size, new size for each change */
	constructor(before: Node, after: Node, ranges: readonly number[]) {
		super()
		this.#before = before
		this.#after = after
		this.#ranges = ranges
	}

	get before(): Node {
		return this.#before
	}

	get after(): Node {
		return this.#after
	}

	override apply(doc: Node): StepResult {
		return doc.eq(this.#before) ? StepResult.ok(this.#after) : StepResult.fail('another document')
	}

	override getMap(): StepMap {
		return new StepMap(this.#ranges)
	}

	override invert(): FlatStep {
		return new FlatStep(this.#after, this.#before, invertRanges(this.#ranges))
	}

	/** It stands for one pair of documents and cannot be carried over other changes. */
	override map(): null {
		return null
	}

	override toJSON(): never {
		throw new TypeError('a remote change is not stored as a step')
	}
}

function invertRanges(ranges: readonly number[]): number[] {
	const inverted: number[] = []
	let growth = 0
	for (let i = 0; i < ranges.length; i += 3) {
		const [start = 0, oldSize = 0, newSize = 0] = ranges.slice(i, i + 3)
		inverted.push(start + growth, newSize, oldSize)
		growth += newSize - oldSize
	}
	return inverted
}
