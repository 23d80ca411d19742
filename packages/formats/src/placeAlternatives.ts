import { bracketIdOf, type Block } from '@parley/schema'
import {
	type BracketedClause,
	type BracketedText,
	type FlaggedOptions,
	type ImportedGroup,
	type OptionedClause,
	type OptionedText,
	type WhyNoOption,
} from './imported.ts'
import { followsIn, readOption, type Counting, type OptionLabel } from './optionLabel.ts'

/** The most alternatives that one text brings: each is an entry of the log. The Paris drafts have 153 paragraphs that begin so. */
export const MAX_OPTIONS = 1_000

/** As much of the words of a paragraph as is given with its place, in characters. */
const EXCERPT = 72

/**
 * The clauses of `text` with those of its paragraphs as alternatives that are beyond doubt: two or more right behind each other, outside of lists,
 * which begin with `Option 1:`, `Option 2:` … or `Alternative A:` …, counted from the first, each with its words in the same paragraph, and no bracket
 * from one into another. All else stays as it is and is flagged with its place (rules I42 to I44). No character is changed: a label stays
 * the beginning of its words.
 */
export function placeAlternatives(text: BracketedText): OptionedText {
	const places: FlaggedOptions[] = []
	let [groups, alternatives] = [0, 0]
	const clauses = text.clauses.map((clause): OptionedClause => {
		const found: ImportedGroup[] = []
		let blocks: readonly Block[] = clause.blocks
		for (const run of runsIn(clause.blocks)) {
			const isTooMany = alternatives + run.length > MAX_OPTIONS
			const why = isTooMany ? 'too-many' : doubtAbout(run, clause.blocks)
			if (why !== null) {
				places.push(placeOf(clause, run, why))
				continue
			}
			const group = `options${String(++groups)}`
			const own = run.map(({ index }) => ({ index, id: `option${String(++alternatives)}` }))
			found.push({ id: group, alternatives: own.map(({ id }) => id) })
			const ids = new Map(own.map(({ index, id }) => [index, id]))
			blocks = blocks.map((block, index) => within(block, group, ids.get(index)))
		}
		return { ...clause, blocks, alternatives: found }
	})
	return { ...text, clauses, options: { groups, alternatives, places } }
}

/** A paragraph that begins with a label, and its index in the clause. */
interface Labelled {
	readonly index: number
	readonly label: OptionLabel
}

/** The paragraphs that begin with labels, in runs of which each counts on from the one before, whatever stands between them. */
function runsIn(blocks: readonly Block[]): readonly (readonly Labelled[])[] {
	const runs: Labelled[][] = []
	let countings: readonly Counting[] = []
	for (const [index, block] of blocks.entries()) {
		const label = readOption(wordsOf(block))
		if (label === undefined) continue
		const run = runs.at(-1)
		const last = run?.at(-1)
		const goesOn = last === undefined ? [] : followsIn(countings, last.label, label)
		if (run !== undefined && goesOn.length > 0) {
			countings = goesOn
			run.push({ index, label })
		} else {
			countings = [...label.counts.keys()]
			runs.push([{ index, label }])
		}
	}
	return runs
}

/** Why a run is not taken for alternatives; null where it is beyond doubt. */
function doubtAbout(run: readonly Labelled[], blocks: readonly Block[]): WhyNoOption | null {
	const [first] = run
	if (first === undefined || run.length < 2) return 'alone'
	if (![...first.label.counts.values()].includes(1)) return 'not-from-first'
	if (run.some(({ index }) => (blocks[index]?.in ?? []).length > 0)) return 'in-list'
	if (run.some(({ label }) => !label.hasWords)) return 'over-paragraphs'
	if (run.some(({ index }, at) => index !== first.index + at)) return 'apart'
	if (run.some(({ index }) => blocks[index]?.type !== 'paragraph')) return 'apart'
	const brackets = run.map(({ index }) => bracketsOf(blocks[index]))
	const isOver = brackets.some((own, at) => own.some((id) => brackets[at + 1]?.includes(id)))
	return isOver ? 'bracket-over' : null
}

function bracketsOf(block: Block | undefined): readonly string[] {
	const keys = block?.content.flatMap(({ marks = {} }) => Object.keys(marks)) ?? []
	return keys.flatMap((key) => bracketIdOf(key) ?? [])
}

function within(block: Block, group: string, alternative: string | undefined): Block {
	if (alternative === undefined) return block
	const path = [
		['alternatives', group],
		['alternative', alternative],
	] as const
	return { ...block, in: path }
}

function wordsOf({ content }: Block): string {
	return content.map((piece) => ('text' in piece ? piece.text : ' ')).join('')
}

function placeOf(
	{ kind, number, heading, blocks }: BracketedClause,
	run: readonly Labelled[],
	why: WhyNoOption
): FlaggedOptions {
	const [first] = run
	const block = blocks[first?.index ?? 0]
	const words = block === undefined ? '' : wordsOf(block).replace(/\s+/gu, ' ').trim()
	const excerpt = words.length > EXCERPT ? `${words.slice(0, EXCERPT).toWellFormed()}…` : words
	const paragraph = (first?.index ?? 0) + 1
	return { why, kind, number, heading, paragraph, options: run.length, words: excerpt }
}
