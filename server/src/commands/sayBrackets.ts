import {
	MAX_BRACKETS,
	type BracketReport,
	type FlaggedBrackets,
	type WhyFlagged,
} from '@parley/formats'
import { counted } from './console.ts'

/** The most places that are said in a terminal; `--json` gives the first thousand. */
const MOST_SAID = 40

/** What became of the square brackets of a text, line by line; nothing where it has none. */
export function sayBrackets({ placed, held, flagged, places }: BracketReport): readonly string[] {
	const stayed = Object.values(flagged).reduce((sum, count) => sum + count, 0)
	if (placed === 0 && stayed === 0) return []
	const holders =
		held === 0
			? 'nobody is named as a holder'
			: `${held} of them ${held === 1 ? 'names its' : 'name their'} holders`
	const lines = [`${counted(placed, 'bracket')} placed${placed === 0 ? '' : `; ${holders}`}.`]
	if (stayed === 0) return lines
	const left = places.length - MOST_SAID
	return [
		...lines,
		`${counted(stayed, 'square bracket')} stayed text:`,
		...places.slice(0, MOST_SAID).map((place) => `  ${sayPlace(place)}`),
		...(left > 0 ? [`  … and ${left} more: add --json, and --dry-run to see them before.`] : []),
	]
}

const WHY: Readonly<Record<WhyFlagged, string>> = {
	unpaired: 'has no counterpart',
	empty: 'has no words: to be filled in',
	'in-heading': 'stands in a heading',
	footnote: 'refers to a footnote',
	'too-deep': 'stands in too many others',
	'too-many': `is behind the ${MAX_BRACKETS.toLocaleString('en')} that one text brings`,
}

function sayPlace(place: FlaggedBrackets): string {
	const { why, kind, number, heading, paragraph, before, words, behind } = place
	const clause = number === '' && heading === '' ? kind : `${number} ${heading}`.trim()
	const where = paragraph === 0 ? clause : `${clause}, paragraph ${paragraph}`
	const around = [before === '' ? '' : `…${before}`, words, behind === '' ? '' : `${behind}…`]
	return `${where}: ${WHY[why]}: ${around.join('')}`.replace(/\s+/gu, ' ')
}
