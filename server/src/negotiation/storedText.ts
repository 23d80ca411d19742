import { ParleyError, type ClauseId } from '@parley/domain'
import {
	fromSnapshot,
	inView,
	type OutgoingBracket,
	type OutgoingClause,
	type OutgoingText,
	type TextView,
	type ViewedSuggestions,
} from '@parley/formats'
import { bracketExtents, createDocument, readBlocks, type Block } from '@parley/schema'
import {
	canonicalPlaceholders,
	groupsIn,
	readDigestOf,
	standingPath,
	verifySnapshot,
	withBrackets,
	withSuggestions,
} from '@parley/snapshot'
import { type StoredSnapshot } from '../storage/ports.ts'
import { fill } from './readState.ts'
import { type StateParts } from './room.ts'

/** What was decided about the words of a clause, in any order, whether any of it stands in its text or not. */
export interface StoredMarks {
	/** The brackets that are open. */
	readonly brackets: readonly OutgoingBracket[]
	/** The alternatives of which none is chosen. */
	readonly alternatives: NonNullable<OutgoingClause['alternatives']>
	/** The placeholders, filled ones too. */
	readonly placeholders: NonNullable<OutgoingClause['placeholders']>
}

/** A clause as it lies in the storage: what is known of it, and the bytes that its text is made of. */
export interface StoredClause
	extends StoredMarks, Omit<OutgoingClause, 'blocks' | keyof StoredMarks> {
	readonly parts: StateParts
}

/** What was agreed last of a clause, as it lies in the storage, with what was decided about its words until then. */
export interface StoredAgreed extends StoredMarks {
	readonly position: number
	/** ISO 8601. */
	readonly at: string
	readonly parts: StateParts
}

/** How a text is to be looked at, with what that depends on. */
export interface StoredView {
	readonly view: TextView
	readonly suggestions: ViewedSuggestions
	/** For what was agreed last: of each clause that ever was. Null for any other view. */
	readonly agreed: ReadonlyMap<ClauseId, StoredAgreed> | null
}

/**
 * A text as it was read from the storage, before anything is made of it: a plain value, which another process can be given. Making the
 * text of it (`outgoingOf`) is what costs.
 */
export type StoredText =
	| {
			readonly kind: 'draft'
			readonly about: Omit<OutgoingText, 'clauses'>
			readonly clauses: readonly StoredClause[]
			readonly viewed?: StoredView
	  }
	| {
			readonly kind: 'frozen'
			readonly snapshot: Pick<StoredSnapshot, 'id' | 'round' | 'frozenAt' | 'file'>
			readonly viewed?: StoredView
	  }

/**
 * The text that was stored, in the view that it was read for; `isDisputeKept` is as `inView` has it. Throws `ParleyError` `bad-snapshot` where the file of
 * a frozen one is not whole.
 */
export function outgoingOf(stored: StoredText, isDisputeKept = false): OutgoingText {
	const text = wholeOf(stored)
	if (stored.viewed === undefined) return text
	const { view, suggestions, agreed } = stored.viewed
	const clauses = agreed === null ? text.clauses : text.clauses.map((one) => asAgreed(one, agreed))
	return inView({ ...text, clauses }, view, suggestions, isDisputeKept)
}

function asAgreed(
	clause: OutgoingClause,
	agreed: ReadonlyMap<ClauseId, StoredAgreed>
): OutgoingClause {
	const then = agreed.get(clause.id)
	if (then === undefined) return { ...clause, ...NOTHING, agreed: null }
	const { position, at, ...marks } = then
	return { ...readClause({ ...clause, ...marks }), agreed: { position, at } }
}

const NOTHING = { blocks: [], brackets: [], alternatives: [], placeholders: [] } as const

function wholeOf(stored: StoredText): OutgoingText {
	if (stored.kind === 'draft') {
		return { ...stored.about, clauses: stored.clauses.map((one) => withRead(readClause(one))) }
	}
	const { id, file } = stored.snapshot
	const checked = verifySnapshot(file)
	if (checked.kind === 'invalid') {
		throw new ParleyError(
			'bad-snapshot',
			`The stored snapshot ${id} is not whole: ${checked.reason}.`
		)
	}
	return fromSnapshot(checked.document, checked.digest)
}

function readClause({ parts, ...clause }: StoredClause): OutgoingClause {
	const { brackets, alternatives, placeholders } = clause
	const doc = createDocument({ gc: false })
	try {
		fill(doc, parts)
		const standing = [...bracketExtents(doc).keys()]
		const inOrder = standing.flatMap((id) => brackets.find((bracket) => bracket.id === id) ?? [])
		const blocks = readBlocks(doc).map((block) => withoutClosed(block, alternatives))
		return {
			...clause,
			blocks,
			brackets: inOrder,
			alternatives: groupsIn(blocks, byId(alternatives)),
			placeholders: canonicalPlaceholders(blocks, byId(placeholders)),
		}
	} finally {
		doc.destroy()
	}
}

/** The clause with the digest of the text that is to be confirmed, where one is. */
function withRead(clause: OutgoingClause): OutgoingClause {
	const { standing, heading, blocks, placeholders = [], brackets, suggestions = [] } = clause
	const { confirmations } = standing
	if (confirmations === null) return clause
	const isBracket = (id: string): boolean => brackets.some((one) => one.id === id)
	const isSuggestion = (id: string): boolean => suggestions.some((one) => one.id === id)
	// as a frozen text has it: the mark of what has ended means nothing
	const content = withSuggestions(withBrackets(blocks, isBracket), isSuggestion)
	const readDigest = readDigestOf({ heading, content, placeholders })
	return { ...clause, standing: { ...standing, confirmations: { ...confirmations, readDigest } } }
}

/** A block without the containers of alternatives that do not stand: what is in those is text like other text. */
function withoutClosed(block: Block, groups: StoredMarks['alternatives']): Block {
	const stands = (group: string, alternative: string): boolean =>
		groups.some((one) => one.id === group && one.alternatives.some(({ id }) => id === alternative))
	const { in: whole = [], ...rest } = block
	const path = standingPath(block, stands)
	if (path.length === whole.length) return block
	return path.length === 0 ? rest : { ...block, in: path }
}

function byId<One extends { readonly id: string }>(all: readonly One[]): ReadonlyMap<string, One> {
	return new Map(all.map((one) => [one.id, one]))
}
