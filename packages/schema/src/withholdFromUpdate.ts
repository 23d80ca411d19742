/**
 * Taking words out of an update. It is read struct by struct. What holds nothing of the passage stays byte for byte; a struct that does
 * is written anew in pieces, those of the passage as deleted content. How many structs a client has stands before them, so that those
 * are put together first.
 */
import { createDecoder } from 'lib0/decoding'
import { writeUint8Array, writeVarUint } from 'lib0/encoding'
import * as Y from 'yjs'
import { CONTENT, INFO, type ClockRange } from './readUpdate.ts'
import { atOnce, STEP, type Steps } from './steps.ts'
import type { UnitId } from './struct.ts'
import { ROOT_NAMES } from './wire.ts'
import { isPlainMark, rangesWithin, type Passage } from './withhold.ts'

/** What an update is without the words of a passage. */
export interface WithoutWords {
	/** The clocks that it inserts, by clientID. */
	readonly inserted: ReadonlyMap<number, ClockRange>
	/** The update without the words; null where it holds nothing of them, or nothing any more. */
	readonly update: Uint8Array | null
}

/**
 * The update without what it holds of `passage`: the same structs and deletions, the words and atoms of the passage as deleted
 * content. Null where it holds nothing of it, or nothing any more.
 *
 * @throws Error for bytes that are no update that was taken
 */
export function withholdFromUpdate(update: Uint8Array, passage: Passage): Uint8Array | null {
	return atOnce(withholdSteps(update, passage)).update
}

/** As `withholdFromUpdate`, in steps. Neither the update nor the passage may change before the last one. */
export function* withholdSteps(update: Uint8Array, passage: Passage): Steps<WithoutWords> {
	const decoder = new Y.UpdateDecoderV1(createDecoder(update))
	const inserted = new Map<number, ClockRange>()
	const all = new Rewriting(update, 0)
	for (let clients = decoder.readLen(); clients > 0; clients--) {
		const { client, from, to } = yield* withholdFromClient(decoder, passage, all)
		inserted.set(client, { from, to })
	}
	if (!all.isOther) return { inserted, update: null }
	all.takeOver(update.length)
	return { inserted, update: all.encoder.toUint8Array() }
}

/** Reads the structs of the next client, and writes them anew where they hold words of `passage`; gives the clocks that they have. */
function* withholdFromClient(
	decoder: Y.UpdateDecoderV1,
	passage: Passage,
	all: Rewriting
): Steps<ClockRange & { readonly client: number }> {
	const { restDecoder } = decoder
	const start = restDecoder.pos
	const count = decoder.readLen()
	const client = decoder.readClient()
	const from = decoder.readLen()
	const structs = new Rewriting(all.update, restDecoder.pos)
	let to = from
	let written = count
	for (let read = 1; read <= count; read++) {
		if (read % STEP === 0) yield
		const at = restDecoder.pos
		const struct = readStruct(decoder, { client, clock: to })
		to += struct.length
		const ranges = struct.holdsWords ? [...rangesWithin(passage, client, struct.clock, to)] : []
		if (ranges.length === 0) continue
		structs.takeOver(at)
		written--
		for (const piece of piecesOf(struct, ranges)) {
			if (++written % STEP === 0) yield
			writePiece(structs.encoder, struct, piece)
		}
		structs.leaveOut(restDecoder.pos)
	}
	if (structs.isOther) {
		structs.takeOver(restDecoder.pos)
		all.takeOver(start)
		const { restEncoder } = all.encoder
		for (const number of [written, client, from]) writeVarUint(restEncoder, number)
		writeUint8Array(restEncoder, structs.encoder.toUint8Array())
		all.leaveOut(restDecoder.pos)
	}
	return { client, from, to }
}

/** Bytes of which most are those of an update, from some place on. */
class Rewriting {
	readonly update: Uint8Array
	readonly encoder = new Y.UpdateEncoderV1()
	#at: number
	#isOther = false

	constructor(update: Uint8Array, at: number) {
		this.update = update
		this.#at = at
	}

	/** Whether anything was left out. */
	get isOther(): boolean {
		return this.#isOther
	}

	/** Writes the bytes of the update up to `until` as they are. */
	takeOver(until: number): void {
		writeUint8Array(this.encoder.restEncoder, this.update.subarray(this.#at, until))
		this.#at = until
	}

	/** Goes on behind the bytes up to `until`. */
	leaveOut(until: number): void {
		this.#at = until
		this.#isOther = true
	}
}

/** A struct as it is written. */
interface WrittenStruct extends UnitId {
	readonly length: number
	readonly origin: UnitId | null
	readonly rightOrigin: UnitId | null
	/** See `holdsWords` in `withhold.ts`. */
	readonly holdsWords: boolean
	/** The characters that it is, where it is text. */
	readonly text: string | null
}

function readStruct(decoder: Y.UpdateDecoderV1, id: UnitId): WrittenStruct {
	const info = decoder.readInfo()
	const origin = info & INFO.hasOrigin ? decoder.readLeftID() : null
	const rightOrigin = info & INFO.hasRightOrigin ? decoder.readRightID() : null
	if (origin === null && rightOrigin === null) {
		if (!decoder.readParentInfo()) throw new RangeError('no struct stands within another one')
		decoder.readString()
		if (info & INFO.hasKey) decoder.readString()
	}
	return { ...id, origin, rightOrigin, ...readContent(decoder, info & INFO.content) }
}

function readContent(
	decoder: Y.UpdateDecoderV1,
	kind: number
): Pick<WrittenStruct, 'length' | 'holdsWords' | 'text'> {
	switch (kind) {
		case CONTENT.deleted:
			return { length: decoder.readLen(), holdsWords: false, text: null }
		case CONTENT.string: {
			const text = decoder.readString()
			return { length: text.length, holdsWords: true, text }
		}
		case CONTENT.embed:
			decoder.readJSON()
			return { length: 1, holdsWords: true, text: null }
		case CONTENT.format:
			decoder.readKey()
			return { length: 1, holdsWords: !isPlainMark(decoder.readJSON()), text: null }
		case CONTENT.any: {
			const length = decoder.readLen()
			for (let i = 0; i < length; i++) decoder.readAny()
			return { length, holdsWords: false, text: null }
		}
		default:
			throw new RangeError(`no update that was taken has content of kind ${kind}`)
	}
}

/** Clocks of a struct that are in the passage, or are not. */
interface Piece extends ClockRange {
	readonly isKept: boolean
}

/** The struct in pieces; `ranges` are those of the passage that have clocks of it. */
function* piecesOf(
	{ clock, length }: WrittenStruct,
	ranges: readonly ClockRange[]
): Iterable<Piece> {
	let at = clock
	for (const range of ranges) {
		const from = Math.max(range.from, clock)
		const to = Math.min(range.to, clock + length)
		if (at < from) yield { from: at, to: from, isKept: true }
		yield { from, to, isKept: false }
		at = to
	}
	if (at < clock + length) yield { from: at, to: clock + length, isKept: true }
}

function writePiece(
	encoder: Y.UpdateEncoderV1,
	struct: WrittenStruct,
	{ from, to, isKept }: Piece
): void {
	writePlace(encoder, struct, from, isKept ? CONTENT.string : CONTENT.deleted)
	if (!isKept) {
		encoder.writeLen(to - from)
		return
	}
	// Only text has more than one clock.
	if (struct.text === null) throw new RangeError('only text is cut')
	encoder.writeString(struct.text.slice(from - struct.clock, to - struct.clock))
}

/** Where the part of a struct from the clock `from` on stands: behind its first clock beside the clock before, as where Yjs splits a struct. */
function writePlace(
	encoder: Y.UpdateEncoderV1,
	{ client, clock, origin: first, rightOrigin }: WrittenStruct,
	from: number,
	content: number
): void {
	const origin = from === clock ? first : { client, clock: from - 1 }
	const beside =
		(origin === null ? 0 : INFO.hasOrigin) | (rightOrigin === null ? 0 : INFO.hasRightOrigin)
	encoder.writeInfo(content | beside)
	if (origin !== null) encoder.writeLeftID(Y.createID(origin.client, origin.clock))
	if (rightOrigin !== null) encoder.writeRightID(Y.createID(rightOrigin.client, rightOrigin.clock))
	if (beside === 0) {
		encoder.writeParentInfo(true)
		// Words stand nowhere else.
		encoder.writeString(ROOT_NAMES.text)
	}
}
