import { parse } from 'hono/utils/cookie'

/** The cookie that holds a browser's session token. Under https its prefix keeps other hosts and plain http from setting it. */
export function cookieName(publicUrl: string): string {
	return isSecure(publicUrl) ? '__Host-parley_session' : 'parley_session'
}

/** Whether people reach us through https. */
export function isSecure(publicUrl: string): boolean {
	return publicUrl.startsWith('https:')
}

/** The session token of a request and how it came; a Bearer token goes before a cookie. */
export type Credential = { readonly kind: 'bearer' | 'cookie'; readonly token: string } | null

/** Reads the credential from two headers, as Node or `fetch` give them. */
export function readCredential(
	authorization: string | null | undefined,
	cookies: string | null | undefined,
	publicUrl: string
): Credential {
	const bearer = /^Bearer +([\w-]{1,200}) *$/i.exec(authorization ?? '')?.[1]
	if (bearer !== undefined) return { kind: 'bearer', token: bearer }
	const name = cookieName(publicUrl)
	const token = parse(cookies ?? '', name)[name]
	return token === undefined || token === '' ? null : { kind: 'cookie', token }
}

/**
 * Whether a request comes from a page of ours, or from no page at all. Browsers send `Origin` with everything but plain GETs; only
 * the host is compared, since a proxy that ends TLS leaves us with another scheme.
 *
 * @param origin the `Origin` header
 * @param host the `Host` header, which counts beside the public address: the server is also reached directly
 */
export function isOwnOrigin(
	origin: string | null | undefined,
	host: string | null | undefined,
	publicUrl: string
): boolean {
	if (origin === null || origin === undefined) return true
	const from = URL.parse(origin)?.host
	return from !== undefined && (from === host || from === new URL(publicUrl).host)
}
