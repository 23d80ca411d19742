import {
	createDocument,
	propertiesOf,
	suggestionChanges,
	suggestionOfKey,
	textOf,
	type SuggestionKey,
} from '@parley/schema'
import * as Y from 'yjs'
import { type UndoStep } from './undoneBrackets.ts'

/**
 * Whether taking a step back, or doing it again, keeps to what suggestions allow: it is tried on a copy and judged there as the server judges it. What a step
 * of long ago would bring back may be words of a suggestion that was answered since.
 *
 * Of words that come back, what others suggested of them is left out of `step` where that is all that stands in the way: only its author can say it anew.
 *
 * @param isOwn whether the suggestion with that id is an open one of this seat
 * @param isAll whether nothing but suggestions is taken
 */
export function mayTakeBackSuggested(
	doc: Y.Doc,
	way: 'undo' | 'redo',
	step: UndoStep,
	isOwn: (id: string) => boolean,
	isAll: boolean
): boolean {
	const isTaken = (update: Uint8Array): boolean => {
		const copy = copyOf(doc)
		const { touchesForeign, changesText } = suggestionChanges(copy, update, isOwn)
		copy.destroy()
		return !touchesForeign && !(isAll && changesText)
	}
	const update = updateOf(doc, way, step)
	if (update === null || isTaken(update)) return true
	const whole = step.deletions.clients
	const less = withoutMarks(doc, whole, ({ family, id }) => family !== 'ins' && !isOwn(id))
	step.deletions.clients = less
	const rest = updateOf(doc, way, step)
	if (rest !== null && isTaken(rest)) return true
	step.deletions.clients = whole
	return false
}

type Deletions = UndoStep['deletions']['clients']

/** Clocks of one client in a row, as Yjs keeps them. */
type ClockRun = Pick<NonNullable<ReturnType<Deletions['get']>>[number], 'clock' | 'len'>

/** `deletions` without the marks of those suggestions for which `goes` holds. */
function withoutMarks(
	doc: Y.Doc,
	deletions: Deletions,
	goes: (named: SuggestionKey) => boolean
): Deletions {
	const isLeftOut = ({ content }: Y.Item): boolean => {
		const named = content instanceof Y.ContentFormat ? suggestionOfKey(content.key) : undefined
		return named !== undefined && goes(named)
	}
	const left: Deletions = new Map()
	for (const [client, ranges] of deletions) {
		const structs = doc.store.clients.get(client) ?? []
		const marks = structs.filter((one) => one instanceof Y.Item && isLeftOut(one))
		left.set(
			client,
			ranges.flatMap((range) => {
				const kept: ClockRun[] = []
				let { clock } = range
				const end = clock + range.len
				for (const { id } of marks) {
					if (id.clock < clock || id.clock >= end) continue
					if (id.clock > clock) kept.push({ clock, len: id.clock - clock })
					clock = id.clock + 1
				}
				if (clock < end) kept.push({ clock, len: end - clock })
				return kept
			})
		)
	}
	return left
}

/** What taking `step` back would send; null where that is nothing. */
function updateOf(doc: Y.Doc, way: 'undo' | 'redo', step: UndoStep): Uint8Array | null {
	const copy = copyOf(doc)
	linkRedone(doc, copy)
	const manager = new Y.UndoManager([textOf(copy), propertiesOf(copy)])
	const stack = way === 'undo' ? manager.undoStack : manager.redoStack
	stack.push(step)
	const updates: Uint8Array[] = []
	copy.on('update', (update: Uint8Array) => updates.push(update))
	manager[way]()
	manager.destroy()
	copy.destroy()
	return updates.length === 0 ? null : Y.mergeUpdates(updates)
}

/** A copy with what was deleted and can come back. */
function copyOf(doc: Y.Doc): Y.Doc {
	const copy = createDocument({ gc: false })
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
	return copy
}

/** What was brought back stands in the place of what it was, which an update does not say. */
function linkRedone(doc: Y.Doc, copy: Y.Doc): void {
	for (const structs of doc.store.clients.values()) {
		for (const struct of structs) {
			if (!(struct instanceof Y.Item) || struct.redone === null) continue
			const same: unknown = Y.getItem(copy.store, struct.id)
			if (same instanceof Y.Item) same.redone = struct.redone
		}
	}
}
