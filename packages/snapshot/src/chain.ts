import { type Instant, type LogPosition, type SeatId } from '@parley/domain'
import { type Sha256 } from './digest.ts'

/** What of a log's entry is chained beside the digest of its payload: everything but the payload itself. */
export interface EntryHeader {
	/** The log's id, in printable ASCII. */
	readonly log: string
	readonly position: LogPosition
	readonly receivedAt: Instant
	/** Null where the server itself is the author, as of a freeze at the deadline. */
	readonly seat: SeatId | null
	readonly kind: 'update' | 'act'
	/** The name of the document that an update changes; null for an act. */
	readonly document: string | null
}

const encoder = new TextEncoder()
const START = 'parley-chain/1 start\n'
const ENTRY = encoder.encode('parley-chain/1 entry\n')
const DIGEST = 32
const HEADER_AT = ENTRY.length + 2 * DIGEST
const PRINTABLE = /^[\x20-\x7e]*$/

/*
 * The chain is worked out once per entry of the log, so the bytes to hash are put together in one buffer that lives as long as
 * the module. Nothing here is asynchronous, so no two calls can share it.
 */
let scratch = newScratch(1024)

/**
 * The digest that stands before the first entry of a log: SHA-256 of `parley-chain/1 start`, a line break and the log's id.
 *
 * @throws RangeError where the id is not printable ASCII.
 */
export function chainStart(sha256: Sha256, log: string): Uint8Array {
	assertPrintable(log)
	return sha256(encoder.encode(START + log))
}

/**
 * The chain's digest after an entry: SHA-256 of `parley-chain/1 entry`, a line break, the 32 bytes of the digest before it, the 32
 * bytes of its payload's digest, and its header as canonical JSON. All but the last have a fixed length, so no two entries give
 * the same bytes. A withheld payload leaves its digest, and so the chain, whole.
 *
 * @param sha256 must not keep the bytes it is given.
 * @throws RangeError where a digest is not 32 bytes long or a name not printable ASCII.
 */
export function chainDigest(
	sha256: Sha256,
	previous: Uint8Array,
	header: EntryHeader,
	payloadDigest: Uint8Array
): Uint8Array {
	const text = headerText(header)
	reserve(text.length)
	encoder.encodeInto(text, scratch.subarray(HEADER_AT))
	return digestScratch(sha256, previous, payloadDigest, text.length)
}

/** As `chainDigest`, for a header that is at hand as canonical bytes (`headerBytes`). */
export function chainDigestOfBytes(
	sha256: Sha256,
	previous: Uint8Array,
	header: Uint8Array,
	payloadDigest: Uint8Array
): Uint8Array {
	reserve(header.length)
	scratch.set(header, HEADER_AT)
	return digestScratch(sha256, previous, payloadDigest, header.length)
}

/** A header's canonical bytes, the same that `canonicalBytes` gives. Throws `RangeError` on names beyond printable ASCII. */
export function headerBytes(header: EntryHeader): Uint8Array {
	return encoder.encode(headerText(header))
}

/** Keys in order, written out: names are printable ASCII, for which JSON.stringify and RFC 8785 agree. */
function headerText({ document, kind, log, position, receivedAt, seat }: EntryHeader): string {
	return `{"document":${quote(document)},"kind":"${kind}","log":${quote(log)},"position":${position},"receivedAt":${receivedAt},"seat":${quote(seat)}}`
}

function quote(name: string | null): string {
	if (name === null) return 'null'
	assertPrintable(name)
	return JSON.stringify(name)
}

function assertPrintable(name: string): void {
	if (!PRINTABLE.test(name)) throw new RangeError(`not printable ASCII: ${JSON.stringify(name)}`)
}

function digestScratch(
	sha256: Sha256,
	previous: Uint8Array,
	payloadDigest: Uint8Array,
	headerLength: number
): Uint8Array {
	if (previous.length !== DIGEST || payloadDigest.length !== DIGEST) {
		throw new RangeError(
			`digests have ${DIGEST} bytes: ${previous.length}, ${payloadDigest.length}`
		)
	}
	scratch.set(previous, ENTRY.length)
	scratch.set(payloadDigest, ENTRY.length + DIGEST)
	return sha256(scratch.subarray(0, HEADER_AT + headerLength))
}

function reserve(headerLength: number): void {
	if (HEADER_AT + headerLength > scratch.length)
		scratch = newScratch(2 * (HEADER_AT + headerLength))
}

function newScratch(size: number): Uint8Array {
	const bytes = new Uint8Array(size)
	bytes.set(ENTRY)
	return bytes
}
