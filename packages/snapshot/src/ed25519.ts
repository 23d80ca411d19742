import { getPublicKey, hashes, sign, verify } from '@noble/ed25519'
import { sha512 } from '@noble/hashes/sha2.js'

// the library has no SHA-512 of its own and would ask crypto.subtle, which plain http pages do not have
hashes.sha512 = sha512

/** Who signs: the public key, 32 bytes, and the function that gives an Ed25519 signature, 64 bytes, over a message. */
export interface Signer {
	readonly publicKey: Uint8Array
	readonly sign: (message: Uint8Array) => Uint8Array
}

/** A signer in plain JavaScript from the 32 bytes of a secret key (RFC 8032 section 5.1.5). The server signs with node:crypto. */
export function signerFromSeed(seed: Uint8Array): Signer {
	return { publicKey: getPublicKey(seed), sign: (message) => sign(message, seed) }
}

/**
 * Whether `signature` is an Ed25519 signature of `message` under `publicKey` (RFC 8032 section 5.1.7).
 *
 * Stricter than the RFC asks: encodings must be canonical and the key not of small order, since such a key would accept any
 * message. The equation is the cofactored one; the Python verifier does the same, so that no file splits the two.
 */
export function isSignature(
	signature: Uint8Array,
	message: Uint8Array,
	publicKey: Uint8Array
): boolean {
	if (signature.length !== 64 || publicKey.length !== 32) return false
	return verify(signature, message, publicKey, { zip215: false })
}
