import { isSecure } from '../http/credentials.ts'
import { isLoopback } from '../http/loopback.ts'

/**
 * What to say where words and sessions would travel in clear: people come from elsewhere, and not through https. Null where all is well.
 *
 * @param host what is listened on
 * @param url what people open
 */
export function exposureWarning(host: string, url: string): string | null {
	if (isSecure(url)) return null
	const opened = new URL(url).hostname.replace(/^\[|\]$/g, '')
	if (isLoopback(host) && isLoopback(opened)) return null
	return 'Warning: without TLS whoever sits on the line reads every word and can take over sessions. Set PARLEY_TLS_CERT and PARLEY_TLS_KEY, or put a proxy with TLS in front and its https address into PARLEY_PUBLIC_URL.'
}
