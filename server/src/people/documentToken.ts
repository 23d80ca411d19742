import {
	addMs,
	parseInstant,
	parseSeatId,
	parseSessionId,
	type Instant,
	type SeatId,
	type SessionId,
} from '@parley/domain'
import { parseDocumentName, documentName, type DocumentName } from '@parley/protocol'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

/** For how long a token opens its document. A socket that it has opened stays for as long as its session does. */
export const DOCUMENT_TOKEN_MS = 5 * 60_000

/** What a token says: this session's seat may open this document. */
export interface DocumentPass {
	readonly document: DocumentName
	readonly session: SessionId
	readonly seat: SeatId
	readonly expiresAt: Instant
}

/**
 * Tokens for clients that can send nothing but an address: a plain y-websocket client has no handshake, and a session's own token does
 * not belong into an address, which proxies and browsers write down. Each opens one document, for five minutes.
 *
 * A token is its claims as JSON and the HMAC-SHA-256 over them, both base64url, joined by a dot. Nothing is stored: whether session and
 * seat still stand is looked up when the token is used.
 */
export interface DocumentTokens {
	issue(pass: DocumentPass): string
	/** What a token of ours that has not run out says; null for any other. */
	read(token: string): DocumentPass | null
}

const Claims = z.tuple([z.string(), z.string(), z.string(), z.number()])

/**
 * The tokens under `key`, which outlives the process: who was cut off by a restart comes back with the token at hand.
 *
 * @param key 32 secret bytes
 */
export function createDocumentTokens(
	key: Uint8Array,
	clock: { readonly now: () => Instant }
): DocumentTokens {
	const macOf = (body: string): Buffer => createHmac('sha256', key).update(body).digest()
	return {
		issue({ document, session, seat, expiresAt }) {
			const claims: z.infer<typeof Claims> = [document, session, seat, expiresAt]
			const body = Buffer.from(JSON.stringify(claims)).toString('base64url')
			return `${body}.${macOf(body).toString('base64url')}`
		},
		read(token) {
			const [body = '', mac = '', ...rest] = token.split('.')
			const given = Buffer.from(mac, 'base64url')
			const own = macOf(body)
			const isOurs = rest.length === 0 && given.length === own.length && timingSafeEqual(given, own)
			if (!isOurs) return null
			const pass = parsePass(body)
			return pass.expiresAt > clock.now() ? pass : null
		},
	}
}

/** When a token issued at `now` runs out. */
export function documentTokenExpiry(now: Instant): Instant {
	return addMs(now, DOCUMENT_TOKEN_MS)
}

/** The claims of a token that we made. */
function parsePass(body: string): DocumentPass {
	const [document, session, seat, expiresAt] = Claims.parse(
		JSON.parse(Buffer.from(body, 'base64url').toString())
	)
	return {
		document: documentName(parseDocumentName(document)),
		session: parseSessionId(session),
		seat: parseSeatId(seat),
		expiresAt: parseInstant(expiresAt),
	}
}
