import { canonicalBytes } from './canonical.ts'
import { digestOf } from './digest.ts'

/** Who wrote which characters of a frozen text. It is kept apart from the snapshot, so that equal words are equal whoever wrote them. */
export interface AttributionManifest {
	readonly format: 'parley-attribution/1'
	readonly clauses: readonly {
		readonly id: string
		/** In the order of the clause's plain text; lengths in UTF-16 code units; null where the text came by import. */
		readonly runs: readonly { readonly seat: string | null; readonly length: number }[]
	}[]
}

const TAG = new TextEncoder().encode('parley-attribution/1\n')

/**
 * The digest by which a snapshot refers to its attribution manifest: SHA-256 of `parley-attribution/1`, a line break, 32 bytes of salt
 * and the manifest's canonical bytes. The salt, kept with the manifest, keeps outsiders from trying out who wrote what.
 *
 * @throws RangeError where the salt is not 32 bytes long.
 */
export function attributionDigest(manifest: AttributionManifest, salt: Uint8Array): string {
	if (salt.length !== 32) throw new RangeError(`a salt has 32 bytes, not ${salt.length}`)
	const body = canonicalBytes(manifest)
	const bytes = new Uint8Array(TAG.length + salt.length + body.length)
	bytes.set(TAG)
	bytes.set(salt, TAG.length)
	bytes.set(body, TAG.length + salt.length)
	return digestOf(bytes)
}
