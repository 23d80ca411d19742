import { type Instant, toIso } from '@parley/domain'
import { fromHex, toHex } from './digest.ts'
import { type Signer } from './ed25519.ts'
import { openEnvelope, readShape, signEnvelope, type SignedFile } from './envelope.ts'
import { isSameKey, keyId, type OutsideKey } from './key.ts'
import { hex, isoInstant, object, oneOf, type Shape } from './shape.ts'

/** The name and version of the document. */
export const ROTATION_FORMAT = 'parley-key-rotation/1'

/** A server's word, signed with its old key, that it signs with another from now on. */
export interface KeyRotation {
	readonly format: typeof ROTATION_FORMAT
	/** The old key, 64 hex digits; the file must be signed with it. */
	readonly retired: string
	/** The new key, 64 hex digits. */
	readonly successor: string
	/** ISO 8601 in UTC with milliseconds. */
	readonly at: string
}

/** Reads a key rotation from a file's body. */
export const rotationShape: Shape<KeyRotation> = object<KeyRotation>({
	format: oneOf([ROTATION_FORMAT]),
	retired: hex(64),
	successor: hex(64),
	at: isoInstant,
})

/** The file that hands a server's word from the key of `retired` on to `successor` (32 bytes). Throws as `signEnvelope` does. */
export function signRotation(retired: Signer, successor: Uint8Array, at: Instant): SignedFile {
	const rotation: KeyRotation = {
		format: ROTATION_FORMAT,
		retired: toHex(retired.publicKey),
		successor: toHex(successor),
		at: toIso(at),
	}
	return signEnvelope(rotation, retired)
}

/** Whether the key that signed a rotation is the one that it retires. Anyone could retire a stranger's key otherwise. */
export function isByRetired(rotation: KeyRotation, publicKey: string): boolean {
	return rotation.retired === publicKey
}

/**
 * The way from a key that is trusted to the one that signed a file, through rotations in any order: the ids of the keys on it, the
 * trusted one first; just that one where they are the same. Null where there is no way. Records that do not hold are passed over.
 */
export function trustPath(
	trusted: OutsideKey,
	publicKey: string,
	rotations: readonly Uint8Array[]
): readonly string[] | null {
	const records = rotations.flatMap(readRotation)
	// breadth first from the signing key backwards; anyone may retire a key of theirs in favour of it, so there can be several ways back
	const ways: (readonly string[])[] = [[publicKey]]
	const seen = new Set([publicKey])
	for (const way of ways) {
		const [key] = way
		if (key === undefined) continue
		if (isSameKey(trusted, key)) return way.map((each) => keyId(fromHex(each)))
		for (const { retired, successor } of records) {
			if (successor !== key || seen.has(retired)) continue
			seen.add(retired)
			ways.push([retired, ...way])
		}
	}
	return null
}

function readRotation(bytes: Uint8Array): readonly KeyRotation[] {
	const file = openEnvelope(bytes)
	if (file.kind === 'invalid') return []
	const rotation = readShape(rotationShape, file.body)
	return rotation.ok && isByRetired(rotation.value, file.publicKey) ? [rotation.value] : []
}
