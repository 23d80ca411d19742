/**
 * Whether an edit can touch a suggestion at all, a question that is asked of every edit where there are any. The answer is nearly always no: what it
 * brings stands between units that no suggestion inserts, and so does what it takes out.
 */
import * as Y from 'yjs'
import type { Watched } from './alternativeWatch.ts'
import { BareMarks } from './bareMarks.ts'
import { deletedBy } from './deletedBy.ts'
import { EditPlaces } from './editPlaces.ts'
import { insertedStretches, type InsertedStretches } from './insertedStretches.ts'
import { type Between } from './laidStructs.ts'
import { contains, itemAt } from './outline.ts'
import type { ClockRange, Edit } from './readUpdate.ts'
import { type UnitId } from './struct.ts'
import { suggestionOfKey } from './suggestionKey.ts'
import { textOf } from './wire.ts'

/** As many items are gone past between neighbours; whoever needs more is tried on a copy, which costs what that costs. */
const MOST_BETWEEN = 4000

/** The ids of the suggestions whose marks `edit` names. */
export function suggestionsNamed({ markKeys }: Pick<Edit, 'markKeys'>): ReadonlySet<string> {
	return new Set([...markKeys].flatMap((key) => suggestionOfKey(key)?.id ?? []))
}

/** Whether the mark of a suggestion begins or ends anywhere in `doc`, be it around nothing. */
export function hasSuggestionMarks(doc: Y.Doc): boolean {
	for (let item = textOf(doc)._start; item !== null; item = item.right) {
		const { content, deleted } = item
		if (deleted || !(content instanceof Y.ContentFormat)) continue
		if (suggestionOfKey(content.key) !== undefined) return true
	}
	return false
}

/**
 * Whether `edit` may touch a suggestion for which `isForeign` holds, where `pending` is not in `doc` yet: it names marks of any suggestion, takes out where
 * one begins or ends, deletes what such a one inserts, or brings something where it may come to stand within that; or builds on what is in
 * neither; or anything pending sets, ends or takes out marks of suggestions, which may be around a place where in the text there are none.
 *
 * Nothing is copied. The text is gone along once, and then only what stands between the neighbours of what the edit brings.
 */
export function mayTouchSuggestions(
	edit: Edit,
	doc: Y.Doc,
	pending: readonly Edit[],
	isForeign: (id: string) => boolean
): Watched {
	if (suggestionsNamed(edit).size > 0) return { may: true, steps: 0 }
	const marking = pending.some((one) => marksSuggestions(one, doc))
	if (marking) return { may: true, steps: pending.length }
	return new Screen(edit, doc, pending, isForeign).watch()
}

class Screen {
	readonly #edit: Edit
	readonly #doc: Y.Doc
	readonly #bareMarks: BareMarks
	readonly #isForeign: (id: string) => boolean
	readonly #stretches: InsertedStretches
	readonly #places: EditPlaces
	#steps = 0
	/** How many of them went past what stands between neighbours. */
	#between = 0

	constructor(
		edit: Edit,
		doc: Y.Doc,
		pending: readonly Edit[],
		isForeign: (id: string) => boolean
	) {
		this.#edit = edit
		this.#doc = doc
		this.#bareMarks = new BareMarks(doc, pending, {
			isConcerned: (key) => this.#isForeignFormat(key),
			isWord: () => true,
		})
		this.#isForeign = isForeign
		this.#stretches = insertedStretches(doc)
		this.#places = new EditPlaces(edit, doc, pending)
	}

	watch(): Watched {
		this.#steps += this.#stretches.look()
		const may = this.#mayByBringing() || this.#mayByDeleting()
		return { may, steps: this.#steps + this.#places.steps + this.#bareMarks.steps }
	}

	#mayByBringing(): boolean {
		for (const place of this.#places.all()) {
			if (place === 'nowhere' || this.#isWithin(place)) return true
			if (this.#bareMarks.mayStandOtherwise(place)) return true
		}
		return false
	}

	#mayByDeleting(): boolean {
		const { store } = this.#doc
		for (const [client, ranges] of this.#edit.deleted) {
			const known = Y.getState(store, client)
			for (const range of ranges) {
				if (this.#deletesForeign(client, range)) return true
				const ahead = { from: Math.max(known, range.from), to: range.to }
				if (ahead.from < ahead.to && this.#deletesAhead(client, ahead)) return true
			}
		}
		return false
	}

	/** Whether `range`, as far as it is in the document, holds marks of suggestions or what foreign ones insert, not deleted yet. */
	#deletesForeign(client: number, { from, to }: ClockRange): boolean {
		const { store } = this.#doc
		const structs = store.clients.get(client)
		if (structs === undefined || from >= Y.getState(store, client)) return false
		for (let i = Y.findIndexSS(structs, from); i < structs.length; i++) {
			const struct = structs[i]
			if (struct === undefined || struct.id.clock >= to) break
			this.#steps++
			if (!(struct instanceof Y.Item) || struct.deleted) continue
			const { content, id } = struct
			if (content instanceof Y.ContentFormat) {
				if (suggestionOfKey(content.key) !== undefined) return true
			} else if (this.#isForeignBehind(id)) return true
		}
		return false
	}

	/** Whether clocks that the document does not have are those of something pending that may stand where a foreign suggestion inserts. */
	#deletesAhead(client: number, { from, to }: ClockRange): boolean {
		const own = this.#edit.inserted.get(client)
		// what it brings itself was looked at
		const until = own === undefined || own.to < to ? to : Math.min(to, Math.max(from, own.from))
		for (let clock = from; clock < until;) {
			this.#steps++
			const found = this.#places.ahead({ client, clock })
			if (found === undefined || this.#isWithin(found)) return true
			clock = found.clock + found.length
		}
		return false
	}

	/** Whether something between two units of the document may stand where a foreign suggestion inserts: others may have written there. */
	#isWithin({ left, right }: Between): boolean {
		if (left !== null && this.#isForeignBehind(left)) return true
		const from = left === null ? null : itemAt(this.#doc, left)
		if (left !== null && from === null) return true
		if (from !== null && from.parentSub !== null) return false
		if (from !== null && right !== null && contains(from, right)) return false
		for (let item = from === null ? textOf(this.#doc)._start : from.right; item !== null;) {
			if (right !== null && contains(item, right)) return false
			this.#steps++
			if (++this.#between > MOST_BETWEEN || this.#isForeignBehind(item.id)) return true
			item = item.right
		}
		return right !== null
	}

	#isForeignFormat(key: string): boolean {
		const named = suggestionOfKey(key)
		if (named === undefined || named.family === 'ins' || named.family === 'setBlock') return false
		return this.#isForeign(named.id)
	}

	#isForeignBehind(unit: UnitId): boolean {
		const under = this.#stretches.behind(unit)
		return under === 'many' || (under.size > 0 && [...under].some(this.#isForeign))
	}
}

/** Pending edits of which it is known that they do not: each is asked about with every edit behind it. */
const harmless = new WeakSet<Edit>()

/** Whether a pending edit sets, ends or takes out marks of suggestions. Those that are not in `doc` yet are named by the edit that brings them. */
function marksSuggestions(edit: Edit, doc: Y.Doc): boolean {
	if (harmless.has(edit)) return false
	if (suggestionsNamed(edit).size > 0 || takesOutMarks(edit, doc)) return true
	const isWhole = [...edit.deleted].every(
		([client, ranges]) => (ranges.at(-1)?.to ?? 0) <= Y.getState(doc.store, client)
	)
	if (isWhole) harmless.add(edit)
	return false
}

function takesOutMarks(edit: Edit, doc: Y.Doc): boolean {
	for (const { content } of deletedBy(edit, doc)) {
		if (content instanceof Y.ContentFormat && suggestionOfKey(content.key) !== undefined)
			return true
	}
	return false
}
