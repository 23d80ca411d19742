/** Between which units of a document structs come to stand that it does not have: nothing is put anywhere for it. */
import * as Y from 'yjs'
import { firstIndex } from './firstIndex.ts'
import type { Placed } from './readUpdate.ts'
import type { UnitId } from './struct.ts'

/** Two units of a document, or its beginning and its end. */
export interface Between {
	readonly left: UnitId | null
	readonly right: UnitId | null
}

/** Units of one client in a row, all between the same two units of a document. */
export interface LaidStruct extends Between {
	readonly clock: number
	readonly length: number
}

/** Structs on top of a document, each by what it stands between there. */
export class LaidStructs {
	readonly #doc: Y.Doc
	readonly #elsewhere: (unit: UnitId) => LaidStruct | undefined
	readonly #byClient = new Map<number, LaidStruct[]>()

	/** @param elsewhere finds what is neither in `doc` nor here */
	constructor(doc: Y.Doc, elsewhere: (unit: UnitId) => LaidStruct | undefined) {
		this.#doc = doc
		this.#elsewhere = elsewhere
	}

	/**
	 * Counts in `struct`, of which all that it stands beside is there, and gives between which units of the document it comes: it says so of
	 * units that stand beside others that are not there.
	 *
	 * @returns `there` where the document has it or it belongs to no text, `nowhere` where it builds on what is not to be found
	 */
	lay({
		client,
		clock,
		length,
		origin,
		rightOrigin,
		firstOf,
		kind,
	}: Placed): Between | 'there' | 'nowhere' {
		const known = Y.getState(this.#doc.store, client)
		const isProperty = kind === 'property' || firstOf !== null
		if (isProperty || clock + length <= known) return 'there'
		// of what is there in part, the rest comes right behind that
		const left = clock < known ? { client, clock: known - 1 } : this.#known(origin, 'left')
		const right = this.#known(rightOrigin, 'right')
		if (left === undefined || right === undefined) return 'nowhere'
		const ofClient = this.#byClient.get(client) ?? []
		this.#byClient.set(client, ofClient)
		ofClient.push({ clock, length, left, right })
		return { left, right }
	}

	/** What was laid that holds `unit`, or undefined where nothing was. */
	find({ client, clock }: UnitId): LaidStruct | undefined {
		return structAt(this.#byClient.get(client) ?? [], clock)
	}

	#known(unit: UnitId | null, side: 'left' | 'right'): UnitId | null | undefined {
		if (unit === null || unit.clock < Y.getState(this.#doc.store, unit.client)) return unit
		return (this.find(unit) ?? this.#elsewhere(unit))?.[side]
	}
}

/** The one of `structs`, which are of one client and in its order, that holds the unit with `clock`; undefined where none does. */
export function structAt<S extends Pick<LaidStruct, 'clock' | 'length'>>(
	structs: readonly S[],
	clock: number
): S | undefined {
	const found = structs[firstIndex(structs, (one) => one.clock + one.length > clock)]
	return found !== undefined && found.clock <= clock ? found : undefined
}
