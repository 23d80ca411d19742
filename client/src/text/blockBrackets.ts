import { type ContentBlock, type ContentInline, type SnapshotClause } from '@parley/snapshot'
import {
	bracketRuns,
	bracketsAmong,
	bracketSpans,
	type BracketLooks,
	type BracketSpan,
	type Known,
} from './bracketSpans.ts'

/** The elements around each piece of a text for the brackets that `looks` names; a piece under none of them is left out. */
export function spansAround(
	blocks: readonly ContentBlock[],
	looks: BracketLooks
): ReadonlyMap<ContentInline, readonly BracketSpan[]> {
	if (looks.size === 0) return new Map()
	const pieces = blocks.flatMap(({ content }) => content)
	const runs = bracketRuns(
		pieces.map(({ marks }) => bracketsAmong(marks)),
		looks
	)
	return new Map(
		pieces.flatMap((piece, index) => {
			const run = runs[index]
			return run === undefined || run.ids.length === 0 ? [] : [[piece, bracketSpans(run, looks)]]
		})
	)
}

/** How the brackets are drawn that a frozen clause names: by the codes of their holders, as its file has nothing else of them. */
export function frozenLooks(open: SnapshotClause['openBrackets']): BracketLooks {
	return new Map(
		open.map(({ id, holders }) => {
			const name =
				holders.length === 0 ? 'bracket that nobody holds' : `bracket of ${holders.join(', ')}`
			return [id, { holders: holders.map((code) => ({ code, slot: null })), name }]
		})
	)
}

/** A bracket whose words stand in a text. */
export interface StandingBracket {
	readonly id: string
	/** Its words, or how they begin; an ellipsis stands for the rest. */
	readonly words: string
	/** How deep it is nested, from 1; counted where it begins. */
	readonly level: number
}

/** As much as is shown of the words of a bracket, in UTF-16 units. */
const EXCERPT = 120

/** The brackets among `known` that have words in a text, in the order in which they begin. */
export function standingIn(
	blocks: readonly ContentBlock[],
	known: Known
): readonly StandingBracket[] {
	const pieces = blocks.flatMap(({ content }) =>
		content.map((piece, index) => ({ piece, isFirst: index === 0 }))
	)
	const runs = bracketRuns(
		pieces.map(({ piece }) => bracketsAmong(piece.marks)),
		known
	)
	const found = new Map<string, { words: string; level: number }>()
	for (const [index, { piece, isFirst }] of pieces.entries()) {
		const words = 'text' in piece ? piece.text : ' '
		for (const [outer, id] of (runs[index]?.ids ?? []).entries()) {
			const one = found.get(id)
			if (one === undefined) found.set(id, { words, level: outer + 1 })
			else if (one.words.length <= EXCERPT) one.words += (isFirst ? ' ' : '') + words
		}
	}
	return [...found].map(([id, { words, level }]) => ({ id, words: excerptOf(words), level }))
}

function excerptOf(words: string): string {
	const plain = words.replace(/\s+/g, ' ').trim()
	return plain.length > EXCERPT ? `${plain.slice(0, EXCERPT).toWellFormed()}…` : plain
}
