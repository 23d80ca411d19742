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
	const retiredBy = new Map<string, string>()
	for (const bytes of rotations) {
		const file = openEnvelope(bytes)
		if (file.kind === 'invalid') continue
		const rotation = readShape(rotationShape, file.body)
		if (rotation.ok && isByRetired(rotation.value, file.publicKey)) {
			retiredBy.set(rotation.value.successor, rotation.value.retired)
		}
	}
	const path: string[] = []
	let key: string | undefined = publicKey
	while (key !== undefined && path.length <= rotations.length) {
		path.unshift(keyId(fromHex(key)))
		if (isSameKey(trusted, key)) return path
		key = retiredBy.get(key)
	}
	return null
}
