import { canonicalContent, type CanonicalBlock, type ContentBlock } from './content.ts'
import { digestOfValue } from './digestOfValue.ts'
import { placeholderIdsIn } from './placeholderIds.ts'
import { type SnapshotPlaceholder } from './snapshotPlaceholders.ts'
import { isInsertionKey, isSuggestionKey } from './snapshotSuggestions.ts'
import { toCanonicalText } from './toCanonical.ts'

/** A clause as it stands in a snapshot, as far as it is read. */
export interface ClauseRead {
	readonly heading: string
	readonly content: readonly ContentBlock[]
	/** What is known of its placeholders. */
	readonly placeholders?: readonly (Pick<SnapshotPlaceholder, 'what' | 'words'> & {
		readonly id: string
	})[]
}

/**
 * The digest of the text of a clause that is confirmed: SHA-256 of the canonical bytes of its heading, its content without anything that is only
 * suggested, and of each placeholder that stands there what is missing, in the order of the text. Words in brackets and alternatives are read, so they
 * count, and where they begin and end; who holds or offers them, and who is to fill a placeholder, is no part of the text.
 */
export function readDigestOf({ heading, content, placeholders = [] }: ClauseRead): string {
	const read = withoutSuggestions(content)
	const missing = placeholderIdsIn(read).flatMap((id) => {
		const one = placeholders.find((known) => known.id === id)
		return one === undefined ? [] : [{ id, what: one.what, words: one.words }]
	})
	const said = { heading: toCanonicalText(heading), placeholders: missing }
	return digestOfValue({ content: read, ...said })
}

/**
 * The text of a clause as it is while nothing is taken in that is only suggested: without words that would come in, a block that would begin there
 * joined to the one before, and what would go, or be formatted otherwise, as it is. The first block stays.
 */
export function withoutSuggestions(content: readonly ContentBlock[]): readonly CanonicalBlock[] {
	const blocks: { block: ContentBlock; content: ContentBlock['content'] }[] = []
	for (const { marks, content: pieces, ...block } of content) {
		const kept = pieces.flatMap(({ marks: own, ...piece }): ContentBlock['content'] =>
			isInserted(own) ? [] : [{ ...piece, ...ownMarks(own) }]
		)
		const last = blocks.at(-1)
		if (last !== undefined && isInserted(marks)) last.content = [...last.content, ...kept]
		else blocks.push({ block: { ...block, ...ownMarks(marks), content: [] }, content: kept })
	}
	return canonicalContent(
		blocks.map(({ block, content: pieces }) => ({ ...block, content: pieces }))
	)
}

type Marks = ContentBlock['marks']

function isInserted(marks: Marks = {}): boolean {
	return Object.keys(marks).some(isInsertionKey)
}

function ownMarks(marks: Marks = {}): { marks?: NonNullable<Marks> } {
	const kept = Object.entries(marks).filter(([key]) => !isSuggestionKey(key))
	return kept.length === 0 ? {} : { marks: Object.fromEntries(kept) }
}
