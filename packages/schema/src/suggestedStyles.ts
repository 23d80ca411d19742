/** What somebody would make of blocks, as marks of their suggestion on these blocks' markers. */
import {
	blockChangeJson,
	changedStyle,
	changeTo,
	readBlockChange,
	type BlockStyle,
} from './blockChange.ts'
import type { Marks } from './blocks.ts'
import { isBlockId } from './ids.ts'
import { sameJson, type JsonObject } from './json.ts'
import { suggestedIn, type Model } from './model.ts'
import { suggestionKey, suggestionOfKey } from './suggestionKey.ts'
import { blockOf, type Leaf } from './tree.ts'
import { IMPLICIT_ID, type Path } from './wire.ts'

/** Whether the suggestion with that id is an open one of whoever suggests. */
type IsOwn = (id: string) => boolean

/** What a block is as it stands in the text. */
export function styleOf(model: Model, leaf: Leaf): BlockStyle {
	const { type, attrs, in: path } = blockOf(model, leaf)
	return { type, attrs, in: path }
}

/** What a block would be as its author's own suggestions have it; as it stands where these say nothing of it. */
export function suggestedStyle(model: Model, leaf: Leaf, isOwn: IsOwn): BlockStyle {
	return ownChanges(suggestedIn(leaf.node) ?? {}, isOwn).reduce<BlockStyle>(
		(style, key) => {
			const change = readBlockChange(suggestedIn(leaf.node)?.[key])
			return change === undefined ? style : changedStyle(style, change)
		},
		styleOf(model, leaf)
	)
}

/** `now` with those of kind and place in which `is` differs from `was`: what a command did to a block, on top of what is suggested of it. */
export function restyledOn(now: BlockStyle, was: BlockStyle, is: BlockStyle): BlockStyle {
	const isOfKind = was.type === is.type && sameJson(was.attrs ?? {}, is.attrs ?? {})
	const isThere = JSON.stringify(was.in ?? []) === JSON.stringify(is.in ?? [])
	const { type, attrs } = isOfKind ? now : is
	return { type, attrs, in: isThere ? now.in : is.in }
}

/**
 * The marks that suggest that the block of `leaf` becomes `style`, under the suggestion `id` or the one of its author that says something of the
 * block already; null for those that end. Undefined where that cannot be suggested: the block has no marker of its own, or would
 * move from one alternative to another.
 */
export function styleMarks(
	model: Model,
	leaf: Leaf,
	style: BlockStyle,
	{ id, isOwn }: { readonly id: string; readonly isOwn: IsOwn }
): JsonObject | undefined {
	if (!isBlockId(leaf.id) || leaf.id === IMPLICIT_ID) return undefined
	const standing = styleOf(model, leaf)
	const marks = suggestedIn(leaf.node) ?? {}
	const [known, ...others] = ownChanges(marks, isOwn)
	const isBack = known !== undefined && isSamePlace(standing.in ?? [], style.in ?? [])
	const asked = isBack ? { ...style, in: standing.in } : style
	const key = known ?? suggestionKey('setBlock', id)
	const ended = Object.fromEntries(others.map((other) => [other, null]))
	const change = changeTo(leaf.id, standing, asked)
	if (change === null) return known === undefined ? {} : { ...ended, [key]: null }
	const value = blockChangeJson(change)
	const read = readBlockChange(value)
	const isGiven = read !== undefined && sameStyle(changedStyle(standing, read), asked)
	if (!isGiven) return undefined
	return sameJson(marks[key], value) ? ended : { ...ended, [key]: value }
}

/**
 * Whether two places are one: among the same kinds of containers, within the same items. A list that a block is taken out of and put into again is made anew,
 * and has another name.
 */
function isSamePlace(one: Path, other: Path): boolean {
	return (
		one.length === other.length &&
		one.every(([type, id], index) => {
			const isLast = index === one.length - 1
			const isMadeAnew = LISTS.has(type) || (isLast && type === 'list_item')
			const [otherType, otherId] = other[index] ?? []
			return type === otherType && (isMadeAnew || id === otherId)
		})
	)
}

const LISTS: ReadonlySet<string> = new Set(['bullet_list', 'ordered_list'])

/** The keys of marks that say what a block would become, of one's own suggestions. */
function ownChanges(marks: Marks, isOwn: IsOwn): readonly string[] {
	return Object.keys(marks).filter((key) => {
		const named = suggestionOfKey(key)
		return named?.family === 'setBlock' && isOwn(named.id)
	})
}

function sameStyle(one: BlockStyle, other: BlockStyle): boolean {
	return (
		one.type === other.type &&
		sameJson(one.attrs ?? {}, other.attrs ?? {}) &&
		JSON.stringify(one.in ?? []) === JSON.stringify(other.in ?? [])
	)
}
