import {
	changedRanges,
	createBlockId,
	createDocument,
	FlatStep,
	Mirror,
	normalise,
	parleySchema,
	propertiesOf,
	readChange,
	silence,
	textOf,
} from '@parley/schema'
import {
	EditorState,
	Plugin,
	PluginKey,
	type Selection,
	TextSelection,
	type Transaction,
} from 'prosemirror-state'
import type { StepMap } from 'prosemirror-transform'
import * as Y from 'yjs'
import { CompositionGate } from './compositionGate.ts'
import { KeptSteps, type KeepsWords } from './undoneBrackets.ts'

/** Who shows the document: an `EditorView`, or a state alone in a test. */
export interface Host {
	readonly state: EditorState
	dispatch(transaction: Transaction): void
}

/** A clause's Y.Doc and an editor's state, bound to each other. */
export interface FlatBinding {
	/** Goes into the editor's state; a view then attaches itself. */
	readonly plugin: Plugin
	/** The state to open the editor with. */
	createState(plugins?: readonly Plugin[]): EditorState
	/** Attaches a host that is not a view: call `update` after each change of its state. */
	attach(host: Host): { update(): void; destroy(): void }
	/**
	 * Takes back, or does again, the last edit made here that may be: one that leaves brackets without words of which `keeps` says that they keep
	 * them is passed over, from the second time on that it is met. Gives whether anything was.
	 */
	undo(keeps?: KeepsWords): boolean
	redo(keeps?: KeepsWords): boolean
	/** A place that stays with the character before it, for others and for later. */
	relativePosition(position: number): Y.RelativePosition
	/** Where such a place is now; nothing when the text it refers to is not here. */
	position(relative: Y.RelativePosition): number | undefined
	/** Remote changes wait while the person composes letters. */
	readonly composition: {
		begin(): void
		end(): void
		release(): void
		readonly isHolding: boolean
	}
	/** Lets go of the document for good: nothing is written or taken in any more. Places stay those of the text as it is shown. */
	freeze(): void
	destroy(): void
}

const key = new PluginKey<readonly StepMap[]>('clause')

/** Whether a transaction shows a change made elsewhere, or one taken back. */
export function isRemote(transaction: Transaction): boolean {
	return transaction.getMeta(key) === true
}

/** Whether a transaction changes the document by the hand of this person. */
export function isLocalEdit(transaction: Transaction): boolean {
	return transaction.docChanged && !isRemote(transaction)
}

/**
 * Binds `doc`. What is typed is written with the binding as the origin; what others do is shown in minimal steps; undo takes
 * back only edits made here, and puts the selection where it was before them.
 *
 * @param options.random draws the ids of new blocks
 * @param options.captureMs edits within this time of each other are undone together
 */
export function flatBinding(
	doc: Y.Doc,
	options: { readonly random?: () => number; readonly captureMs?: number } = {}
): FlatBinding {
	return new Binding(silence(doc), options.random ?? Math.random, options.captureMs ?? 500)
}

interface RelativeSelection {
	readonly anchor: Y.RelativePosition
	readonly head: Y.RelativePosition
}

const SELECTION = 'selection'

class Binding implements FlatBinding {
	readonly plugin: Plugin<readonly StepMap[]>
	readonly composition: CompositionGate
	readonly #doc: Y.Doc
	readonly #mirror: Mirror
	readonly #undo: Y.UndoManager
	readonly #kept: KeptSteps
	readonly #newId: () => string
	/** The Y.Doc that is read and written: the bound one, or its copy during a composition. */
	#clause: Y.Doc
	#host: Host | undefined
	#shown: EditorState | undefined
	#selectionBefore: RelativeSelection | undefined
	/** An edit is being written, in one piece or in many. */
	#isWriting = false

	constructor(doc: Y.Doc, random: () => number, captureMs: number) {
		this.#doc = doc
		this.#clause = doc
		this.#newId = () => createBlockId(random)
		this.#mirror = new Mirror(parleySchema, doc, this.#newId, this)
		this.plugin = this.#createPlugin()
		this.composition = new CompositionGate(doc, this, {
			follow: (clause) => {
				this.#follow(clause)
			},
		})
		this.#undo = new Y.UndoManager([textOf(doc), propertiesOf(doc)], {
			trackedOrigins: new Set([this]),
			captureTimeout: captureMs,
		})
		this.#kept = new KeptSteps(doc)
		this.#undo.on('stack-item-added', ({ stackItem }) => {
			stackItem.meta.set(SELECTION, this.#selectionBefore)
			this.#keepTogether()
		})
		this.#undo.on('stack-item-updated', () => {
			this.#keepTogether()
		})
		this.#undo.on('stack-item-popped', ({ stackItem }) => {
			const selection: unknown = stackItem.meta.get(SELECTION)
			if (isRelativeSelection(selection)) this.#select(selection)
		})
		doc.on('afterTransaction', this.#afterTransaction)
	}

	createState(plugins: readonly Plugin[] = []): EditorState {
		return EditorState.create({ doc: this.#mirror.doc, plugins: [this.plugin, ...plugins] })
	}

	attach(host: Host): { update(): void; destroy(): void } {
		this.#host = host
		this.#shown = host.state
		return {
			update: () => {
				if (this.#host === host) this.#writeLocal(host)
			},
			destroy: () => {
				if (this.#host === host) this.#host = undefined
			},
		}
	}

	undo(keeps?: KeepsWords): boolean {
		return this.#takeBack('undo', keeps)
	}

	redo(keeps?: KeepsWords): boolean {
		return this.#takeBack('redo', keeps)
	}

	relativePosition(position: number): Y.RelativePosition {
		const index = this.#mirror.indexAt(position)
		return Y.createRelativePositionFromTypeIndex(textOf(this.#clause), index, -1)
	}

	position(relative: Y.RelativePosition): number | undefined {
		const absolute = Y.createAbsolutePositionFromRelativePosition(relative, this.#clause)
		return absolute?.type === textOf(this.#clause)
			? this.#mirror.positionAt(absolute.index)
			: undefined
	}

	freeze(): void {
		this.composition.release()
		const copy = createDocument()
		Y.applyUpdate(copy, Y.encodeStateAsUpdate(this.#doc))
		this.#follow(copy)
		this.destroy()
	}

	destroy(): void {
		this.composition.destroy()
		this.#clause.off('afterTransaction', this.#afterTransaction)
		this.#undo.destroy()
		this.#host = undefined
	}

	/** The plugin's state: the step maps from what the clause holds to what the editor shows. */
	#createPlugin(): Plugin<readonly StepMap[]> {
		return new Plugin<readonly StepMap[]>({
			key,
			state: {
				init: () => [],
				apply: (transaction, maps, before) => {
					if (isRemote(transaction)) return []
					const unwritten = before.doc === this.#mirror.doc ? [] : maps
					return [...unwritten, ...transaction.mapping.maps]
				},
			},
			appendTransaction: (transactions, before, after) => {
				if (!transactions.some(isLocalEdit)) return null
				const ranges = changedRanges(transactions.flatMap(({ mapping }) => mapping.maps))
				const { tr } = after
				const isExact = transactions.some(({ steps }) =>
					steps.some((step) => step instanceof FlatStep)
				)
				normalise(tr, before.doc, ranges, this.#newId, isExact)
				return tr.docChanged ? tr : null
			},
			view: (view) => this.attach(view),
			props: {
				handleDOMEvents: {
					compositionstart: () => {
						this.composition.begin()
					},
					compositionend: () => {
						this.composition.end()
					},
				},
			},
		})
	}

	#writeLocal(host: Host): void {
		const { state } = host
		const before = this.#shown
		this.#shown = state
		if (state.doc === this.#mirror.doc) return
		this.#selectionBefore = before && this.#relative(before.selection)
		const maps = key.getState(state) ?? []
		const { captureTimeout } = this.#undo
		let repair: ReturnType<Mirror['write']>
		this.#isWriting = true
		try {
			repair = this.#mirror.write(state.doc, maps)
		} finally {
			this.#isWriting = false
			this.#undo.captureTimeout = captureTimeout
		}
		if (repair) this.#show(host, repair)
	}

	/** What follows the first piece of an edit is undone with it, however long a slow machine takes to write the pieces. */
	#keepTogether(): void {
		if (this.#isWriting) this.#undo.captureTimeout = Infinity
	}

	#takeBack(way: 'undo' | 'redo', keeps: KeepsWords = () => false): boolean {
		const { undoStack, redoStack } = this.#undo
		if (!this.#host) return false
		this.composition.release()
		this.#selectionBefore = this.#relative(this.#host.state.selection)
		return this.#kept.passOver(way === 'undo' ? undoStack : redoStack, keeps, () => {
			return this.#undo[way]() !== null
		})
	}

	readonly #afterTransaction = (transaction: Y.Transaction): void => {
		if (transaction.origin === this || transaction.doc !== this.#clause) return
		const change = readChange(transaction)
		const step = change && this.#mirror.take(change.delta, change.changed)
		if (step && this.#host) this.#show(this.#host, step)
	}

	#follow(clause: Y.Doc): void {
		this.#clause.off('afterTransaction', this.#afterTransaction)
		this.#clause = clause
		clause.on('afterTransaction', this.#afterTransaction)
		this.#mirror.follow(clause)
	}

	#show(host: Host, step: FlatStep): void {
		const { tr, selection, storedMarks } = host.state
		tr.step(step)
		if (selection instanceof TextSelection) tr.setSelection(keptSelection(tr, selection))
		if (selection.empty) tr.setStoredMarks(storedMarks)
		host.dispatch(tr.setMeta(key, true).setMeta('addToHistory', false))
		this.#shown = host.state
	}

	#relative({ anchor, head }: Selection): RelativeSelection {
		return { anchor: this.relativePosition(anchor), head: this.relativePosition(head) }
	}

	#select({ anchor, head }: RelativeSelection): void {
		const host = this.#host
		const from = this.position(anchor)
		const to = this.position(head)
		if (!host || from === undefined || to === undefined) return
		const { tr } = host.state
		const selection = TextSelection.between(tr.doc.resolve(from), tr.doc.resolve(to))
		host.dispatch(tr.setSelection(selection).scrollIntoView())
	}
}

/** A caret stays behind the character it stands behind, a selection around the characters it is around. */
function keptSelection({ doc, mapping }: Transaction, selection: TextSelection): Selection {
	if (selection.empty) {
		const $caret = doc.resolve(mapping.map(selection.head, -1))
		return TextSelection.between($caret, $caret)
	}
	const from = mapping.map(selection.from, 1)
	const to = Math.max(from, mapping.map(selection.to, -1))
	const isForward = selection.anchor <= selection.head
	const [$anchor, $head] = [doc.resolve(isForward ? from : to), doc.resolve(isForward ? to : from)]
	return TextSelection.between($anchor, $head)
}

function isRelativeSelection(value: unknown): value is RelativeSelection {
	return typeof value === 'object' && value !== null && 'anchor' in value && 'head' in value
}
