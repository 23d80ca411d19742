import { type Clause, type ClauseId, type SeatId, type WithheldRange } from '@parley/domain'
import { type DocumentName } from '@parley/protocol'
import {
	findWords,
	rangesOf,
	readPassage,
	soughtWords,
	toPassage,
	type AuthoredRange,
	type Passage,
	type Provenance,
} from '@parley/schema'
import type * as Y from 'yjs'
import { type Documents } from './documents.ts'
import { type Occurrence, type Occurrences } from './room.ts'
import { type RoomReader } from './roomReader.ts'

/** What searching works with. */
export interface WordSearchesParts {
	readonly clauses: () => readonly Clause[]
	readonly document: (clause: ClauseId) => DocumentName
	readonly documents: Pick<Documents, 'read'>
	readonly reader: Pick<RoomReader, 'lendProvenance'>
}

/** Copies that are given: whoever has more of them looks again afterwards. */
const MOST_COPIES = 100

/** What the clause that was asked about says of the passage. */
interface Asked {
	readonly words: Occurrence | null
	readonly foreign: number
	readonly along: readonly Occurrence[]
	/** What needs not be found as a copy. */
	readonly known: Passage
	readonly sought: readonly string[]
}

/**
 * Finds where words stand and stood in all clauses of a room, before they are withheld. Moved or brought back they are the same units, which
 * the log tells for sure (`Provenance`). A copy came in anew, and the log does not say whence: what has the same characters is one, as far
 * as anybody can tell, so that a person looks at each before it goes.
 */
export class WordSearches {
	readonly #parts: WordSearchesParts
	/** One at a time: each reads every clause. */
	#turn: Promise<unknown> = Promise.resolve()

	constructor(parts: WordSearchesParts) {
		this.#parts = parts
	}

	/** See `Room.occurrences`. */
	occurrences(
		clause: ClauseId,
		passage: readonly WithheldRange[],
		author: SeatId
	): Promise<Occurrences> {
		const found = this.#turn.then(() => this.#find(clause, toPassage(passage), author))
		this.#turn = found.catch(() => undefined)
		return found
	}

	async #find(clause: ClauseId, passage: Passage, author: SeatId): Promise<Occurrences> {
		const { clauses, reader } = this.#parts
		if (!clauses().some(({ id }) => id === clause))
			throw new RangeError(`there is no clause ${clause}`)
		const asked = await reader.lendProvenance(clause, (index) =>
			askedIn(index, clause, passage, author)
		)
		const { words, foreign, along, sought, known } = asked
		const copies: Occurrence[] = []
		if (sought.length > 0) {
			for (const { id } of clauses()) {
				copies.push(...(await this.#copiesIn(id, sought, id === clause ? known : new Map())))
				if (copies.length > MOST_COPIES) break
				// Each is one pass through all that a clause ever had: others have their turn in between.
				await new Promise(setImmediate)
			}
		}
		const isCut = copies.length > MOST_COPIES
		return { words, foreign, along, copies: copies.slice(0, MOST_COPIES), isCut }
	}

	async #copiesIn(
		clause: ClauseId,
		sought: readonly string[],
		known: Passage
	): Promise<readonly Occurrence[]> {
		const { documents, document, reader } = this.#parts
		const found = await documents.read(document(clause), null, (doc) =>
			findWords(doc, sought, MOST_COPIES + 1)
		)
		if (found.length === 0) return []
		return reader.lendProvenance(clause, (index) =>
			found.flatMap((range) => {
				const passage = toPassage([range])
				const isKnown = rangesOf(passage).every(({ client, from, to }) =>
					known.get(client)?.some((one) => one.from <= from && to <= one.to)
				)
				return isKnown ? [] : byAuthor(index, clause, passage)
			})
		)
	}
}

function askedIn(index: Provenance, clause: ClauseId, passage: Passage, author: SeatId): Asked {
	const parts = index.authorsIn(passage)
	const own = toPassage(parts.filter((part) => part.author === author))
	const others = toPassage(parts.filter((part) => part.author !== author))
	const known = index.withSameUnits(own)
	const rest = toPassage(withoutRanges(known, own))
	return index.look((doc) => ({
		words: occurrence(doc, clause, own, author),
		foreign: readPassage(doc, others).visible,
		along: rangesOf(rest)
			.map((range) => occurrence(doc, clause, toPassage([range]), author))
			.filter((one) => one !== null),
		known,
		sought: soughtWords(doc, own),
	}))
}

/** A passage as one occurrence for each author whose words it has. */
function byAuthor(index: Provenance, clause: ClauseId, passage: Passage): readonly Occurrence[] {
	const byAuthor = Map.groupBy(
		index.authorsIn(passage).filter(isBySomebody),
		({ author }) => author
	)
	return index.look((doc) =>
		[...byAuthor]
			.map(([author, parts]) => occurrence(doc, clause, toPassage(parts), author))
			.filter((one) => one !== null)
	)
}

function isBySomebody(
	part: AuthoredRange
): part is AuthoredRange & { readonly author: SeatId | null } {
	return part.author !== undefined
}

/** What stands or stood in a passage; null where it has no words, or not any more. */
function occurrence(
	doc: Y.Doc,
	clause: ClauseId,
	passage: Passage,
	author: SeatId | null
): Occurrence | null {
	const { words, visible } = readPassage(doc, passage)
	return words === '' ? null : { clause, passage: rangesOf(passage), author, words, visible }
}

/** The ranges of `passage` without those of `other`. */
function withoutRanges(passage: Passage, other: Passage): readonly WithheldRange[] {
	return [...passage].flatMap(([client, ranges]) =>
		ranges.flatMap((range) => {
			const left: WithheldRange[] = []
			let { from } = range
			for (const cut of other.get(client) ?? []) {
				if (cut.to <= from || cut.from >= range.to) continue
				if (cut.from > from) left.push({ client, from, to: cut.from })
				from = cut.to
			}
			if (from < range.to) left.push({ client, from, to: range.to })
			return left
		})
	)
}
