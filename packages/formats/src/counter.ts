import { type Label, type LabelFamily } from './label.ts'

/** Follows the numbers of labels, family by family. */
export class Counter {
	readonly #last = new Map<LabelFamily, number>()
	#mayRestart = true

	/** Says that a part or an annex begins, after which numbers go on or begin again. */
	allowRestart(): void {
		this.#mayRestart = true
	}

	/**
	 * Whether a label in running text counts on from the last one, and if so, remembers it. A label that stands alone in its line does
	 * always; one that is closed (`Artikel 5. …`) may leave numbers out; any other may leave out two.
	 */
	accepts(label: Label): boolean {
		const last = this.#last.get(label.family) ?? 0
		const isNext = label.value > last && (label.isClosed || label.value <= last + 3)
		const isFirst = label.value === 1 && (label.isClosed || this.#mayRestart)
		if (label.rest !== '' && !isNext && !isFirst && !isRepeat(label, last)) return false
		return this.#remember(label)
	}

	/** Whether a number follows the last one without a gap (or is its `bis`), and if so, remembers it. */
	follows(label: Label): boolean {
		const last = this.#last.get(label.family) ?? 0
		const isFirst = label.value === 1 && this.#mayRestart
		if (label.value !== last + 1 && !isFirst && !isRepeat(label, last)) return false
		return this.#remember(label)
	}

	#remember(label: Label): true {
		this.#last.set(label.family, label.until)
		this.#mayRestart = false
		return true
	}
}

/** Whether a label is inserted after one of the same number: `4 bis`, `4a`. */
function isRepeat(label: Label, last: number): boolean {
	return last > 0 && label.value === last && /\p{Ll}\]?$/u.test(label.number)
}
