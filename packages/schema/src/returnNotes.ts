import * as Y from 'yjs'
import type { ClockRange } from './readUpdate.ts'
import { MOST_RETURNED, withReturnNote } from './returnNote.ts'
import { readRanges } from './updateRanges.ts'
import { textOf } from './wire.ts'
import type { Carried } from './struct.ts'

/** How large an update may be, and what a client sends when it connects (see `readUpdate`). */
const MOST_BYTES = [64 * 1024, 1024 * 1024]

/**
 * What is known of the units that a document makes here: which of them undo or redo brought back. It is named by the units themselves, so
 * that it holds however their updates are joined before they come to the server.
 */
export class ReturnNotes {
	#returned: readonly Carried[] = []
	/** Clocks of which nobody can say what they are. */
	#unsaid: readonly (ClockRange & { readonly client: number })[] = []

	/** Takes a transaction of the document that is over: to be called where its update is told of. */
	note({ origin, beforeState, doc }: Y.Transaction): void {
		const step = origin instanceof Y.UndoManager ? origin.currStackItem : null
		if (step === null) return
		const known = beforeState.get(doc.clientID) ?? 0
		this.#returned = [...this.#returned, ...returnedBy(doc, step, known)]
	}

	/** Takes over what an update says that an earlier page made; it goes into the document after this. */
	take(update: Uint8Array): void {
		const { returned, inserted } = readRanges(update)
		if (returned !== null) this.#returned = [...this.#returned, ...returned]
		else {
			const unsaid = [...inserted].map(([client, range]) => ({ client, ...range }))
			this.#unsaid = [...this.#unsaid, ...unsaid]
		}
	}

	/** The update with its note, and as it is where it has one, where it brings nothing, and where it cannot be said what it brings back. */
	noted(update: Uint8Array): Uint8Array {
		const { inserted, returned } = readRanges(update)
		if (returned !== null || inserted.size === 0) return update
		if (this.#unsaid.some(({ client, from, to }) => clipped(inserted.get(client), from, to)))
			return update
		const own = this.#returned.flatMap(({ unit, source, length }): readonly Carried[] => {
			const range = clipped(inserted.get(unit.client), unit.clock, unit.clock + length)
			if (range === undefined) return []
			const clock = source.clock + range.from - unit.clock
			const first = { client: unit.client, clock: range.from }
			return [{ unit: first, source: { ...source, clock }, length: range.to - range.from }]
		})
		if (own.length > MOST_RETURNED) return update
		const noted = withReturnNote(update, own)
		const most = MOST_BYTES.find((bytes) => update.length <= bytes) ?? Infinity
		return noted.length > most ? update : noted
	}

	/** Forgets everything: the server has all that was made. */
	clear(): void {
		this.#returned = []
		this.#unsaid = []
	}
}

/** What a step back, or forward again, brought back as units of the document from `known` on. */
function* returnedBy(
	doc: Y.Doc,
	{ deletions }: NonNullable<Y.UndoManager['currStackItem']>,
	known: number
): Generator<Carried> {
	const text = textOf(doc)
	for (const [client, ranges] of deletions.clients) {
		const structs = doc.store.clients.get(client) ?? []
		for (const { clock, len } of ranges) {
			for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
				const item = structs[i]
				if (item === undefined || item.id.clock >= clock + len) break
				if (!(item instanceof Y.Item) || item.parent !== text || !item.countable) continue
				const { redone, id, length } = item
				if (redone?.client !== doc.clientID || redone.clock < known) continue
				yield { unit: redone, source: id, length }
			}
		}
	}
}

function clipped(range: ClockRange | undefined, from: number, to: number): ClockRange | undefined {
	if (range === undefined) return undefined
	const [start, end] = [Math.max(range.from, from), Math.min(range.to, to)]
	return start < end ? { from: start, to: end } : undefined
}
