import { parseSuggestionId, type SuggestionId } from '@parley/domain'
import { type ContentBlock, type ContentInline } from './content.ts'
import { array, isoInstant, nullable, object, optional, parsed, string } from './shape.ts'
import { toCanonicalText } from './toCanonical.ts'

/** What the key of a suggestion's mark begins with, by what it suggests; the id follows. */
const KEY =
	/^(?:ins|del|setStrong|endStrong|setEm|endEm|setLink|endLink|setBlock):([0-9A-Za-z]{8,64})$/

/** What was said about a suggestion that is open in a frozen text. */
export interface SnapshotComment {
	/** The code of the delegation for which it was said; null for those who speak for none. */
	readonly delegation: string | null
	/** When, in ISO 8601, UTC with milliseconds. */
	readonly at: string
	readonly words: string
}

/** A suggestion that is open in a frozen text. What it would change stands in the content, by marks with its id. */
export interface SnapshotSuggestion {
	readonly id: SuggestionId
	/** The code of the delegation that suggests it; null for those who speak for none. */
	readonly delegation: string | null
	/** Empty where nothing was said. */
	readonly reason: string
	/** The id of the one in whose place it is offered; null for none. */
	readonly counters: SuggestionId | null
	/** The title of the proposal that it is a part of; null for none. */
	readonly proposal: string | null
	/** Why that was put forward; left out where nothing was said, and in texts from before this was named. */
	readonly proposalReason?: string
	/** In the order in which it was said. Texts that were frozen before anything could be said have no such member. */
	readonly comments?: readonly SnapshotComment[]
}

/** The suggestions of a clause that are open, by id. */
export type OpenSuggestions = ReadonlyMap<string, Omit<SnapshotSuggestion, 'id'>>

type Marks = Readonly<Record<string, unknown>> | undefined

/** Whether a mark with this key suggests something. */
export function isSuggestionKey(key: string): boolean {
	return KEY.test(key)
}

/** Whether it suggests that what it is on comes in. */
export function isInsertionKey(key: string): boolean {
	return key.startsWith('ins:') && isSuggestionKey(key)
}

/** The ids of the suggestions that have marks in `blocks`, in the order in which they begin; those that begin together in that of their keys. */
export function suggestionIdsIn(blocks: readonly ContentBlock[]): readonly string[] {
	const ids = new Set<string>()
	const add = (marks: Marks = {}): void => {
		for (const key of Object.keys(marks).toSorted()) {
			const id = KEY.exec(key)?.[1]
			if (id !== undefined) ids.add(id)
		}
	}
	for (const { marks, content } of blocks) {
		add(marks)
		for (const piece of content) add(piece.marks)
	}
	return [...ids]
}

/** `blocks` with the marks of those suggestions alone for which `isOpen` says so: the mark of another means nothing. */
export function withSuggestions(
	blocks: readonly ContentBlock[],
	isOpen: (id: string) => boolean
): readonly ContentBlock[] {
	return blocks.map(({ marks, content, ...block }) => ({
		...block,
		...keptOf(marks, isOpen),
		content: content.map(({ marks: own, ...piece }): ContentInline => ({
			...piece,
			...keptOf(own, isOpen),
		})),
	}))
}

function keptOf(
	marks: Marks = {},
	isOpen: (id: string) => boolean
): { marks?: Readonly<Record<string, unknown>> } {
	const kept = Object.entries(marks).filter(([key]) => {
		const id = KEY.exec(key)?.[1]
		return id === undefined || isOpen(id)
	})
	return kept.length === 0 ? {} : { marks: Object.fromEntries(kept) }
}

/** The open suggestions that have marks in `content`, as a snapshot names them. */
export function canonicalSuggestions(
	content: readonly ContentBlock[],
	open: OpenSuggestions
): readonly SnapshotSuggestion[] {
	return suggestionIdsIn(content).flatMap((id) => {
		const one = open.get(id)
		if (one === undefined) return []
		const { delegation, reason, counters, proposal, proposalReason = '', comments = [] } = one
		const title = proposal === null ? null : toCanonicalText(proposal)
		const why = proposalReason === '' ? {} : { proposalReason: toCanonicalText(proposalReason) }
		const said = { reason: toCanonicalText(reason), counters, proposal: title, ...why }
		const about = comments.map(({ words, ...stamp }) => ({
			...stamp,
			words: toCanonicalText(words),
		}))
		return [{ id: parseSuggestionId(id), delegation, ...said, comments: about }]
	})
}

/** Reads the open suggestions of a clause in a file. */
export const suggestionsShape = array(
	object<SnapshotSuggestion>({
		id: parsed(parseSuggestionId),
		delegation: nullable(string),
		reason: string,
		counters: nullable(parsed(parseSuggestionId)),
		proposal: nullable(string),
		proposalReason: optional(string),
		comments: optional(
			array(
				object<SnapshotComment>({ delegation: nullable(string), at: isoInstant, words: string })
			)
		),
	})
)
