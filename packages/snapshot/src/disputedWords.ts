import { type ContentBlock } from './content.ts'
import { saySuggestedBlock, type BlockLook } from './sayBlockChange.ts'
import { type SnapshotClause } from './snapshot.ts'
import { saySuggestion } from './textSigns.ts'

/** What is to be drawn around a piece of a frozen text, so that disputed and suggested words are never taken for agreed ones. */
export interface DisputedPiece {
	/** How many brackets begin before it. */
	readonly opening: number
	/** Whether it is only suggested, or suggested to go. */
	readonly isInserted: boolean
	readonly isDeleted: boolean
	/** What the suggestions are called that end behind it, e.g. `UA`, `UA: strong`. */
	readonly suggestedBy: readonly string[]
	/** The codes of the holders of each bracket that ends behind it; none where nobody holds it. */
	readonly closing: readonly (readonly string[])[]
}

const BRACKET = /^bracket:(.+)$/
const SUGGESTION = /^(ins|del|setStrong|endStrong|setEm|endEm|setLink|endLink|setBlock):(.+)$/

type Marks = ContentBlock['marks']

/** What is to be drawn around each piece of a clause, block by block. */
export function disputedPieces(
	clause: Pick<SnapshotClause, 'content' | 'openBrackets' | 'openSuggestions'>
): readonly (readonly DisputedPiece[])[] {
	const holders = new Map(
		clause.openBrackets.map(({ id, holders }): [string, Codes] => [id, holders])
	)
	const all = clause.content.flatMap(({ content }) => content.map(({ marks }) => keysOf(marks)))
	let at = 0
	return clause.content.map(({ content }) =>
		content.map((): DisputedPiece => {
			const [before = [], own = [], behind = []] = [all[at - 1], all[at], all[at + 1]]
			at++
			const begun = own.filter((key) => !before.includes(key))
			const ended = own.filter((key) => !behind.includes(key))
			return {
				opening: begun.filter((key) => BRACKET.test(key)).length,
				isInserted: own.some((key) => key.startsWith('ins:')),
				isDeleted: own.some((key) => key.startsWith('del:')),
				suggestedBy: sayOwners(ended, clause),
				closing: ended.flatMap((key) => {
					const id = BRACKET.exec(key)?.[1]
					return id === undefined ? [] : [holders.get(id) ?? []]
				}),
			}
		})
	)
}

/** A beginning of a block that is only suggested, suggested to go, or of a block that would be another one; null where it is none of these. */
export function disputedBeginning(
	block: BlockLook & Pick<ContentBlock, 'marks'>,
	clause: Pick<SnapshotClause, 'openSuggestions'>
): Pick<DisputedPiece, 'isInserted' | 'isDeleted' | 'suggestedBy'> | null {
	const keys = keysOf(block.marks)
	if (keys.length === 0) return null
	return {
		isInserted: keys.some((key) => key.startsWith('ins:')),
		isDeleted: keys.some((key) => key.startsWith('del:')),
		suggestedBy: sayOwners(keys, clause, ({ does, key }) =>
			does === 'setBlock' ? saySuggestedBlock(block, block.marks?.[key]) : ''
		),
	}
}

type Codes = readonly string[]

function keysOf(marks: Marks = {}): readonly string[] {
	return Object.keys(marks).filter((key) => BRACKET.test(key) || SUGGESTION.test(key))
}

function sayOwners(
	keys: readonly string[],
	{ openSuggestions = [] }: Pick<SnapshotClause, 'openSuggestions'>,
	sayChange?: (mark: { readonly does: string; readonly key: string }) => string
): readonly string[] {
	return keys.flatMap((key) => {
		const [, does = '', id] = SUGGESTION.exec(key) ?? []
		if (id === undefined) return []
		const code = openSuggestions.find((one) => one.id === id)?.delegation ?? 'suggested'
		return [saySuggestion(does, code, sayChange?.({ does, key }))]
	})
}
