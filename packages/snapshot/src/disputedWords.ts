import { type ContentBlock } from './content.ts'
import { type SnapshotClause } from './snapshot.ts'

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
const SUGGESTION = /^(ins|del|setStrong|endStrong|setEm|endEm):(.+)$/

const CHANGES: Readonly<Record<string, string>> = {
	setStrong: ': strong',
	endStrong: ': not strong',
	setEm: ': emphasis',
	endEm: ': no emphasis',
}

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

/** A beginning of a block that is only suggested, or suggested to go; null where it is neither. */
export function disputedBeginning(
	block: Pick<ContentBlock, 'marks'>,
	clause: Pick<SnapshotClause, 'openSuggestions'>
): Pick<DisputedPiece, 'isInserted' | 'suggestedBy'> | null {
	const keys = keysOf(block.marks)
	if (keys.length === 0) return null
	const isInserted = keys.some((key) => key.startsWith('ins:'))
	return { isInserted, suggestedBy: sayOwners(keys, clause) }
}

type Codes = readonly string[]

function keysOf(marks: Marks = {}): readonly string[] {
	return Object.keys(marks).filter((key) => BRACKET.test(key) || SUGGESTION.test(key))
}

function sayOwners(
	keys: readonly string[],
	{ openSuggestions = [] }: Pick<SnapshotClause, 'openSuggestions'>
): readonly string[] {
	return keys.flatMap((key) => {
		const [, kind = '', id] = SUGGESTION.exec(key) ?? []
		if (id === undefined) return []
		const code = openSuggestions.find((one) => one.id === id)?.delegation ?? 'suggested'
		return [`${code}${CHANGES[kind] ?? ''}`]
	})
}
