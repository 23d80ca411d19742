import { ParleyError } from '@parley/domain'
import {
	canonicalBytes,
	type CanonicalValue,
	parseCanonical,
	type ParseFailure,
} from './canonical.ts'
import { fromHex, toHex } from './digest.ts'
import { digestOfValue } from './digestOfValue.ts'
import { isSignature, type Signer } from './ed25519.ts'
import { keyId } from './key.ts'
import {
	anything,
	digest as digestShape,
	hex,
	object,
	record,
	oneOf,
	type Shape,
	ShapeError,
} from './shape.ts'

/** The format's name, in the file and in what is signed. */
export const ENVELOPE_FORMAT = 'parley-signed/1'

/**
 * A signed file as it is downloaded: these members as canonical JSON, nothing before, between or behind. Each has one value only that
 * agrees with the rest, so there is no byte in the file that could change and leave it valid.
 */
export interface Envelope {
	/** The document itself; its `format` says what it is. */
	readonly body: CanonicalValue
	/** SHA-256 of the body's canonical bytes. */
	readonly digest: string
	readonly format: typeof ENVELOPE_FORMAT
	readonly signature: {
		readonly keyId: string
		readonly publicKey: string
		/** Ed25519 over `signedMessage`, 128 hex digits. */
		readonly value: string
	}
}

/** Why a file is not what it says; the list is closed, `describeResult` has a sentence for each. */
export type InvalidReason =
	| ParseFailure
	| 'not-a-signed-file'
	| 'text-data'
	| 'digest-mismatch'
	| 'bad-signature'
	| 'unknown-format'
	| 'bad-content'
	| 'clause-mismatch'
	| 'other-key'

/** Where in a file, as near as it can be told. */
export type Where =
	| { readonly kind: 'file' }
	| { readonly kind: 'byte'; readonly offset: number }
	| { readonly kind: 'member'; readonly path: string }
	| { readonly kind: 'clause'; readonly order: number; readonly label: string }

/** A file that is refused. */
export interface Invalid {
	readonly kind: 'invalid'
	readonly reason: InvalidReason
	readonly where: Where
}

/** A file whose digest and signature hold; the body is still to be read. */
export interface Intact {
	readonly kind: 'intact'
	readonly body: CanonicalValue
	readonly digest: string
	/** The signing key, 64 hex digits. */
	readonly publicKey: string
}

/** A signed file's bytes and the digest of its body. */
export interface SignedFile {
	readonly bytes: Uint8Array
	readonly digest: string
}

/** What reading a shape gave. */
export type ReadShape<T> =
	{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly where: Where }

const envelopeShape = object<Envelope>({
	body: anything,
	digest: digestShape,
	format: oneOf([ENVELOPE_FORMAT]),
	signature: object<Envelope['signature']>({
		keyId: hex(32),
		publicKey: hex(64),
		value: hex(128),
	}),
})

const anyDocument = record(anything)

const encoder = new TextEncoder()

/**
 * The bytes that are signed: three lines, each ended by a line break: `parley-signed/1`, the body's format, the body's digest. The first
 * two keep a signature from being taken for one over anything else.
 */
export function signedMessage(format: string, digest: string): Uint8Array {
	return encoder.encode(`${ENVELOPE_FORMAT}\n${format}\n${digest}\n`)
}

/**
 * Signs a document and gives its file.
 *
 * @throws RangeError where the body has no canonical form.
 * @throws ParleyError `bad-key` where the signer's own signature does not hold, as when its public key belongs to another.
 */
export function signEnvelope(body: { readonly format: string }, signer: Signer): SignedFile {
	const bodyDigest = digestOfValue(body)
	const message = signedMessage(body.format, bodyDigest)
	const signature = signer.sign(message)
	if (!isSignature(signature, message, signer.publicKey)) {
		throw new ParleyError('bad-key', 'the signing key and its public key do not belong together')
	}
	const bytes = canonicalBytes({
		body,
		digest: bodyDigest,
		format: ENVELOPE_FORMAT,
		signature: {
			keyId: keyId(signer.publicKey),
			publicKey: toHex(signer.publicKey),
			value: toHex(signature),
		},
	})
	return { bytes, digest: bodyDigest }
}

/**
 * Checks everything about a signed file that does not depend on what it is: exact bytes, digest, key id, signature. The cheap checks
 * come first. `locate` looks for the place when the digest does not agree with the body.
 */
export function openEnvelope(
	bytes: Uint8Array,
	locate: (body: CanonicalValue) => Where = () => ({ kind: 'file' })
): Intact | Invalid {
	const file = parseCanonical(bytes)
	if (!file.ok) return invalid(file.reason, byteAt(file.offset))
	const envelope = readShape(envelopeShape, file.value)
	if (!envelope.ok) return invalid('not-a-signed-file', envelope.where)
	const { body, digest, signature } = envelope.value
	if (digestOfValue(body) !== digest) return invalid('digest-mismatch', locate(body))
	const publicKey = fromHex(signature.publicKey)
	const message = signedMessage(formatOf(body), digest)
	const holds =
		keyId(publicKey) === signature.keyId &&
		isSignature(fromHex(signature.value), message, publicKey)
	if (!holds) return invalid('bad-signature', { kind: 'member', path: 'signature' })
	return { kind: 'intact', body, digest, publicKey: signature.publicKey }
}

/** The `format` of a body, or an empty string where it names none. */
export function formatOf(body: CanonicalValue): string {
	const named = readShape(anyDocument, body)
	return named.ok && typeof named.value['format'] === 'string' ? named.value['format'] : ''
}

/** What `shape` reads, or the member at which it stops. */
export function readShape<T>(shape: Shape<T>, value: CanonicalValue): ReadShape<T> {
	try {
		return { ok: true, value: shape(value, '') }
	} catch (error) {
		if (error instanceof ShapeError)
			return { ok: false, where: { kind: 'member', path: error.path } }
		throw error
	}
}

/** A refusal. */
export function invalid(reason: InvalidReason, where: Where): Invalid {
	return { kind: 'invalid', reason, where }
}

function byteAt(offset: number | null): Where {
	return offset === null ? { kind: 'file' } : { kind: 'byte', offset }
}
