/** A character that opens a bracket and the one that closes it, by their places in the text. */
export interface BracketPair {
	readonly open: number
	readonly close: number
	/** How many pairs it stands in, itself among them. */
	readonly depth: number
}

/** The square brackets of a text. */
export interface PairedText {
	/** In the order in which they close: the inner ones first. */
	readonly pairs: readonly BracketPair[]
	/** The places of those that have no counterpart. */
	readonly unpaired: readonly number[]
	/** The places at which references to footnotes open and close: `[^3]`. */
	readonly footnotes: readonly Omit<BracketPair, 'depth'>[]
}

const BRACKET_OR_FOOTNOTE = /\[\^[^[\]\s]{1,64}\]|[[\]]/gu

/** Pairs the square brackets of `text`: each that closes with the nearest before it that is open. Takes time by the length alone. */
export function pairBrackets(text: string): PairedText {
	const open: number[] = []
	const closers = new Map<number, number>()
	const unpaired: number[] = []
	const footnotes: { open: number; close: number }[] = []
	for (const { 0: found, index } of text.matchAll(BRACKET_OR_FOOTNOTE)) {
		if (found.length > 1) {
			footnotes.push({ open: index, close: index + found.length - 1 })
		} else if (found === '[') open.push(index)
		else {
			const opener = open.pop()
			if (opener === undefined) unpaired.push(index)
			else closers.set(opener, index)
		}
	}
	const alone = [...unpaired, ...open].sort((a, b) => a - b)
	return { pairs: withDepths(closers), unpaired: alone, footnotes }
}

/** What has no counterpart is no level. */
function withDepths(closers: ReadonlyMap<number, number>): readonly BracketPair[] {
	const around: number[] = []
	const pairs: BracketPair[] = []
	for (const [open, close] of [...closers].sort(([a], [b]) => a - b)) {
		while ((around.at(-1) ?? Infinity) < open) around.pop()
		around.push(close)
		pairs.push({ open, close, depth: around.length })
	}
	return pairs.sort((a, b) => a.close - b.close)
}
