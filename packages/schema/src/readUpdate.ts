/**
 * Reading a Yjs update (version 1) without applying it. Yjs itself trusts what an update declares: eight bytes can make it
 * allocate 2^30 structs. Here every declared count is compared with the bytes that are left before anything is done, so
 * the cost is bounded by the size of the update, and the size is bounded first.
 *
 * The format: a number of clients; for each the number of its structs, its id, the clock of the first, the structs; then the
 * delete set: a number of clients, for each its id, a number of ranges, the ranges. A note may follow (`returnNote.ts`): a bad one is no
 * reason to lose the words before it.
 */
import { type Touch } from '@parley/domain'
import { Decoder, refusal, Refused, type RefusalReason } from './decoder.ts'
import { hasAlternatives } from './alternativePath.ts'
import { placeholderIdOf } from './placeholderAtom.ts'
import { isJsonArray, type Json } from './json.ts'
import { checkEmbed, checkFormat, checkProperty, checkPropertyKey } from './shapes.ts'
import { isNoteOf, isReturnNote, readReturnNote } from './returnNote.ts'
import { type Carried, inOrder, type Struct, type UnitId } from './struct.ts'
import { hasEmbed, hasMark, hasProperty } from './vocabulary.ts'
import {
	readPath,
	ROOT_NAMES,
	toMarker,
	type Marker,
	type Path,
	type PropertyName,
} from './wire.ts'

/** Clocks `from` up to `to` of one client. */
export interface ClockRange {
	readonly from: number
	readonly to: number
}

/** What an update does, as far as its bytes tell. Maps are by clientID. */
export interface Edit {
	readonly ok: true
	/** The clocks of the structs it brings, without gaps. */
	readonly inserted: ReadonlyMap<number, ClockRange>
	/** The clocks it deletes, in order. A synchronisation step names all deletions its sender knows. */
	readonly deleted: ReadonlyMap<number, readonly ClockRange[]>
	/** For each client, how many of its clocks must be there for the update to apply, its own structs included. */
	readonly needs: ReadonlyMap<number, number>
	readonly structs: number
	/** UTF-16 units of text, deleted again or not. */
	readonly characters: number
	/** Whether it brings characters or atoms, deleted again or not. */
	readonly inserts: boolean
	/** Whether it brings block markers or properties of blocks. */
	readonly structure: boolean
	/** Whether it brings blocks, marks or attributes that the model does not have: they could be read and kept. */
	readonly foreign: boolean
	/** Whether it writes the path of a block that stands in the text, or what may be one: a value over another that it does not name, deleted again or not. */
	readonly moves: boolean
	/** The paths that it brings with markers or as properties, those that have alternatives in them. */
	readonly amongAlternatives: readonly Path[]
	/** The markers that it brings, each by its unit. */
	readonly markers: readonly PlacedMarker[]
	/** The atoms of placeholders that it brings, those that it deletes again included: by the ids of the placeholders, each atom by its unit. */
	readonly placeholders: ReadonlyMap<string, readonly UnitId[]>
	/** Keys of the marks set or ended. */
	readonly markKeys: ReadonlySet<string>
	/** Its structs, in an order in which they can be applied. */
	readonly placed: readonly Placed[]
	/** Where it may cut structs in two: before each of these units. */
	readonly boundaries: readonly UnitId[]
	/** The second halves of the surrogate pairs that it brings: nothing may be cut before one of them. */
	readonly secondHalves: ReadonlyMap<number, ReadonlySet<number>>
	/** Which of its units bring back which older ones, as its note says; null where it has none, or one that cannot be true of it. */
	readonly returned: readonly Carried[] | null
	/** How many bytes stand behind the update: those of its note. */
	readonly noteBytes: number
}

/** A marker that an edit brings. */
export interface PlacedMarker extends UnitId {
	readonly marker: Marker
}

/** What a struct holds, as far as that says where it belongs: in the text or among the properties. */
export type PlacedKind = 'text' | 'property'

/** One struct by its first unit, and the units that it was put between; null where nothing was there. */
export interface Placed extends UnitId {
	/** How many units it has. */
	readonly length: number
	readonly origin: UnitId | null
	readonly rightOrigin: UnitId | null
	/** The key of the property that it is the first value of, for all that its author knew; null for all else. */
	readonly firstOf: string | null
	/** Null for deleted content, which may have been either. */
	readonly kind: PlacedKind | null
}

/** An update that is not taken. */
export interface RefusedUpdate {
	readonly ok: false
	readonly reason: RefusalReason
}

const MAX_UPDATE_BYTES = 64 * 1024
const MAX_STRUCTS = 100_000
/** A clock beyond this is a forgery: nobody types 2^31 characters in one session. */
const MAX_CLOCK = 2 ** 31
/** The fewest bytes of a struct (info, an id, a length), of a client's structs and of its deletions. */
const SIZE = { struct: 4, client: 7, deletions: 4, range: 2 } as const

/** In text without lone surrogates each of these ends a pair. */
const SECOND_HALF = /[\uDC00-\uDFFF]/g

/** Bits of the byte before each struct, and the kind of its content in the lower five. */
export const INFO = {
	content: 0b1_1111,
	hasKey: 0b10_0000,
	hasRightOrigin: 0b100_0000,
	hasOrigin: 0b1000_0000,
} as const

/** Kinds of content, as Yjs numbers them. */
export const CONTENT = {
	gc: 0,
	deleted: 1,
	json: 2,
	binary: 3,
	string: 4,
	embed: 5,
	format: 6,
	type: 7,
	any: 8,
	document: 9,
	skip: 10,
} as const

/**
 * The edit that the bytes of a Yjs update are, or why they are none. Never throws, whatever the bytes; takes time in
 * proportion to their number.
 *
 * @param maxBytes 64 KiB, the bound of an update; pass 1 MiB for what a client sends when it connects
 */
export function readUpdate(bytes: Uint8Array, maxBytes = MAX_UPDATE_BYTES): Edit | RefusedUpdate {
	if (bytes.length > maxBytes) return { ok: false, reason: 'too-large' }
	try {
		return new UpdateReader(bytes).read()
	} catch (error) {
		// What the decoders of numbers, UTF-8 and JSON throw is the same news: these are not the bytes of an update.
		return { ok: false, reason: error instanceof Refused ? error.reason : 'malformed' }
	}
}

/** What `edit` does, as far as rights ask for it; nothing where it brings and deletes nothing. */
export function touchesOf({ inserts, deleted, markKeys, structure }: Edit): readonly Touch[] {
	const touches: Touch[] = []
	if (inserts) touches.push('insert')
	if (deleted.size > 0) touches.push('delete')
	if (markKeys.size > 0) touches.push('format')
	if (structure) touches.push('structure')
	return touches
}

/**
 * Whether `edit` builds on structs that are not there.
 *
 * @param clocks how many clocks of each client the document has (its state vector)
 */
export function missingFrom(edit: Edit, clocks: ReadonlyMap<number, number>): boolean {
	for (const [client, needed] of edit.needs) {
		const known = clocks.get(client) ?? 0
		const own = edit.inserted.get(client)
		const reached = own && own.from <= known ? Math.max(known, own.to) : known
		if (needed > reached) return true
	}
	return false
}

/** A struct that has been read: its length in clocks, and the units it stands beside. */
interface ReadStruct {
	readonly length: number
	readonly origin: UnitId | null
	readonly rightOrigin: UnitId | null
	/** See `Placed`. */
	readonly firstOf: string | null
	readonly kind: PlacedKind | null
	/** Both neighbours, those that there are. */
	readonly beside: readonly UnitId[]
}

class UpdateReader {
	readonly #bytes: Uint8Array
	readonly #decoder: Decoder
	readonly #inserted = new Map<number, ClockRange>()
	readonly #deleted = new Map<number, readonly ClockRange[]>()
	readonly #needs = new Map<number, number>()
	readonly #markKeys = new Set<string>()
	readonly #boundaries: UnitId[] = []
	readonly #secondHalves = new Map<number, Set<number>>()
	readonly #lists = new Map<
		number,
		{ readonly from: number; readonly structs: (Struct & Placed)[] }
	>()
	#structs = 0
	#characters = 0
	#inserts = false
	#structure = false
	#foreign = false
	#moves = false
	readonly #amongAlternatives: Path[] = []
	readonly #markers: PlacedMarker[] = []
	readonly #placeholders = new Map<string, UnitId[]>()

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes
		this.#decoder = new Decoder(bytes)
	}

	read(): Edit {
		const clients = this.#decoder.count(SIZE.client)
		for (let i = 0; i < clients; i++) this.#readStructs()
		const deleting = this.#decoder.count(SIZE.deletions)
		for (let i = 0; i < deleting; i++) this.#readDeletions()
		const noteBytes = this.#decoder.left
		const end = this.#bytes.length - noteBytes
		if (noteBytes > 0 && !isReturnNote(this.#bytes, end)) throw refusal('malformed')
		const placed = inOrder(this.#lists)
		if (placed === null) throw refusal('malformed')
		const returned = noteBytes === 0 ? null : readReturnNote(this.#bytes, end)
		const isSound = returned !== null && isNoteOf(returned, this.#inserted)
		return {
			ok: true,
			inserted: this.#inserted,
			deleted: this.#deleted,
			needs: this.#needs,
			structs: this.#structs,
			characters: this.#characters,
			inserts: this.#inserts,
			structure: this.#structure,
			foreign: this.#foreign,
			moves: this.#moves,
			amongAlternatives: this.#amongAlternatives,
			markers: this.#markers,
			placeholders: this.#placeholders,
			markKeys: this.#markKeys,
			placed,
			boundaries: this.#boundaries,
			secondHalves: this.#secondHalves,
			returned: isSound ? returned : null,
			noteBytes,
		}
	}

	#readStructs(): void {
		const count = this.#decoder.count(SIZE.struct)
		const client = this.#decoder.uint()
		const from = this.#decoder.uint()
		this.#structs += count
		if (this.#structs > MAX_STRUCTS) throw refusal('too-large')
		// Yjs writes each client once and never without structs; reading a second list, it forgets the first.
		if (count === 0 || this.#inserted.has(client)) throw refusal('malformed')
		let to = from
		const structs: (Struct & Placed)[] = []
		for (let i = 0; i < count; i++) {
			const clock = to
			const { length, beside, origin, rightOrigin, firstOf, kind } = this.#readStruct(client, clock)
			to += length
			if (to > MAX_CLOCK) throw refusal('too-large')
			structs.push({ client, clock, length, origin, rightOrigin, firstOf, kind, to, beside })
		}
		this.#lists.set(client, { from, structs })
		this.#inserted.set(client, { from, to })
		this.#need(client, to)
	}

	/** Reads the struct that begins with the unit `clock` of `client`. */
	#readStruct(client: number, clock: number): ReadStruct {
		const info = this.#decoder.byte()
		const content = info & INFO.content
		if (content === CONTENT.gc || content === CONTENT.skip) throw refusal('gc-or-skip')
		const beside: UnitId[] = []
		const origin = info & INFO.hasOrigin ? this.#readId() : null
		if (origin !== null) {
			beside.push(origin)
			this.#boundaries.push({ client: origin.client, clock: origin.clock + 1 })
		}
		const rightOrigin = info & INFO.hasRightOrigin ? this.#readId() : null
		if (rightOrigin !== null) {
			beside.push(rightOrigin)
			this.#boundaries.push(rightOrigin)
		}
		const place = beside.length === 0 ? this.#readParent(Boolean(info & INFO.hasKey)) : undefined
		const kind = kindOf(content)
		if (place && kind !== null && place.kind !== kind) throw refusal('unknown-content')
		// written over a path, it takes that away as much as any other value does
		const mayBePath = place === undefined || place.property === 'in'
		if (content === CONTENT.deleted && mayBePath) this.#moves = true
		const length = this.#readContent(content, place?.property, { client, clock })
		return { length, origin, rightOrigin, firstOf: place?.key ?? null, kind, beside }
	}

	#readId(): UnitId {
		const client = this.#decoder.uint()
		const clock = this.#decoder.uint()
		this.#need(client, clock + 1)
		return { client, clock }
	}

	/** The root type a struct with no neighbours stands in: no others exist, and none are nested. */
	#readParent(hasKey: boolean): {
		readonly kind: PlacedKind
		readonly property?: PropertyName
		readonly key?: string
	} {
		if (this.#decoder.uint() !== 1) throw refusal('unknown-content')
		const root = this.#decoder.string()
		if (root === ROOT_NAMES.properties && hasKey) {
			const key = this.#decoder.string()
			return { kind: 'property', property: checkPropertyKey(key), key }
		}
		if (root === ROOT_NAMES.text && !hasKey) return { kind: 'text' }
		throw refusal('unknown-content')
	}

	#readContent(content: number, property: PropertyName | undefined, first: UnitId): number {
		switch (content) {
			case CONTENT.deleted:
				// of what kind it was is not told: it counts as words, which no level below `edit` may bring
				this.#inserts = true
				return positive(this.#decoder.uint())
			case CONTENT.string: {
				const text = this.#decoder.string()
				this.#characters += text.length
				this.#inserts = true
				this.#findPairs(text, first)
				return positive(text.length)
			}
			case CONTENT.embed:
				this.#readEmbed(this.#decoder.json(), first)
				return 1
			case CONTENT.format: {
				const key = this.#decoder.string()
				const value = this.#decoder.json()
				checkFormat(key, value)
				this.#foreign ||= !hasMark(key, value)
				this.#markKeys.add(key)
				return 1
			}
			case CONTENT.any: {
				this.#structure = true
				const count = positive(this.#decoder.count(1))
				for (let i = 0; i < count; i++) {
					const value = this.#decoder.value()
					checkProperty(property, value)
					this.#foreign ||= !hasProperty(property, value)
					// one that names no key has that of the value it is written over, which may be a path whatever it is itself
					if (property === undefined || property === 'in') this.#moves = true
					if (isJsonArray(value)) this.#notePath(value)
				}
				return count
			}
			case CONTENT.document:
				throw refusal('subdocument')
			case CONTENT.json:
			case CONTENT.binary:
			case CONTENT.type:
				throw refusal('unknown-content')
			default:
				throw refusal('malformed')
		}
	}

	#findPairs(text: string, { client, clock }: UnitId): void {
		for (const { index } of text.matchAll(SECOND_HALF)) {
			const halves = this.#secondHalves.get(client) ?? new Set()
			this.#secondHalves.set(client, halves.add(clock + index))
		}
	}

	#readEmbed(embed: Json, { client, clock }: UnitId): void {
		if (checkEmbed(embed) === 'marker') {
			this.#structure = true
			const marker = toMarker(embed)
			if (marker !== undefined) this.#markers.push({ client, clock, marker })
			this.#notePath(marker?.in)
		} else this.#inserts = true
		const placeholder = placeholderIdOf(embed)
		if (placeholder !== undefined) {
			const atoms = this.#placeholders.get(placeholder) ?? []
			this.#placeholders.set(placeholder, atoms)
			atoms.push({ client, clock })
		}
		this.#foreign ||= !hasEmbed(embed)
	}

	#notePath(value: Json | undefined): void {
		const path = readPath(value) ?? []
		if (hasAlternatives(path)) this.#amongAlternatives.push(path)
	}

	#readDeletions(): void {
		const client = this.#decoder.uint()
		const count = positive(this.#decoder.count(SIZE.range))
		if (this.#deleted.has(client)) throw refusal('malformed')
		const ranges: ClockRange[] = []
		let reached = 0
		for (let i = 0; i < count; i++) {
			const from = this.#decoder.uint()
			const to = from + positive(this.#decoder.uint())
			// Yjs sorts and merges its ranges; ranges over each other would make it walk the same structs again and again.
			if (from < reached || to > MAX_CLOCK) throw refusal('malformed')
			reached = to
			ranges.push({ from, to })
			this.#boundaries.push({ client, clock: from }, { client, clock: to })
		}
		this.#deleted.set(client, ranges)
		this.#need(client, reached)
	}

	#need(client: number, clocks: number): void {
		if (clocks > (this.#needs.get(client) ?? 0)) this.#needs.set(client, clocks)
	}
}

/** Where content of this kind belongs; deleted content may have been either. */
function kindOf(content: number): PlacedKind | null {
	switch (content) {
		case CONTENT.string:
		case CONTENT.embed:
		case CONTENT.format:
			return 'text'
		case CONTENT.any:
			return 'property'
		default:
			return null
	}
}

function positive(value: number): number {
	if (value < 1) throw refusal('malformed')
	return value
}
