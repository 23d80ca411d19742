import { type Clause, type ClauseId, type SeatId, type WithheldRange } from '@parley/domain'
import { type DocumentName } from '@parley/protocol'
import {
	findWords,
	rangesOf,
	readPassageSteps,
	soughtWords,
	toPassage,
	type AuthoredRange,
	type Passage,
	type Provenance,
	type Steps,
} from '@parley/schema'
import type * as Y from 'yjs'
import { type Documents } from './documents.ts'
import { type Occurrence, type Occurrences } from './room.ts'
import { type RoomReader } from './roomReader.ts'
import { Work } from './work.ts'

/** What searching works with. */
export interface WordSearchesParts {
	readonly clauses: () => readonly Clause[]
	readonly document: (clause: ClauseId) => DocumentName
	readonly documents: Pick<Documents, 'read'>
	readonly reader: Pick<RoomReader, 'lendProvenance'>
}

/** Places that are given of each kind: whoever has more copies looks again afterwards; what goes along does so whether it is named or not. */
const MOST = 100

/** What the clause that was asked about says of the passage. */
interface Asked {
	readonly words: Occurrence | null
	readonly foreign: number
	/** Those that stand in the text first, and at most one more than is given. */
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
		author: SeatId,
		extent: { readonly copies: boolean }
	): Promise<Occurrences> {
		const found = this.#turn.then(() => this.#find(clause, toPassage(passage), author, extent))
		this.#turn = found.catch(() => undefined)
		return found
	}

	async #find(
		clause: ClauseId,
		passage: Passage,
		author: SeatId,
		extent: { readonly copies: boolean }
	): Promise<Occurrences> {
		const { clauses, reader } = this.#parts
		if (!clauses().some(({ id }) => id === clause))
			throw new RangeError(`there is no clause ${clause}`)
		const { asked, ...first } = await reader.lendProvenance(clause, async (index, work) => {
			const asked = await work.all(askedIn(index, clause, passage, author))
			return { asked, workMs: work.ms }
		})
		let { workMs } = first
		const { words, foreign, along, sought, known } = asked
		const copies: Occurrence[] = []
		if (extent.copies && sought.length > 0) {
			for (const { id } of clauses()) {
				const found = await this.#copiesIn(id, sought, id === clause ? known : new Map())
				for (const copy of found.copies) copies.push(copy)
				workMs += found.workMs
				if (copies.length > MOST) break
				await new Promise(setImmediate)
			}
		}
		return {
			words,
			foreign,
			along: along.slice(0, MOST),
			isAlongCut: along.length > MOST,
			copies: copies.slice(0, MOST),
			isCut: copies.length > MOST,
			isSearched: extent.copies,
			workMs,
		}
	}

	async #copiesIn(
		clause: ClauseId,
		sought: readonly string[],
		known: Passage
	): Promise<{ readonly copies: readonly Occurrence[]; readonly workMs: number }> {
		const { documents, document, reader } = this.#parts
		const { found, searchMs } = await documents.read(document(clause), null, async (doc) => {
			const work = new Work()
			return { found: await work.all(findWords(doc, sought, MOST + 1)), searchMs: work.ms }
		})
		if (found.length === 0) return { copies: [], workMs: searchMs }
		return reader.lendProvenance(clause, async (index, work) => {
			const copies: Occurrence[] = []
			for (const range of found) {
				const passage = toPassage([range])
				const isKnown = rangesOf(passage).every(({ client, from, to }) =>
					known.get(client)?.some((one) => one.from <= from && to <= one.to)
				)
				if (!isKnown) copies.push(...(await work.all(byAuthor(index, clause, passage))))
				if (work.isDue) await work.rest()
			}
			return { copies, workMs: searchMs + work.ms }
		})
	}
}

function* askedIn(
	index: Provenance,
	clause: ClauseId,
	passage: Passage,
	author: SeatId
): Steps<Asked> {
	const parts = index.authorsIn(passage)
	const own = toPassage(parts.filter((part) => part.author === author))
	const others = toPassage(parts.filter((part) => part.author !== author))
	yield
	const known = index.withSameUnits(own)
	yield
	const rest = toPassage(withoutRanges(known, own))
	return yield* index.look(function* (doc): Steps<Asked> {
		return {
			words: yield* occurrence(doc, clause, own, author),
			foreign: (yield* readPassageSteps(doc, others)).visible,
			along: yield* alongIn(doc, clause, rest, author),
			known,
			sought: yield* soughtWords(doc, own),
		}
	})
}

/** What stands or stood in each range of a passage; those that stand first, and at most one more than is given. */
function* alongIn(
	doc: Y.Doc,
	clause: ClauseId,
	passage: Passage,
	author: SeatId
): Steps<readonly Occurrence[]> {
	const standing: Occurrence[] = []
	const gone: Occurrence[] = []
	for (const range of rangesOf(passage)) {
		const one = yield* occurrence(doc, clause, toPassage([range]), author)
		yield
		if (one === null) continue
		const kind = one.visible > 0 ? standing : gone
		if (kind.length <= MOST) kind.push(one)
		if (standing.length > MOST) break
	}
	return [...standing, ...gone].slice(0, MOST + 1)
}

/** A passage as one occurrence for each author whose words it has. */
function* byAuthor(
	index: Provenance,
	clause: ClauseId,
	passage: Passage
): Steps<readonly Occurrence[]> {
	const byAuthor = Map.groupBy(
		index.authorsIn(passage).filter(isBySomebody),
		({ author }) => author
	)
	const occurrences: Occurrence[] = []
	for (const [author, parts] of byAuthor) {
		const one = yield* index.look((doc) => occurrence(doc, clause, toPassage(parts), author))
		if (one !== null) occurrences.push(one)
	}
	return occurrences
}

function isBySomebody(
	part: AuthoredRange
): part is AuthoredRange & { readonly author: SeatId | null } {
	return part.author !== undefined
}

/** What stands or stood in a passage; null where it has no words, or not any more. */
function* occurrence(
	doc: Y.Doc,
	clause: ClauseId,
	passage: Passage,
	author: SeatId | null
): Steps<Occurrence | null> {
	const { words, visible } = yield* readPassageSteps(doc, passage)
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
