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
