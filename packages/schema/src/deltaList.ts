import type { Marks } from './blocks.ts'
import type { Delta, DeltaOp } from './delta.ts'
import { sameJson, type Json, type JsonObject } from './json.ts'

/** A delta that is put together from its beginning on. */
export class DeltaList {
	readonly #ops: DeltaOp[] = []
	#at = 0

	/** How many units of the old text it has come past. */
	get at(): number {
		return this.#at
	}

	/** Keeps everything up to unit `index` of the old text as it is. */
	keepTo(index: number): void {
		if (index > this.#at) this.retain(index - this.#at, undefined)
	}

	/** Keeps the next units, with other marks where `change` says so. */
	retain(count: number, change: JsonObject | undefined): void {
		this.#ops.push({ kind: 'retain', count, change })
		this.#at += count
	}

	/** Takes the next units out. */
	delete(count: number): void {
		this.#ops.push({ kind: 'delete', count })
		this.#at += count
	}

	/** Puts something in here. */
	insert(content: Json, marks: Marks): void {
		const last = this.#ops.at(-1)
		const isMore = last?.kind === 'insert' && sameJson(last.marks, marks)
		// a pair of surrogates is one piece of text
		if (isMore && typeof last.content === 'string' && typeof content === 'string')
			this.#ops[this.#ops.length - 1] = { ...last, content: last.content + content }
		else this.#ops.push({ kind: 'insert', content, marks })
	}

	take(): Delta {
		return this.#ops
	}
}
