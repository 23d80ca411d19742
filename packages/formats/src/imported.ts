import { type ClauseKind } from '@parley/domain'
import { type Block } from '@parley/schema'

/** One clause as it was found in a file. */
export interface ImportedClause {
	readonly kind: ClauseKind
	/** The label as it stands in the file, with the mark that closes it, e.g. `Artikel 1.`; empty where there is none. */
	readonly label: string
	/** The label as the room shows it, without that mark, e.g. `Artikel 1`, `13`, `Стаття 5`. */
	readonly number: string
	/** The words of the title, without emphasis; empty where there is none. */
	readonly heading: string
	/** Paragraphs, headings and list items; their ids are unique within the file and mean nothing, see `toBlocks`. May be empty. */
	readonly blocks: readonly Block[]
}

/** Something that the import took as formatting, or did not keep. */
export interface Dropped {
	/** In plain words, e.g. `emphasis in headings`. */
	readonly what: string
	readonly count: number
}

/** A file read as a text to negotiate: all of its words, in their order, in clauses. */
export interface ImportedText {
	/** What the text seems to be called: a suggestion. Its words also stand where they stood. */
	readonly title?: string
	readonly clauses: readonly ImportedClause[]
	/** What was normalised, each kind once; empty where nothing was. */
	readonly dropped: readonly Dropped[]
}

/** A bracket that was found in a text: the mark `key` stands on its words. */
export interface ImportedBracket {
	/** Unique within the file, and of the form of a bracket's key. */
	readonly key: string
	/** The codes of the delegations that are named as its holders, each once; none where nobody is. */
	readonly holders: readonly string[]
}

/** A clause in which brackets are marks. */
export interface BracketedClause extends ImportedClause {
	/** In the order in which they begin. */
	readonly brackets: readonly ImportedBracket[]
}

/** Why square brackets stayed characters. */
export type WhyFlagged =
	/** There is none that it opens or closes with, in its clause. */
	| 'unpaired'
	/** No words stand between them: something is to be filled in. */
	| 'empty'
	/** They stand in the number or heading of a clause. */
	| 'in-heading'
	/** They refer to a footnote, `[^3]`. */
	| 'footnote'
	| 'too-deep'
	| 'too-many'

/** Square brackets that stayed characters, with their place. */
export interface FlaggedBrackets extends Pick<ImportedClause, 'kind' | 'number' | 'heading'> {
	readonly why: WhyFlagged
	/** Counted from 1 in the clause, list items among them; 0 in its heading. */
	readonly paragraph: number
	/** A few words before them, the brackets with what is between them, and a few words behind. */
	readonly before: string
	readonly words: string
	readonly behind: string
}

/** What became of the square brackets of a text: each is one of two of a bracket that was placed, or is flagged. */
export interface BracketReport {
	readonly placed: number
	/** How many of those have holders. */
	readonly held: number
	/** How many characters stayed what they are, by reason. */
	readonly flagged: Readonly<Partial<Record<WhyFlagged, number>>>
	/** Where they stand, in the order of the text; the first thousand places. */
	readonly places: readonly FlaggedBrackets[]
}

/** A text whose square brackets are brackets, where they can be. */
export interface BracketedText extends ImportedText {
	readonly clauses: readonly BracketedClause[]
	readonly brackets: BracketReport
}

/** Alternatives that were found in a clause: the paths of their blocks name them by these ids, which are unique within the file and mean nothing. */
export interface ImportedGroup {
	readonly id: string
	/** In the order of the text. */
	readonly alternatives: readonly string[]
}

/** A clause in which options are alternatives. */
export interface OptionedClause extends BracketedClause {
	readonly alternatives: readonly ImportedGroup[]
}

/** Why paragraphs that begin like options stayed text. */
export type WhyNoOption =
	/** There is no other one beside it. */
	| 'alone'
	/** They do not count from the first. */
	| 'not-from-first'
	/** They stand in a list. */
	| 'in-list'
	/** Their words stand in paragraphs of their own: where the last one ends cannot be told. */
	| 'over-paragraphs'
	/** Something else stands between them. */
	| 'apart'
	/** A bracket goes from one into another. */
	| 'bracket-over'
	| 'too-many'

/** Options that stayed text, with the place of the first of them. */
export interface FlaggedOptions extends Pick<ImportedClause, 'kind' | 'number' | 'heading'> {
	readonly why: WhyNoOption
	/** Counted from 1 in the clause, list items among them. */
	readonly paragraph: number
	/** How many paragraphs count on from each other. */
	readonly options: number
	/** How the first of them begins. */
	readonly words: string
}

/** What became of the paragraphs of a text that begin like options. */
export interface OptionReport {
	readonly groups: number
	/** In all groups together. */
	readonly alternatives: number
	/** In the order of the text. */
	readonly places: readonly FlaggedOptions[]
}

/** A text whose brackets and alternatives are what they are, where they can be. */
export interface OptionedText extends BracketedText {
	readonly clauses: readonly OptionedClause[]
	readonly options: OptionReport
}

/** Called now and then during long work with the characters done and the characters in all. */
export type Progress = (done: number, total: number) => void

/** Counts what an import drops, by kind. */
export class DropCount {
	readonly #counts = new Map<string, number>()

	add(what: string, count = 1): void {
		if (count > 0) this.#counts.set(what, (this.#counts.get(what) ?? 0) + count)
	}

	list(): Dropped[] {
		return [...this.#counts].map(([what, count]) => ({ what, count }))
	}
}
