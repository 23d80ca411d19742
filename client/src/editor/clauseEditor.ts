import { type UnitId } from '@parley/schema'
import { TextSelection, type Command, type Transaction } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import type * as Y from 'yjs'
import { alternativeMarks, alternativesOf, alternativesRemoved } from './alternativeMarks.ts'
import { bracketEdits, bracketsEmptied } from './bracketEdits.ts'
import {
	bracketMarks,
	bracketsAt,
	bracketSpan,
	isDrawnAround,
	showBrackets,
} from './bracketMarks.ts'
import { flatBinding, isLocalEdit, type FlatBinding } from './binding.ts'
import { type BracketLooks } from '../text/bracketSpans.ts'
import { type DrawAlternative } from '../text/drawAlternative.ts'
import { headingMade } from './commands.ts'
import { deletionOf } from './deletionOf.ts'
import { type EditGuard } from './editGuard.ts'
import './editor.css'
import { clauseInputRules } from './inputRules.ts'
import { clauseKeymap, type History } from './keymap.ts'
import { pasteProps, type ReadPlaceholder } from './paste.ts'
import { placeholderAt, placeholderKeys } from './placeholderKeys.ts'
import { readPlace } from './readPlace.ts'
import { seenAs } from './seenState.ts'
import { selectedSpan } from './selectedSpan.ts'
import { typedLetters } from './typedLetters.ts'
import { endOfSuggestion, suggestionMarks } from './suggestionMarks.ts'

/** A place in a clause that stays with the character before it: a Yjs relative position as JSON. */
export type Place = Readonly<Record<string, unknown>>

/** A selection as two places; equal ones are a caret. */
export interface PlaceSelection {
	readonly anchor: Place
	readonly head: Place
}

/** A rectangle in the viewport, in CSS pixels. */
export interface Box {
	readonly left: number
	readonly right: number
	readonly top: number
	readonly bottom: number
}

/** Where a position of the text is after a change; what was put in there comes before it (1) or behind it (−1). */
export type MapPosition = (position: number, side: -1 | 1) => number

/** What a clause's editor is made of, and what it tells of. */
export interface ClauseEditorOptions {
	/** The text's element is put in here, as its last child. */
	readonly place: HTMLElement
	readonly doc: Y.Doc
	/** Asked at each change of the view; call `setEditable` after the answer has changed. */
	readonly editable: () => boolean
	/** The accessible name, e.g. `Point 7, Security guarantees, editing`; asked again by `setEditable`. */
	readonly label: () => string
	/** The person has edited the text. */
	readonly onLocalEdit?: () => void
	/** The selection has changed, also through others' edits; `null` when the focus has left. */
	readonly onSelection?: (selection: PlaceSelection | null) => void
	readonly onFocus?: () => void
	/** A key asked to link the words selected. */
	readonly onLink?: () => void
	/** A command has made headings of this level, or with `null` paragraphs of headings; also where that is only suggested. */
	readonly onHeading?: (level: number | null) => void
	/** Whether the last words of a bracket may be taken away; where it is left out, those of every bracket. */
	readonly mayEmpty?: (bracket: string) => boolean
	/**
	 * An edit, or taking one back, was not done: it would have taken away the last words of these brackets. `deletion` is what of the edit deletes, to be done
	 * otherwise; null where it was a step that is taken back.
	 */
	readonly onKept?: (brackets: readonly string[], deletion: Command | null) => void
	/** Draws what is said of each alternative, in an element behind its words. */
	readonly drawAlternative?: DrawAlternative
	/** Whether an alternative may be taken out of the text; where it is left out, every one. */
	readonly mayRemove?: (alternative: string) => boolean
	/** An edit was not done: it would have taken this alternative out of the text. */
	readonly onAlternativeKept?: (alternative: string) => void
	/** A key asked to open the placeholder that is selected. */
	readonly onPlaceholder?: (id: string) => void
	/** Says of a placeholder that is copied what is missing, and whether it is of this clause; where it is left out, each is. */
	readonly readPlaceholder?: ReadPlaceholder
	/** Judges edits where there are suggestions; null where none is here yet, and nothing is suggested. */
	readonly guard?: () => EditGuard | null
	/** What others did is about to be shown, or what I did taken back. */
	readonly beforeChange?: () => void
	/** What is shown has changed, by whomever: whatever is drawn beside the text must be placed again. `map` takes a position along. */
	readonly onChange?: (map: MapPosition) => void
}

/** Words by the units that they begin and end with. */
export interface SelectedWords {
	readonly first: UnitId
	readonly last: UnitId
	readonly words: string
}

/** The live editor of one clause. */
export interface ClauseEditor {
	/** The text's own element. Nothing may be put into it. */
	readonly dom: HTMLElement
	/** Goes into the text, also where it cannot be edited now. */
	focus(): void
	/** Shows whether the text may be edited now, and what it is called then. */
	setEditable(): void
	/** Stops editing for good; caret and selection stay, nothing is sent or taken in any more. */
	freeze(): void
	/** Runs an editor command, e.g. for a toolbar; gives whether it applied. */
	run(command: Command): boolean
	undo(): boolean
	redo(): boolean
	/** Where the caret at `place` is drawn; nothing when the text it refers to is not here. */
	coordsAt(place: Place): Box | undefined
	/** The rectangles that the text between two places takes, line by line. */
	rectsBetween(anchor: Place, head: Place): readonly Box[]
	relativeSelection(): PlaceSelection
	/** Where the content of each block begins and ends, by the ids of the blocks. */
	blockSpans(): ReadonlyMap<string, { readonly from: number; readonly to: number }>
	/** The rectangles that the text between two positions takes, line by line. */
	rectsIn(from: number, to: number): readonly Box[]
	/** Where a caret at a position would be. */
	boxAt(position: number): Box
	/** The position of the caret. */
	head(): number
	/** The words selected by their first and last unit, as Yjs names them; null where no character is selected. */
	selectedWords(): SelectedWords | null
	/** The blocks that are selected, or that of the caret, by their first and last unit; null where they are not of the text yet. */
	selectedBlocks(): SelectedWords | null
	/** The group of alternatives that the caret is in; null where it is in none. */
	alternativesAtCaret(): string | null
	/** What stands right before the caret, or ends what is selected: a character, or the beginning of the paragraph. Null where that is nothing. */
	unitBeforeCaret(): UnitId | null
	/** The placeholder that is selected, or that stands right beside the caret; null where none does. */
	placeholderAtCaret(): string | null
	/** Draws these brackets around their words, and no others. */
	setBrackets(looks: BracketLooks): void
	/** The brackets at the caret, from outside in. */
	bracketsAtCaret(): readonly string[]
	/** Puts the caret to where the words of a bracket begin; gives whether they are here. */
	selectBracket(id: string): boolean
	/** Puts the caret behind the words of an alternative, in sight; gives whether these are here. */
	selectAlternative(id: string): boolean
	/** Puts the caret right behind the first words that a suggestion marks, in sight; gives whether anything of it is here. */
	selectBehindSuggestion(id: string): boolean
	/** Hands the view to what comes later and is for the editor alone. */
	extend(by: (view: EditorView) => void): void
	destroy(): void
}

/** Opens an editor on `doc`, the clause as it is there now. */
export function createClauseEditor(options: ClauseEditorOptions): ClauseEditor {
	const binding = flatBinding(options.doc)
	let isFrozen = false
	const isEditable = () => !isFrozen && options.editable()
	let told = ''
	const tellSelection = () => {
		const selection = selectionOf(binding, view)
		const asText = JSON.stringify(selection)
		if (asText !== told) options.onSelection?.(selection)
		told = asText
	}
	const keptOf = (emptied: readonly string[]) =>
		emptied.filter((id) => options.mayEmpty?.(id) === false)
	/** Says that the last words of brackets stay, where some of these may not be emptied. */
	const isKept = (emptied: readonly string[], edit?: Transaction) => {
		const kept = keptOf(emptied)
		if (kept.length > 0) options.onKept?.(kept, edit ? deletionOf(edit, binding) : null)
		return kept.length > 0
	}
	/** Says that an alternative stays, where one of these may not be taken out. */
	const isAlternativeKept = (removed: readonly string[]) => {
		const kept = removed.find((id) => options.mayRemove?.(id) === false)
		if (kept !== undefined) options.onAlternativeKept?.(kept)
		return kept !== undefined
	}
	/** What is kept is said where nothing else was done: a step that was said is passed over for the one before it. */
	const takeBack = (way: 'undo' | 'redo') => {
		const guard = options.guard?.() ?? null
		let tell = (): void => undefined
		const isDone = binding[way]((emptied, step) => {
			const isEmptying = keptOf(emptied).length > 0
			if (!isEmptying && guard?.mayTakeBack(options.doc, way, step) !== false) return false
			tell = () => {
				if (isEmptying) isKept(emptied)
				else guard?.tellKept()
			}
			return true
		})
		if (!isDone) tell()
		return isDone
	}
	const history: History = { undo: () => takeBack('undo'), redo: () => takeBack('redo') }
	let isScrolling = false
	let scrolling: number | null = null
	/** Where the caret is is asked in the next frame: asking while a key is handled would lay out the whole page for it. */
	const scrollSoon = () => {
		scrolling ??= requestAnimationFrame(() => {
			scrolling = null
			// what is composed is kept in sight by the browser, and must not be touched
			if (view.composing) return
			isScrolling = true
			view.updateState(view.state.apply(view.state.tr.scrollIntoView()))
			isScrolling = false
		})
	}
	const view: EditorView = new EditorView(
		{ mount: options.place.appendChild(document.createElement('div')) },
		{
			...pasteProps(options.readPlaceholder ?? (() => ({ isHere: true, words: '…' }))),
			state: binding.createState([
				bracketMarks(),
				bracketEdits((id) => options.mayEmpty?.(id) !== false),
				suggestionMarks(),
				seenAs((state) => options.guard?.()?.seen(state) ?? state),
				...(options.drawAlternative ? [alternativeMarks(options.drawAlternative)] : []),
				placeholderKeys((id) => options.onPlaceholder?.(id)),
				clauseInputRules(),
				typedLetters(isDrawnAround),
				clauseKeymap(history, () => options.onLink?.()),
			]),
			editable: isEditable,
			handleScrollToSelection: () => {
				if (isScrolling) return false
				scrollSoon()
				return true
			},
			attributes: () => ({
				role: 'textbox',
				'aria-multiline': 'true',
				'aria-label': options.label(),
				'aria-readonly': String(!isEditable()),
				class: 'clause-text',
				spellcheck: 'true',
				// Enter on the clause leads into its text, frozen or not; Tab goes past it.
				tabindex: '-1',
			}),
			dispatchTransaction(asked) {
				const isEdit = isLocalEdit(asked)
				if (isEdit && !isEditable()) return
				const guard = isEdit ? (options.guard?.() ?? null) : null
				const transaction = guard === null ? asked : guard.instead(asked, view.state)
				if (transaction === null) return
				const after = view.state.apply(transaction)
				if (isEdit && isKept(bracketsEmptied(transaction, view.state, after), transaction)) return
				if (isEdit && isAlternativeKept(alternativesRemoved(view.state.doc, after.doc))) return
				if (transaction.docChanged && !isEdit) options.beforeChange?.()
				view.updateState(after)
				if (isEdit) options.onLocalEdit?.()
				const heading = headingMade(asked)
				if (heading !== undefined) options.onHeading?.(heading)
				if (transaction.docChanged)
					options.onChange?.((position, side) => transaction.mapping.map(position, side))
				if (view.hasFocus() && (transaction.docChanged || transaction.selectionSet)) tellSelection()
			},
			handleDOMEvents: {
				focus: () => {
					options.onFocus?.()
					told = ''
					tellSelection()
				},
				blur: () => {
					options.onSelection?.(null)
				},
			},
		}
	)
	const positionOf = (place: Place) => {
		const read = readPlace(place)
		return read === null ? undefined : binding.position(read)
	}
	let isDestroyed = false
	return {
		dom: view.dom,
		focus: () => {
			// prosemirror-view gives the focus to no text that cannot be edited: one that can soon takes keys already
			if (!view.editable) view.dom.focus({ preventScroll: true })
			view.focus()
		},
		setEditable: () => {
			view.setProps({})
		},
		freeze: () => {
			isFrozen = true
			binding.freeze()
			view.setProps({})
		},
		run: (command) => isEditable() && runCommand(view, command),
		undo: () => isEditable() && history.undo(),
		redo: () => isEditable() && history.redo(),
		coordsAt: (place) => {
			const position = positionOf(place)
			return position === undefined ? undefined : view.coordsAtPos(position, -1)
		},
		rectsBetween: (anchor, head) => {
			const [from, to] = [positionOf(anchor), positionOf(head)]
			if (from === undefined || to === undefined) return []
			return rectsOf(view, Math.min(from, to), Math.max(from, to))
		},
		relativeSelection: () => selectionOf(binding, view),
		blockSpans: () => blockSpansOf(view),
		rectsIn: (from, to) => rectsOf(view, from, to),
		boxAt: (position) => view.coordsAtPos(position, 1),
		head: () => view.state.selection.head,
		selectedWords: () => {
			const span = selectedSpan(view.state)
			if (span === null) return null
			// a place is that of the unit before it
			const first = binding.relativePosition(span.from + 1).item
			const last = binding.relativePosition(span.to).item
			return first && last && { first, last, words: span.words }
		},
		selectedBlocks: () => {
			const { $from, $to } = view.state.selection
			// a place is that of the unit before it: that of the first is the marker of its block
			const first = binding.relativePosition($from.start()).item
			const last = binding.relativePosition($to.end()).item
			const words = view.state.doc.textBetween($from.start(), $to.end(), ' ')
			return first && last && { first, last, words }
		},
		alternativesAtCaret: () => {
			const top = view.state.selection.$head.node(1)
			return top.type.name === 'alternatives' ? String(top.attrs['id']) : null
		},
		unitBeforeCaret: () => binding.relativePosition(view.state.selection.to).item,
		placeholderAtCaret: () => placeholderAt(view.state),
		setBrackets: (looks) => {
			view.updateState(view.state.apply(showBrackets(view.state, looks)))
		},
		bracketsAtCaret: () => bracketsAt(view.state),
		selectBracket: (id) => {
			const span = bracketSpan(view.state, id)
			if (span === undefined) return false
			const { tr } = view.state
			view.dispatch(tr.setSelection(TextSelection.create(tr.doc, span.from)))
			return true
		},
		selectAlternative: (id) => {
			const one = alternativesOf(view.state.doc).find(({ alternative }) => alternative === id)
			if (one === undefined) return false
			const { tr } = view.state
			view.dispatch(
				tr.setSelection(TextSelection.near(tr.doc.resolve(one.end), -1)).scrollIntoView()
			)
			return true
		},
		selectBehindSuggestion: (id) => {
			const end = endOfSuggestion(view.state.doc, id)
			if (end === undefined) return false
			const { tr } = view.state
			view.dispatch(tr.setSelection(TextSelection.create(tr.doc, end)).scrollIntoView())
			return true
		},
		extend: (by) => {
			if (!isDestroyed) by(view)
		},
		destroy: () => {
			if (isDestroyed) return
			isDestroyed = true
			if (scrolling !== null) cancelAnimationFrame(scrolling)
			binding.destroy()
			view.destroy()
			view.dom.remove()
		},
	}
}

/** Runs a ProseMirror command on a view. */
function runCommand(view: EditorView, command: Command): boolean {
	return command(view.state, view.dispatch.bind(view), view)
}

function selectionOf(binding: FlatBinding, view: EditorView): PlaceSelection {
	const { anchor, head } = view.state.selection
	return { anchor: placeAt(binding, anchor), head: placeAt(binding, head) }
}

function placeAt(binding: FlatBinding, position: number): Place {
	const { tname, item, assoc } = binding.relativePosition(position)
	return item ? { item: { client: item.client, clock: item.clock }, assoc } : { tname, assoc }
}

function blockSpansOf(
	view: EditorView
): ReadonlyMap<string, { readonly from: number; readonly to: number }> {
	const spans = new Map<string, { readonly from: number; readonly to: number }>()
	view.state.doc.descendants((node, position) => {
		if (!node.isTextblock) return true
		const id: unknown = node.attrs['id']
		const from = position + 1
		if (typeof id === 'string') spans.set(id, { from, to: from + node.content.size })
		return false
	})
	return spans
}

/** What the browser draws between two positions; it counts boxes of blocks that lie wholly inside too, which are left out. */
function rectsOf(view: EditorView, from: number, to: number): readonly Box[] {
	if (from === to) return []
	const boxes: Box[] = []
	view.state.doc.nodesBetween(from, to, (node, position) => {
		if (!node.isTextblock) return true
		const start = Math.max(from, position + 1)
		const end = Math.min(to, position + 1 + node.content.size)
		if (start < end) {
			const range = document.createRange()
			const first = view.domAtPos(start, 1)
			const last = view.domAtPos(end, -1)
			range.setStart(first.node, first.offset)
			range.setEnd(last.node, last.offset)
			for (const box of range.getClientRects()) boxes.push(box)
		}
		return false
	})
	return boxes.filter(({ left, right }) => right > left)
}
