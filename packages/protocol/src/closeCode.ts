/** What a client does when its socket was closed: come back by itself, or stop and tell the person. */
export type AfterClose = 'retry' | 'stop'

/**
 * Every code with which the server closes a socket. 4400 to 4499 mean that coming back is of no use; standard Yjs
 * clients stop on those and retry on all others.
 */
export const CLOSE_CODES = {
	/**
	 * An update was refused, on a socket whose protocol has no word for that (plain y-websocket). The reason of the close frame is the
	 * refusal. What the client holds now is not what the server holds: open the document anew.
	 */
	refused: { code: 4400, after: 'stop' },
	/** The session or seat was taken away, or has run out: sign in again. */
	revoked: { code: 4401, after: 'stop' },
	/** No such document, or not for this seat: the two look alike. */
	forbidden: { code: 4403, after: 'stop' },
	/** The round is frozen and this protocol has no late lane. */
	frozen: { code: 4409, after: 'stop' },
	/** The negotiation was erased: nothing of it is kept here, and copies on devices are to go too. */
	erased: { code: 4410, after: 'stop' },
	/** A frame over the bounds, or one that cannot be read. */
	malformed: { code: 4422, after: 'stop' },
	/** Too much too fast, or more refusals than an honest client gets. */
	tooMuch: { code: 4429, after: 'stop' },
	/** The commit failed: nobody was acknowledged. Keep your edits and come back. */
	notStored: { code: 4500, after: 'retry' },
	/** The server is stopping. */
	stopping: { code: 1012, after: 'retry' },
	/** As many sockets are open as this session, this address or the server may have. */
	crowded: { code: 4503, after: 'retry' },
	/** Did not authenticate in time. */
	silent: { code: 4508, after: 'retry' },
	/** Reads too slowly: more than 4 MiB stood unsent. */
	slow: { code: 4513, after: 'retry' },
} as const satisfies Record<string, { code: number; after: AfterClose }>

export type CloseReason = keyof typeof CLOSE_CODES

/** RFC 6455 section 7.4.1: a frame so large that the server did not read it to its end. It would be as large again. */
const TOO_BIG = 1009

/** What a client does after a socket was closed with `code`; unknown codes are worth a retry. */
export function afterClose(code: number): AfterClose {
	if (code === TOO_BIG) return 'stop'
	return code >= 4400 && code <= 4499 ? 'stop' : 'retry'
}

/** Why the server closed the socket, or undefined for a code that is not ours (a cut cable, a proxy). */
export function closeReason(code: number): CloseReason | undefined {
	if (code === TOO_BIG) return 'malformed'
	const names = Object.keys(CLOSE_CODES) as CloseReason[]
	return names.find((name) => CLOSE_CODES[name].code === code)
}
