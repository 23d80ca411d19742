/** An edit of whoever may edit, around what others have only suggested to insert: that is answered, and not edited. */
import type { Marks } from './blocks.ts'
import {
	compareEdit,
	contentOfUnit,
	insertedBy,
	insertionAround,
	marksOfUnit,
	marksWithin,
	ofMarkers,
	stepOf,
	suggestionsOn,
	unitsAround,
	withoutSuggestions,
	type EditInEditor,
} from './comparedEdit.ts'
import { DeltaList } from './deltaList.ts'
import type { FlatStep } from './flatStep.ts'
import { sameJson } from './json.ts'
import { suggestedIn } from './model.ts'
import { unitsOf } from './units.ts'

/** What becomes of an edit. */
export type AroundInsertions =
	/** It is done as it is. */
	| { readonly kind: 'free' }
	/** It is done by `step` from the document of before, which leaves the words that others would insert. */
	| { readonly kind: 'around'; readonly step: FlatStep }
	/** It would put something between such words, or change nothing else: it is not done. They are those of the suggestion `id`; null where nothing changes. */
	| { readonly kind: 'not-done'; readonly id: string | null }

/**
 * Says what becomes of `edit` where words stand that suggestions of others would insert: those for which `isOwn` does not hold.
 *
 * @param newBlockId gives a fresh id of a block at each call
 */
export function editAround(
	edit: EditInEditor,
	isOwn: (id: string) => boolean,
	newBlockId: () => string
): AroundInsertions {
	const compared = compareEdit(edit, false)
	const { model, old, next, hunks, formatted, restyled } = compared
	const foreignIn = (marks: Marks): readonly string[] =>
		insertedBy(marks).filter((id) => !isOwn(id))
	const delta = new DeltaList()
	let stays: string | undefined
	let isFree = true
	const events = [
		...hunks.map((hunk) => ({ at: hunk.old.from, hunk, format: null })),
		...formatted.map((format) => ({ at: format.at, hunk: null, format })),
	].sort((a, b) => a.at - b.at || (a.hunk === null ? 1 : 0) - (b.hunk === null ? 1 : 0))
	for (const { at, hunk, format } of events) {
		delta.keepTo(at)
		if (hunk === null) {
			// a letter in the place of the same one is that one, under the suggestion that it is of
			const change = withoutSuggestions(format.change)
			if (Object.keys(change).length < Object.keys(format.change).length) isFree = false
			delta.retain(format.length, change)
			continue
		}
		for (const unit of unitsOf(model, old, hunk.old.from, hunk.old.to)) {
			const [foreign] = foreignIn(marksOfUnit(unit))
			stays ??= foreign
			if (foreign === undefined) delta.delete(1)
			else delta.retain(1, undefined)
		}
		const put = unitsOf(model, next, hunk.new.from, hunk.new.to)
		if (put.length === 0) continue
		const [before, behind] = unitsAround(model, old, hunk.old.to)
		const between = insertionAround(before, behind, isOwn)
		if (between !== undefined) return { kind: 'not-done', id: between }
		const within = marksWithin(before, behind, ({ family, id }) => family !== 'ins' || isOwn(id))
		for (const unit of put) {
			// what is suggested of a block's beginning stays with its id: elsewhere it is another block
			const isMarked = unit.kind === 'marker' && suggestedIn(unit.leaf.node) !== undefined
			const suggested = unit.kind === 'marker' ? ofMarkers(within) : within
			if (!sameJson(suggestionsOn(unit), suggested)) isFree = false
			const marks = { ...withoutSuggestions(marksOfUnit(unit)), ...suggested }
			delta.insert(contentOfUnit(model, unit, isMarked ? { id: newBlockId() } : {}), marks)
		}
	}
	if (isFree && stays === undefined) return { kind: 'free' }
	// what moves blocks to other lists as well is not done in part
	const made = restyled.length > 0 ? null : stepOf(compared, delta.take())
	return made === null
		? { kind: 'not-done', id: stays ?? null }
		: { kind: 'around', step: made.step }
}
