export { withBracketSigns } from './bracketSigns.ts'
export { decodeText, MAX_IMPORT_BYTES, type DecodeOptions } from './decode.ts'
export {
	type BracketReport,
	type BracketedClause,
	type BracketedText,
	type Dropped,
	type FlaggedBrackets,
	type ImportedBracket,
	type ImportedClause,
	type ImportedText,
	type FlaggedOptions,
	type ImportedGroup,
	type OptionedClause,
	type OptionedText,
	type OptionReport,
	type Progress,
	type WhyFlagged,
	type WhyNoOption,
} from './imported.ts'
export { readJson } from './jsonIn.ts'
export { importMarkdown } from './markdown.ts'
export { normaliseForComparison, normaliseMarkdownForComparison } from './normalise.ts'
export {
	fromSnapshot,
	outgoingBracket,
	outgoingSuggestion,
	type OutgoingBracket,
	type OutgoingClause,
	type OutgoingState,
	type OutgoingSuggestion,
	type OutgoingText,
} from './outgoing.ts'
export { OUTPUTS, parseOutputFormat, type Output, type OutputFormat } from './outputs.ts'
export { importPlainText } from './plain.ts'
export { placeAlternatives } from './placeAlternatives.ts'
export { MAX_BRACKETS, placeBrackets } from './placeBrackets.ts'
export { readingText } from './reading.ts'
export { londonSample, type SampleText } from './sample/london.ts'
export { inView, MARKED, parseShown, viewLine, viewName, type ViewedSuggestions } from './view.ts'
export { type Shown, type TextView } from './textView.ts'
export { toBlocks } from './toBlocks.ts'
