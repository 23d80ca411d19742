import { ParleyError } from '@parley/domain'
import { fromSnapshot, type OutgoingClause, type OutgoingText } from '@parley/formats'
import { bracketExtents, createDocument, readBlocks } from '@parley/schema'
import { verifySnapshot } from '@parley/snapshot'
import { type StoredSnapshot } from '../storage/ports.ts'
import { fill } from './readState.ts'
import { type StateParts } from './room.ts'

/** A clause as it lies in the storage: what is known of it, its open brackets in any order, and the bytes that its text is made of. */
export interface StoredClause extends Omit<OutgoingClause, 'blocks'> {
	readonly parts: StateParts
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
	  }
	| {
			readonly kind: 'frozen'
			readonly snapshot: Pick<StoredSnapshot, 'id' | 'round' | 'frozenAt' | 'file'>
	  }

/** The text that was stored. Throws `ParleyError` `bad-snapshot` where the file of a frozen one is not whole. */
export function outgoingOf(stored: StoredText): OutgoingText {
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
