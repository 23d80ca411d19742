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
import { bracketExtents, createDocument, readBlocks } from '@parley/schema'
import { verifySnapshot } from '@parley/snapshot'
import { type StoredSnapshot } from '../storage/ports.ts'
import { fill } from './readState.ts'
import { type StateParts } from './room.ts'

/** A clause as it lies in the storage: what is known of it, its open brackets in any order, and the bytes that its text is made of. */
export interface StoredClause extends Omit<OutgoingClause, 'blocks'> {
	readonly parts: StateParts
}

/** What was agreed last of a clause, as it lies in the storage. */
export interface StoredAgreed {
	readonly position: number
	/** ISO 8601. */
	readonly at: string
	/** The brackets that were open then. */
	readonly brackets: readonly OutgoingBracket[]
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

/** The text that was stored, in the view that it was read for. Throws `ParleyError` `bad-snapshot` where the file of a frozen one is not whole. */
export function outgoingOf(stored: StoredText): OutgoingText {
	const text = wholeOf(stored)
	if (stored.viewed === undefined) return text
	const { view, suggestions, agreed } = stored.viewed
	const clauses = agreed === null ? text.clauses : text.clauses.map((one) => asAgreed(one, agreed))
	return inView({ ...text, clauses }, view, suggestions)
}

function asAgreed(
	clause: OutgoingClause,
	agreed: ReadonlyMap<ClauseId, StoredAgreed>
): OutgoingClause {
	const then = agreed.get(clause.id)
	if (then === undefined) return { ...clause, blocks: [], brackets: [], agreed: null }
	const { position, at, brackets, parts } = then
	const { blocks, brackets: standing } = readClause({ ...clause, brackets, parts })
	return { ...clause, blocks, brackets: standing, agreed: { position, at } }
}

function wholeOf(stored: StoredText): OutgoingText {
	if (stored.kind === 'draft') {
		return { ...stored.about, clauses: stored.clauses.map(readClause) }
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

function readClause({ parts, brackets, ...clause }: StoredClause): OutgoingClause {
	const doc = createDocument({ gc: false })
	try {
		fill(doc, parts)
		const standing = [...bracketExtents(doc).keys()]
		const inOrder = standing.flatMap((id) => brackets.find((bracket) => bracket.id === id) ?? [])
		return { ...clause, blocks: readBlocks(doc), brackets: inOrder }
	} finally {
		doc.destroy()
	}
}
