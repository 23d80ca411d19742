import { type Arrival } from './participant.ts'

/** What came for a document whose handshake is being answered, in order. */
interface Expected {
	readonly arrivals: Arrival[]
	bytes: number
}

/**
 * What one socket sends to documents that it is still being let into: a provider says its first words right behind its handshake. It is
 * kept here, and dealt with in its order once the document is open.
 */
export class Arrivals {
	readonly #maxBytes: number
	readonly #expected = new Map<string, Expected>()
	#bytes = 0

	/** @param maxBytes how much is kept for all documents of the socket together */
	constructor(maxBytes: number) {
		this.#maxBytes = maxBytes
	}

	/** What comes for `document` from now on is to be kept: its handshake has come. */
	expect(document: string): void {
		if (!this.#expected.has(document)) this.#expected.set(document, { arrivals: [], bytes: 0 })
	}

	/** Whether what comes for `document` is to be kept. */
	isExpected(document: string): boolean {
		return this.#expected.has(document)
	}

	/** Keeps `arrival`; false where that would be more than may be kept. To be called for documents that are expected. */
	keep(arrival: Arrival): boolean {
		const expected = this.#expected.get(arrival.frame.document)
		if (expected === undefined) throw new RangeError('a frame that nobody waits for')
		const { byteLength } = arrival.bytes
		if (this.#bytes + byteLength > this.#maxBytes) return false
		this.#bytes += byteLength
		expected.bytes += byteLength
		expected.arrivals.push(arrival)
		return true
	}

	/** What is kept for `document` so far, oldest first. */
	of(document: string): readonly Arrival[] {
		return this.#expected.get(document)?.arrivals ?? []
	}

	/** Gives what was kept for `document`, oldest first, and keeps no more for it. */
	take(document: string): readonly Arrival[] {
		const expected = this.#expected.get(document)
		if (expected === undefined) return []
		this.#expected.delete(document)
		this.#bytes -= expected.bytes
		return expected.arrivals
	}

	/** Forgets everything. */
	clear(): void {
		this.#expected.clear()
		this.#bytes = 0
	}
}
