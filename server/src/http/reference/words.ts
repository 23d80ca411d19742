/** A chapter of what goes for the whole API: a paragraph, with `code` between backticks. */
export interface Chapter {
	readonly title: string
	readonly text: string
}

/** What one should know before the first request. */
export const CHAPTERS: readonly Chapter[] = [
	{
		title: 'Signing in',
		text: 'There are no accounts. The secretariat makes a link for each seat; the code behind its `#` is redeemed once at `POST /api/v1/sessions`. Programs ask for `kind: "token"` and send `Authorization: Bearer TOKEN` with every request. Browsers get a cookie, which counts only on pages of this server: with a cookie, whatever changes something needs an `Origin` header that is ours.',
	},
	{
		title: 'Seats',
		text: 'A session holds at most one seat in each negotiation. What it has no seat in and what does not exist get the same answer, `not-found`. What a seat may do depends on its role and on the phase of the round.',
	},
	{
		title: 'Requests and answers',
		text: 'Bodies are JSON with the content type `application/json`, at most 64 KiB. Instants are whole milliseconds since 1970 UTC on the clock of the server, which alone decides. Answers may get further members; pass over those you do not know. `HEAD` is answered wherever `GET` is, and `OPTIONS` says in `Allow` what can be done at an address.',
	},
	{
		title: 'Lists',
		text: 'Lists come by pages: `limit` says how many rows at most, and `next` of the answer is the `cursor` with which the next page is asked for, also as `Link` with `rel="next"`; on the last page `next` is null and there is no link. Cursors belong to their list and to a place in its order: what comes to the list meanwhile is neither left out nor given twice. A page may have fewer rows than were asked for.',
	},
	{
		title: 'Sending a command again',
		text: 'An answer can be lost on the way. Whatever is not a `GET` takes an `Idempotency-Key`, drawn at random for each command: the same request again, by the same session under the same seat, then changes nothing more and gets the same answer, with `Idempotency-Replayed: true`. A link is redeemed again by whoever has its code and the key, so keep the key as secret as a token. While the first request is under way the answer is `key-in-use`; with another request the key is refused as `key-reused`. What was refused has changed nothing and is judged anew. Answers are kept for 24 hours, and the newest thousand of a seat.',
	},
	{
		title: 'Problems',
		text: 'Every error is a problem as in RFC 9457, with the content type `application/problem+json`. Its `code` comes from a closed list and names it for programs; its `detail` says what to do, in a sentence for people. What breaks on the server itself is `internal`, with the `reference` under which its log has it: every operation can answer so, under `default`, since it has nothing to do with what was asked.',
	},
]
