import { bracketIdOf } from '@parley/schema'
import { holderSign, type ContentBlock, type ContentInline } from '@parley/snapshot'
import { withAlternativeSigns } from './alternativeSigns.ts'
import { NOBODY_SIGN, readHolders } from './holderSigns.ts'
import { type OutgoingClause } from './outgoing.ts'
import { withPlaceholderSigns } from './placeholderSigns.ts'
import { withSuggestionSigns, type Telling } from './suggestionSigns.ts'

/**
 * The blocks of a clause with square brackets as characters around the words that carry a bracket's mark, over paragraphs, too, and in each piece
 * where it stands in several: so that disputed words are never taken for agreed ones. The codes of its holders stand before the closing one. The
 * mark of a bracket that is not among `brackets` means nothing: that one has ended.
 *
 * Alternatives are called so (`withAlternativeSigns`). What is suggested stands in signs of its own, within the brackets (`withSuggestionSigns`), and
 * what is missing says so (`withPlaceholderSigns`).
 *
 * What closes is what was opened last: of two that overlap, the one that goes on is closed and opened again where the other ends, so that
 * whoever reads finds for all words who holds them.
 */
export function withBracketSigns(
	{
		brackets,
		...clause
	}: Pick<OutgoingClause, 'blocks' | 'brackets' | 'suggestions' | 'alternatives' | 'placeholders'>,
	telling: Telling = 'signs'
): readonly ContentBlock[] {
	const known = withPlaceholderSigns(clause)
	const signed = withSuggestionSigns({ ...clause, blocks: known }, telling)
	const blocks = withAlternativeSigns({ ...clause, blocks: signed })
	const holders = new Map(brackets.map(({ id, holders }): [string, Codes] => [id, holders]))
	const ranks = new Map(brackets.map(({ id }, rank): [string, number] => [id, rank]))
	const rankOf = (id: string): number => ranks.get(id) ?? Infinity
	const openIn = (piece: ContentInline): readonly string[] =>
		bracketsOf(piece).filter((id) => ranks.has(id))
	// of two around the same words, the one that is named first is the outer one
	const ids = blocks
		.flatMap(({ content }) => content)
		.map((piece) => openIn(piece).toSorted((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1)))
	const ends = endsOf(ids)
	const signs = new Signs((id) => holders.get(id) ?? [])
	let index = 0
	return blocks.map((block) => {
		signs.beginBlock()
		for (const piece of block.content) {
			const own = ids[index] ?? []
			signs.write(withoutBrackets(piece), own, (id) => ends[index]?.get(id) ?? index)
			index++
			const behind = ids[index] ?? []
			signs.close((id) => behind.includes(id))
		}
		return { ...block, content: signs.endBlock() }
	})
}

type Codes = readonly string[]

function bracketsOf({ marks = {} }: ContentInline): readonly string[] {
	return Object.keys(marks).flatMap((key) => bracketIdOf(key) ?? [])
}

/** For each piece, where each of its brackets ends: the last piece of those that follow each other in it. */
function endsOf(ids: readonly (readonly string[])[]): readonly ReadonlyMap<string, number>[] {
	const ends: ReadonlyMap<string, number>[] = []
	let behind: ReadonlyMap<string, number> = new Map()
	for (let index = ids.length - 1; index >= 0; index--) {
		const own = ids[index] ?? []
		behind = new Map(own.map((id) => [id, behind.get(id) ?? index]))
		ends[index] = behind
	}
	return ends
}

/** A bracket whose closing character was not written yet. */
interface OpenSign {
	readonly id: string
	/** Where its words begin in what is written of the block; null where they begin in one before. */
	begin: number | null
	/** What was written of it in the block in which it begins, once that has ended. */
	head: string
}

/** Writes the content of block after block, with the characters of brackets. */
class Signs {
	readonly #holdersOf: (id: string) => Codes
	readonly #open: OpenSign[] = []
	#content: ContentInline[] = []
	/** The words of `#content`. */
	#words = ''

	constructor(holdersOf: (id: string) => Codes) {
		this.#holdersOf = holdersOf
	}

	beginBlock(): void {
		this.#content = []
		this.#words = ''
	}

	/** A piece under the brackets `ids`, those around first that end last. */
	write(piece: ContentInline, ids: readonly string[], endOf: (id: string) => number): void {
		const begun = ids.filter((id) => this.#open.every((sign) => sign.id !== id))
		for (const id of begun.toSorted((a, b) => endOf(b) - endOf(a))) {
			this.#sign('[')
			this.#open.push({ id, begin: this.#words.length, head: '' })
		}
		this.#push(piece)
	}

	/** Closes the brackets that do not go on, and those that were opened in them. */
	close(goesOn: (id: string) => boolean): void {
		const outermost = this.#open.findIndex(({ id }) => !goesOn(id))
		if (outermost < 0) return
		for (const sign of this.#open.splice(outermost).toReversed()) {
			this.#sign(`${this.#holderSign(sign)}]`)
		}
	}

	endBlock(): readonly ContentInline[] {
		for (const sign of this.#open) {
			if (sign.begin === null) continue
			sign.head = this.#words.slice(sign.begin)
			sign.begin = null
		}
		return this.#content
	}

	#holderSign({ id, begin, head }: OpenSign): string {
		const codes = this.#holdersOf(id)
		if (codes.length > 0) return holderSign(codes)
		const tail = this.#words.slice(begin ?? 0)
		const { before, behind } = readHolders(begin === null ? head : tail, tail, () => true)
		return before + behind > 0 ? NOBODY_SIGN : ''
	}

	#sign(characters: string): void {
		const last = this.#content.at(-1)
		if (last !== undefined && 'text' in last && last.marks === undefined) {
			this.#content[this.#content.length - 1] = { text: last.text + characters }
		} else this.#content.push({ text: characters })
		this.#words += characters
	}

	#push(piece: ContentInline): void {
		this.#content.push(piece)
		this.#words += 'text' in piece ? piece.text : piece.inline === 'hard_break' ? '\n' : '\ufffc'
	}
}

function withoutBrackets(piece: ContentInline): ContentInline {
	const { marks = {}, ...rest } = piece
	const kept = Object.entries(marks).filter(([key]) => bracketIdOf(key) === undefined)
	return kept.length === 0 ? rest : { ...rest, marks: Object.fromEntries(kept) }
}
