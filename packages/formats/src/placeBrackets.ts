import { bracketKey, type Block } from '@parley/schema'
import {
	type BracketReport,
	type BracketedClause,
	type BracketedText,
	type FlaggedBrackets,
	type ImportedBracket,
	type ImportedClause,
	type ImportedText,
	type WhyFlagged,
} from './imported.ts'
import { readHolders } from './holderSigns.ts'
import { markRanges, type MarkedRange } from './markRanges.ts'
import { pairBrackets } from './pairBrackets.ts'

/** The most brackets that one text brings: whoever opens its room gets all of them, and each is an entry of the log. The Paris drafts have 1,055. */
export const MAX_BRACKETS = 5_000

/** The most levels: each character names the brackets it stands in. The Paris drafts have 7. */
export const MAX_DEPTH = 32

/** The most places that are named, of whatever stayed text. */
const MAX_PLACES = 1_000

/** How much of the words beside a place is given, in characters. */
const CONTEXT = 24

/**
 * The clauses of `text` with its square brackets as brackets, where they pair within a clause and have words between them: the mark of each
 * stands on its words then, and its characters are text no more, nor is what named its holders. All else stays as it is, character for
 * character, and the report says where a square bracket stayed one (rules I29 to I33).
 *
 * @param codes of the delegations that can hold a bracket
 */
export function placeBrackets(text: ImportedText, codes: readonly string[]): BracketedText {
	const delegations = new Set(codes)
	const report = new Report()
	let last = 0
	const clauses = text.clauses.map((clause) =>
		bracketedClause(clause, report, (code) => delegations.has(code), {
			nextId: () => `imported${String(++last)}`,
			mayPlace: () => last < MAX_BRACKETS,
		})
	)
	return { ...text, clauses, brackets: report.finish() }
}

interface Placing {
	readonly nextId: () => string
	readonly mayPlace: () => boolean
}

function bracketedClause(
	clause: ImportedClause,
	report: Report,
	isDelegation: (code: string) => boolean,
	{ nextId, mayPlace }: Placing
): BracketedClause {
	const flags = report.of(clause)
	flags.heading()
	const { text, starts } = flatten(clause.blocks)
	const { pairs, unpaired, footnotes } = pairBrackets(text)
	for (const at of unpaired) flags.add('unpaired', [at])
	for (const { open, close } of footnotes) flags.add('footnote', [open, close])

	const found: (MarkedRange & { readonly holders: readonly string[] })[] = []
	for (const { open, close, depth } of pairs) {
		const headEnd = Math.min(close, endOfBlock(starts, open, text.length))
		const tailStart = Math.max(open + 1, startOfBlock(starts, close))
		const { holders, before, behind } = readHolders(
			text.slice(open + 1, headEnd),
			text.slice(tailStart, close),
			isDelegation
		)
		const [from, to] = [open + 1 + before, close - behind]
		if (!hasWords(text, from, to)) flags.add('empty', [open, close])
		else if (depth > MAX_DEPTH) flags.add('too-deep', [open, close])
		else if (!mayPlace()) flags.add('too-many', [open, close])
		else found.push({ key: bracketKey(nextId()), from, to, open, close, holders })
	}
	found.sort((a, b) => a.open - b.open)
	report.place(found)
	const { blocks, kept } = markRanges(clause.blocks, starts, found)
	flags.finish(text, starts, kept)
	const brackets = found.map(({ key, holders }): ImportedBracket => ({ key, holders }))
	return { ...clause, blocks, brackets }
}

/** The words of blocks in one string, and where each block begins in it: a line feed stands before each, and for each break. */
function flatten(blocks: readonly Block[]): { text: string; starts: readonly number[] } {
	const starts: number[] = []
	const parts: string[] = []
	let at = 0
	for (const { content } of blocks) {
		starts.push(++at)
		parts.push('\n')
		for (const inline of content) {
			const words =
				'text' in inline ? inline.text : inline.inline === 'hard_break' ? '\n' : '\ufffc'
			parts.push(words)
			at += words.length
		}
	}
	return { text: parts.join(''), starts }
}

/** The index of the block in which the character at `at` stands. */
function blockAt(starts: readonly number[], at: number): number {
	let [low, high] = [0, starts.length]
	while (high - low > 1) {
		const middle = (low + high) >> 1
		if ((starts[middle] ?? 0) <= at) low = middle
		else high = middle
	}
	return low
}

function startOfBlock(starts: readonly number[], at: number): number {
	return starts[blockAt(starts, at)] ?? 0
}

/** Behind the last character of the block in which `at` stands. */
function endOfBlock(starts: readonly number[], at: number, length: number): number {
	const next = starts[blockAt(starts, at) + 1]
	return next === undefined ? length : next - 1
}

/** Whether anything but white space stands there. Brackets that stand there count: they have words themselves, or are words. */
function hasWords(text: string, from: number, to: number): boolean {
	if (from >= to) return false
	const space = /\s*/uy
	space.lastIndex = from
	space.exec(text)
	return space.lastIndex < to
}

/** Collects what became of the square brackets of a text. */
class Report {
	readonly #counts = new Map<WhyFlagged, number>()
	readonly #places: FlaggedBrackets[] = []
	#placed = 0
	#held = 0

	place(found: readonly { readonly holders: readonly string[] }[]): void {
		this.#placed += found.length
		this.#held += found.filter(({ holders }) => holders.length > 0).length
	}

	of(clause: ImportedClause): ClauseFlags {
		return new ClauseFlags(clause, (why, characters, place) => {
			this.#counts.set(why, (this.#counts.get(why) ?? 0) + characters)
			if (this.#places.length < MAX_PLACES) this.#places.push(place())
		})
	}

	finish(): BracketReport {
		return {
			placed: this.#placed,
			held: this.#held,
			flagged: Object.fromEntries(this.#counts),
			places: this.#places,
		}
	}
}

type Flag = (why: WhyFlagged, characters: number, place: () => FlaggedBrackets) => void

/** What of the square brackets of a clause stays text. */
class ClauseFlags {
	readonly #clause: ImportedClause
	readonly #flag: Flag
	readonly #found: { readonly why: WhyFlagged; readonly at: readonly number[] }[] = []

	constructor(clause: ImportedClause, flag: Flag) {
		this.#clause = clause
		this.#flag = flag
	}

	/** Headings have no marks: their square brackets are characters. */
	heading(): void {
		const { label, heading } = this.#clause
		const words = `${label} ${heading}`.trim()
		const count = words.match(/[[\]]/gu)?.length ?? 0
		if (count === 0) return
		this.#flag('in-heading', count, () => ({
			...this.#place('in-heading', 0),
			before: '',
			words,
			behind: '',
		}))
	}

	add(why: WhyFlagged, at: readonly number[]): void {
		this.#found.push({ why, at })
	}

	/** @param kept the index that each block has among those of the clause, where it still is one */
	finish(text: string, starts: readonly number[], kept: readonly (number | null)[]): void {
		this.#found.sort(({ at: [a = 0] }, { at: [b = 0] }) => a - b)
		for (const { why, at } of this.#found) {
			this.#flag(why, at.length, () => {
				const [first = 0, last = first] = at
				const begin = Math.max(startOfBlock(starts, first), first - CONTEXT)
				const end = Math.min(endOfBlock(starts, last, text.length), last + 1 + CONTEXT)
				return {
					...this.#place(why, (kept[blockAt(starts, first)] ?? 0) + 1),
					before: wellFormed(text.slice(begin, first)),
					words: wellFormed(text.slice(first, Math.min(last + 1, first + 4 * CONTEXT))),
					behind: wellFormed(text.slice(last + 1, end)),
				}
			})
		}
	}

	#place(why: WhyFlagged, paragraph: number): Omit<FlaggedBrackets, 'before' | 'words' | 'behind'> {
		const { kind, number, heading } = this.#clause
		return { why, kind, number, heading, paragraph }
	}
}

/** `words` without the halves of characters at its ends. */
function wellFormed(words: string): string {
	return words.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '')
}
