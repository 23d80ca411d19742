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
 * Whether a request comes from a page of ours, or from no page at all. Browsers send `Origin` with everything but plain GETs. A page at the
 * public address counts under its scheme alone: under https, whoever can change plain http on the way could otherwise speak for it. Of
 * another address at which the server is reached directly only the host is compared, since a proxy that ends TLS leaves us with another
 * scheme. What proxies say about host and scheme is never read.
 *
 * @param origin the `Origin` header
 * @param host the `Host` header
 */
export function isOwnOrigin(
	origin: string | null | undefined,
	host: string | null | undefined,
	publicUrl: string
): boolean {
	if (origin === null || origin === undefined) return true
	const from = URL.parse(origin)
	if (from === null || from.host === '') return false
	const own = new URL(publicUrl)
	return from.host === own.host ? from.protocol === own.protocol : from.host === host
}
