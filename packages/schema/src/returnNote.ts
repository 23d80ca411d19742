/**
 * What an edit says of its words besides its update: which of its units bring back which older ones, by undo or redo. The bytes of an update
 * do not tell that from typing the same, and whoever made it knows.
 *
 * The note stands right behind the update, as readers of Yjs updates do not mind what follows. So it goes wherever the edit goes, by every
 * way, and into the log in the same entry, under the same digest. A byte that says its form, the number of runs, and of each five numbers:
 * client and clock of its first unit, those of the unit that this brings back, and how many there are. Numbers are written as in the
 * update; the runs are in order and as few as can be, so that one thing is said in one way.
 */
import { createDecoder, readUint8, readVarUint } from 'lib0/decoding'
import {
	createEncoder,
	toUint8Array,
	writeUint8,
	writeUint8Array,
	writeVarUint,
} from 'lib0/encoding'
import type { Carried } from './struct.ts'

/** The first byte of a note. */
const FORM = 1

/** The most runs of one note. */
export const MOST_RETURNED = 2000

/** A clock beyond this is a forgery (see `readUpdate`). */
const MAX_CLOCK = 2 ** 31

/** `update` with a note behind it that says that it brings back `returned`, which are runs of its own units, and nothing else. */
export function withReturnNote(update: Uint8Array, returned: readonly Carried[]): Uint8Array {
	const runs = inRuns(returned)
	const encoder = createEncoder()
	writeUint8Array(encoder, update)
	writeUint8(encoder, FORM)
	writeVarUint(encoder, runs.length)
	for (const { unit, source, length } of runs) {
		for (const number of [unit.client, unit.clock, source.client, source.clock, length])
			writeVarUint(encoder, number)
	}
	return toUint8Array(encoder)
}

/** Whether what stands in `bytes` from `at` on is a note, be it a good one or not. */
export function isReturnNote(bytes: Uint8Array, at: number): boolean {
	return bytes[at] === FORM
}

/** What the note says that stands in `bytes` from `at` up to their end; null where it is none. Never throws. */
export function readReturnNote(bytes: Uint8Array, at: number): readonly Carried[] | null {
	try {
		const decoder = createDecoder(bytes)
		decoder.pos = at
		if (readUint8(decoder) !== FORM) return null
		const count = readVarUint(decoder)
		if (count > MOST_RETURNED) return null
		const returned: Carried[] = []
		for (let i = 0; i < count; i++) {
			const unit = { client: readVarUint(decoder), clock: readVarUint(decoder) }
			const source = { client: readVarUint(decoder), clock: readVarUint(decoder) }
			returned.push({ unit, source, length: readVarUint(decoder) })
		}
		if (decoder.pos !== bytes.length) return null
		// one thing is said in one way: most of what is said is nothing, in two bytes
		return (count === 0 && bytes.length === at + 2) ||
			isSame(withReturnNote(NO_UPDATE, returned), bytes.subarray(at))
			? returned
			: null
	} catch {
		return null // lib0's way of saying that the bytes end too early, or that a number is too large
	}
}

const NO_UPDATE = new Uint8Array()

/**
 * Whether a note can be true of an update that brings the clocks `inserted`: of its units alone, each once, and of older ones. Whether those
 * are deleted and have the same content is for `Provenance` to see.
 */
export function isNoteOf(
	returned: readonly Carried[],
	inserted: ReadonlyMap<number, { readonly from: number; readonly to: number }>
): boolean {
	let last: Carried | undefined
	for (const run of returned) {
		const { unit, source, length } = run
		const own = inserted.get(unit.client)
		if (own === undefined || length < 1) return false
		if (unit.clock < own.from || unit.clock + length > own.to) return false
		if (source.clock + length > MAX_CLOCK) return false
		if (source.client === unit.client && source.clock + length > unit.clock) return false
		const isFirst = last?.unit.client !== unit.client
		if (!isFirst && last !== undefined && last.unit.clock + last.length > unit.clock) return false
		last = run
	}
	return true
}

/** `runs` in the order of their units, those joined that go on behind each other on both sides. */
function inRuns(runs: readonly Carried[]): readonly Carried[] {
	const joined: Carried[] = []
	const inOrder = runs.toSorted(
		({ unit: a }, { unit: b }) => a.client - b.client || a.clock - b.clock
	)
	for (const run of inOrder) {
		const last = joined.at(-1)
		if (
			last !== undefined &&
			goesOn(last.unit, run.unit, last) &&
			goesOn(last.source, run.source, last)
		)
			joined[joined.length - 1] = { ...last, length: last.length + run.length }
		else joined.push(run)
	}
	return joined
}

function goesOn(
	{ client, clock }: Carried['unit'],
	next: Carried['unit'],
	{ length }: Carried
): boolean {
	return client === next.client && clock + length === next.clock
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, i) => byte === b[i])
}
