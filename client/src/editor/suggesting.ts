/**
 * Suggest mode: what somebody does in the text becomes a suggestion of it. In Edit mode, words that others have only suggested are left alone. It is loaded
 * when there are suggestions, or when somebody begins to make some.
 */
import {
	changedRanges,
	createBlockId,
	editAround,
	normalise,
	parleySchema,
	suggestedDoc,
	suggestEdit,
	SUGGESTION_FAMILIES,
	type SuggestionFamily,
} from '@parley/schema'
import { type Node, type ResolvedPos } from 'prosemirror-model'
import { EditorState, TextSelection, type Transaction } from 'prosemirror-state'
import { isOnlySuggested, SUGGESTED_IN } from './bracketEdits.ts'
import { bracketIdsOf } from './bracketMarks.ts'
import { type EditGuard } from './editGuard.ts'
import { suggestMade, takesBackSuggested } from './inputRules.ts'
import { endOfSuggestion } from './suggestionMarks.ts'
import { mayTakeBackSuggested } from './undoneSuggestions.ts'

/**
 * What was not done: `all` of it, since it cannot be suggested; a `part` of it, for that reason; or, of somebody who edits, an `edit` that would go around
 * what others suggest and cannot.
 */
export type LeftOut = 'all' | 'part' | 'edit'

/** What suggesting asks of whoever owns the editor. */
export interface SuggestingOptions {
	/** Whether what is done now is suggested; else it is done. */
	readonly isOn: () => boolean
	/** Whether nothing but suggestions would be taken here. */
	readonly isAll: () => boolean
	/** Whether the suggestion with that id is an open one of my seat. */
	readonly isOwn: (id: string) => boolean
	/** The id of a new suggestion, or of the one at hand; `near` are those of mine that the edit is in or beside. */
	readonly idFor: (near: readonly string[]) => string
	/** The suggestion of another in whose place what is done now is offered; null, or left out, where it is in none's. */
	readonly countered?: () => string | null
	/** Not all was done. */
	readonly onLeftOut: (what: LeftOut) => void
	/** Nothing was done: others suggest these words, as the suggestion `id`. */
	readonly onForeign: (id: string) => void
	/** A step was not taken back. */
	readonly onKept: () => void
	readonly random?: () => number
}

/** Judges the edits of one clause. */
export function suggesting(options: SuggestingOptions): EditGuard {
	const newBlockId = (): string => createBlockId(options.random ?? Math.random)
	return {
		seen: (state) => (options.isOn() ? asSeen(state, options.isOwn) : state),
		instead: (transaction, state) => {
			if (takesBackSuggested(transaction)) return transaction
			return options.isOn()
				? asSuggestion(transaction, state, options, newBlockId)
				: around(transaction, state, options, newBlockId)
		},
		mayTakeBack: (doc, way, step) =>
			mayTakeBackSuggested(doc, way, step, options.isOwn, options.isAll()),
		tellKept: options.onKept,
	}
}

function asSuggestion(
	transaction: Transaction,
	state: EditorState,
	{ isOwn, idFor, countered, onLeftOut, onForeign }: SuggestingOptions,
	newBlockId: () => string
): Transaction | null {
	const theirs = countered?.() ?? null
	const used: string[] = []
	const idUsed = (near: readonly string[]): string => {
		const id = idFor(near)
		used.push(id)
		return id
	}
	const [range] = changedRanges(transaction.mapping.maps)
	const edit = editOf(transaction, state, newBlockId)
	const isOfText = transaction.before === state.doc
	const { step, isLessThanWhole, foreign, position } = suggestEdit(
		isOfText ? { ...edit, selected: state.selection } : edit,
		{ isOwn, idFor: idUsed, newBlockId }
	)
	if (foreign !== null) {
		onForeign(foreign)
		return null
	}
	if (isLessThanWhole) onLeftOut(step === null ? 'all' : 'part')
	if (step === null && isLessThanWhole) return null
	// what was deleted forward is passed over, or Delete would come to it again and again; what is typed for words that were selected stands behind them
	const { head, empty } = state.selection
	const isPassed = !empty || range?.old.from === head
	const isForward = isOfText && isPassed && range?.new.from === range?.new.to
	const side = isForward ? 1 : -1
	const { selection } = transaction
	const tr = state.tr
	if (step !== null) tr.step(step)
	const [own] = used
	if (theirs !== null && own !== undefined) deleteAs(tr, state.doc, theirs, own)
	const [anchor, to] = [position(selection.anchor, side), position(selection.head, side)]
	tr.setSelection(TextSelection.between(tr.doc.resolve(anchor), tr.doc.resolve(to)))
	suggestMade(state, transaction, tr)
	if (own !== undefined) tr.setMeta(SUGGESTED_IN, bracketsReplaced(tr.doc, own, tr.selection.from))
	return likewise(tr, transaction)
}

/**
 * The brackets of the words right before those at `caret` that `own` would insert, where it would delete them and others of the same bracket stay: what is
 * suggested in their place is in it as well.
 */
function bracketsReplaced(doc: Node, own: string, caret: number): readonly string[] {
	const { parent, parentOffset } = doc.resolve(caret)
	const before = parent.children.slice(0, parent.childBefore(parentOffset).index + 1)
	const behind = before.findLastIndex((node) => !isMarked(node, 'ins', own))
	const kept = before.findLastIndex((node, at) => at <= behind && !isMarked(node, 'del', own))
	const gone = before.slice(kept + 1, behind + 1).map(bracketIdsOf)
	const ids = gone[0]?.filter((id) => gone.every((all) => all.includes(id))) ?? []
	// what a key costs where it replaces no words of a bracket
	if (ids.length === 0) return ids
	const left = new Set<string>()
	doc.descendants((node) => {
		const isLeft = node.isInline && !isMarked(node, 'del', own) && !isOnlySuggested(node)
		if (isLeft) for (const id of bracketIdsOf(node)) left.add(id)
	})
	return ids.filter((id) => left.has(id))
}

/**
 * Has the suggestion `own` delete what `theirs` would, once its first words have come right behind that one: only one of the two is accepted, and it is to
 * leave nothing in the text that both are written in the place of.
 */
function deleteAs(tr: Transaction, before: Node, theirs: string, own: string): void {
	if (isBehind(before, theirs, own) || !isBehind(tr.doc, theirs, own)) return
	tr.doc.descendants((node, position) => {
		if (!isMarked(node, 'del', theirs) || isOnlySuggested(node)) return
		tr.addMark(position, position + node.nodeSize, parleySchema.marks.del.create({ id: own }))
	})
}

/** Whether words that `own` would insert begin right where the first ones of `theirs` end. */
function isBehind(doc: Node, theirs: string, own: string): boolean {
	const end = endOfSuggestion(doc, theirs)
	const next = end === undefined ? null : doc.resolve(end).nodeAfter
	return next !== null && isMarked(next, 'ins', own)
}

/** Whether the suggestion `id` would do to a node what its family says. */
function isMarked({ marks }: Node, family: SuggestionFamily, id: string): boolean {
	return marks.some(({ type, attrs }) => type.name === family && attrs['id'] === id)
}

function around(
	transaction: Transaction,
	state: EditorState,
	{ isOwn, onLeftOut, onForeign }: SuggestingOptions,
	newBlockId: () => string
): Transaction | null {
	if (!isNearSuggestion(state, transaction)) return transaction
	const what = editAround(editOf(transaction, state, newBlockId), isOwn, newBlockId)
	switch (what.kind) {
		case 'free':
			return transaction
		case 'not-done':
			if (what.id === null) onLeftOut('edit')
			else onForeign(what.id)
			return null
		case 'around': {
			const tr = state.tr.step(what.step)
			const place = tr.doc.resolve(tr.mapping.map(state.selection.to))
			return likewise(tr.setSelection(TextSelection.near(place)), transaction)
		}
	}
}

/** The text as one's own suggestions of blocks and links would have it, with the same words selected. */
function asSeen(state: EditorState, isOwn: SuggestingOptions['isOwn']): EditorState {
	const seen = suggestedDoc(state.doc, isOwn)
	if (seen === null) return state
	const { doc } = seen
	const at = (position: number): ResolvedPos => doc.resolve(seen.position(position))
	const { anchor, head } = state.selection
	return EditorState.create({ doc, selection: TextSelection.between(at(anchor), at(head)) })
}

function editOf(
	transaction: Transaction,
	{ doc }: EditorState,
	newBlockId: () => string
): Parameters<typeof suggestEdit>[0] {
	const { before: on, mapping } = transaction
	normalise(transaction, on, changedRanges(mapping.maps), newBlockId)
	return { before: doc, on, after: transaction.doc, maps: mapping.maps }
}

function likewise(tr: Transaction, transaction: Transaction): Transaction {
	for (const meta of ['uiEvent', 'paste', 'composition']) {
		const value: unknown = transaction.getMeta(meta)
		if (value !== undefined) tr.setMeta(meta, value)
	}
	if (transaction.storedMarksSet) tr.setStoredMarks(transaction.storedMarks)
	return transaction.scrolledIntoView ? tr.scrollIntoView() : tr
}

/** Whether words with marks of suggestions stand where `transaction` changes something, or right beside that, or come in by it. */
function isNearSuggestion({ doc }: EditorState, transaction: Transaction): boolean {
	let isNear = false
	const look = (node: Node): void => {
		const suggested: unknown = node.isTextblock ? node.attrs['suggested'] : null
		isNear ||= suggested !== null || node.marks.some(({ type }) => SUGGESTED.has(type.name))
	}
	for (const range of changedRanges(transaction.mapping.maps)) {
		const { from, to } = range.old
		doc.nodesBetween(Math.max(0, from - 1), Math.min(doc.content.size, to + 1), look)
		transaction.doc.nodesBetween(range.new.from, range.new.to, look)
	}
	return isNear
}

const SUGGESTED: ReadonlySet<string> = new Set(SUGGESTION_FAMILIES)
