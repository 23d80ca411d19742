/** A figure over several runs. */
export interface Spread {
	readonly median: number
	readonly min: number
	readonly max: number
}

/** The middle of `values` and their ends; NaN where there are none. */
export function spreadOf(values: readonly number[]): Spread {
	const sorted = [...values].sort((a, b) => a - b)
	const middle = Math.floor(sorted.length / 2)
	const upper = sorted[middle] ?? Number.NaN
	const lower = sorted[middle - 1] ?? upper
	return {
		median: sorted.length % 2 === 0 ? (lower + upper) / 2 : upper,
		min: sorted[0] ?? Number.NaN,
		max: sorted.at(-1) ?? Number.NaN,
	}
}

/** A number with three digits that count. */
export function short(value: number): string {
	if (Number.isNaN(value)) return '–'
	if (value >= 100) return value.toFixed(0)
	return value.toPrecision(value >= 10 ? 3 : 2)
}

/** A spread as `median (min–max)`, or the one number where there is but one. */
export function shown({ median, min, max }: Spread): string {
	return min === max || Number.isNaN(median)
		? short(median)
		: `${short(median)} (${short(min)}–${short(max)})`
}
