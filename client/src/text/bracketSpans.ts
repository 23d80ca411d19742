/**
 * How the brackets around words are drawn: as elements around these words, whose generated content is the square brackets and their holders. So nothing
 * of a bracket can be selected, copied or take the caret, and the words are drawn alike in an editor and without one.
 */

/** A bracket that is open, as far as it is drawn. */
export interface BracketLook {
	/** In the order in which they are named; `slot` is null where the colour of a delegation is not known, as in a file. */
	readonly holders: readonly { readonly code: string; readonly slot: number | null }[]
	/** Whose it is, e.g. `bracket of Ukraine, France`. */
	readonly name: string
}

/** The open brackets by their ids; a mark of any other bracket is shown as nothing. */
export type BracketLooks = ReadonlyMap<string, BracketLook>

/** Says which brackets are open. */
export type Known = Pick<ReadonlyMap<string, unknown>, 'has'>

/** No bracket is open. */
export const NO_LOOKS: BracketLooks = new Map()

/** An element around words. */
export interface BracketSpan {
	readonly class: string
	readonly data: Readonly<Record<`data-${string}`, string>>
	/** What is read aloud for the brackets that begin and end here, by custom properties whose values are CSS strings. */
	readonly style: string
}

/** More levels than this look alike. */
const DEEPEST = 8

const KEY = /^bracket:([0-9A-Za-z]{8,64})$/

/** The ids of the brackets among the keys of marks. */
export function bracketsAmong(marks: Readonly<Record<string, unknown>> = {}): readonly string[] {
	return Object.keys(marks).flatMap((key) => KEY.exec(key)?.[1] ?? [])
}

/** Words that stand under the same brackets. */
export interface BracketRun {
	/** The brackets over it that are open, from outside in. */
	readonly ids: readonly string[]
	/** How many of `ids` begin with it, the last ones. */
	readonly opens: readonly string[]
	/** Those of `ids` that end with it, from inside out. */
	readonly closes: readonly string[]
}

/**
 * The runs of a text, each of which is given by the ids of its brackets: which of them begin and end there. A bracket that began earlier is outside of
 * one that began later; of two that begin together, the one that goes further is outside. One whose words stand in several pieces begins with
 * each of them.
 */
export function bracketRuns(
	runs: readonly (readonly string[])[],
	known: Known
): readonly BracketRun[] {
	const open = runs.map((ids) => new Set(ids.filter((id) => known.has(id))))
	const ends = endsOf(open)
	let before: readonly string[] = []
	return open.map((here, index) => {
		const kept = before.filter((id) => here.has(id))
		const endOf = (id: string): number => ends[index]?.get(id) ?? index
		const begun = [...here]
			.filter((id) => !before.includes(id))
			.sort((one, other) => endOf(other) - endOf(one) || (one < other ? -1 : 1))
		const ids = [...kept, ...begun]
		before = ids
		const after = open[index + 1]
		const closes = ids.filter((id) => after?.has(id) !== true).reverse()
		return { ids, opens: begun, closes }
	})
}

/** For each run and bracket, the last run of the piece that it stands in. */
function endsOf(open: readonly ReadonlySet<string>[]): readonly ReadonlyMap<string, number>[] {
	const ends: ReadonlyMap<string, number>[] = []
	let after: ReadonlyMap<string, number> = new Map()
	for (const [back, here] of open.toReversed().entries()) {
		const index = open.length - 1 - back
		const known = after
		after = new Map([...here].map((id) => [id, known.get(id) ?? index]))
		ends.push(after)
	}
	return ends.reverse()
}

/** The elements around a run, from the innermost out; none where no bracket is open over it. */
export function bracketSpans(
	{ ids, opens, closes }: BracketRun,
	looks: BracketLooks
): readonly BracketSpan[] {
	if (ids.length === 0) return []
	const nameOf = (id: string): string => looks.get(id)?.name ?? 'bracket'
	const [first, ...others] = closes
	const words: BracketSpan = {
		class: 'bracketed',
		data: {
			'data-level': level(ids.length),
			'data-brackets': ids.join(' '),
			...(opens.length > 0 && { 'data-open': '['.repeat(opens.length) }),
			...(first !== undefined && { 'data-close': ']', 'data-closes': first }),
		},
		style: saying(
			opens.map((id) => `${nameOf(id)} begins: `).join(''),
			first === undefined ? '' : ` end of ${nameOf(first)}. `
		),
	}
	const spans = [words]
	for (const [index, id] of [...(first === undefined ? [] : [first]), ...others].entries()) {
		const around = level(ids.length - index)
		if (index > 0) {
			spans.push({
				class: 'bracket-close',
				data: { 'data-level': around, 'data-close': ']', 'data-closes': id },
				style: saying('', ` end of ${nameOf(id)}. `),
			})
		}
		for (const { code, slot } of looks.get(id)?.holders ?? []) {
			const tag = { class: 'bracket-tag', style: saying('', '') }
			const data = { 'data-level': around, 'data-bracket': id }
			if (slot !== null) spans.push({ ...tag, data: { ...data, 'data-slot': String(slot) } })
			spans.push({ ...tag, data: { ...data, 'data-code': code } })
		}
	}
	return spans
}

function level(deep: number): string {
	return String(Math.min(deep, DEEPEST))
}

function saying(begins: string, ends: string): string {
	return `--begins: ${quoted(begins)}; --ends: ${quoted(ends)}`
}

/** `words` as a CSS string. */
function quoted(words: string): string {
	return `"${words.replace(/[\\"]/g, '\\$&').replace(/[\n\r\f]/g, ' ')}"`
}
