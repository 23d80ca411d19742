/** What a paragraph that offers one of several texts begins with, e.g. `Option 2:`. */
export interface OptionLabel {
	/** `option` or `alternative`, whatever it is called in the file: those of one run are called the same. */
	readonly word: string
	/** What counts: digits, letters or Roman numerals. `I` may be a letter as well. */
	readonly counts: ReadonlyMap<Counting, number>
	/** Whether words of the text stand behind it. */
	readonly hasWords: boolean
}

/** How options are counted. */
export type Counting = 'digits' | 'letters' | 'roman'

/** The word, what counts, the mark that closes it, and what stands behind. A label without that mark is no label: `Option 2 was preferred`. */
const LABEL =
	/^\s*(option|opt|alternative|alt|варіант)(?:\.?\s+|\.|(?=\d))(\d{1,2}|[A-Z]|[IVX]{1,5})\s*[:.)]:?\s*(.*)$/isu

const WORDS: Readonly<Record<string, string>> = { opt: 'option', alt: 'alternative' }

const NUMERALS = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII']

/** The label that the words of a paragraph begin with; undefined where they begin with none. */
export function readOption(words: string): OptionLabel | undefined {
	const [, called = '', count = '', rest = ''] = LABEL.exec(words) ?? []
	if (called === '') return undefined
	const counts = new Map<Counting, number>()
	const letters = count.toUpperCase()
	if (/^\d+$/.test(count)) counts.set('digits', Number(count))
	if (/^[A-Z]$/.test(letters)) counts.set('letters', letters.charCodeAt(0) - 64)
	if (NUMERALS.includes(letters)) counts.set('roman', NUMERALS.indexOf(letters) + 1)
	const word = called.toLowerCase()
	return { word: WORDS[word] ?? word, counts, hasWords: /[\p{L}\p{N}]/u.test(rest) }
}

/** Whether `next` follows `label` in some way of counting that is open, and in which ones. */
export function followsIn(
	countings: readonly Counting[],
	label: OptionLabel,
	next: OptionLabel
): readonly Counting[] {
	if (label.word !== next.word) return []
	return countings.filter((one) => next.counts.get(one) === (label.counts.get(one) ?? NaN) + 1)
}
