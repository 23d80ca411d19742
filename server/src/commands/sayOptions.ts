import { type FlaggedOptions, type OptionReport, type WhyNoOption } from '@parley/formats'
import { counted } from './console.ts'

/** The most places that are said in a terminal; `--json` gives all. */
const MOST_SAID = 20

/** What became of the paragraphs of a text that begin like options, line by line; nothing where it has none. */
export function sayOptions({ groups, alternatives, places }: OptionReport): readonly string[] {
	const stayed = places.reduce((sum, { options }) => sum + options, 0)
	if (alternatives + stayed === 0) return []
	const placed =
		alternatives === 0
			? 'No options became alternatives.'
			: `${alternatives} options became alternatives, in ${counted(groups, 'place')}.`
	if (stayed === 0) return [placed]
	const left = places.length - MOST_SAID
	return [
		placed,
		`${counted(stayed, 'option')} stayed text:`,
		...places.slice(0, MOST_SAID).map((place) => `  ${sayPlace(place)}`),
		...(left > 0 ? [`  … and ${counted(left, 'more place')}: add --json.`] : []),
	]
}

const WHY: Readonly<Record<WhyNoOption, string>> = {
	alone: 'there is no other beside it',
	'not-from-first': 'they do not count from the first',
	'in-list': 'they stand in a list',
	'over-paragraphs': 'their words stand in paragraphs of their own',
	apart: 'something else stands between them',
	'bracket-over': 'a bracket goes from one into another',
	'too-many': 'there are more than one text brings',
}

function sayPlace(place: FlaggedOptions): string {
	const { why, kind, number, heading, paragraph, options, words } = place
	const clause = number === '' && heading === '' ? kind : `${number} ${heading}`.trim()
	return `${clause}, paragraph ${paragraph}: ${counted(options, 'option')}, ${WHY[why]}: ${words}`
}
