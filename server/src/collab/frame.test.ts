import fc from 'fast-check'
import { createEncoder, toUint8Array, writeVarString, writeVarUint } from 'lib0/encoding'
import { expect, test } from 'vitest'
import { parseFrame } from './frame.ts'

function frame(document: string, ...numbers: readonly number[]): Uint8Array {
	const encoder = createEncoder()
	writeVarString(encoder, document)
	for (const number of numbers) writeVarUint(encoder, number)
	return toUint8Array(encoder)
}

test('[C13] messages of honest clients are read', () => {
	expect(parseFrame(frame('d', 0, 0, 1, 0))).toEqual({
		kind: 'sync-step-1',
		document: 'd',
		stateVector: Uint8Array.of(0),
		isToBeAsked: true,
	})
	expect(parseFrame(frame('d', 4, 0, 3, 1, 5, 9))).toEqual({
		kind: 'sync-step-1',
		document: 'd',
		stateVector: Uint8Array.of(1, 5, 9),
		isToBeAsked: false,
	})
	expect(parseFrame(frame('d', 4, 1, 2, 0, 0))).toEqual({
		kind: 'sync-step-2',
		document: 'd',
		update: Uint8Array.of(0, 0),
	})
	expect(parseFrame(frame('d', 0, 2, 2, 0, 0))).toEqual({
		kind: 'update',
		document: 'd',
		update: Uint8Array.of(0, 0),
	})
	expect(parseFrame(frame('d', 7))).toEqual({ kind: 'leave', document: 'd' })
	expect(parseFrame(Uint8Array.of(10))).toEqual({ kind: 'idle' })
})

test('[C13] names that mean something else to whoever keeps documents by name are those of none', () => {
	for (const name of ['__proto__', 'constructor', 'toString']) {
		expect(parseFrame(frame(name, 7))).toBeNull()
	}
})

test('[C24] the states of an awareness message are told apart', () => {
	const encoder = createEncoder()
	writeVarUint(encoder, 1)
	writeVarUint(encoder, 7)
	writeVarUint(encoder, 3)
	writeVarString(encoder, 'null')
	const update = toUint8Array(encoder)
	const bytes = Uint8Array.of(...frame('d', 1, update.length), ...update)
	const entries = [{ clientId: 7, clock: 3, state: null }]
	expect(parseFrame(bytes)).toEqual({ kind: 'awareness', document: 'd', size: 8, entries })
})

test('[C26] what is too large to be told of is not read', () => {
	const length = 100_000
	const bytes = Uint8Array.of(...frame('d', 1, length), ...new Uint8Array(length).fill(0x5b))
	expect(parseFrame(bytes)).toEqual({ kind: 'awareness', document: 'd', size: length, entries: [] })
})

test('[C13] what servers say among themselves, other addresses and other numbers are not', () => {
	for (const type of [6, 8, 9, 11, 500]) expect(parseFrame(frame('d', type, 1, 65))).toBeNull()
	for (const name of ['', 'd\0session', 'x'.repeat(201)])
		expect(parseFrame(frame(name, 7))).toBeNull()
	expect(parseFrame(frame('d', 0, 3, 0))).toBeNull()
	// a state vector that promises more than it holds
	expect(parseFrame(frame('d', 0, 0, 2, 3, 1))).toBeNull()
	expect(parseFrame(new Uint8Array())).toBeNull()
})

test('[C13] a frame that ends too early is not one, wherever it ends', () => {
	const whole = frame('ng/1', 0, 2, 5, 1, 2, 3, 4, 5)
	for (let end = 0; end < whole.length; end++) expect(parseFrame(whole.subarray(0, end))).toBeNull()
})

test('[C13] reading never throws', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
			parseFrame(bytes)
		}),
		{ numRuns: 5000 }
	)
})
