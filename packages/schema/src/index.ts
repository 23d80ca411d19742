export {
	alternativeOf,
	hasAlternatives,
	pathWithin,
	type AlternativePlace,
} from './alternativePath.ts'
export { alternativesIn } from './alternatives.ts'
export { alternativeChanges, mayChangeAlternatives } from './alternativeWatch.ts'
export { AlternativePlaces, type AlternativeChanges } from './alternativePlaces.ts'
export { type AuthoredRun, type AuthoredText, type DeletedRun, type TextPlace } from './authored.ts'
export {
	plainText,
	readBlocks,
	type Atom,
	type Block,
	type Inline,
	type Marks,
	type TextRun,
} from './blocks.ts'
export { bracketIdOf, bracketKey } from './bracketKey.ts'
export {
	bracketBound,
	bracketChanges,
	bracketExtents,
	bracketLayers,
	bracketsWithWords,
	liftBracket,
	placeBracket,
	strikeBracket,
	type BracketChanges,
	type BracketExtent,
} from './brackets.ts'
export { mayCutBrackets } from './bracketCuts.ts'
export { bracketsNamed, bracketWatch, marksBrackets } from './bracketWatch.ts'
export { MOST_LAYERS, MOST_OWN_LAYERS } from './layers.ts'
export { offerWords, type OfferedWords } from './offerWords.ts'
export {
	isSuggestionValue,
	SUGGESTION_FAMILIES,
	suggestionKey,
	suggestionOfKey,
	suggestionsOfMarks,
	type SuggestionFamily,
	type SuggestionKey,
	type SuggestionMark,
} from './suggestionKey.ts'
export { endStrayMarks, type StrayWords } from './strayWords.ts'
export { suggestionChanges, type SuggestionChanges } from './suggestionChanges.ts'
export { hasSuggestionMarks, mayTouchSuggestions, suggestionsNamed } from './suggestionScreen.ts'
export { changedStyle, readBlockChange, type BlockChange, type BlockStyle } from './blockChange.ts'
export {
	suggestionExtents,
	type RestyledBlock,
	type SuggestedBlock,
	type SuggestionExtent,
} from './suggestionExtents.ts'
export { acceptSuggestion, declineSuggestion, suggestionsIn } from './suggestions.ts'
export { suggestionDigests, type SaidOfSuggestion } from './suggestionDigests.ts'
export { readChange, type Change } from './change.ts'
export { type RefusalReason } from './decoder.ts'
export {
	chooseAlternative,
	mergeAlternatives,
	offerAlternative,
	openAlternatives,
	withdrawAlternative,
	type OfferedText,
} from './decideAlternatives.ts'
export { createDocument, seed, silence } from './document.ts'
export { FlatStep } from './flatStep.ts'
export { createBlockId } from './ids.ts'
export { toJson, type Json, type JsonObject } from './json.ts'
export { isSafeLink } from './link.ts'
export {
	describeEdit,
	isVisible,
	type DeletedPiece,
	type EditDescription,
	type Piece,
} from './judge.ts'
export { Mirror } from './mirror.ts'
export { normalise } from './normalise.ts'
export { PLACEHOLDER, placeholderIdOf } from './placeholderAtom.ts'
export {
	countPlaceholders,
	fillPlaceholder,
	isNewTo,
	placeholdersIn,
	placePlaceholder,
} from './placeholders.ts'
export { changedRanges } from './ranges.ts'
export {
	cutsPair,
	passageBetween,
	rangesOf,
	readPassage,
	readPassageSteps,
	type PassageWords,
} from './withheldPassage.ts'
export { isSeen, type AuthoredRange } from './sameUnits.ts'
export { findWords, soughtWords } from './sameWords.ts'
export { Places } from './places.ts'
export { Provenance, type ProvenanceEntry } from './provenance.ts'
export { type UnitId } from './struct.ts'
export { type Stamp } from './traces.ts'
export {
	missingFrom,
	readUpdate,
	touchesOf,
	type ClockRange,
	type Edit,
	type RefusedUpdate,
} from './readUpdate.ts'
export { withReturnNote } from './returnNote.ts'
export { ReturnNotes } from './returnNotes.ts'
export { atOnce, type Steps } from './steps.ts'
export { MODEL_VERSION, modelDigest, parleySchema } from './schema.ts'
export { blocksFromDoc, buildDoc } from './tree.ts'
export { propertiesOf, textOf, type Path, type PathEntry } from './wire.ts'
export { cleanBlocks, onlyMarksOf, type ShownMarks } from './views.ts'
export { toPassage, touches, withholdFromDocument, WITHHOLDING, type Passage } from './withhold.ts'
export { withholdFromUpdate, withholdSteps, type WithoutWords } from './withholdFromUpdate.ts'
export { editAround, type AroundInsertions } from './editAround.ts'
export { suggestedDoc, type SuggestedDoc } from './suggestedDoc.ts'
export { suggestEdit, type SuggestedEdit, type Suggesting } from './suggestEdit.ts'
