import { createHash, randomBytes } from 'node:crypto'

/** A fresh code for a joining link: 128 random bits as 22 characters of base64url, the last of which is always a letter. */
export function createCode(): string {
	return randomBytes(16).toString('base64url')
}

/** A fresh token for a session: 256 random bits as 43 characters of base64url. */
export function createToken(): string {
	return randomBytes(32).toString('base64url')
}

/**
 * What is kept of a code or token: its SHA-256, lower-case hex. One round is enough, for what is hashed is random and
 * too long to be guessed.
 */
export function hashSecret(secret: string): string {
	return createHash('sha256').update(secret, 'utf8').digest('hex')
}
