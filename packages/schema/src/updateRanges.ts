import { createDecoder, readAny, readUint8, readVarUint } from 'lib0/decoding'
import type { Decoder } from 'lib0/decoding'
import { CONTENT, INFO, type ClockRange } from './readUpdate.ts'
import { readReturnNote } from './returnNote.ts'
import type { Carried } from './struct.ts'

/** The clocks that an update brings, and those that it deletes. Maps are by clientID. */
export interface UpdateRanges {
	/** Those of its structs, without gaps. */
	readonly inserted: ReadonlyMap<number, ClockRange>
	/** In the order in which they are written. */
	readonly deleted: ReadonlyMap<number, readonly ClockRange[]>
	/** What its note says that it brings back; null where it has none. */
	readonly returned: readonly Carried[] | null
}

/**
 * The clocks of an update that was taken, in a fraction of the time in which `readUpdate` reads one that may be anything (measured): all
 * else in it is passed over.
 *
 * @throws RangeError for bytes that are no such update
 */
export function readRanges(update: Uint8Array): UpdateRanges {
	const decoder = createDecoder(update)
	try {
		const inserted = new Map<number, ClockRange>()
		for (let clients = readVarUint(decoder); clients > 0; clients--) {
			const count = readVarUint(decoder)
			const client = readVarUint(decoder)
			const from = readVarUint(decoder)
			let to = from
			for (let i = 0; i < count; i++) to += readLength(decoder)
			inserted.set(client, { from, to })
		}
		const deleted = new Map<number, readonly ClockRange[]>()
		for (let clients = readVarUint(decoder); clients > 0; clients--) {
			const client = readVarUint(decoder)
			const ranges: ClockRange[] = []
			for (let count = readVarUint(decoder); count > 0; count--) {
				const from = readVarUint(decoder)
				ranges.push({ from, to: from + readVarUint(decoder) })
			}
			deleted.set(client, ranges)
		}
		const end = decoder.pos
		if (end > update.length) throw new RangeError('the bytes end too early')
		const returned = end === update.length ? null : readReturnNote(update, end)
		if (end < update.length && returned === null) throw new RangeError('bytes are left over')
		return { inserted, deleted, returned }
	} catch (cause) {
		throw new RangeError('these are not the bytes of an update that was taken', { cause })
	}
}

/** How many clocks the next struct has. */
function readLength(decoder: Decoder): number {
	const info = readUint8(decoder)
	if (info & INFO.hasOrigin) skipId(decoder)
	if (info & INFO.hasRightOrigin) skipId(decoder)
	if ((info & (INFO.hasOrigin | INFO.hasRightOrigin)) === 0) {
		if (readVarUint(decoder) !== 1) throw new RangeError('no struct stands within another one')
		skipBytes(decoder)
		if (info & INFO.hasKey) skipBytes(decoder)
	}
	switch (info & INFO.content) {
		case CONTENT.deleted:
			return readVarUint(decoder)
		case CONTENT.string:
			return readTextLength(decoder)
		case CONTENT.embed:
			skipBytes(decoder)
			return 1
		case CONTENT.format:
			skipBytes(decoder)
			skipBytes(decoder)
			return 1
		case CONTENT.any: {
			const length = readVarUint(decoder)
			for (let i = 0; i < length; i++) readAny(decoder)
			return length
		}
		default:
			throw new RangeError('no update that was taken has such content')
	}
}

/** How many UTF-16 units the next text has, counted by its bytes: decoding a few characters takes longer than all else here (measured). */
function readTextLength(decoder: Decoder): number {
	const length = readVarUint(decoder)
	const end = decoder.pos + length
	if (end > decoder.arr.length) throw new RangeError('the text goes on behind the end')
	let units = 0
	for (; decoder.pos < end; decoder.pos++) {
		const byte = decoder.arr[decoder.pos] ?? 0
		// Bytes that go on with a character count for nothing, and the first of four stands for a pair.
		if ((byte & 0b1100_0000) !== 0b1000_0000) units += byte >= 0b1111_0000 ? 2 : 1
	}
	return units
}

function skipId(decoder: Decoder): void {
	readVarUint(decoder)
	readVarUint(decoder)
}

/** Passes over bytes that say before how many they are. */
function skipBytes(decoder: Decoder): void {
	const length = readVarUint(decoder)
	decoder.pos += length
}
